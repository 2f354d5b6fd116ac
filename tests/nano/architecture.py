"""GLM-4.5V's architecture at a millionth of its size, and a checkpoint folder of it.

Everything is the real thing but the size: ``Glm4vMoe…`` classes with a vision tower, dense and
mixture-of-experts layers, the image processor, video grids, token roles and file names.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.nano import questions
from tests.nano import tokenizer as words

HIDDEN = 128
PATCH, MERGE, TEMPORAL = 14, 2, 2
TOKEN = PATCH * MERGE
"""Pixels along a side of what becomes one token."""

STILL_PIXELS = TEMPORAL * 168 * 168
"""Pixels of a picture: the processor counts a still twice, once for each half of a frame pair."""

CLIP_PIXELS = 8 * 140 * 140
"""Pixels of a clip, all frames together: more frames, smaller frames."""


def build_tokenizer() -> Any:
    """Make the tokenizer of the nano model, with a token for every coordinate."""
    tokenizer = words.build_tokenizer(questions.corpus())
    split = [v for v in questions.VALUES if len(tokenizer.tokenize(str(v))) != 1]
    assert not split, f"not one token each: {split}"
    return tokenizer


def config(tokenizer: Any) -> Any:
    """Describe the model for the vocabulary of ``tokenizer`` (a ``Glm4vMoeConfig``)."""
    from transformers import Glm4vMoeConfig

    def number(token: str) -> int:
        return int(tokenizer.convert_tokens_to_ids(token))

    text = {
        "vocab_size": len(tokenizer),
        "hidden_size": HIDDEN,
        "intermediate_size": 320,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 32,
        "max_position_embeddings": 16_384,
        "first_k_dense_replace": 1,
        "n_routed_experts": 4,
        "num_experts_per_tok": 2,
        "n_shared_experts": 1,
        "moe_intermediate_size": 64,
        "n_group": 1,
        "topk_group": 1,
        "routed_scaling_factor": 1.0,
        "norm_topk_prob": True,
        "attention_bias": True,
        "tie_word_embeddings": False,
        "initializer_range": 0.06,
        "pad_token_id": number(words.END_OF_TEXT),
        "eos_token_id": [number(token) for token in words.STOPS],
        "rope_parameters": {
            "rope_type": "default",
            "rope_theta": 10000.0,
            "partial_rotary_factor": 0.5,
            "mrope_section": [2, 3, 3],  # sums to half of the rotated half of head_dim
        },
    }
    vision = {
        "depth": 4,
        "hidden_size": HIDDEN,
        "num_heads": 4,
        "intermediate_size": 2 * HIDDEN,  # of the merger; the blocks are out_hidden_size wide
        "out_hidden_size": HIDDEN,
        "image_size": 168,
        "patch_size": PATCH,
        "spatial_merge_size": MERGE,
        "temporal_patch_size": TEMPORAL,
        "in_channels": 3,
        "attention_bias": False,
        "initializer_range": 0.06,
    }
    return Glm4vMoeConfig(
        text_config=text,
        vision_config=vision,
        image_token_id=number(words.IMAGE),
        video_token_id=number(words.VIDEO),
        image_start_token_id=number(words.BEGIN_OF_IMAGE),
        image_end_token_id=number(words.END_OF_IMAGE),
        video_start_token_id=number(words.BEGIN_OF_VIDEO),
        video_end_token_id=number(words.END_OF_VIDEO),
        tie_word_embeddings=False,
    )


def waves(count: int, frequencies: int) -> Any:
    """Sines and cosines of ``count`` places in 0–1: (count, 2 · frequencies), neighbours alike."""
    import torch

    place = torch.linspace(0, 1, count)[:, None]
    angle = math.pi * place * torch.arange(1, frequencies + 1)
    return torch.cat([angle.sin(), angle.cos()], 1) / math.sqrt(frequencies)


def place_waves(side: int, width: int) -> Any:
    """Start of the position table, (side², width): row and column as waves, neighbours alike."""
    import torch

    wave = waves(side, width // 4) * math.sqrt(width // 4)
    rows = wave[:, None].expand(side, side, -1)
    columns = wave[None].expand(side, side, -1)
    return torch.cat([rows, columns], -1).reshape(side * side, width)


def new_model(tokenizer: Any) -> Any:
    """Make an untrained model (a ``Glm4vMoeForConditionalGeneration``).

    Its weights are random, but places start as smooth waves: those of the position table, and
    those of the coordinates' tokens. With random ones the place of a patch hardly reaches the
    text, and 100 coordinates have to be learned one by one.
    """
    import torch
    from transformers import Glm4vMoeForConditionalGeneration

    model = Glm4vMoeForConditionalGeneration(config(tokenizer))
    numbers = [tokenizer.convert_tokens_to_ids(str(value)) for value in questions.VALUES]
    with torch.no_grad():
        table = model.model.visual.embeddings.position_embedding.weight
        table.copy_(0.7 * place_waves(math.isqrt(len(table)), table.shape[1]))
        wave = waves(len(numbers), 16)
        spread = torch.nn.init.orthogonal_(torch.empty(wave.shape[1], HIDDEN))
        model.lm_head.weight[numbers] = wave @ spread
        model.model.language_model.embed_tokens.weight[numbers] = 0.5 * wave @ spread
    return model


def processor_settings() -> dict[str, Any]:
    """Say how pictures and clips are scaled: the contents of ``processor_config.json``."""
    from transformers.models.glm4v.image_processing_pil_glm4v import Glm4vImageProcessorPil

    image = Glm4vImageProcessorPil(
        size={"shortest_edge": STILL_PIXELS, "longest_edge": STILL_PIXELS},
        patch_size=PATCH,
        merge_size=MERGE,
        temporal_patch_size=TEMPORAL,
    ).to_dict()
    image["image_processor_type"] = "Glm4vImageProcessor"
    shared = ("image_mean", "image_std", "patch_size", "merge_size", "temporal_patch_size")
    video = {name: image[name] for name in shared} | {
        "video_processor_type": "Glm4vVideoProcessor",
        "size": {"shortest_edge": CLIP_PIXELS, "longest_edge": CLIP_PIXELS},
        "do_sample_frames": True,
        "fps": 2,
    }
    return {"processor_class": "Glm4vProcessor", "image_processor": image, "video_processor": video}


def save(model: Any, tokenizer: Any, folder: Path, dtype: Any = None) -> None:
    """Write a checkpoint folder as a hub download has it; ``dtype`` converts the weights."""
    from transformers import GenerationConfig

    stops = [int(tokenizer.convert_tokens_to_ids(token)) for token in words.STOPS]
    model.generation_config = GenerationConfig(
        eos_token_id=stops, pad_token_id=stops[0], do_sample=False
    )
    folder.mkdir(parents=True, exist_ok=True)
    before = model.dtype
    if dtype is not None:
        model.to(dtype)
    model.save_pretrained(folder)
    if dtype is not None:
        model.to(before)
    tokenizer.save_pretrained(folder)
    _write(folder / "processor_config.json", processor_settings())
    (folder / "model.safetensors").chmod(0o644)


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def build(folder: Path, seed: int = 0) -> None:
    """Write an untrained checkpoint: the architecture and the wire without the skill."""
    import torch

    torch.manual_seed(seed)
    tokenizer = build_tokenizer()
    save(new_model(tokenizer).eval(), tokenizer, folder, torch.bfloat16)
