#!/usr/bin/env bash
# Builds the three images without a container engine (buildah, on a base that debootstrap makes in place of the published
# one), starts them, and holds them to what docs/images.md promises.
#   scripts/images.sh [--write] [PYTEST ARGUMENT...]
# --write puts the figures into docs/images.md. The release program is compiled first; that takes its time once.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

write=
if [ "${1:-}" = --write ]; then write=1; shift; fi
for tool in buildah debootstrap setpriv; do
    command -v $tool >/dev/null || PATH=$PATH:/usr/sbin command -v $tool >/dev/null ||
        die "$tool is missing; run scripts/install-deps.sh --for test"
done
# Mounting and changing the root folder is for root.
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -E)

# Inside some containers nobody may.
if ! "${as_root[@]}" unshare --mount sh -c 'mount -t tmpfs tmpfs /mnt' 2>/dev/null; then
    [ "${PANELAPP_IMAGES_OPTIONAL:-}" = 1 ] || die "this machine lets nobody mount a file system, so no image can be started"
    say "NOT CHECKED: the images; this machine lets nobody mount a file system"
    exit 0
fi

folder=$PWD/.build/images
mkdir -p "$folder"
store=("${as_root[@]}" buildah --root "$folder/storage" --runroot "$folder/run" --storage-driver vfs)

say "Compiling the release program"
start=$SECONDS
docker/compile.sh "$folder/panelapp" >"$folder/compile.log" 2>&1 || { tail -n 40 "$folder/compile.log" >&2; die "it does not compile"; }
say "compiled in $((SECONDS - start)) s"

# A new image from a folder's content, or from another image with a folder put into it.
make_image() {
    local name=$1 from=$2 source=$3 target=$4 container root
    container=$("${store[@]}" from --pull-never "$from")
    root=$("${store[@]}" mount "$container")
    "${as_root[@]}" mkdir -p "$root$target"
    "${as_root[@]}" cp -a "$source/." "$root$target/"
    "${store[@]}" umount "$container" >/dev/null
    "${store[@]}" commit -q --rm "$container" "$name" >/dev/null
}

if ! "${store[@]}" inspect --type image localhost/debian-base >/dev/null 2>&1; then
    say "Making a base of Debian 12"
    # Where this machine takes its packages from.
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' | awk '$2 == "bookworm" { print $1; exit }')
    [ -n "$mirror" ] || mirror=http://deb.debian.org/debian
    "${as_root[@]}" rm -rf "$folder/base"
    "${as_root[@]}" env PATH="$PATH:/usr/sbin" debootstrap --variant=minbase bookworm "$folder/base" "$mirror" \
        >"$folder/debootstrap.log" 2>&1 || { tail -n 20 "$folder/debootstrap.log" >&2; die "debootstrap failed"; }
    # As published slim images have it.
    "${as_root[@]}" sh -c 'cd "$1" && rm -rf usr/share/doc/* usr/share/man/* usr/share/info/* usr/share/locale/* var/cache/apt/* \
        var/lib/apt/lists/* var/log/* && mkdir -p usr/share/man/man1' sh "$folder/base"
    make_image localhost/debian-base scratch "$folder/base" /
    "${as_root[@]}" rm -rf "$folder/base"
fi

say "Building the images"
"${store[@]}" rm --all >/dev/null
make_image localhost/panelapp-compiled localhost/debian-base "$folder/panelapp" /opt/panelapp
build() {
    "${store[@]}" bud --isolation chroot --pull-never --format oci "$@" >"$folder/build.log" 2>&1 ||
        { tail -n 40 "$folder/build.log" >&2; die "the image does not build: $*"; }
}
version=$("$folder/panelapp/panelapp" version)
build -f docker/Dockerfile-base -t panelapp-base --ignorefile .dockerignore \
    --build-arg BUILD_IMAGE=localhost/panelapp-compiled --build-arg BASE_IMAGE=localhost/debian-base \
    --build-arg VERSION="$version" --build-arg REVISION="$(git rev-parse HEAD 2>/dev/null || echo unknown)" .
build -f docker/Dockerfile-web -t panelapp-web --build-arg BASE_IMAGE=localhost/panelapp-base docker
build -f docker/Dockerfile-worker -t panelapp-worker --build-arg BASE_IMAGE=localhost/panelapp-base docker

code=0
"${as_root[@]}" env PANELAPP_IMAGES="$folder" PANELAPP_IMAGES_WRITE="$write" PANELAPP_BIN="$folder/panelapp/panelapp" .venv/bin/python -m pytest -q -p no:cacheprovider --tb=short -ra \
    Tests/Images "$@" || code=$?
"${store[@]}" rm --all >/dev/null
"${store[@]}" rmi --prune >/dev/null 2>&1 || true
exit $code
