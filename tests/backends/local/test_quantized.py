"""Weights stored in eight bits: loaded and right where no card has them; what lacks is said."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from model.backends.local import loading
from model.backends.local.checkpoint import read
from model.backends.local.machine import needed
from model.errors import CannotLoad
from model.settings import Settings

BLOCK = 16
WEIGHTS = "model.safetensors"


def load(folder: Path) -> loading.Loaded:
    return loading.load(read(folder), Settings(local_device="cpu"), lambda text, done: None)


def copy(untrained: Path, to: Path, tensors: dict[str, torch.Tensor], **config: object) -> Path:
    """``untrained`` with other weights, and other words in its config."""
    made = shutil.copytree(untrained, to)
    told = json.loads((made / "config.json").read_text())
    (made / "config.json").write_text(json.dumps({**told, **config}))
    save_file(tensors, made / WEIGHTS, metadata={"format": "pt"})
    return made


def eight_bits(weight: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """``weight`` in FP8, and the scale of each of its blocks."""
    rows, columns = weight.shape
    blocks = weight.float().reshape(rows // BLOCK, BLOCK, columns // BLOCK, BLOCK)
    scales = blocks.abs().amax((1, 3)) / torch.finfo(torch.float8_e4m3fn).max
    narrow = (blocks / scales[:, None, :, None]).reshape(rows, columns)
    return narrow.to(torch.float8_e4m3fn), scales


def is_narrowed(name: str, tensor: torch.Tensor) -> bool:
    inside = "language_model.layers" in name and tensor.ndim == 2
    return inside and not name.endswith("mlp.gate.weight")


def test_eight_bits_are_loaded_as_sixteen_where_no_card_has_them(untrained, tmp_path):
    stored = load_file(untrained / WEIGHTS)
    tensors: dict[str, torch.Tensor] = {}
    kept = []
    for name, tensor in stored.items():
        if is_narrowed(name, tensor):
            tensors[name], tensors[f"{name}_scale_inv"] = eight_bits(tensor)
        else:
            tensors[name] = tensor
            kept.append(name.removesuffix(".weight"))
    folder = copy(
        untrained, tmp_path / "fp8", tensors,
        quantization_config={
            "quant_method": "fp8", "activation_scheme": "dynamic",
            "weight_block_size": [BLOCK, BLOCK], "modules_to_not_convert": kept,
        },
    )  # fmt: skip
    narrow, wide = load(folder), load(untrained)
    assert narrow.plan.dequantized
    ours, truth = narrow.model.state_dict(), wide.model.state_dict()
    assert ours.keys() == truth.keys()
    for name, tensor in truth.items():
        off = (ours[name].float() - tensor.float()).abs().max()
        assert off <= tensor.float().abs().max() / 16, name  # three bits of a fraction
    size = sum(tensor.nbytes for tensor in ours.values())
    assert size <= needed(narrow.checkpoint, dequantized=True)
    assert narrow.checkpoint.weight_bytes < size <= narrow.checkpoint.dense_bytes * 1.01


def test_numbers_that_transformers_does_not_know_are_refused(untrained, tmp_path):
    stored = load_file(untrained / WEIGHTS)
    odd = copy(untrained, tmp_path / "odd", stored, quantization_config={"quant_method": "fp3"})
    with pytest.raises(CannotLoad, match="stored as fp3, which transformers .* cannot read"):
        load(odd)


def test_a_weight_that_is_in_no_file_is_not_drawn_by_chance(untrained, tmp_path):
    stored = load_file(untrained / WEIGHTS)
    del stored["model.language_model.layers.0.self_attn.q_proj.weight"]
    with pytest.raises(CannotLoad, match="1 of its weights are in none .*q_proj.weight' for one"):
        load(copy(untrained, tmp_path / "lacking", stored))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"hidden_size": 256}, "'odd' is damaged: its weights have other shapes than its config"),
        ({"hidden_size": "wide"}, "'odd' cannot be loaded: .*hidden_size"),
    ],
)
def test_a_config_that_is_not_of_these_weights_is_told(untrained, tmp_path, changed, said):
    text = json.loads((untrained / "config.json").read_text())["text_config"]
    stored = load_file(untrained / WEIGHTS)
    odd = copy(untrained, tmp_path / "odd", stored, text_config={**text, **changed})
    with pytest.raises(CannotLoad, match=said) as refused:
        load(odd)
    assert "\n" not in str(refused.value)
