"""Start to the first byte of the page, and idle memory, beside a hello-world Gradio Blocks.

    python -m tests.benchmarks.startup [--runs 5]

Each run starts both as processes of their own, in turn; the medians and the ratio of the medians
are printed. Memory is the process's resident set once the page was served. Linux and macOS.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HELLO = """
import sys, gradio
with gradio.Blocks(analytics_enabled=False) as demo:
    gradio.Markdown("Hello, world")
demo.launch(server_port=int(sys.argv[1]), quiet=True)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def resident_mb(pid: int) -> float:
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=True)
    return int(shown.stdout) / 1024


def measure(command: list[str], port: int) -> tuple[float, float]:
    """Seconds from the start of the process to the page's first byte, and megabytes then."""
    environment = os.environ | {"GRADIO_ANALYTICS_ENABLED": "False"}
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
                    page.read(1)
                seconds = time.perf_counter() - began
                page_ok = page.status == 200
                break
            except (urllib.error.URLError, ConnectionError):
                if process.poll() is not None:
                    raise SystemExit(f"{command} ended with {process.returncode}") from None
                time.sleep(0.01)
        assert page_ok
        return seconds, resident_mb(process.pid)
    finally:
        process.terminate()
        process.wait(20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    figures: dict[str, list[tuple[float, float]]] = {"hello-world Blocks": [], "Sightline": []}
    for run in range(runs + 1):
        port = free_port()
        hello = measure([sys.executable, "-c", HELLO, str(port)], port)
        port = free_port()
        ours = measure([sys.executable, "app.py", "--port", str(port)], port)
        if run:  # the first run only warms the file cache
            figures["hello-world Blocks"].append(hello)
            figures["Sightline"].append(ours)
    medians = {
        name: tuple(statistics.median(row[i] for row in rows) for i in (0, 1))
        for name, rows in figures.items()
    }
    print("| app | start to first byte (s) | idle memory (MB) |\n|---|---|---|")
    for name, (seconds, memory) in medians.items():
        print(f"| {name} | {seconds:.2f} | {memory:.0f} |")
    (hello_s, hello_mb), (ours_s, ours_mb) = medians.values()
    print(f"| ratio | {ours_s / hello_s:.2f} | {ours_mb / hello_mb:.2f} |")


if __name__ == "__main__":
    main()
