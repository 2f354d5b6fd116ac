"""The real app in a process of its own, as ``run.sh`` starts it."""

import os
import re
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parent.parent.parent
START_S = 90
_HOST = re.compile(r"\('([^']*)'")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class App:
    """``url`` is where it answers; ``log`` holds all it printed; a context manager."""

    folder: Path
    environment: dict[str, str] | None = None
    arguments: tuple[str, ...] = ()

    def __enter__(self) -> "App":
        port = free_port()
        self.url = f"http://127.0.0.1:{port}/"
        self._log = self.folder / "app.log"
        self._connections = self.folder / "connections.log"
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("SIGHTLINE_", "GRADIO_"))},
            "PYTHONPATH": str(Path(__file__).parent / "listening"),
            "SIGHTLINE_TEST_CONNECTIONS": str(self._connections),
            "GRADIO_TEMP_DIR": str(self.folder / "files"),
            "GRADIO_IS_E2E_TEST": "1",
            "OMP_NUM_THREADS": "1",
            **(self.environment or {}),
        }
        command = [sys.executable, "app.py", "--port", str(port), *self.arguments]
        self._output = self._log.open("wb")
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=self._output
        )
        ready = threading.Event()
        self._reader = threading.Thread(target=self._read, args=(ready,), daemon=True)
        self._reader.start()
        if not ready.wait(START_S) or self.process.poll() is not None:
            self.__exit__(None, None, None)
            raise RuntimeError(f"the app did not start:\n{self.log}")
        return self

    def _read(self, ready: threading.Event) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._output.write(line)
            self._output.flush()
            if b"Sightline is at" in line:
                ready.set()
        ready.set()  # it ended: stop waiting

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join(5)
        if self.process.stdout:
            self.process.stdout.close()
        self._output.close()

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def loaded(self) -> set[str]:
        """What the app's Python imported of the libraries that only local weights need."""
        rows = self._connections.read_text().splitlines()
        return {row.partition(" ")[2] for row in rows if row.startswith("import ")}

    @property
    def addresses(self) -> set[str]:
        """Every host that the app's Python connected to or looked up."""
        hosts = set()
        for line in self._connections.read_text().splitlines():
            kind, _, address = line.partition(" ")
            found = _HOST.match(address)
            if found:
                hosts.add(found[1])
            elif kind == "resolve":
                hosts.add(address.strip("'b"))
        return hosts
