"""For all tests: no telemetry, and no network but loopback: the socket itself is told so."""

import errno
import os
import sys
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("OMP_NUM_THREADS", "1")

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


def _stay_home(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect":
        return
    address = arguments[1]
    host = address[0] if isinstance(address, tuple) else ""  # else a Unix socket
    if isinstance(host, str) and host and not host.startswith(LOOPBACK):
        raise OSError(errno.ENETUNREACH, f"a test tried to reach {host!r}")


sys.addaudithook(_stay_home)
