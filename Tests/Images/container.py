"""The built images, and processes in them, as an engine would start them: another root that cannot be written, a fresh /tmp,
user 1000, no capabilities. Needs root; shares the network of the machine."""
import contextlib, json, os, pathlib, re, signal, socket, subprocess, time, urllib.error, urllib.request

FOLDER = pathlib.Path(os.environ.get("PANELAPP_IMAGES") or ".build/images").resolve()

# $1: the image's files, $2: an empty folder, the rest: the command, which begins with `env -i`.
START = """set -e
mount --bind "$1" "$2"; mount -o remount,bind,ro "$2"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$2/tmp"
mount -t proc proc "$2/proc"
mount --rbind /dev "$2/dev"
root=$2; shift 2
exec "$@"
"""
AS_USER = ["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs", "--"]


def buildah(*arguments):
    done = subprocess.run(["buildah", "--root", FOLDER / "storage", "--runroot", FOLDER / "run", "--storage-driver", "vfs", *arguments],
                          text=True, capture_output=True)
    if done.returncode:
        raise RuntimeError(f"buildah {' '.join(map(str, arguments))}: {done.stderr}")
    return done.stdout.strip()


class Image:
    def __init__(self, name):
        self.name = name
        self.config = json.loads(buildah("inspect", "--type", "image", name))["OCIv1"]["config"]
        self.container = buildah("from", "--pull-never", name)
        self.root = pathlib.Path(buildah("mount", self.container))

    environment = property(lambda self: dict(entry.split("=", 1) for entry in self.config["Env"]))

    def compressed(self, folder):
        """Bytes of all layers as a registry would hold them."""
        buildah("push", "--quiet", "--compression-format", "gzip", self.name, f"oci:{folder}/{self.name}:latest")
        index = json.loads((folder / self.name / "index.json").read_text())
        manifest = self.blob(folder, index["manifests"][0])
        return sum(layer["size"] for layer in manifest["layers"])

    def blob(self, folder, what):
        return json.loads((folder / self.name / "blobs/sha256" / what["digest"].removeprefix("sha256:")).read_text())

    def start(self, place, settings, *command, user=AS_USER, **options):
        """A process in the image. Without a command, what the image itself says."""
        place.mkdir(parents=True, exist_ok=True)
        command = list(command) or [*self.config["Entrypoint"], *self.config["Cmd"]]
        variables = [f"{name}={value}" for name, value in (self.environment | settings).items()]
        return subprocess.Popen(["unshare", "--mount", "sh", "-c", START, "sh", self.root, place, "env", "-i", *variables, "chroot", place,
                                 *user, *command], **options)

    def run(self, place, settings, *command, given=None):
        """A command of the image to its end: exit code, what it said, how long it took."""
        begin = time.monotonic()
        process = self.start(place, settings, *command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        said, _ = process.communicate(given, timeout=300)
        return process.returncode, said, time.monotonic() - begin

    def remove(self):
        with contextlib.suppress(RuntimeError):
            buildah("umount", self.container)
            buildah("rm", self.container)


class Running:
    """A web or a worker in its image."""

    def __init__(self, image, place, settings, port=None):
        self.image, self.settings, self.port, self.log = image, settings, port, place.with_suffix(".log")
        begin = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = image.start(place, settings, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        self.listened = None
        if port:
            self.wait(lambda: self.can_connect(port), 60)
            self.listened = time.monotonic() - begin

    def wait(self, check, seconds):
        end = time.monotonic() + seconds
        while not check():
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"{self.image.name}: {self.log.read_text()[-3000:]}")
            time.sleep(0.01)

    @staticmethod
    def can_connect(port):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        return False

    def said(self, event):
        return f'"event":"{event}"' in self.log.read_text("utf-8", "replace")

    def status(self, path, port=None, host="localhost"):
        request = urllib.request.Request(f"http://127.0.0.1:{port or self.port}{path}", headers={"Host": host})
        try:
            return urllib.request.urlopen(request, timeout=10).status
        except urllib.error.HTTPError as error:
            return error.code

    def fact(self, name):
        """A line of /proc/PID/status."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return re.search(rf"^{name}:\s*(.*)$", text, re.M)[1]

    megabytes = property(lambda self: int(self.fact("VmRSS").split()[0]) / 1024)

    def stop(self, seconds=40):
        """SIGTERM, and the exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return f"no end within {seconds} s"
