"""The serving guide and its files agree with the app, with each other and with arithmetic."""

import json
import re
import shlex
from dataclasses import fields
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from agents.sandbox.finding import _UNWANTED, switches
from model.endpoints import LOCAL_LIMITS
from model.profiles import profile_for
from model.settings import PREFIX, Settings
from ui.serve import largest_mb

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
GUIDE = (DEPLOY / "README.md").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
BROWSER = json.loads((DEPLOY / "browser.json").read_text("utf-8"))
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
NGINX = (DEPLOY / "nginx.conf").read_text("utf-8")
DEFAULTS = Settings()

SERVERS = {"vllm": "vLLM", "python3": "SGLang", "ray": "ray"}
"""Whose a command's flags are, by its first word."""


def test_every_setting_named_exists() -> None:
    known = {PREFIX + item.name.upper() for item in fields(Settings)}
    for path in DEPLOY.iterdir():
        named = set(re.findall(r"SIGHTLINE_[A-Z_]+", path.read_text("utf-8")))
        assert named <= known, f"{path.name} names {named - known}"


# --- compose.yaml


def port_of(service: dict[str, Any], flag: str = "--port") -> int:
    return int(next(word.partition("=")[2] for word in service["command"] if flag in word))


def test_the_containers_find_each_other() -> None:
    told = SERVICES["app"]["environment"]
    server = SERVICES["server"]
    assert told["SIGHTLINE_BASE_URL"] == f"http://server:{port_of(server)}/v1"
    assert f"--served-model-name={told['SIGHTLINE_MODEL']}" in server["command"]
    assert f":{port_of(server)}/health" in server["healthcheck"]["test"][-1]
    browser = f"ws://browser:{BROWSER['port']}{BROWSER['wsPath']}"
    assert told["SIGHTLINE_BROWSER_URL"] == browser
    assert str(BROWSER["port"]) in SERVICES["browser"]["healthcheck"]["test"][-1]
    assert SERVICES["browser"]["command"][-1] == "deploy/browser.json"
    door = re.search(r"listen (\d+);", NGINX)
    assert door and SERVICES["door"]["ports"] == [f"127.0.0.1:{DEFAULTS.port}:{door[1]}"]


def test_pages_have_no_way_out() -> None:
    assert SERVICES["browser"]["networks"] == ["pages"]
    assert COMPOSE["networks"]["pages"] == {"internal": True}
    assert "pages" in SERVICES["app"]["networks"]
    assert "pages" not in SERVICES["server"]["networks"] + SERVICES["door"]["networks"]


def test_what_compose_names_is_there() -> None:
    for name, service in SERVICES.items():
        assert set(service["networks"]) <= set(COMPOSE["networks"]), name
        assert set(service.get("depends_on", {})) <= set(SERVICES), name
        if build := service.get("build"):
            assert (DEPLOY / build["context"] / build["dockerfile"]).is_file(), name
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in COMPOSE["volumes"] or (DEPLOY / source).is_file(), volume


def test_compose_gives_the_server_as_many_gpus_as_it_is_told_to_use() -> None:
    (devices,) = SERVICES["server"]["deploy"]["resources"]["reservations"]["devices"]
    assert devices["count"] == port_of(SERVICES["server"], "--tensor-parallel-size")


# --- Dockerfile, nginx.conf, browser.json


def test_the_image_has_what_the_app_is_made_of() -> None:
    copied = [
        source
        for words in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE)
        for source in words.split()[:-1]
    ]
    assert {"app.py", "model", "agents", "ui", "assets", "deploy/browser.json"} <= set(copied)
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert {line[1:] for line in ignored if line.startswith("!")} == set(copied)
    for source in copied:
        assert (ROOT / source).exists(), source
    for chosen in re.findall(r"REQUIREMENTS=(\S+)", DOCKERFILE + GUIDE):
        assert chosen in copied
    assert not any(fnmatch(".env", source) for source in copied)


def test_the_image_is_an_ordinary_user_on_the_apps_port() -> None:
    user = re.search(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE)
    assert user and user[1] != "root"
    assert DOCKERFILE.index("useradd") < DOCKERFILE.index("USER") < DOCKERFILE.index('CMD ["python')
    assert f"EXPOSE {DEFAULTS.port}" in DOCKERFILE
    assert f"127.0.0.1:{DEFAULTS.port}/" in DOCKERFILE


def test_the_image_has_a_python_that_the_packages_have_wheels_for() -> None:
    supported = re.search(r'^supported="([\d. ]+)"', (ROOT / "run.sh").read_text(), re.MULTILINE)
    version = re.search(r"^FROM python:(\d+\.\d+)-slim", DOCKERFILE, re.MULTILINE)
    assert supported and version and version[1] in supported[1].split()


def test_the_door_leads_to_the_app_and_lets_its_files_through() -> None:
    assert f"server app:{DEFAULTS.port};" in NGINX
    assert re.search(r"hash \$visitor consistent;", NGINX)
    size = re.search(r"client_max_body_size (\d+)m;", NGINX)
    assert size and int(size[1]) > largest_mb(DEFAULTS)


def test_the_browser_elsewhere_is_started_like_our_own() -> None:
    assert BROWSER["args"] == switches(DEFAULTS)
    assert BROWSER["ignoreDefaultArgs"] == _UNWANTED


# --- the guide's commands


def commands() -> list[list[str]]:
    """The words of every server's command line in the guide."""
    blocks = re.findall(r"^```sh\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    found = [shlex.split(line, comments=True) for line in lines if line.startswith(tuple(SERVERS))]
    assert len(found) > 10
    return found


def flags(words: list[str]) -> dict[str, str]:
    """The flags of a command and what follows each, if it is no flag."""
    return {
        word: "" if following.startswith("--") else following
        for word, following in zip(words, [*words[1:], "--"], strict=True)
        if word.startswith("--")
    }


def table() -> dict[str, str]:
    rows = re.findall(r"^\| `(--[\w-]+)` \| (.+?) \| (.+) \|$", GUIDE, re.MULTILINE)
    assert len(rows) == len({flag for flag, _, _ in rows})
    assert all(len(meaning) >= 8 for _, _, meaning in rows)
    return {flag: whose for flag, whose, _ in rows}


def whose(flag: str) -> set[str]:
    return set(table()[flag].replace("both", "vLLM, SGLang").split(", "))


def test_every_flag_used_is_explained_and_every_one_explained_is_used() -> None:
    used: dict[str, set[str]] = {}
    comments = re.findall(r"# on the other: (.+)$", GUIDE, re.MULTILINE)
    for words in [
        *commands(),
        ["vllm", *(word.partition("=")[0] for word in SERVICES["server"]["command"])],
        *(["vllm" if "--headless" in text else "python3", *text.split()] for text in comments),
    ]:
        for flag in flags(words):
            used.setdefault(flag, set()).add(SERVERS[words[0]])
    assert set(used) == set(table())
    for flag, servers in used.items():
        assert servers == whose(flag), flag


@pytest.mark.parametrize("words", [w for w in commands() if w[0] != "ray"], ids=" ".join)
def test_a_command_is_sound(words: list[str]) -> None:
    given = flags(words)
    model = given.get("--model-path") or words[2]
    profile = profile_for(given["--served-model-name"])
    assert profile.known and profile == profile_for(model)
    window = int(given.get("--max-model-len") or given["--context-length"])
    assert window == profile.context
    limits = json.loads(given.get("--limit-mm-per-prompt") or given["--limit-mm-data-per-request"])
    assert limits == {"image": LOCAL_LIMITS.max_count, "video": 1}
    assert limits["image"] >= DEFAULTS.watch_frames
    assert given.get("--reasoning-parser") == (None if profile.answer_tags else "glm45")
    assert given["--host"] == "127.0.0.1"
    if words[0] == "vllm":  # which wants both or none
        assert ("--tool-call-parser" in given) == ("--enable-auto-tool-choice" in given)


@pytest.mark.parametrize("words", [w for w in commands() if w[0] != "ray"], ids=" ".join)
def test_a_command_divides_the_model(words: list[str]) -> None:
    """By what the servers' source asserts: heads, vision heads, experts, the GPUs of a machine."""
    given = flags(words)
    split = int(given.get("--tensor-parallel-size") or given.get("--tp-size") or 1)
    nodes = int(given.get("--nnodes") or (2 if "--distributed-executor-backend" in given else 1))
    groups = int(given.get("--data-parallel-size") or given.get("--dp-size") or 1)
    stages = int(given.get("--pipeline-parallel-size") or 1)
    assert split * groups * stages <= 8 * nodes and split * stages % nodes == 0
    assert LARGE.heads % split == 0 and LARGE.key_heads % split == 0
    if split > 1:
        whole = given.get("--mm-encoder-tp-mode") == "data" or "--mm-enable-dp-encoder" in given
        assert whole or VISION_HEADS % split == 0
        assert "--enable-expert-parallel" in given or given["--ep-size"] == str(split)
    if groups > 1 or nodes > 1:
        assert "--mm-processor-cache-type" not in given  # which has no effect then


# --- the guide's figures


class Shape:
    """Parameters of a checkpoint, from its published configuration (transformers 5.23.0)."""

    def __init__(
        self,
        layers: int,
        heads: int,
        key_heads: int,
        dense: int,
        width: int,
        experts: int = 0,
        expert_width: int = 0,
    ) -> None:
        hidden, head, words, self.heads, self.key_heads = 4096, 128, 151_552, heads, key_heads
        attention = 2 * hidden * heads * head + 2 * hidden * key_heads * head
        expert = 3 * hidden * expert_width
        sparse = layers - dense
        plain = layers * attention + dense * 3 * hidden * width
        self.embeddings = 2 * words * hidden
        self.text = plain + sparse * ((experts + 1) * expert + hidden * experts)
        self.vision = vision(width)
        self.total = self.text + self.embeddings + self.vision
        # Eight experts and the shared one answer a token; of the embeddings only the output.
        self.active = plain + sparse * (9 * expert + hidden * experts) + words * hidden
        self.cache = 2 * layers * key_heads * head * 2

    def bytes(self, fp8: bool) -> int:
        return (1 if fp8 else 2) * self.text + 2 * (self.embeddings + self.vision)


def vision(width: int) -> int:
    hidden, out, layers = 1536, 4096, 24
    patches = 3 * 2 * 14 * 14 * hidden + 24 * 24 * hidden
    blocks = layers * (4 * hidden * hidden + 3 * hidden * out)
    return patches + blocks + 4 * hidden * out + out * out + 3 * out * width


VISION_HEADS = 12
LARGE = Shape(46, 96, 8, dense=1, width=10_944, experts=128, expert_width=1_408)
SMALL = Shape(40, 32, 2, dense=40, width=13_696)


def number(text: str) -> int:
    return int(text.replace(",", ""))


def test_the_memory_table_is_computed() -> None:
    rows = re.findall(r"^\| (\d) × (\d+) GB \| (.+?) \| (\d+) \| ([\d,]+) \|$", GUIDE, re.MULTILINE)
    assert len(rows) > 8
    checkpoint = ""
    for count, memory, named, weights, tokens in rows:
        checkpoint = checkpoint if named == "the same" else named
        shape = SMALL if re.search("Flash|9B|same, made", checkpoint) else LARGE
        size = shape.bytes(fp8="FP8" in checkpoint)
        tower = 2 * shape.vision
        each = (size - tower) / int(count) + tower
        assert round(each / 1e9) == int(weights), checkpoint
        left = (0.92 * int(memory) * 1e9 - each) * min(int(count), shape.key_heads) / shape.cache
        assert 0 <= left - number(tokens) < 1_000, (count, memory, checkpoint, left)


def test_the_parameters_are_counted() -> None:
    rows = re.findall(
        r"^\| (GLM\S+), .+? \| ([\d.]+) billion \| ([\d.]+) billion \| ([\d,]+) bytes \|$",
        GUIDE,
        re.MULTILINE,
    )
    assert [name for name, *_ in rows] == ["GLM-4.5V", "GLM-4.6V-Flash"]
    for (_, total, active, cache), shape in zip(rows, (LARGE, SMALL), strict=True):
        assert float(total) == round(shape.total / 1e9, 1)
        assert float(active) == round(shape.active / 1e9, 1)
        assert number(cache) == shape.cache
