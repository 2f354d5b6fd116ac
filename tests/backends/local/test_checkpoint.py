"""What a folder holds, and one sentence for every way in which it holds no model that sees."""

import json
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from model.backends.local import checkpoint
from model.errors import CannotLoad

CONFIG = {
    "architectures": ["Glm4vMoeForConditionalGeneration"],
    "model_type": "glm4v_moe",
    "image_token_id": 9,
    "vision_config": {"depth": 2},
    "text_config": {
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 32,
        "max_position_embeddings": 4096,
    },
}


def shard(path: Path, numbers: int = 8) -> None:
    """A file of safetensors with one tensor of bfloat16."""
    about = {"__metadata__": {"format": "pt"}, "w": {}}
    about["w"] = {"dtype": "BF16", "shape": [numbers], "data_offsets": [0, 2 * numbers]}
    header = json.dumps(about).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header + bytes(2 * numbers))


def write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content))


def without_weights(made: Path) -> Path:
    """A checkpoint's folder but for its weights."""
    made.mkdir()
    write(made / "config.json", CONFIG)
    write(made / "preprocessor_config.json", {"processor_class": "Glm4vProcessor"})
    write(made / "tokenizer.json", {})
    write(made / "tokenizer_config.json", {"chat_template": "{{ messages }}"})
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = without_weights(tmp_path / "GLM-mine")
    write(
        made / "model.safetensors.index.json",
        {"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}},
    )
    shard(made / "model-1.safetensors", 100)
    shard(made / "model-2.safetensors", 20)
    return made


def test_a_whole_checkpoint_is_described(folder: Path) -> None:
    assert checkpoint.read(folder) == checkpoint.Checkpoint(
        folder,
        "GLM-mine",
        "glm4v_moe",
        "Glm4vMoeForConditionalGeneration",
        weight_bytes=240,
        dtype="BF16",
        dense_bytes=240,
        context=4096,
        cache_bytes=2 * 2 * 3 * 2 * 32,
        processor="Glm4vProcessor",
    )


def edit(name: str, **changes: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        write(folder / name, {**json.loads((folder / name).read_text()), **changes})

    return change


def without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def cut(folder: Path) -> None:
    path = folder / "model-2.safetensors"
    path.write_bytes(path.read_bytes()[:-1])


def cut_in_the_header(folder: Path) -> None:
    path = folder / "model-2.safetensors"
    path.write_bytes(path.read_bytes()[:20])


def content(name: str, data: bytes) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_bytes(data) and None


def blind(folder: Path) -> None:
    write(folder / "config.json", {"model_type": "glm4", "architectures": ["Glm4ForCausalLM"]})


def pickled(folder: Path) -> None:
    (folder / "model.safetensors.index.json").unlink()
    for path in folder.glob("*.safetensors"):
        path.rename(path.with_suffix(".bin"))


def empty(folder: Path) -> None:
    (folder / "model.safetensors.index.json").unlink()
    for path in folder.glob("*.safetensors"):
        path.unlink()


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (without("config.json"), "no checkpoint: it has no config.json"),
        (content("config.json", b"{"), "its config.json cannot be read"),
        (content("config.json", b"\xff\xfe"), "its config.json cannot be read"),
        (content("config.json", b"[1]"), "its config.json cannot be read"),
        (blind, r"text-only model \(Glm4ForCausalLM\)"),
        (without("preprocessor_config.json"), "preprocessor_config.json is missing"),
        (without("tokenizer.json"), "tokenizer.json is missing"),
        (edit("tokenizer_config.json", chat_template=None), "chat_template.jinja is missing"),
        (without("model-1.safetensors"), "1 of its 2 files of weights are missing, 'model-1"),
        (cut, r"'model-2.safetensors' was not downloaded whole: it has [\d,]+ bytes of"),
        (cut_in_the_header, "was not downloaded whole"),
        (content("model-1.safetensors", b""), "was not downloaded whole"),
        (content("model-1.safetensors", b"\2\0\0\0\0\0\0\0[]"), "no file of safetensors"),
        (content("model-1.safetensors", b"\4\0\0\0\0\0\0\0nope"), "no file of safetensors"),
        (
            content("model-1.safetensors", b"version https://git-lfs.github.com/spec/v1\n"),
            "pointer of Git LFS",
        ),
        (edit("model.safetensors.index.json", weight_map={}), "makes no sense"),
        (edit("model.safetensors.index.json", weight_map={"a": "../x"}), "makes no sense"),
        (pickled, "Python pickles, which can run code"),
        (empty, "no .safetensors file"),
    ],
)
def test_what_is_not_a_whole_checkpoint_is_refused_in_a_sentence(
    folder: Path, break_it: Callable[[Path], None], said: str
) -> None:
    break_it(folder)
    with pytest.raises(CannotLoad, match=said) as refused:
        checkpoint.read(folder)
    assert "\n" not in str(refused.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotLoad, match="There is no folder '.*nowhere'"):
        checkpoint.read(tmp_path / "nowhere")


def test_weights_that_are_still_to_come_are_not_looked_for(folder: Path) -> None:
    empty(folder)
    assert checkpoint.read(folder, "o/m", weight_bytes=7).weight_bytes == 7


CHANNELS = {"targets": ["Linear"], "weights": {"num_bits": 8, "type": "float"}}
PACKED = {"targets": ["Linear"], "weights": {"num_bits": 4, "type": "int"}}


@pytest.mark.parametrize(
    ("config", "method", "dense"),
    [
        ({"quant_method": "fp8"}, "fp8", 2),
        ({"quant_method": "compressed-tensors", "config_groups": {"a": CHANNELS}}, "", 2),
        ({"quant_method": "compressed-tensors", "config_groups": {"a": PACKED}}, "", 4),
        ({"quant_method": "compressed-tensors", "config_groups": [1]}, "", 2),
        ({"quant_method": "awq", "bits": 4}, "awq", 4),
        ({"quant_method": "bitsandbytes", "load_in_4bit": True}, "bitsandbytes 4-bit", 4),
        ({"quant_method": "bitsandbytes", "load_in_8bit": True}, "bitsandbytes 8-bit", 2),
        ({}, "", 1),
    ],
)
def test_the_numbers_weights_are_stored_in_are_read(
    folder: Path, config: dict[str, object], method: str, dense: int
) -> None:
    edit("config.json", quantization_config=config)(folder)
    found = checkpoint.read(folder)
    assert found.quantization == (method or config.get("quant_method", ""))
    assert found.dense_bytes == found.weight_bytes  # all of this one's are in 16 bits
    assert checkpoint.read(folder, weight_bytes=100).dense_bytes == dense * 100


@pytest.mark.parametrize(
    ("name", "kind", "titled"),
    [
        ("GLM-4.6V", "glm4v_moe", "GLM-4.6V"),
        ("nano", "glm4v_moe", "nano (GLM-4.5V)"),
        ("mine", "glm4v", "mine (GLM-4.1V)"),
        ("mine", "glm46v", "mine (GLM-4.6V-Flash)"),
        ("qwen", "qwen2_5_vl", "qwen"),
    ],
)
def test_a_folder_is_called_by_its_name_and_family(
    tmp_path: Path, name: str, kind: str, titled: str
) -> None:
    (tmp_path / name).mkdir()
    write(tmp_path / name / "config.json", {"model_type": kind})
    assert checkpoint.title(f"{tmp_path / name}/") == titled


def test_an_id_is_called_as_it_is() -> None:
    assert checkpoint.title(" zai-org/GLM-4.6V-Flash ") == "zai-org/GLM-4.6V-Flash"
    assert not checkpoint.is_folder("zai-org/GLM-4.6V-Flash")
    for folder in ("./a/b", "/a/b", "~/b", "a/b/", "a/b/c", "models", r"C:\models\b"):
        assert checkpoint.is_folder(folder), folder


def test_what_a_folder_tells_of_its_model_stays_when_the_folder_goes(tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    inner = {"max_position_embeddings": 9_000}
    config.write_text(json.dumps({"model_type": "glm4v_moe", "text_config": inner}))
    for _ in range(2):
        assert checkpoint.window(str(tmp_path)) == 9_000
        assert "(GLM-4.5V)" in checkpoint.title(str(tmp_path))
        config.unlink(missing_ok=True)
    assert checkpoint.window("zai-org/GLM-4.6V-Flash") == 0, "only its files tell"
