"""From a folder to a model that answers: placed on the device, with progress, mended where needed.

Everything heavy is imported here, inside the functions, so that an app without the local backend
never touches torch.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from model.backends.local.checkpoint import Checkpoint
from model.backends.local.machine import GB, Plan, look, plan
from model.backends.local.mixing import tell_apart
from model.backends.local.processor import load_processor, said
from model.errors import CannotLoad, OutOfMemory, ServerFailed, SettingsError, SightlineError
from model.profiles import Profile, profile_for
from model.settings import Settings

Report = Callable[[str, float | None], None]
"""Told what is going on, and how much of it is done (0 to 1) where that is known."""

_NO_MEMORY = (
    "can't allocate memory",
    "not enough memory",
    "out of memory",
    "weights offloaded to the disk",  # cards and main memory were full, layer for layer
)
_OTHER_SHAPES = "ignore_mismatched_sizes"
"""What transformers advises where weights do not have the shapes that the config tells."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model that is ready. ``stops`` are the tokens that end its answers.

    ``context`` is in tokens, prompt and answer together; ``compiles`` tells that its decoding is
    compiled, over a cache of fixed size.
    """

    checkpoint: Checkpoint
    profile: Profile
    plan: Plan
    model: Any = field(repr=False)
    processor: Any = field(repr=False)
    tokenizer: Any = field(repr=False)
    stops: frozenset[int]
    context: int
    compiles: bool


def check_packages() -> None:
    """Raises ``SettingsError`` where what the local backend adds is not installed."""
    from importlib.util import find_spec

    missing = [name for name in ("torch", "transformers", "accelerate") if find_spec(name) is None]
    if missing:
        raise SettingsError(
            f"Local weights need {', '.join(missing)}: run ./run.sh --backend local, which "
            "installs what is missing, or .venv/bin/pip install -r requirements-local.txt."
        )


def load(checkpoint: Checkpoint, settings: Settings, report: Report) -> Loaded:
    """Load ``checkpoint``; raises ``CannotLoad`` or ``OutOfMemory`` with a sentence."""
    check_packages()
    import torch
    from transformers import AutoConfig, AutoModelForImageTextToText

    where = plan(checkpoint, look(), settings.local_device)
    _check_kind(checkpoint)
    try:
        config = AutoConfig.from_pretrained(
            checkpoint.folder, local_files_only=True, trust_remote_code=False
        )
    except Exception as error:
        raise explained(error, checkpoint.name, "load") from error
    if where.dequantized:
        config.quantization_config["dequantize"] = True
    report("Loading the processor", None)
    processor = load_processor(checkpoint)
    if checkpoint.quantization.startswith("bitsandbytes"):
        # It tells of a cast at every layer and token.
        logging.getLogger("bitsandbytes").setLevel(logging.ERROR)
    size = f"{checkpoint.weight_bytes / GB:,.1f} GB"
    report(f"Loading the weights of {checkpoint.name} ({size})", 0.0)
    try:
        with _counted(lambda done: report(f"Loading the weights of {checkpoint.name}", done)):
            model, found = AutoModelForImageTextToText.from_pretrained(
                checkpoint.folder,
                config=config,
                output_loading_info=True,
                dtype=torch.float32 if where.widened else "auto",
                device_map="auto" if where.spread else {"": where.place},
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
            )
    except Exception as error:
        raise explained(error, checkpoint.name, "load") from error
    _check_found(checkpoint, found["missing_keys"])
    model.eval()
    tell_apart(model)
    tokenizer = getattr(processor, "tokenizer", processor)
    return Loaded(
        checkpoint,
        profile_of(checkpoint),
        placed(where, getattr(model, "hf_device_map", {}).values(), checkpoint.name),
        model,
        processor,
        tokenizer,
        stop_ids(model.generation_config.eos_token_id, tokenizer.eos_token_id),
        checkpoint.context or tokenizer.model_max_length,
        _compiles(model, where, settings.local_compile),
    )


def profile_of(checkpoint: Checkpoint) -> Profile:
    """What is known of the model: by its name, else by the family its config tells."""
    from model.backends.local.checkpoint import title

    return profile_for(title(str(checkpoint.folder)) + " " + checkpoint.name)


def placed(where: Plan, parts: Collection[Any], name: str) -> Plan:
    """``where`` with what came of it: layers are not divided, so more may spill than the sum."""
    if "disk" in parts:
        return replace(
            where,
            notice=f"{name!r} did not fit whole: a part of it is read from the disk for every "
            "token, which is very slow.",
        )
    if where.device == "cuda" and "cpu" in parts:
        return replace(
            where,
            notice=f"{name!r} did not fit into the GPU memory: a part of it runs from main "
            "memory, which is slow.",
        )
    return where


def stop_ids(*told: int | list[int] | None) -> frozenset[int]:
    """The first of ``told`` that names any token that ends an answer."""
    for one in told:
        if one is not None:
            return frozenset([one] if isinstance(one, int) else one)
    return frozenset()


def explained(error: BaseException, name: str, doing: str) -> SightlineError:
    """One sentence for what went wrong while ``doing`` ("load", "compile", "answer") a model."""
    if isinstance(error, SightlineError):
        return error
    if is_out_of_memory(error):
        if doing == "load":
            return OutOfMemory(
                f"There is not enough memory to load {name!r}; end other programs that use the "
                "graphics card or the memory, or choose a smaller model."
            )
        return OutOfMemory(
            f"{name!r} ran out of memory on this question and is ready for the next one; send "
            "fewer or smaller pictures, start a new chat, or lower the answer's token limit."
        )
    what = said(error)
    if doing == "load" and _OTHER_SHAPES in str(error):
        return CannotLoad(
            f"{name!r} is damaged: its weights have other shapes than its config.json tells; "
            "download both again from one place."
        )
    if doing == "load":
        return CannotLoad(f"{name!r} cannot be loaded: {what}")
    if doing == "compile":
        return ServerFailed(
            f"{name!r} cannot be compiled here and goes on without, which is slower ({what}); set "
            "SIGHTLINE_LOCAL_COMPILE to 'no' so that it is not tried."
        )
    return ServerFailed(f"{name!r} failed on this question: {what}")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory was what was missing, a card's or the machine's."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    told = isinstance(error, RuntimeError | ValueError)
    return told and any(said in str(error) for said in _NO_MEMORY)


def _check_kind(checkpoint: Checkpoint) -> None:
    """Raises ``CannotLoad`` for a model that transformers does not know as one that sees.

    And for numbers that it does not know: it would pass over what it cannot read.
    """
    from transformers import __version__
    from transformers.models.auto.modeling_auto import (
        MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES as KNOWN,
    )
    from transformers.quantizers.auto import AUTO_QUANTIZER_MAPPING as QUANTIZERS

    if checkpoint.model_type not in KNOWN:
        raise CannotLoad(
            f"{checkpoint.name!r} is of the kind {checkpoint.model_type!r}, which transformers "
            f"{__version__} does not know as a model that looks at pictures and writes; choose "
            "an image-text-to-text model."
        )
    method = checkpoint.quantization.split()[0] if checkpoint.quantization else ""
    if method not in ("", "bitsandbytes", *QUANTIZERS):
        raise CannotLoad(
            f"The weights of {checkpoint.name!r} are stored as {method}, which transformers "
            f"{__version__} cannot read; choose the unquantized model, or run it behind an "
            "endpoint."
        )


def _check_found(checkpoint: Checkpoint, missing: Collection[str]) -> None:
    """Raises ``CannotLoad`` for weights not in the files: transformers draws them by chance."""
    if missing:
        raise CannotLoad(
            f"{checkpoint.name!r} is not complete: {len(missing)} of its weights are in none of "
            f"its files, {min(missing)!r} for one; choose another copy of the model."
        )


def _compiles(model: Any, where: Plan, asked: str) -> bool:
    """Whether decoding is compiled: where it pays, or was asked for, and is possible."""
    if asked == "no" or where.spread:
        return False
    quantizer = getattr(model, "hf_quantizer", None)
    able = getattr(model, "_can_compile_fullgraph", False)
    able = able and (quantizer is None or quantizer.is_compileable)
    return bool(able) and (asked == "yes" or where.device == "cuda")


@contextmanager
def _counted(report: Callable[[float], None]) -> Iterator[None]:
    """Transformers' progress bars told to ``report`` instead of the terminal."""
    from transformers.utils import logging

    def hook(_: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        items = args[0] if args else kwargs.get("iterable")
        if not hasattr(items, "__len__"):
            return logging.EmptyTqdm(*args, **kwargs)
        return logging.EmptyTqdm(_telling(items))

    def _telling(items: Any) -> Iterator[Any]:
        for done, item in enumerate(items):
            report(done / max(1, len(items)))
            yield item

    before = logging.set_tqdm_hook(hook)
    try:
        yield
    finally:
        logging.set_tqdm_hook(before)
