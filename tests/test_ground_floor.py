"""What a fresh machine meets: the pins, the Space's metadata, and run.sh with fake Pythons."""

import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ("requirements.txt", "requirements-local.txt", "requirements-dev.txt")
SCRIPTS = ("run.sh", ".ci/run")
COREUTILS = (
    *("bash", "sh", "cat", "cksum", "cp", "dirname", "grep", "id", "mkdir", "mv", "rm", "sed"),
    *("sleep", "tail", "tr", "uname"),
)

# Answers what run.sh asks of a Python, and notes each call in $LOG.
FAKE_PYTHON = """#!/bin/sh
echo "$*" >>"$LOG"
case "$*" in
  "-c import sys, ensurepip"*) {ensurepip} && echo {version} ;;
  "-c import sys"*) echo {version} ;;
  "-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  "-m pip config"*) exit 1 ;;
  "-m pip install"*) exit "${{PIP_EXIT:-0}}" ;;
  "-m playwright"*) exit 1 ;;
  app.py*) echo "app got: $*; analytics $GRADIO_ANALYTICS_ENABLED" ;;
  "-m pytest"*) echo "pytest got: $*; offline $HF_HUB_OFFLINE, threads $OMP_NUM_THREADS" ;;
esac
"""


def pins(name: str) -> dict[str, str]:
    """Package to version, of one requirement file without those it includes."""
    lines = [line.strip() for line in (ROOT / name).read_text().splitlines()]
    wanted = [line for line in lines if line and not line.startswith(("#", "-r "))]
    loose = [line for line in wanted if not re.fullmatch(r"[\w.-]+==[\w.]+", line)]
    assert not loose, f"{name} leaves versions open: {loose}"
    return dict(line.split("==") for line in wanted)


def front_matter() -> dict[str, str]:
    head = (ROOT / "README.md").read_text(encoding="utf-8").split("---\n")[1]
    pairs = (line.partition(":") for line in head.splitlines() if line and line[0] != " ")
    return {key: value.strip().strip("\"'") for key, _, value in pairs}


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned(name: str) -> None:
    assert pins(name)


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_the_pins_are_what_is_tested_here(name: str) -> None:
    # A build for processors alone is 2.13.0+cpu.
    here = {package: version(package).partition("+")[0] for package in pins(name)}
    assert pins(name) == here


def test_serving_needs_no_torch_and_the_other_files_add_to_it() -> None:
    assert not {"torch", "transformers", "accelerate"} & set(pins("requirements.txt"))
    assert {"torch", "transformers", "accelerate"} <= set(pins("requirements-local.txt"))
    for name in REQUIREMENTS[1:]:
        assert "-r requirements.txt" in (ROOT / name).read_text().splitlines()


def test_a_space_gets_a_browser_with_latin_and_chinese_fonts() -> None:
    packages = (ROOT / "packages.txt").read_text().split()
    assert "chromium" in packages
    assert {"fonts-liberation", "fonts-wqy-zenhei"} <= set(packages)


def test_the_readme_makes_a_valid_space() -> None:
    space = front_matter()
    assert space["sdk"] == "gradio"
    assert space["sdk_version"] == pins("requirements.txt")["gradio"]
    assert space["app_file"] == "app.py"
    assert space["ssr_mode"] == "false"
    assert space.get("python_version", "3.11") in ("3.11", "3.12", "3.13", "3.14")


def test_help_comes_without_importing_gradio() -> None:
    program = (
        "import runpy, sys; sys.argv = ['app.py', '--help']\n"
        "try: runpy.run_path('app.py', run_name='__main__')\n"
        "except SystemExit as end: assert not end.code\n"
        "heavy = {'gradio', 'numpy', 'cv2', 'torch', 'openai', 'playwright'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for option in ("--port", "--host", "--share", "--backend", "--model"):
        assert option in done.stdout


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_scripts_are_executable_and_valid(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    subprocess.run(["bash", "-n", ROOT / script], check=True)


class Machine:
    """A copy of run.sh in its own folder, on a PATH with nothing but what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.app = folder / "my app"  # a space in the path, as people have
        self.bin = folder / "bin"
        self.log = folder / "log"
        for made in (self.app, self.bin, folder / "home"):
            made.mkdir()
        for name in ("run.sh", "packages.txt", *REQUIREMENTS):
            shutil.copy(ROOT / name, self.app)
        for tool in COREUTILS:
            (self.bin / tool).symlink_to(shutil.which(tool) or tool)
        self.environment = {
            "PATH": str(self.bin),
            "HOME": str(folder / "home"),
            "LOG": str(self.log),
        }

    def add(self, name: str, script: str) -> Path:
        path = self.bin / name
        path.write_text(script)
        path.chmod(0o755)
        return path

    def add_python(self, name: str = "python3", version: str = "3.11", venv: bool = True) -> Path:
        script = FAKE_PYTHON.format(version=version, ensurepip="true" if venv else "false")
        return self.add(name, script)

    def add_chromium(self) -> Path:
        return self.add("chromium", "#!/bin/sh\necho Chromium 150\n")

    def add_root(self, apt: str) -> None:
        """Makes us root on a Debian whose apt-get runs a line of shell when it installs."""
        for tool in ("id", "apt-get"):
            (self.bin / tool).unlink(missing_ok=True)
        self.add("id", "#!/bin/sh\necho 0\n")
        script = 'echo "apt-get $*" >>"$LOG"\ncase "$*" in *" install "*)'
        self.add("apt-get", f"#!/bin/sh\n{script} {apt} ;; esac\n")

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs ./run.sh from elsewhere, as if from a desktop."""
        self.log.write_text("")
        return subprocess.run(
            [self.app / "run.sh", *arguments],
            cwd="/",
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def calls(self, start: str) -> list[str]:
        return [line for line in self.log.read_text().splitlines() if line.startswith(start)]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def set_up(machine: Machine) -> Machine:
    """A machine on which a first start went well."""
    machine.add_python()
    machine.add_chromium()
    done = machine.run()
    assert done.returncode == 0, done.stderr
    return machine


def test_first_start_installs_only_what_serves_and_says_so(machine: Machine) -> None:
    machine.add_python()
    machine.add_chromium()
    done = machine.run("--port", "8000")
    assert done.stdout == "app got: app.py --port 8000; analytics False\n"
    assert done.stderr.splitlines() == [
        "Making .venv with Python 3.11 ...",
        "Installing requirements.txt into .venv (once, about a minute) ...",
    ]
    assert [call.split(" -r ")[1:] for call in machine.calls("-m pip install")] == [
        ["requirements.txt"]
    ]


def test_second_start_installs_and_says_nothing(set_up: Machine) -> None:
    done = set_up.run("--host", "0.0.0.0", PIP_EXIT="1")
    assert done.returncode == 0
    assert done.stdout == "app got: app.py --host 0.0.0.0; analytics False\n"
    assert done.stderr == ""
    assert not set_up.calls("-m pip") + set_up.calls("-m venv") + set_up.calls("-m playwright")


def test_help_installs_nothing(machine: Machine) -> None:
    machine.add_python()
    done = machine.run("--help")
    assert done.stdout.startswith("app got: app.py --help")
    assert done.stderr == ""
    assert not (machine.app / ".venv").exists()


def test_tests_get_their_packages_arguments_and_quiet_environment(set_up: Machine) -> None:
    done = set_up.run("test", "-k", "two words")
    assert done.stdout == "pytest got: -m pytest -k two words; offline 1, threads 1\n"
    assert [call.split(" -r ")[1:] for call in set_up.calls("-m pip install")] == [
        ["requirements-dev.txt", "requirements-local.txt"]
    ]
    assert "gigabytes" in done.stderr
    assert set_up.run("test", PIP_EXIT="1").returncode == 0
    assert set_up.run(PIP_EXIT="1").returncode == 0


@pytest.mark.parametrize("arguments", [["--backend", "local"], ["--backend=local"]])
def test_the_local_backend_gets_its_packages(set_up: Machine, arguments: list[str]) -> None:
    assert set_up.run(*arguments).returncode == 0
    assert "requirements-local.txt" in set_up.calls("-m pip install")[0]


def test_changed_requirements_are_installed(set_up: Machine) -> None:
    with (set_up.app / "requirements.txt").open("a") as file:
        file.write("one-more==1.0\n")
    set_up.run()
    assert len(set_up.calls("-m pip install")) == 1
    assert not set_up.calls("-m venv")
    set_up.run()
    assert not set_up.calls("-m pip install")


def test_a_failed_install_is_told_and_begun_anew(machine: Machine) -> None:
    machine.add_python()
    machine.add_chromium()
    failed = machine.run(PIP_EXIT="1")
    assert failed.returncode == 1
    assert "could not be installed" in failed.stderr.splitlines()[-1]
    assert not machine.calls("app.py")
    assert machine.run().returncode == 0
    assert machine.calls("-m venv") and machine.calls("-m pip install")


def _dead_python(machine: Machine) -> None:
    (machine.app / ".venv/bin/python").unlink()
    (machine.app / ".venv/bin/python").symlink_to("/nowhere/python3")


def _newer_python(machine: Machine) -> None:
    shutil.copy(machine.add_python(version="3.12"), machine.app / ".venv/bin/python")


def _half_made(machine: Machine) -> None:
    (machine.app / ".venv/installed").unlink()


@pytest.mark.parametrize("break_it", [_dead_python, _newer_python, _half_made])
def test_a_broken_environment_is_made_anew(
    set_up: Machine, break_it: Callable[[Machine], None]
) -> None:
    break_it(set_up)
    assert set_up.run().stdout.startswith("app got")
    assert set_up.calls("-m venv") and set_up.calls("-m pip install")
    assert set_up.run().stderr == ""


@pytest.mark.parametrize(
    ("versions", "found"),
    [([], "none"), (["3.9"], "only 3.9"), (["3.10", "3.15"], "only 3.10 3.15")],
)
def test_no_suitable_python_is_one_sentence(
    machine: Machine, versions: list[str], found: str
) -> None:
    for name, number in zip(["python3", "python3.13"], versions, strict=False):
        machine.add_python(name, number)
    done = machine.run()
    assert done.returncode == 1
    assert done.stderr == (
        f"Sightline needs Python 3.11, 3.12, 3.13 or 3.14, and found {found}: "
        "install one of them and run this again.\n"
    )


def test_a_python_that_cannot_make_environments_is_passed_over(machine: Machine) -> None:
    machine.add_python("python3", "3.12", venv=False)
    machine.add_python("python3.11", "3.11")
    machine.add_chromium()
    assert "Making .venv with Python 3.11 ..." in machine.run().stderr


def test_without_venv_the_package_to_install_is_named(machine: Machine) -> None:
    machine.add_python("python3", "3.12", venv=False)
    done = machine.run()
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "python3.12-venv" in done.stderr


def test_root_gets_the_missing_venv_package(machine: Machine) -> None:
    python = machine.add_python("python3", "3.12", venv=False)
    machine.add_chromium()
    machine.add_root(f"sed -i.old s/false/true/ '{python}'")
    assert machine.run().returncode == 0
    assert machine.calls("apt-get")[-1].endswith(
        "install -y --no-install-recommends python3.12-venv"
    )


def test_root_gets_a_chromium_and_its_fonts(machine: Machine) -> None:
    machine.add_python()
    chromium = machine.add_chromium().rename(machine.bin / "packed")
    machine.add_root(f"cp '{chromium}' '{machine.bin}/chromium'")
    done = machine.run("test")
    assert done.returncode == 0
    assert "Installing chromium fonts-liberation" in done.stderr
    assert machine.run("test").stderr == ""


def test_a_failing_apt_get_is_told(machine: Machine) -> None:
    machine.add_python()
    machine.add_root("echo no such package >&2; exit 100")
    done = machine.run("test")
    assert done.returncode == 1
    assert "apt-get failed: no such package" in done.stderr
    assert "There is no Chromium here" in done.stderr.splitlines()[-1]


def test_uv_is_used_where_it_is_and_pip_where_it_fails(machine: Machine) -> None:
    machine.add_python()
    machine.add_chromium()
    uv = """#!/bin/sh
echo "uv $*, from $UV_FIND_LINKS" >>"$LOG"
if [ "$1" = venv ]; then mkdir -p .venv/bin && cp "$(command -v python3)" .venv/bin/python; fi
"""
    machine.add("uv", uv)
    assert machine.run(PIP_FIND_LINKS="/some/wheels").returncode == 0
    assert machine.calls("uv pip install")[0].endswith("requirements.txt, from /some/wheels")
    assert not machine.calls("-m pip install")

    machine.add("uv", uv + '[ "$1" = venv ]\n')
    (machine.app / ".venv/installed").unlink()
    assert machine.run().returncode == 0
    assert machine.calls("-m pip install")


def test_without_a_browser_it_serves_but_does_not_test(machine: Machine) -> None:
    machine.add_python()
    served = machine.run()
    assert served.stdout.startswith("app got")
    assert "There is no Chromium here" in served.stderr
    again = machine.run()
    assert again.stdout.startswith("app got")
    assert not machine.calls("-m playwright"), "a second start needs no network"
    tested = machine.run("test")
    assert tested.returncode == 1
    assert "There is no Chromium here" in tested.stderr
    assert machine.calls("-m playwright install")


def test_a_chromium_that_was_asked_for_must_run(set_up: Machine) -> None:
    done = set_up.run("test", SIGHTLINE_CHROMIUM="/nowhere/chromium")
    assert done.returncode == 1
    assert "SIGHTLINE_CHROMIUM is /nowhere/chromium" in done.stderr
    mine = set_up.add_chromium().rename(set_up.bin / "mine")
    (set_up.app / ".env").write_text(f'SIGHTLINE_CHROMIUM="{mine}"\n')
    assert set_up.run("test").returncode == 0


def test_a_chromium_that_does_not_run_is_passed_over(machine: Machine) -> None:
    machine.add_python()
    machine.add("chromium", "#!/bin/sh\necho install the snap; exit 1\n")
    machine.add("google-chrome", "#!/bin/sh\n")
    assert machine.run("test").returncode == 0
    assert (machine.app / ".venv/chromium").read_text() == "google-chrome\n"


@pytest.fixture
def at_most() -> Iterator[str]:
    """The function of run.sh that bounds a command's time."""
    script = (ROOT / "run.sh").read_text()
    yield script[
        script.index("at_most() {") : script.index("\n}\n", script.index("at_most() {")) + 3
    ]


def test_a_hanging_download_ends_with_its_children(at_most: str) -> None:
    alive, held = os.pipe()  # the child holds one end for as long as it lives
    began = time.monotonic()
    done = subprocess.run(
        ["bash", "-c", f"{at_most}\nat_most 1 sh -c 'sleep 300 & wait'"], pass_fds=[held]
    )
    os.close(held)
    with os.fdopen(alive, "rb") as pipe:
        assert select.select([pipe], [], [], 20) == ([pipe], [], [])
    assert done.returncode != 0
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("status", [0, 3])
def test_a_command_within_its_time_keeps_its_status(at_most: str, status: int) -> None:
    done = subprocess.run(["bash", "-c", f"{at_most}\nat_most 60 sh -c 'exit {status}'"])
    assert done.returncode == status
