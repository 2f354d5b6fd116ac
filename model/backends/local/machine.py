"""What weights need against what this machine has, and where they go; told before they are loaded.

Sizes are bytes. A container's own limit counts as the machine's memory.
"""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from model.backends.local.checkpoint import Checkpoint
from model.errors import CannotLoad

Device = Literal["cuda", "mps", "cpu"]
GB = 1_000_000_000

_CACHE_TOKENS = 16_384
"""The conversation that room is kept for: a few pictures and a long answer."""
_SPARE = 0.05
"""Of the weights, for what is computed on the way."""
_FILLED = 0.9
"""Of the memory that is free, what transformers fills with a model that no card holds."""
_CGROUPS = (
    (Path("/sys/fs/cgroup"), "memory.max", "memory.current"),
    (Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes", "memory.usage_in_bytes"),
)
_PACKAGES = {
    "compressed-tensors": ("compressed_tensors",),
    "awq": ("gptqmodel",),
    "gptq": ("gptqmodel", "optimum"),
    "bitsandbytes 4-bit": ("bitsandbytes",),
    "bitsandbytes 8-bit": ("bitsandbytes",),
}
"""Packages without which transformers cannot read such weights."""
_EIGHT_BITS = (8, 9)
"""The least CUDA compute capability that multiplies FP8 itself."""


@dataclass(frozen=True, slots=True)
class Gpu:
    """One graphics card; ``capability`` is CUDA's compute capability."""

    name: str
    free: int
    total: int
    capability: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Machine:
    """What there is: cards, and main memory that is free now."""

    gpus: tuple[Gpu, ...]
    memory: int
    device: Device = "cpu"
    fast_bf16: bool = True
    """Whether the processor computes in bfloat16 itself."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the weights go. ``widened`` keeps them in float32, which old processors need.

    ``card`` is the number of the graphics card; ``spread`` leaves it to accelerate to divide them;
    ``dequantized`` puts numbers stored in fewer bits into 16 while they are loaded; ``notice`` is
    a sentence for the user.
    """

    device: Device
    card: int = 0
    spread: bool = False
    widened: bool = False
    dequantized: bool = False
    notice: str = ""

    @property
    def place(self) -> str:
        """In torch's words."""
        return f"cuda:{self.card}" if self.device == "cuda" else self.device


def needed(checkpoint: Checkpoint, wide: int = 1, *, dequantized: bool = False) -> int:
    """Memory for the weights, ``wide`` times as large as stored, and for one conversation."""
    weights = (checkpoint.dense_bytes if dequantized else checkpoint.weight_bytes) * wide
    tokens = min(_CACHE_TOKENS, checkpoint.context or _CACHE_TOKENS)
    return int(weights * (1 + _SPARE)) + checkpoint.cache_bytes * tokens * wide


def plan(checkpoint: Checkpoint, machine: Machine, asked: str = "auto") -> Plan:
    """Where to load ``checkpoint``; ``asked`` is the setting. Raises ``CannotLoad``."""
    _check_packages(checkpoint)
    if asked == "cuda" and not machine.gpus:
        raise CannotLoad(
            "SIGHTLINE_LOCAL_DEVICE is 'cuda' and torch finds no CUDA graphics card here; install "
            "its driver and a torch built for it, or set it to 'cpu'."
        )
    if asked == "mps" and machine.device != "mps":
        raise CannotLoad(
            "SIGHTLINE_LOCAL_DEVICE is 'mps' and torch finds no Apple graphics here; set it to "
            "'auto' or 'cpu'."
        )
    device = machine.device if asked == "auto" else asked
    why = _dense(checkpoint, machine, device)
    need = needed(checkpoint, dequantized=bool(why))
    if device == "cuda":
        where = _on_cards(checkpoint, machine, need, why)
    elif need > machine.memory:
        raise _too_large(checkpoint, need, f"{_gb(machine.memory)} of main memory are free", why)
    elif device == "mps":
        where = Plan("mps")
    else:
        slow = checkpoint.dtype in ("BF16", "F16") and not machine.fast_bf16
        roomy = needed(checkpoint, 2) <= machine.memory / 2
        where = Plan("cpu", widened=slow and roomy and not checkpoint.quantization)
    if not why:
        return where
    stored, taken = _gb(checkpoint.weight_bytes), _gb(checkpoint.dense_bytes)
    more = f"The weights of {checkpoint.name!r} take {taken} of memory and not the {stored} they "
    more += f"are stored in: {why}."
    told = where.notice or (more if stored != taken else "")
    return replace(where, dequantized=True, notice=told)


def _on_cards(checkpoint: Checkpoint, machine: Machine, need: int, why: str) -> Plan:
    free = sum(gpu.free for gpu in machine.gpus)
    card, gpu = max(enumerate(machine.gpus), key=lambda row: row[1].free)
    if need <= gpu.free:
        return Plan("cuda", card)
    if need <= free:
        return Plan("cuda", spread=True)
    if need <= (free + machine.memory) * _FILLED and not checkpoint.quantization:
        return Plan(
            "cuda",
            spread=True,
            notice=f"{checkpoint.name!r} needs {_gb(need)} and {_gb(free)} of GPU memory are free: "
            "a part of it runs from main memory, which is slow.",
        )
    names = ", ".join(f"{gpu.name!r}" for gpu in machine.gpus)
    have = f"{names} has {_gb(free)} free and main memory {_gb(machine.memory)}"
    raise _too_large(checkpoint, need, have, why)


def _too_large(checkpoint: Checkpoint, need: int, have: str, why: str) -> CannotLoad:
    stored = f"{_gb(checkpoint.weight_bytes)} of weights"
    stored += f"; {why}" if why else ""
    return CannotLoad(
        f"{checkpoint.name!r} does not fit: it needs {_gb(need)} of memory ({stored}), and {have}. "
        "Choose a smaller model such as GLM-4.6V-Flash or one stored in fewer bits, or run it "
        "behind an endpoint."
    )


def _dense(checkpoint: Checkpoint, machine: Machine, device: str) -> str:
    """Why numbers stored in fewer bits are put into 16 here; empty where they stay as they are.

    Transformers (5.23) does so with every compressed-tensors checkpoint, if not while loading then
    with the first question; with FP8 where the hardware or its kernels are missing.
    """
    method = checkpoint.quantization
    if method == "compressed-tensors":
        return f"transformers puts {method} into 16 bits to compute with them"
    if method not in ("fp8", "mxfp8"):
        return ""
    oldest = min((gpu.capability for gpu in machine.gpus), default=(0, 0))
    if device != "cuda" or oldest < _EIGHT_BITS:
        least = ".".join(map(str, _EIGHT_BITS))
        return f"{method} stays so only on graphics cards of compute capability {least} or newer"
    if importlib.util.find_spec("kernels") is None:
        return f"{method} stays so only with the package kernels (.venv/bin/pip install kernels)"
    return ""


def _check_packages(checkpoint: Checkpoint) -> None:
    """Raises ``CannotLoad`` where the library for the checkpoint's numbers is missing."""
    method = checkpoint.quantization
    packages = _PACKAGES.get(method, ())
    missing = [
        name.replace("_", "-") for name in packages if importlib.util.find_spec(name) is None
    ]
    if missing:
        raise CannotLoad(
            f"The weights of {checkpoint.name!r} are stored as {method}, which cannot be read "
            f"without {' and '.join(missing)}: run .venv/bin/pip install {' '.join(missing)}, or "
            "choose the unquantized model."
        )


def look() -> Machine:
    """What this machine has now; imports torch."""
    import torch

    memory = free_memory()
    if torch.cuda.is_available():
        gpus = []
        for number in range(torch.cuda.device_count()):
            free, total = torch.cuda.mem_get_info(number)
            about = torch.cuda.get_device_properties(number)
            gpus.append(Gpu(about.name, free, total, (about.major, about.minor)))
        return Machine(tuple(gpus), memory, "cuda")
    if torch.backends.mps.is_available():
        return Machine((), memory, "mps")
    return Machine((), memory, "cpu", _has_bf16())


def free_memory() -> int:
    """Main memory that is free for us: the system's, or what a container's limit leaves."""
    import psutil

    free = int(psutil.virtual_memory().available)
    for folder, limit, used in _CGROUPS:
        try:
            left = int((folder / limit).read_text()) - int((folder / used).read_text())
            rows = (line.split() for line in (folder / "memory.stat").read_text().splitlines())
            # Files that were read lately, a download say, count as used but give way.
            left += next((int(row[1]) for row in rows if row[0] == "inactive_file"), 0)
        except (OSError, ValueError, IndexError):  # no container, or "max"
            continue
        free = min(free, max(0, left))
    return free


def _has_bf16() -> bool:
    """Whether the processor multiplies bfloat16: AVX-512 BF16, AMX, or ARM's."""
    try:
        flags = set(Path("/proc/cpuinfo").read_text().split())
    except OSError:
        return os.uname().machine in ("arm64", "aarch64")
    return bool(flags & {"avx512_bf16", "amx_bf16", "bf16"})


def _gb(size: int) -> str:
    return f"{size / GB:,.1f} GB"
