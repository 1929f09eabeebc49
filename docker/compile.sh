#!/bin/sh
# Builds the program with a static Swift runtime and puts it, stripped, into a folder together with the files that it reads.
#   docker/compile.sh FOLDER
set -eu
out=$1
swift build -c release --static-swift-stdlib --product panelapp
bin=$(swift build -c release --static-swift-stdlib --show-bin-path)
rm -rf "$out"
mkdir -p "$out"
cp "$bin/panelapp" "$out/"
strip --strip-all "$out/panelapp"
for folder in "$bin"/panelapp_*.resources; do cp -R "$folder" "$out/"; done
