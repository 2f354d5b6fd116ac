"""The processor of a checkpoint: transformers' own, or the same put together without torchvision.

Without torchvision ``AutoProcessor`` refuses the GLM-V family as a whole, pictures and text too,
because their video processor asks for it; and with one that does not match torch, transformers
cannot be used at all.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
from functools import cache
from typing import Any

from model.backends.local.checkpoint import Checkpoint
from model.errors import CannotLoad

_PAIRED_FRAMES = ("Glm4vProcessor", "Glm46VProcessor")
"""Processors whose clips ``VideoFrames`` prepares: pairs of frames, each with its time."""


def load_processor(checkpoint: Checkpoint) -> Any:
    """The processor of ``checkpoint``; raises ``CannotLoad`` with a sentence for the user."""
    _check_torchvision()
    try:
        return _whole(checkpoint) if _has_torchvision() else _assembled(checkpoint)
    except CannotLoad:
        raise
    except Exception as error:
        raise CannotLoad(
            f"The processor of {checkpoint.name!r} cannot be loaded: {said(error)}"
        ) from error


def said(error: BaseException) -> str:
    """What ``error`` of a library says, in one line: its kind and where its words begin."""
    lines = [line.strip() for line in str(error).strip().splitlines()] or [""]
    first = " ".join(lines[:2] if lines[0].endswith(":") else lines[:1])[:300]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def takes_clips(processor: Any) -> bool:
    """Whether ``processor`` takes a clip as frames with their times."""
    return getattr(processor, "video_processor", None) is not None


def _has_torchvision() -> bool:
    return importlib.util.find_spec("torchvision") is not None


def _check_torchvision() -> None:
    """A torchvision made for another torch breaks transformers: say so instead."""
    if not _has_torchvision():
        return
    try:
        importlib.import_module("torchvision")
    except Exception as error:
        raise CannotLoad(
            "The torchvision installed here does not match torch, which breaks transformers: run "
            ".venv/bin/pip uninstall torchvision (it is not needed) and start again."
        ) from error


def _whole(checkpoint: Checkpoint) -> Any:
    from transformers import AutoProcessor

    return AutoProcessor.from_pretrained(
        checkpoint.folder, local_files_only=True, trust_remote_code=False
    )


def _assembled(checkpoint: Checkpoint) -> Any:
    import transformers
    from transformers import AutoTokenizer

    told = {"local_files_only": True, "trust_remote_code": False}
    stock = getattr(transformers, checkpoint.processor, None)
    if stock is None or "video_processor" not in stock.get_attributes():
        return _whole(checkpoint)
    tokenizer = AutoTokenizer.from_pretrained(checkpoint.folder, **told)
    return _tolerant(stock)(
        image_processor=_pictures(checkpoint),
        tokenizer=tokenizer,
        video_processor=_clips(checkpoint),
        chat_template=_template(checkpoint, tokenizer),
    )


def _pictures(checkpoint: Checkpoint) -> Any:
    """The image processor, which falls back to Pillow by itself."""
    from transformers import AutoImageProcessor
    from transformers.utils import logging

    level = logging.get_verbosity()
    logging.set_verbosity_error()  # that it falls back is what is wanted
    try:
        return AutoImageProcessor.from_pretrained(
            checkpoint.folder, local_files_only=True, trust_remote_code=False
        )
    finally:
        logging.set_verbosity(level)


def _clips(checkpoint: Checkpoint) -> Any:
    from model.backends.local.video_frames import VideoFrames

    if checkpoint.processor not in _PAIRED_FRAMES:
        return None  # its frames go as pictures
    whole = _read(checkpoint, "processor_config.json").get("video_processor")
    own = _read(checkpoint, "video_preprocessor_config.json")
    # Before there was a file for videos, they were prepared like pictures.
    return VideoFrames(whole or own or _read(checkpoint, "preprocessor_config.json"))


def _template(checkpoint: Checkpoint, tokenizer: Any) -> str | None:
    path = checkpoint.folder / "chat_template.jinja"
    if path.is_file():
        return path.read_text(encoding="utf-8")
    for name in ("chat_template.json", "processor_config.json"):
        if isinstance(found := _read(checkpoint, name).get("chat_template"), str):
            return found
    return tokenizer.chat_template if isinstance(tokenizer.chat_template, str) else None


def _read(checkpoint: Checkpoint, name: str) -> dict[str, Any]:
    path = checkpoint.folder / name
    if not path.is_file():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}


@cache
def _tolerant(stock: type) -> type:
    """``stock`` that does not look at the class of its video processor.

    Without torchvision transformers' own check fails before it can tell.
    """

    def check(self: Any, name: str, argument: Any) -> Any:
        if name == "video_processor":
            return type(argument)
        return stock.check_argument_for_proper_class(self, name, argument)  # type: ignore[attr-defined]

    return type(stock.__name__, (stock,), {"check_argument_for_proper_class": check})
