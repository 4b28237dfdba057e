#!/usr/bin/env python3
"""Plays the kubelet for one pod of an applied Deployment, with the packaged gateway as its container.

What it starts is what the API server has: the Deployment's pod template (environment, ConfigMaps, volumes, probes, preStop,
grace period) and the image that k8s/Containerfile describes, unpacked into a folder. Only what needs a cluster differs: the
gateway binds an address of its own, volumes lie below the run folder (paths in ConfigMaps and in the entry point are rewritten to
that), its user's home can be neither found nor made, and the settings given by --set stand for the store.

Once the probes and the image's health check succeed, a WorkloadEntry with the pod's labels puts it into the mesh. SIGTERM ends it the way a
deleted pod ends: it leaves the mesh and its preStop begins at the same moment, then comes SIGTERM, then, at the end of the
grace period, SIGKILL. Readiness is not looked at again, and a container that dies stays dead and in the mesh.
"""
import argparse, base64, json, os, pathlib, re, shlex, shutil, signal, ssl, subprocess, sys, time, urllib.error, urllib.request

NAMESPACE = "algorithm-selector"
LARGE = 50 << 20
HOME = "/dev/null/home"
PROJECT = pathlib.Path(__file__).resolve().parents[2]


def kubectl(*words, stdin=None):
    done = subprocess.run(["kubectl", "-n", NAMESPACE, *words], input=stdin, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"kubectl {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def leave(pod):
    """Takes a pod out of the mesh at once: kubectl, on a busy machine, would need a part of the time that preStop gives."""
    request = urllib.request.Request(
        f"https://127.0.0.1:6443/apis/networking.istio.io/v1/namespaces/{NAMESPACE}/workloadentries/{pod}",
        method="DELETE", headers={"Authorization": "Bearer admin"})
    try:
        urllib.request.urlopen(request, context=ssl._create_unverified_context()).close()
    except urllib.error.HTTPError as failure:
        if failure.code != 404:
            raise


class Image:
    """What k8s/Containerfile says: COPY makes the folder, ENV, WORKDIR and ENTRYPOINT say how to run in it."""

    def __init__(self, containerfile, folder):
        self.folder, self.environment, self.workdir = folder, {}, "/"
        self.entrypoint, self.healthcheck, self.copies = None, None, []
        text = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", containerfile.read_text()))
        for line in filter(None, map(str.strip, text.splitlines())):
            instruction, _, rest = line.partition(" ")
            if instruction == "COPY":
                self.copies.append(tuple(rest.split()))
            elif instruction == "ENV":
                self.environment.update(word.split("=", 1) for word in shlex.split(rest))
            elif instruction == "WORKDIR":
                self.workdir = rest
            elif instruction == "ENTRYPOINT":
                self.entrypoint = json.loads(rest)
            elif instruction == "HEALTHCHECK":
                self.healthcheck = json.loads(rest[rest.index("["):])

    def inside(self, path):
        return self.folder / path.lstrip("/")

    def unpack(self):
        if self.folder.exists():
            return
        # beside it first, as another pod may do the same at the same moment
        whole, self.folder = self.folder, self.folder.with_name(f"image-{os.getpid()}")
        for source, target in self.copies:
            source, target = PROJECT / source, self.inside(target)
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, copy_function=copy)
            else:
                copy(source, target)
        self.inside(self.workdir).mkdir(parents=True, exist_ok=True)
        try:
            self.folder.rename(whole)
        except OSError:
            shutil.rmtree(self.folder)
        self.folder = whole


def copy(source, target):
    """TensorFlow's libraries by hard links, where the file system has them; what a build may write to while this runs, not."""
    try:
        if os.path.getsize(source) > LARGE:
            os.link(source, target)
            return
    except OSError:
        pass
    shutil.copy2(source, target)


class Volumes:
    """The pod's volumes as folders, and the container's paths in terms of them."""

    def __init__(self, pod, container, folder):
        self.mounts, self.folder = {}, folder
        shutil.rmtree(folder, ignore_errors=True)
        volumes = {volume["name"]: volume for volume in pod["volumes"]}
        for mount in container["volumeMounts"]:
            self.mounts[mount["mountPath"]] = self.place(volumes[mount["name"]], mount)
        for volume in volumes.values():
            self.fill(volume)
        for mount in container["volumeMounts"]:
            if "subPath" in mount:
                target = self.mounts[mount["mountPath"]]
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(folder / mount["name"] / mount["subPath"], target)

    def place(self, volume, mount):
        if "subPath" not in mount:
            return self.folder / volume["name"]
        # One file of it, at its own path below a root of these. The folder that holds it is the root's as well, as the gateway
        # looks for the file there.
        top = "/" + mount["mountPath"].split("/")[1]
        self.mounts[top] = self.folder / "root" / top[1:]
        return self.folder / "root" / mount["mountPath"][1:]

    def fill(self, volume):
        place = self.folder / volume["name"]
        place.mkdir(parents=True)
        if "configMap" in volume:
            held = json.loads(kubectl("get", "configmap", volume["configMap"]["name"], "-o", "json"))
            for name, text in held.get("data", {}).items():
                (place / name).write_text(self.translated(text))
            for name, text in held.get("binaryData", {}).items():
                (place / name).write_bytes(base64.b64decode(text))
        elif "emptyDir" not in volume:
            sys.exit(f"volume {volume['name']}: only configMap and emptyDir are known here")

    def outside(self, path):
        for mount, place in self.mounts.items():
            if path == mount or path.startswith(mount + "/"):
                return str(place) + path[len(mount):]
        return path

    def translated(self, text):
        """A text with the paths in it that begin a word or a value."""
        return re.sub(r"(?<![\w.:/-])/[\w./-]+", lambda found: self.outside(found.group()), text)


class Pod:
    def __init__(self, arguments):
        self.name, self.address, self.entry, self.ended = arguments.name, arguments.address, arguments.entry, False
        run = pathlib.Path(arguments.run)
        template = json.loads(kubectl("get", "deployment", arguments.deployment, "-o", "json"))["spec"]["template"]
        self.labels, self.spec = template["metadata"]["labels"], template["spec"]
        self.container = self.spec["containers"][0]
        self.ports = {port["name"]: port["containerPort"] for port in self.container["ports"]}
        self.image = Image(PROJECT / "k8s/Containerfile", run / "image")
        self.image.unpack()
        self.volumes = Volumes(self.spec, self.container, run / "pods" / self.name)
        self.process = subprocess.Popen(self.command(), cwd=self.image.inside(self.image.workdir), env=self.environment(arguments.set))
        # as the stack writes them: a number used again has another time at which its process began
        began = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(") ")[2].split()[19]
        (run / f"container-{self.name}.pid").write_text(f"{self.process.pid} {began}\n")

    def command(self):
        java, *rest = self.image.entrypoint
        number, unit = re.fullmatch(r"(\d+)([MG])i", self.container["resources"]["limits"]["memory"]).groups()
        memory = int(number) << {"M": 20, "G": 30}[unit]
        # The JVM takes the home from the password file, whatever HOME says. Below a file that is no folder not even root can write.
        flags = [f"-XX:MaxRAM={memory}", f"-Djava.io.tmpdir={self.volumes.outside('/tmp')}", f"-Duser.home={HOME}"]
        return [f"{os.environ['JAVA_HOME']}/bin/{java}", *flags, *map(self.volumes.translated, rest)]

    def environment(self, settings):
        environment = dict(self.image.environment)
        environment.update((variable["name"], variable["value"]) for variable in self.container["env"])
        environment = {name: self.volumes.outside(value) for name, value in environment.items()}
        for name in ("QUARKUS_HTTP_HOST", "QUARKUS_GRPC_SERVER_HOST", "QUARKUS_MANAGEMENT_HOST"):
            if environment.get(name) != "0.0.0.0":
                sys.exit(f"{name} is not 0.0.0.0: nobody would reach the pod")
            environment[name] = self.address
        return environment | {"PATH": os.environ["PATH"], "HOME": HOME} | dict(word.split("=", 1) for word in settings)

    def probe(self, name):
        """Until it succeeds; looks more often than the kubelet would, and a readiness probe has no end."""
        probe = self.container[name]
        get = probe["httpGet"]
        url = f"http://{self.address}:{self.ports.get(get['port'], get['port'])}{get['path']}"
        failures = 0
        while not self.ended:
            try:
                urllib.request.urlopen(url, timeout=probe.get("timeoutSeconds", 1)).close()
                print(f"{name} {url}: succeeded", flush=True)
                return
            except (urllib.error.URLError, OSError) as failure:
                failures += 1
                if self.process.poll() is not None:
                    sys.exit(f"the container ended with {self.process.returncode}")
                if name == "startupProbe" and failures == probe["failureThreshold"]:
                    sys.exit(f"{name} {url} failed {failures} times: {failure}")
            time.sleep(min(probe["periodSeconds"], 1))

    def healthy(self):
        """What the image's health check says, which asks this machine's loopback: here it asks the pod's address."""
        words = [word.replace("127.0.0.1", self.address) for word in self.image.healthcheck]
        return subprocess.run(words, capture_output=True).returncode == 0

    def check_health(self):
        if not self.healthy():
            sys.exit("HEALTHCHECK failed, of a container that is ready")
        print("HEALTHCHECK: succeeded", flush=True)

    def join(self):
        spec = {"address": self.entry, "labels": self.labels, "serviceAccount": self.spec["serviceAccountName"]}
        kubectl("apply", "-f", "-", stdin=json.dumps({
            "apiVersion": "networking.istio.io/v1", "kind": "WorkloadEntry", "metadata": {"name": self.name}, "spec": spec}))
        print("in the mesh", flush=True)

    def stop(self):
        began = time.monotonic()
        leave(self.name)
        print(f"out of the mesh after {time.monotonic() - began:.1f} s", flush=True)
        time.sleep(max(0, self.container["lifecycle"]["preStop"]["sleep"]["seconds"] - (time.monotonic() - began)))
        self.process.terminate()
        grace = self.spec["terminationGracePeriodSeconds"] - (time.monotonic() - began)
        try:
            self.process.wait(grace)
        except subprocess.TimeoutExpired:
            print("killed at the end of the grace period", flush=True)
            self.process.kill()
        print(f"ended with {self.process.wait()} after {time.monotonic() - began:.1f} s", flush=True)

    def run(self):
        if self.healthy():
            sys.exit("HEALTHCHECK succeeded before anything was served")
        for name in ("startupProbe", "livenessProbe", "readinessProbe"):
            self.probe(name)
        if not self.ended:
            self.check_health()
            self.join()
        while not self.ended and self.process.poll() is None:
            time.sleep(0.05)
        if self.process.poll() is None:
            self.stop()
        else:
            print(f"the container ended by itself with {self.process.returncode}", flush=True)

    def end(self, *_):
        self.ended = True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("name", "deployment", "address"):
        parser.add_argument(name)
    for name in ("--entry", "--run"):
        parser.add_argument(name, required=True)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    pod = Pod(parser.parse_args())
    signal.signal(signal.SIGTERM, pod.end)
    signal.signal(signal.SIGINT, pod.end)
    try:
        pod.run()
    finally:
        if pod.process.poll() is None:
            pod.process.kill()


main()
