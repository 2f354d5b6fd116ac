"""The rules of the house that source can show: arrows point one way, and importing stays light."""

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = (
    "gradio",
    "torch",
    "transformers",
    "cv2",
    "playwright",
    "openai",
    "pymupdf",
    "rapidocr",
    "av",
    "accelerate",
    "huggingface_hub",
    "psutil",
)
ROOMS = ["ui", "agents", "model"]

# Rooms of model/, from the roof to the ground: a module may import from its own row and below.
FLOORS = [
    ["model.service", "model.attachments"],
    ["model.backends"],
    ["model.endpoints", "model.profiles", "model.budget", "model.addresses"],
    ["model.tasks"],
    ["model.wire"],
    ["model.documents", "model.clips"],
    ["model.media"],
    [
        "model.actions",
        "model.rendering",
        "model.messages",
        "model.geometry",
        "model.events",
        "model.errors",
        "model.settings",
        "model.loop_thread",
        "model.steps",
        "model.language",
        "model.documents.parts",  # data only: what media reads is told in it
        "model.clips.parts",
    ],
]


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imports(path: Path, *, top_level_only: bool = False) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_level_only else list(ast.walk(tree))
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("room", ROOMS)
def test_arrows_point_one_way(room: str) -> None:
    above = ROOMS[: ROOMS.index(room)] + ["app", "tests"]
    for path in modules(room):
        wrong = {name for name in imports(path) if name.split(".")[0] in above}
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


def floor_of(module: str) -> int | None:
    """The row of the room that names ``module`` most closely."""
    matches = [
        (len(room), row)
        for row, rooms in enumerate(FLOORS)
        for room in rooms
        if module == room or module.startswith(room + ".")
    ]
    return max(matches)[1] if matches else None


def test_arrows_inside_model_point_down() -> None:
    for path in modules("model"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        mine = floor_of(module)
        if mine is None:
            assert module == "model", f"{module} stands on no floor; add it to FLOORS"
            continue
        for name in imports(path):
            theirs = floor_of(name)
            assert theirs is None or theirs >= mine, f"{module} imports {name}, which is above it"


def test_no_module_needs_itself() -> None:
    """Imports inside functions, and those for types alone, are arrows like any other."""
    paths = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for room in ROOMS
        for path in modules(room)
    }
    arrows: dict[str, set[str]] = {module: set() for module in paths}
    for module, path in paths.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                arrows[module] |= {alias.name for alias in node.names} & paths.keys()
            elif isinstance(node, ast.ImportFrom) and node.module:
                named = {f"{node.module}.{alias.name}" for alias in node.names}
                # `from package import module` leads to the module, not to all the package shows.
                arrows[module] |= (named & paths.keys()) or ({node.module} & paths.keys())
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


@pytest.mark.parametrize("room", ["model", "agents"])
def test_no_gradio_below_the_interface(room: str) -> None:
    for path in modules(room):
        assert not {name for name in imports(path) if name.split(".")[0] == "gradio"}, path


@pytest.mark.parametrize("room", ROOMS)
def test_heavy_libraries_load_only_when_first_needed(room: str) -> None:
    allowed = {"gradio"} if room == "ui" else set()
    for path in modules(room):
        tops = {name.split(".")[0] for name in imports(path, top_level_only=True)}
        assert not tops & (set(HEAVY) - allowed), path


@pytest.mark.parametrize("room", ROOMS)
def test_only_one_room_touches_pymupdf(room: str) -> None:
    for path in modules(room):
        if (ROOT / "model/media/pdf") not in path.parents:
            named = {name.split(".")[0] for name in imports(path)}
            assert not named & {"pymupdf", "fitz"}, path
            assert 'import_module("pymupdf")' not in path.read_text(encoding="utf-8"), path


def test_the_service_imports_nothing_heavy() -> None:
    code = "import sys, model.service; print([m for m in sys.argv[1:] if m in sys.modules])"
    assert _printed(code) == "[]"


def test_the_local_backend_is_made_without_torch() -> None:
    code = """
import sys
from model.backends.base import Connection
from model.service import ModelService
from model.settings import Settings
service = ModelService(Settings(backend="local", model="zai-org/GLM-4.6V-Flash"))
service.prepare()
service.close()
print([m for m in sys.argv[1:] if m in sys.modules])
"""
    assert _printed(code) == "[]"


def _printed(code: str) -> str:
    """What a fresh process prints that is told the heavy libraries."""
    done = subprocess.run(
        [sys.executable, "-c", code, *HEAVY], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
