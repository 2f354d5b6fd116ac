"""``transformers serve`` on loopback with a checkpoint of ours: ``python -m … FOLDER PORT``.

An independent server of the same weights. Its own start fails without torchvision, which
transformers' processor for clips asks for; there our processor stands in.
"""

import sys
from pathlib import Path
from typing import Any


def main(folder: str, port: str) -> None:
    """Serve ``folder`` until the process is ended."""
    from transformers import AutoProcessor
    from transformers.cli.transformers import main as transformers_cli

    from model.backends.local.checkpoint import read
    from model.backends.local.processor import load_processor

    def processor(*_: Any, **__: Any) -> Any:
        return load_processor(read(Path(folder)))

    AutoProcessor.from_pretrained = processor
    sys.argv = ["transformers", "serve", folder, "--host", "127.0.0.1", "--port", port]
    sys.argv += ["--device", "cpu"]
    transformers_cli()


if __name__ == "__main__":
    main(*sys.argv[1:])
