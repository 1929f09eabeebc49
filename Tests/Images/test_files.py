"""The files in docker/ are well-formed, name only what exists, and are valid for the program. Needs the debug build."""
import os, pathlib, re, subprocess

import botocore.session, botocore.validate, compose_spec, kubernetes_validate, pytest, yaml

import examples
from examples import DOCKER, PROGRAM, ROOT

COMMANDS = {"web": ["web"], "worker": ["worker"]}


def check_config(environment, command="web"):
    """What `check-config` says about an environment, as in the image."""
    image = {"PANELAPP_MODE": "aws", "PATH": os.environ["PATH"]} | {
        name: value for name, value in os.environ.items() if name == "LD_LIBRARY_PATH"}
    done = subprocess.run([PROGRAM, "check-config", command], env=image | environment, text=True, capture_output=True)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("service", ["web", "worker"])
def test_O84_the_environment_of_the_compose_file_is_valid(service):
    environment = examples.compose_environment(service)
    assert set(environment) - examples.declared() == set()
    code, said = check_config(environment, service)
    assert code == 0, said


def test_O84_the_compose_file_is_one_by_its_specification():
    # With merges carried out, as docker does before it looks.
    compose_spec.PyCompose.from_yaml(yaml.safe_dump(examples.compose())).validate()
    services = examples.compose()["services"]
    assert set(services) == {"aws", "db", "smtp", "web", "worker"}
    for name in ("web", "worker"):
        service = services[name]
        assert service["user"] == "1000:1000" and service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert services["worker"].get("ports") is None
    # The worker needs nothing of what only web needs (O7).
    only_web = {"ALLOWED_HOSTS", "HEALTH_CHECK_TOKEN", "STATIC_URL", "AWS_S3_STATICFILES_BUCKET_NAME"}
    assert not only_web & set(services["worker"]["environment"]) and only_web <= set(services["web"]["environment"])


def test_O84_the_makefile_has_every_target():
    wanted = ["help", "build", "buildmulti", "up", "start", "stop", "down", "logs", "clean", "mock-aws", "clear-s3", "migrate",
              "collectstatic", "loaddata", "command", "createsuperuser", "tests", "iam-check"]
    for target in wanted:
        done = subprocess.run(["make", "-n", target, "REGISTRY=registry.example.org", "ARGS=version"], cwd=DOCKER, text=True,
                              capture_output=True)
        assert done.returncode == 0 and done.stdout.strip(), f"{target}: {done.stderr}"
    told = subprocess.run(["make"], cwd=DOCKER, text=True, capture_output=True, check=True).stdout
    assert "NOT for production" in told and all(f"make {target}" in told for target in wanted)


def test_O83_buildmulti_is_for_both_architectures():
    # Both cannot be built here without emulation; that nothing in the files is of one architecture is what can be seen.
    told = subprocess.run(["make", "-n", "buildmulti", "REGISTRY=registry.example.org"], cwd=DOCKER, text=True, capture_output=True).stdout
    assert told.count("--platform linux/amd64,linux/arm64") == 2
    for path in DOCKER.glob("Dockerfile-*"):
        assert not re.search(r"amd64|x86_64|arm64|aarch64", path.read_text()), path


@pytest.mark.parametrize("name", ["web", "worker", "migrate", "collectstatic"])
def test_task_definitions_are_valid(name):
    task = examples.tasks()[name]
    shape = botocore.session.get_session().get_service_model("ecs").operation_model("RegisterTaskDefinition").input_shape
    report = botocore.validate.ParamValidator().validate(task, shape)
    assert not report.has_errors(), report.generate_report()
    container = task["containerDefinitions"][0]
    assert container["user"] == "1000:1000" and container["readonlyRootFilesystem"] and container["linuxParameters"]["capabilities"] == {
        "drop": ["ALL"]}
    environment = examples.task_environment(task)
    assert set(environment) - examples.declared() == set()
    if name in COMMANDS:
        code, said = check_config(environment, name)
        assert code == 0 and '"levelname":"WARNING"' not in said, said


def test_manifests_are_valid():
    objects = examples.manifests()
    for (kind, name), document in objects.items():
        if kind != "ScaledObject":
            kubernetes_validate.validate(document, "1.31", strict=True)
    wanted = {"Deployment", "Service", "PodDisruptionBudget", "HorizontalPodAutoscaler", "NetworkPolicy", "Job", "ScaledObject"}
    assert wanted <= {kind for kind, _ in objects}
    for kind, name in objects:
        if kind in ("PodDisruptionBudget", "Service", "NetworkPolicy"):
            assert ("Deployment", name) in objects
    scaled = objects["ScaledObject", "panelapp-worker"]["spec"]
    assert ("Deployment", scaled["scaleTargetRef"]["name"]) in objects
    assert {trigger["type"] for trigger in scaled["triggers"]} == {"aws-sqs-queue", "aws-cloudwatch"}


@pytest.mark.parametrize("name", ["panelapp-web", "panelapp-worker", "panelapp-migrate", "panelapp-collectstatic"])
def test_pods_are_locked_down_and_their_settings_valid(name):
    pod = examples.pods()[name]["spec"]
    container = pod["containers"][0]
    assert pod["securityContext"]["runAsNonRoot"] and pod["securityContext"]["runAsUser"] == 1000
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
    assert container["volumeMounts"] == [{"name": "tmp", "mountPath": "/tmp"}]
    environment = examples.pod_environment(examples.pods()[name])
    assert set(environment) - examples.declared() == set()
    command = name.removeprefix("panelapp-")
    if command in COMMANDS:
        code, said = check_config(environment, command)
        assert code == 0 and '"levelname":"WARNING"' not in said, said
    if account := pod.get("serviceAccountName"):
        assert ("ServiceAccount", account) in examples.manifests()


def test_worker_stops_before_it_is_killed():
    worker = examples.pods()["panelapp-worker"]
    limit = int(examples.pod_environment(worker)["WORKER_SHUTDOWN_TIMEOUT"])
    # What is cut off is given back within 30 s.
    assert limit + 30 <= worker["spec"]["terminationGracePeriodSeconds"]
    task = examples.tasks()["worker"]
    limit = int(examples.task_environment(task)["WORKER_SHUTDOWN_TIMEOUT"])
    assert limit + 30 <= task["containerDefinitions"][0]["stopTimeout"] <= 120


def test_the_readme_answers_what_the_founding_document_answers():
    shared = pathlib.Path(os.environ.get("PANELAPP_SHARED") or ROOT.parent / "shared")
    document = shared / "spec/founding-document.md"
    if not document.exists():
        pytest.skip(f"NOT CHECKED: {document} is not there")
    readme = (DOCKER / "README.md").read_text()
    named = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", document.read_text()))
    assert named and {name for name in named if name not in readme} == set()


def test_links_in_the_readme_lead_somewhere():
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", (DOCKER / "README.md").read_text()):
        assert (DOCKER / target).exists(), target


def test_yaml_files_say_nothing_twice():
    class Loader(yaml.SafeLoader):
        pass

    def mapping(loader, node):
        names = [key.value for key, _ in node.value if key.value != "<<"]
        assert len(names) == len(set(names)), f"line {node.start_mark.line + 1}: {names}"
        loader.flatten_mapping(node)
        return dict(loader.construct_pairs(node))

    Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    for path in [DOCKER / "docker-compose.yml", *(DOCKER / "examples/kubernetes").glob("*.yaml")]:
        list(yaml.load_all(path.read_text(), Loader))
