"""A model of Hugging Face: kept, downloaded with progress, or refused in a sentence.

The hub is a small server of our own on loopback, and huggingface_hub its real client, in a process
of its own: the client reads where its hub is when it is imported.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from model.backends.local import fetching
from model.errors import CannotLoad, UnknownModel, Unreachable
from tests.backends.local.test_checkpoint import shard, without_weights

ROOT = Path(__file__).parent.parent.parent.parent
COMMIT = "0123456789abcdef0123456789abcdef01234567"

ASK = """
import json, sys
from model.backends.local.fetching import checkpoint_of
from model.errors import SightlineError
told = []
def allow(found):
    if len(sys.argv) > 2 and found.weight_bytes > int(sys.argv[2]):
        raise SightlineError(f"too large: {found.weight_bytes}")
def report(text, done):
    told.append((text, done))
    if len(sys.argv) > 3 and done:
        raise SightlineError("nobody waits for it")
try:
    found = checkpoint_of(sys.argv[1], report, allow)
    print(json.dumps([str(found.folder), found.name, found.weight_bytes, told]))
except SightlineError as error:
    print(json.dumps(["", type(error).__name__, str(error), told]))
"""


class Hub(BaseHTTPRequestHandler):
    """Serves ``files`` as the model ``zai/nano``; ``asked`` are methods and paths."""

    files: dict[str, bytes] = {}
    asked: list[str] = []
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.answer()

    def do_HEAD(self) -> None:
        self.answer()

    def answer(self) -> None:
        path = self.path.partition("?")[0]
        self.asked.append(f"{self.command} {path}")
        base = "/api/models/zai/nano"
        if path.startswith("/api/models/zai/gated"):
            return self.send(403, b"{}", {"X-Error-Code": "GatedRepo"})
        if path in (base, f"{base}/revision/main"):
            rows = [{"rfilename": name} for name in self.files]
            about = {"id": "zai/nano", "sha": COMMIT, "siblings": rows, "private": False}
            return self.json(about)
        if path.startswith(f"{base}/tree/"):
            return self.json(
                [
                    {"type": "file", "path": name, "size": len(data), "oid": tag(data)}
                    for name, data in self.files.items()
                ]
            )
        name = path.rpartition(f"/resolve/{COMMIT}/")[2]
        if path.startswith("/zai/nano/") and name in self.files:
            data = self.files[name]
            return self.send(200, data, {"ETag": f'"{tag(data)}"', "X-Repo-Commit": COMMIT})
        return self.send(404, b"{}", {"X-Error-Code": "RepoNotFound"})

    def json(self, content: object) -> None:
        self.send(200, json.dumps(content).encode(), {"Content-Type": "application/json"})

    def send(self, status: int, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


def tag(data: bytes) -> str:
    return hashlib.sha1(data).hexdigest()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[str]:
    made = without_weights(tmp_path / "nano")
    shard(made / "model.safetensors", 1_000)
    (made / "pytorch_model.bin").write_bytes(b"a pickle, which nobody asks for")
    Hub.files = {path.name: path.read_bytes() for path in made.iterdir()}
    Hub.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


def ask(home: Path, address: str, model: str, *more: str, **environment: str):
    """What a fresh process gets for ``model``: folder, name, bytes (or the error), progress."""
    settings = {"HF_ENDPOINT": address, "HF_HOME": str(home), "HF_HUB_OFFLINE": "0", **environment}
    done = subprocess.run(
        [sys.executable, "-c", ASK, model, *more],
        cwd=ROOT,
        env={**os.environ, "NO_PROXY": "127.0.0.1", **settings},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "%|" not in done.stderr, "no progress bars in the terminal"
    return json.loads(done.stdout)


def test_a_model_is_downloaded_once_and_then_kept(hub: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    folder, name, size, told = ask(home, hub, "zai/nano")
    assert (name, size) == ("zai/nano", 2_000)
    assert (Path(folder) / "model.safetensors").stat().st_size > 2_000
    texts = [text for text, _ in told]
    assert texts[0] == "Asking Hugging Face for zai/nano"
    assert texts[-1].startswith("Downloading zai/nano (0.0 GB)")
    assert told[-1][1] > 0.9
    assert not any("pickle" in path or path.endswith(".bin") for path in Hub.asked)
    Hub.asked.clear()
    again = ask(home, hub, "zai/nano")
    assert again[0] == folder and not again[3] and not Hub.asked
    # Without a network what was downloaded is as good.
    assert ask(home, "http://127.0.0.1:9", "zai/nano", HF_HUB_OFFLINE="1")[0] == folder


def test_a_download_that_broke_off_goes_on(hub: str, tmp_path: Path) -> None:
    folder = Path(ask(tmp_path / "home", hub, "zai/nano")[0])
    (folder / "model.safetensors").unlink()
    shutil.rmtree(folder.parent.parent / "blobs", ignore_errors=True)
    assert ask(tmp_path / "home", hub, "zai/nano")[0] == str(folder)


def test_a_download_ends_with_who_waits_for_it(hub: str, tmp_path: Path) -> None:
    chunk = 10_000_000  # bytes, of the client
    shard(tmp_path / "large.safetensors", 2 * chunk)
    Hub.files["model.safetensors"] = (tmp_path / "large.safetensors").read_bytes()
    home, unbounded = tmp_path / "home", str(10**12)
    _, _, said, told = ask(home, hub, "zai/nano", unbounded, "stopped")
    assert said == "nobody waits for it"
    assert 0 < told[-1][1] < 1, "in the middle of it"
    assert ask(home, hub, "zai/nano")[2] == 4 * chunk


def test_what_cannot_be_used_is_refused_before_its_weights_are_fetched(
    hub: str, tmp_path: Path
) -> None:
    _, kind, said, _ = ask(tmp_path / "home", hub, "zai/nano", "500")
    assert kind == "SightlineError" and said.startswith("too large: 2")
    write_config = {"model_type": "glm4", "architectures": ["Glm4ForCausalLM"]}
    Hub.files["config.json"] = json.dumps(write_config).encode()
    _, kind, said, _ = ask(tmp_path / "other", hub, "zai/nano")
    assert kind == "CannotLoad" and "text-only model" in said
    assert "config.json" in " ".join(Hub.asked)
    assert not [one for one in Hub.asked if one.startswith("GET") and "safetensors" in one]


@pytest.mark.parametrize(
    ("model", "environment", "kind", "said"),
    [
        ("zai/nobody", {}, "UnknownModel", "Hugging Face has no model 'zai/nobody'"),
        ("zai/gated", {}, "BadKey", "accept them on https://huggingface.co/zai/gated"),
        ("zai/nano", {"HF_HUB_OFFLINE": "1"}, "Unreachable", "cannot be reached"),
        ("zai/nano", {"HF_ENDPOINT": "http://127.0.0.1:9"}, "Unreachable", "cannot be reached"),
    ],
)
def test_what_is_not_to_be_had_is_one_sentence(
    hub: str, tmp_path: Path, model: str, environment: dict[str, str], kind: str, said: str
) -> None:
    found = ask(tmp_path / "home", hub, model, **environment)
    assert found[1] == kind and said in found[2]


def test_what_is_no_id_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel, match="neither a folder nor the id of a model"):
        fetching.checkpoint_of("glm 4.5v/--", lambda text, done: None)


def test_without_room_on_the_disk_both_numbers_are_told(tmp_path: Path) -> None:
    with pytest.raises(CannotLoad, match=r"needs 1,000,000.0 GB on the disk, and [\d,.]+ GB are"):
        fetching.check_disk("zai/large", 10**15, tmp_path / "not" / "there" / "yet")
    fetching.check_disk("zai/small", 1, tmp_path)


def test_nothing_is_asked_of_the_network_where_it_is_forbidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(Unreachable, match="not on this machine"):
        fetching.checkpoint_of("zai/nano-that-nobody-has", lambda text, done: None)
