"""What docker/ shows to others: the compose file, task definitions and manifests, read the way their readers do."""
import json, pathlib, re, subprocess, os

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
PROGRAM = pathlib.Path(os.environ.get("PANELAPP_BIN") or ROOT / ".build/debug/panelapp").resolve()

# What stands for a secret where an example names one without its value.
SECRETS = {
    "DATABASE_URL": "postgresql://panelapp:secret@db.example.org/panelapp", "SECRET_KEY": "0123456789abcdef0123456789abcdef-example",
    "HEALTH_CHECK_TOKEN": "0123456789abcdef-example", "EMAIL_HOST_USER": "mailer", "EMAIL_HOST_PASSWORD": "mailer-secret",
}


def declared():
    """Every variable that the program declares."""
    done = subprocess.run([PROGRAM, "check-config", "--list"], text=True, capture_output=True, check=True)
    return set(re.findall(r"^([A-Z][A-Z0-9_]{2,})\b", done.stdout, re.M))


def compose():
    """The compose file as it is where the caller's environment says nothing."""
    text = (DOCKER / "docker-compose.yml").read_text()
    return yaml.safe_load(re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text))


def compose_environment(service):
    return {name: str(value) for name, value in compose()["services"][service]["environment"].items()}


def tasks():
    """The task definitions of ECS by name."""
    return {path.stem: json.loads(path.read_text()) for path in sorted((DOCKER / "examples/ecs").glob("*.json"))}


def task_environment(task):
    container = task["containerDefinitions"][0]
    return ({entry["name"]: entry["value"] for entry in container.get("environment", [])}
            | {entry["name"]: SECRETS[entry["name"]] for entry in container.get("secrets", [])})


def manifests():
    """The objects of Kubernetes by kind and name."""
    found = {}
    for path in sorted((DOCKER / "examples/kubernetes").glob("*.yaml")):
        for document in yaml.safe_load_all(path.read_text()):
            found[document["kind"], document["metadata"]["name"]] = document
    return found


def pods():
    """The pod templates: name of the owner, template."""
    return {name: document["spec"]["template"] for (kind, name), document in manifests().items() if kind in ("Deployment", "Job")}


def pod_environment(pod):
    objects, container, found = manifests(), pod["spec"]["containers"][0], {}
    for source in container.get("envFrom", []):
        for kind, key in (("ConfigMap", "configMapRef"), ("Secret", "secretRef")):
            if key in source:
                values = objects[kind, source[key]["name"]]
                found |= values.get("data") or values["stringData"]
    for entry in container.get("env", []):
        if "value" in entry:
            found[entry["name"]] = entry["value"]
            continue
        (key, reference), = entry["valueFrom"].items()
        values = objects[{"configMapKeyRef": "ConfigMap", "secretKeyRef": "Secret"}[key], reference["name"]]
        found[entry["name"]] = (values.get("data") or values["stringData"])[reference["key"]]
    return found | {name: value for name, value in SECRETS.items() if name in found and "CHANGE-ME" in found[name]}


def probes():
    """Which address which container is asked for: (container, port, path)."""
    found = set()
    for name, pod in pods().items():
        container = pod["spec"]["containers"][0]
        ports = {port["name"]: port["containerPort"] for port in container.get("ports", [])}
        for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
            if kind in container:
                get = container[kind]["httpGet"]
                found.add((name.removeprefix("panelapp-"), ports[get["port"]], get["path"]))
    checks = [service.get("healthcheck", {}).get("test", []) for service in compose()["services"].values()]
    checks += [task["containerDefinitions"][0].get("healthCheck", {}).get("command", []) for task in tasks().values()]
    for check in checks:
        if check[:3] == ["CMD", "panelapp", "healthcheck"] and len(check) > 3:
            address = re.fullmatch(r"http://127\.0\.0\.1:(\d+)(/.*)", check[3])
            found.add(("worker", int(address[1]), address[2]))
    return found
