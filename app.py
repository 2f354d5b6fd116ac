"""Sightline: read the settings, build the service, serve the page.

`python app.py --help` lists the arguments; `python -m model.settings` every other setting.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

# Gradio reads it when it is imported; an inherited "True" must not turn telemetry on.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

from model.errors import SightlineError
from model.service import ModelService
from model.settings import Settings, load


def arguments(settings: Settings, words: list[str] | None = None) -> argparse.Namespace:
    """The command line; its defaults are the settings."""
    about = "Sightline sees, points and acts: a web app for GLM-V models."
    parser = argparse.ArgumentParser(prog="./run.sh", description=about)
    parser.add_argument("--host", default=settings.host, help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port", type=int, help=f"port to listen on (the first free one from {settings.port})"
    )
    parser.add_argument("--share", action="store_true", help="open a public gradio.live tunnel")
    parser.add_argument(
        "--backend",
        choices=("embedded", "endpoint", "local"),
        default=settings.backend,
        help="who answers at start (%(default)s); local runs the weights of --model here",
    )
    parser.add_argument(
        "--model",
        default=settings.model,
        help="model at start: an endpoint's id; for local a folder or a Hugging Face id",
    )
    return parser.parse_args(words)


def chosen(settings: Settings, given: argparse.Namespace) -> Settings:
    """The settings with what the command line changes about them."""
    settings = replace(settings, host=given.host, backend=given.backend, model=given.model)
    return settings.shared() if given.share else settings


def main() -> None:
    """Serve until interrupted; a wrong setting is one sentence, not a traceback."""
    try:
        settings = load(dotenv=Path(__file__).with_name(".env"))
        given = arguments(settings)
        settings = chosen(settings, given)
        from ui.serve import serve

        with closing(ModelService(settings)) as service:
            service.prepare()
            serve(service, settings, port=given.port, share=given.share)
    except SightlineError as error:
        sys.exit(f"sightline: {error}")


if __name__ == "__main__":
    main()
