"""What weights need against what this machine has, and where they go; told before they are loaded.

Sizes are bytes. A container's own limit counts as the machine's memory.
"""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass
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
_CGROUPS = (
    (Path("/sys/fs/cgroup"), "memory.max", "memory.current"),
    (Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes", "memory.usage_in_bytes"),
)
_PACKAGES = {
    "compressed-tensors": "compressed_tensors",
    "awq": "gptqmodel",
    "gptq": "gptqmodel",
    "bitsandbytes 4-bit": "bitsandbytes",
    "bitsandbytes 8-bit": "bitsandbytes",
    "fp8": "",
}
"""Packages without which transformers cannot read such weights; empty where it needs none."""
_CAPABILITY = {"fp8": (8, 9)}
"""The least compute capability whose hardware has the numbers; others are read on all."""


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

    ``spread`` leaves it to accelerate to divide them; ``notice`` is a sentence for the user.
    """

    device: Device
    spread: bool = False
    widened: bool = False
    notice: str = ""


def needed(checkpoint: Checkpoint, wide: int = 1) -> int:
    """Memory for the weights, ``wide`` times as large as stored, and for one conversation."""
    weights = checkpoint.weight_bytes * wide
    tokens = min(_CACHE_TOKENS, checkpoint.context or _CACHE_TOKENS)
    return int(weights * (1 + _SPARE)) + checkpoint.cache_bytes * tokens * wide


def plan(checkpoint: Checkpoint, machine: Machine, asked: str = "auto") -> Plan:
    """Where to load ``checkpoint``; ``asked`` is the setting. Raises ``CannotLoad``."""
    check_quantization(checkpoint, machine)
    if asked == "cuda" and not machine.gpus:
        raise CannotLoad(
            "SIGHTLINE_LOCAL_DEVICE is 'cuda' and torch finds no CUDA graphics card here; install "
            "its driver and a torch built for it, or set it to 'cpu'."
        )
    device = machine.device if asked == "auto" else asked
    need = needed(checkpoint)
    if device == "cuda":
        return _on_cards(checkpoint, machine, need)
    if need > machine.memory:
        raise _too_large(checkpoint, need, f"{_gb(machine.memory)} of main memory are free")
    if device == "mps":
        return Plan("mps")
    slow = checkpoint.dtype in ("BF16", "F16") and not machine.fast_bf16
    widened = slow and not checkpoint.quantization and needed(checkpoint, 2) <= machine.memory / 2
    return Plan("cpu", widened=widened)


def _on_cards(checkpoint: Checkpoint, machine: Machine, need: int) -> Plan:
    free = sum(gpu.free for gpu in machine.gpus)
    if need <= max(gpu.free for gpu in machine.gpus):
        return Plan("cuda")
    if need <= free:
        return Plan("cuda", spread=True)
    if need <= free + machine.memory and not checkpoint.quantization:
        return Plan(
            "cuda",
            spread=True,
            notice=f"{checkpoint.name!r} needs {_gb(need)} and {_gb(free)} of GPU memory are free: "
            "a part of it runs from main memory, which is slow.",
        )
    names = ", ".join(f"{gpu.name!r}" for gpu in machine.gpus)
    have = f"{names} has {_gb(free)} free and main memory {_gb(machine.memory)}"
    raise _too_large(checkpoint, need, have)


def _too_large(checkpoint: Checkpoint, need: int, have: str) -> CannotLoad:
    stored = f"{_gb(checkpoint.weight_bytes)} of weights"
    return CannotLoad(
        f"{checkpoint.name!r} does not fit: it needs {_gb(need)} of memory ({stored}), and {have}. "
        "Choose a smaller model such as GLM-4.6V-Flash or one stored in fewer bits, or run it "
        "behind an endpoint."
    )


def check_quantization(checkpoint: Checkpoint, machine: Machine) -> None:
    """Raises ``CannotLoad`` where the library or the hardware for its numbers is missing."""
    method = checkpoint.quantization
    if not method:
        return
    package = _PACKAGES.get(method, "")
    if package and importlib.util.find_spec(package) is None:
        raise CannotLoad(
            f"The weights of {checkpoint.name!r} are stored as {method}, which needs the package "
            f"{package}: run .venv/bin/pip install {package.replace('_', '-')}, or choose the "
            "unquantized model."
        )
    least = _CAPABILITY.get(method)
    best = max((gpu.capability for gpu in machine.gpus), default=(0, 0))
    if least is not None and best < least:
        found = f"{machine.gpus[0].name!r} is older" if machine.gpus else "there is none here"
        raise CannotLoad(
            f"The weights of {checkpoint.name!r} are stored as {method}, which needs a graphics "
            f"card of compute capability {least[0]}.{least[1]} or newer, and {found}; choose the "
            "unquantized model."
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
