"""Where weights go, and what is said when they cannot: what is needed against what there is."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from model.backends.local.checkpoint import Checkpoint
from model.backends.local.machine import Device, Gpu, Machine, Plan, free_memory, needed, plan
from model.errors import CannotLoad

GB = 1_000_000_000
FLASH = Checkpoint(
    Path("GLM-4.6V-Flash"), "GLM-4.6V-Flash", "glm46v", "", 20 * GB, "BF16",
    context=131_072, cache_bytes=2 * 2 * 40 * 2 * 128,
)  # fmt: skip
LARGE = replace(FLASH, name="GLM-4.5V", weight_bytes=214 * GB)
CARD = Gpu("NVIDIA H100", 78 * GB, 80 * GB, (9, 0))
OLD = Gpu("NVIDIA A10", 23 * GB, 24 * GB, (8, 6))


def test_room_is_kept_for_a_conversation() -> None:
    assert needed(FLASH) == 21 * GB + 16_384 * FLASH.cache_bytes
    assert needed(replace(FLASH, context=100)) == 21 * GB + 100 * FLASH.cache_bytes


@pytest.mark.parametrize(
    ("checkpoint", "machine", "where"),
    [
        (FLASH, Machine((), 64 * GB), Plan("cpu")),
        (FLASH, Machine((), 64 * GB, "mps"), Plan("mps")),
        (FLASH, Machine((CARD,), 8 * GB, "cuda"), Plan("cuda")),
        (FLASH, Machine((OLD, CARD, OLD), 8 * GB, "cuda"), Plan("cuda", card=1)),
        (LARGE, Machine((CARD,) * 4, 8 * GB, "cuda"), Plan("cuda", spread=True)),
        # Numbers the processor cannot multiply itself are widened where there is plenty of room.
        (FLASH, Machine((), 200 * GB, fast_bf16=False), Plan("cpu", widened=True)),
        (FLASH, Machine((), 64 * GB, fast_bf16=False), Plan("cpu")),
        (replace(FLASH, dtype="F32"), Machine((), 200 * GB, fast_bf16=False), Plan("cpu")),
    ],
)
def test_weights_go_where_they_fit(checkpoint: Checkpoint, machine: Machine, where: Plan) -> None:
    assert plan(checkpoint, machine) == where


def test_what_a_card_does_not_hold_goes_to_main_memory_and_is_said_to_be_slow() -> None:
    where = plan(FLASH, Machine((replace(OLD, free=10 * GB),), 64 * GB, "cuda"))
    assert where.spread and "10.0 GB of GPU memory are free" in where.notice
    assert "slow" in where.notice


@pytest.mark.parametrize(
    ("checkpoint", "machine", "said"),
    [
        (LARGE, Machine((), 16 * GB), "needs 225.4 GB .*214.0 GB of weights.*16.0 GB of main"),
        (LARGE, Machine((CARD,), 64 * GB, "cuda"), "'NVIDIA H100' has 78.0 GB free and main"),
        # What is stored in fewer bits cannot be spread over main memory.
        (replace(LARGE, quantization="gguf"), Machine((CARD,), 900 * GB, "cuda"), "does not fit"),
    ],
)
def test_what_does_not_fit_is_refused_with_both_numbers(
    checkpoint: Checkpoint, machine: Machine, said: str
) -> None:
    with pytest.raises(CannotLoad, match=said):
        plan(checkpoint, machine)


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("awq", "without gptqmodel: run .venv/bin/pip install gptqmodel, or"),
        ("gptq", "without gptqmodel and optimum: run .venv/bin/pip install gptqmodel optimum"),
        ("compressed-tensors", "pip install compressed-tensors"),
        ("bitsandbytes 4-bit", "stored as bitsandbytes 4-bit, which cannot be read without"),
    ],
)
def test_numbers_that_need_a_package_are_refused_without_it(
    method: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(monkeypatch)
    with pytest.raises(CannotLoad, match=said):
        plan(replace(FLASH, quantization=method), Machine((CARD,), 900 * GB, "cuda"))


def installed(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    """Let only ``packages`` be there."""
    there = {name: object() for name in packages}
    monkeypatch.setattr(importlib.util, "find_spec", there.get)


FP8 = replace(FLASH, quantization="fp8", weight_bytes=11 * GB, dense_bytes=20 * GB)
PACKED = replace(FLASH, quantization="compressed-tensors", weight_bytes=6 * GB, dense_bytes=20 * GB)


@pytest.mark.parametrize(
    ("checkpoint", "there", "packages", "device", "why"),
    [
        (FP8, Machine((CARD,), GB, "cuda"), ["kernels"], "cuda", ""),
        (FP8, Machine((CARD,), GB, "cuda"), [], "cuda", "with the package kernels"),
        (FP8, Machine((OLD,), GB, "cuda"), ["kernels"], "cuda", "compute capability 8.9 or newer"),
        (FP8, Machine((), 64 * GB), [], "cpu", "compute capability 8.9 or newer"),
        (PACKED, Machine((CARD,), GB, "cuda"), ["compressed_tensors"], "cuda", "into 16 bits"),
    ],
)
def test_numbers_that_do_not_stay_in_fewer_bits_are_told_with_what_they_take(
    checkpoint: Checkpoint,
    there: Machine,
    packages: list[str],
    device: Device,
    why: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed(monkeypatch, *packages)
    where = plan(checkpoint, there)
    assert where.device == device and where.dequantized == bool(why)
    assert why in where.notice and ("take 20.0 GB of memory" in where.notice) == bool(why)


def test_room_is_asked_for_numbers_as_they_are_computed_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed(monkeypatch)
    with pytest.raises(
        CannotLoad, match="needs 21.* GB .*11.0 GB of weights; fp8 stays so only on"
    ):
        plan(FP8, Machine((), 16 * GB))


def test_cuda_that_was_asked_for_must_be_there() -> None:
    with pytest.raises(CannotLoad, match="finds no CUDA graphics card"):
        plan(FLASH, Machine((), 64 * GB), "cuda")
    assert plan(FLASH, Machine((CARD,), 64 * GB, "cuda"), "cpu").device == "cpu"


def test_this_machine_has_memory() -> None:
    assert 0 < free_memory() < 1 << 50
