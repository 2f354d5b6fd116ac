"""What a folder holds that should be a checkpoint, read from its files alone: no torch, no code.

Refusals come before anything is loaded, one sentence each: no checkpoint, a text-only model, a
file that is missing, a shard that was not downloaded whole.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from model.errors import CannotLoad

_INDEX = "model.safetensors.index.json"
_SINGLE = "model.safetensors"
_TOKENIZERS = ("tokenizer.json", "tokenizer.model", "vocab.json", "spiece.model")
_TEMPLATES = ("chat_template.jinja", "chat_template.json")
_SEES = ("vision", "visual", "image")
_WIDE = ("BF16", "F16", "F32", "F64")
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt")
_POINTER = b"version https://git-lfs"
_LONGEST_HEADER = 100_000_000
"""Bytes; the format's own limit (github.com/huggingface/safetensors, format)."""
_AGAIN = "Download it again: hf download and git lfs pull go on where they stopped."
_FAMILY = {"glm4v": "GLM-4.1V", "glm4v_moe": "GLM-4.5V", "glm46v": "GLM-4.6V-Flash"}
"""Model types of config.json, for folders whose name does not tell; 4.6V is a glm4v_moe too."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A folder that can be loaded. ``weight_bytes`` is all tensors as they are stored.

    ``dtype`` is that of most bytes in safetensors' words (BF16); ``quantization`` is the method's
    name or empty, and ``dense_bytes`` then all tensors with those in fewer bits put into 16.
    ``cache_bytes`` is what one token of a conversation takes of memory, in two bytes a number,
    where the config tells; ``context`` is in tokens, 0 if it does not. ``processor`` is the name
    of transformers' class, empty if no file says it.
    """

    folder: Path
    name: str
    model_type: str
    architecture: str
    weight_bytes: int
    dtype: str
    quantization: str = ""
    dense_bytes: int = 0
    context: int = 0
    cache_bytes: int = 0
    processor: str = ""


def read(folder: Path, name: str = "", weight_bytes: int = 0) -> Checkpoint:
    """What ``folder`` holds; raises ``CannotLoad`` with a sentence for the user.

    ``weight_bytes`` stands for weights that are still to be fetched, and are not looked for.
    """
    name = name or folder.name
    if not folder.is_dir():
        raise CannotLoad(
            f"There is no folder {str(folder)!r}; name the folder of a checkpoint, or a model of "
            "Hugging Face such as 'zai-org/GLM-4.6V-Flash'."
        )
    config = _json(folder / "config.json", name)
    if config is None:
        raise CannotLoad(
            f"{str(folder)!r} is no checkpoint: it has no config.json. Name the folder that holds "
            "config.json and the .safetensors files."
        )
    architecture = str(next(iter(config.get("architectures") or ()), ""))
    model_type = str(config.get("model_type") or "")
    if not any(word in key for key in config for word in _SEES):
        raise CannotLoad(
            f"{name!r} is a text-only model ({architecture or model_type or 'unnamed'}) and cannot "
            "look at pictures; choose an image-text-to-text model such as GLM-4.6V-Flash."
        )
    processor = _processor(folder, name)
    weight: Counter[str] = Counter()
    for shard in () if weight_bytes else _shards(folder, name):
        for dtype, size in _tensors(shard):
            weight[dtype] += size
    text = _words(config)
    stored = weight_bytes or weight.total()
    narrow = stored - sum(weight[dtype] for dtype in _WIDE)
    return Checkpoint(
        folder,
        name,
        model_type,
        architecture,
        stored,
        weight.most_common(1)[0][0] if weight else "",
        _quantization(config),
        stored + narrow * (16 // _bits(config) - 1),
        _count(text, "max_position_embeddings"),
        _cache_bytes(text),
        processor,
    )


def title(model: str) -> str:
    """How the interface names ``model``, a folder or an id; tells the family where it can.

    Never raises: what is wrong with a folder is told when it is loaded.
    """
    if not is_folder(model):
        return model.strip()
    name = Path(model).expanduser().resolve().name
    family = _FAMILY.get(str(_config(model).get("model_type") or ""), "")
    known = not family or "glm" in name.lower()
    return name if known else f"{name} ({family})"


def window(model: str) -> int:
    """How many tokens a conversation with ``model`` may have; 0 where no file here tells it."""
    return _count(_words(_config(model)), "max_position_embeddings") if is_folder(model) else 0


def is_folder(model: str) -> bool:
    """Whether ``model`` names a folder rather than ``owner/name`` on Hugging Face."""
    model = model.strip()
    if Path(model).expanduser().exists():
        return True
    looks = model.startswith((".", "~", "/", os.sep)) or model.endswith("/") or "\\" in model
    return looks or model.count("/") != 1


@lru_cache(maxsize=8)
def _config(model: str) -> dict[str, Any]:
    """The configuration in a folder, read once; empty where it has none that can be read."""
    try:
        return _json(Path(model).expanduser() / "config.json", model) or {}
    except CannotLoad:
        return {}


def _words(config: dict[str, Any]) -> dict[str, Any]:
    """What a configuration says of the part that reads and writes words."""
    inner = config.get("text_config")
    return inner if isinstance(inner, dict) else config


def _quantization(config: dict[str, Any]) -> str:
    method = str(_narrowing(config).get("quant_method") or "")
    return f"{method} {_bits(config)}-bit" if method == "bitsandbytes" else method


def _narrowing(config: dict[str, Any]) -> dict[str, Any]:
    """What the config says of numbers stored in fewer bits; empty where they are not."""
    found = config.get("quantization_config") or config.get("compression_config")
    return found if isinstance(found, dict) else {}


def _bits(config: dict[str, Any]) -> int:
    """The fewest that a weight's number is stored in; 16 where nothing is said of it."""
    found = _narrowing(config)
    method = found.get("quant_method")
    if not method:
        return 16
    if method == "bitsandbytes":
        return 4 if found.get("load_in_4bit") else 8
    groups = found.get("config_groups")
    rows = groups.values() if isinstance(groups, dict) else ()
    weights = [row.get("weights") for row in rows if isinstance(row, dict)]
    told = [_count(row, "num_bits") for row in weights if isinstance(row, dict)]
    told.append(_count(found, "bits"))
    known = [bits for bits in told if 0 < bits <= 16]
    return min(known, default=8)


def _cache_bytes(text: dict[str, Any]) -> int:
    """Keys and values of one token in all layers, two bytes each."""
    heads = _count(text, "num_attention_heads")
    per_head = _count(text, "head_dim") or (_count(text, "hidden_size") // heads if heads else 0)
    groups = _count(text, "num_key_value_heads") or heads
    return 2 * 2 * _count(text, "num_hidden_layers") * groups * per_head


def _count(config: dict[str, Any], key: str) -> int:
    value = config.get(key)
    return value if isinstance(value, int) and value > 0 else 0


def _processor(folder: Path, name: str) -> str:
    """The processor's class; raises ``CannotLoad`` where one of its files is missing."""
    whole = _json(folder / "processor_config.json", name) or {}
    pictures = _json(folder / "preprocessor_config.json", name)
    words = _json(folder / "tokenizer_config.json", name) or {}
    if pictures is None and not isinstance(whole.get("image_processor"), dict):
        raise _missing(name, "preprocessor_config.json", "how pictures are prepared")
    if not any((folder / file).is_file() for file in _TOKENIZERS):
        raise _missing(name, "tokenizer.json", "its vocabulary")
    templates = whole.get("chat_template") or words.get("chat_template")
    if not templates and not any((folder / file).is_file() for file in _TEMPLATES):
        raise _missing(name, "chat_template.jinja", "how a conversation is written for it")
    for source in (whole, pictures or {}, words):
        if found := source.get("processor_class"):
            return str(found)
    return ""


def _missing(name: str, file: str, holds: str) -> CannotLoad:
    return CannotLoad(f"{name!r} is not complete: {file} is missing, which says {holds}. {_AGAIN}")


def _shards(folder: Path, name: str) -> list[Path]:
    """The weights' files; raises ``CannotLoad`` where there are none or one is missing."""
    index = _json(folder / _INDEX, name)
    if index is not None:
        table = index.get("weight_map")
        names = sorted({str(shard) for shard in table.values()} if isinstance(table, dict) else ())
        if not names or any(Path(shard).name != shard for shard in names):
            raise CannotLoad(f"{name!r} cannot be loaded: its {_INDEX} makes no sense. {_AGAIN}")
        gone = [shard for shard in names if not (folder / shard).is_file()]
        if gone:
            raise CannotLoad(
                f"{name!r} is not complete: {len(gone)} of its {len(names)} files of weights are "
                f"missing, {gone[0]!r} first. {_AGAIN}"
            )
        return [folder / shard for shard in names]
    if (folder / _SINGLE).is_file():
        return [folder / _SINGLE]
    if any(next(folder.glob(pattern), None) for pattern in _PICKLES):
        raise CannotLoad(
            f"{name!r} keeps its weights as Python pickles, which can run code when they are "
            "loaded; choose a copy of the model in .safetensors files."
        )
    raise CannotLoad(f"{name!r} is not complete: it has no .safetensors file. {_AGAIN}")


def _tensors(shard: Path) -> Iterator[tuple[str, int]]:
    """Dtype and bytes of each tensor of a safetensors file that is there to its last byte.

    The file is eight bytes of length, little-endian, a JSON header of so many bytes, the data.
    """
    try:
        size = shard.stat().st_size
        with shard.open("rb") as file:
            start = file.read(8)
            if _POINTER.startswith(start) and start:
                raise CannotLoad(
                    f"{shard.name!r} is only a pointer of Git LFS and not the weights; run git lfs "
                    "pull in the model's folder."
                )
            length = int.from_bytes(start, "little")
            if len(start) < 8 or length > size - 8:
                raise _cut(shard, size, 8 + length)
            header = json.loads(file.read(min(length, _LONGEST_HEADER)))
        rows = [row for key, row in header.items() if key != "__metadata__"]
        spans = [
            (str(row["dtype"]), int(row["data_offsets"][0]), int(row["data_offsets"][1]))
            for row in rows
        ]
    except OSError as error:
        raise CannotLoad(f"{shard.name!r} cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise CannotLoad(f"{shard.name!r} is no file of safetensors. {_AGAIN}") from None
    whole = 8 + length + max((end for _, _, end in spans), default=0)
    if size < whole:
        raise _cut(shard, size, whole)
    for dtype, begin, end in spans:
        yield dtype, end - begin


def _cut(shard: Path, size: int, whole: int) -> CannotLoad:
    of = f"{whole:,}" if whole < 1 << 50 else "more"
    return CannotLoad(
        f"{shard.name!r} was not downloaded whole: it has {size:,} bytes of {of}. {_AGAIN}"
    )


def _json(path: Path, name: str) -> dict[str, Any] | None:
    """The object in a JSON file, ``None`` without the file; raises ``CannotLoad`` if damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict):
            raise ValueError(found)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError):
        raise CannotLoad(f"{name!r} is damaged: its {path.name} cannot be read. {_AGAIN}") from None
    return found
