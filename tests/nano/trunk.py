"""The model's own arithmetic, arranged for many pictures of one size and many questions on each.

``Glm4vMoe…`` runs pictures and experts one after the other; here they run together, on the same
weights and with the same result (a test compares them). Only training uses this.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

Tensor = Any


def _norm(layer: Any, x: Tensor) -> Tensor:
    return F.rms_norm(x, x.shape[-1:], layer.weight, layer.variance_epsilon)


def _gated(layer: Any, x: Tensor) -> Tensor:
    """A gated linear unit: both its input products at once."""
    weight = torch.cat([layer.gate_proj.weight, layer.up_proj.weight])
    gate, up = F.linear(x, weight).chunk(2, -1)
    return layer.down_proj(F.silu(gate) * up)


def _turned(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary positions on the first ``cos.shape[-1]`` channels of ``x``."""
    width = cos.shape[-1]
    part = x[..., :width]
    first, second = part.chunk(2, -1)
    part = part * cos + torch.cat([-second, first], -1) * sin
    return part if width == x.shape[-1] else torch.cat([part, x[..., width:]], -1)


def see(model: Any, patches: Tensor, rows: int, columns: int) -> Tensor:
    """Turn ``patches`` of equally sized pictures into tokens for the text.

    ``patches`` is (pictures, rows · columns, 588) for stills, both halves of a frame pair being
    the same, or (…, 1176) for pairs of frames, in the order of the image processor. Returns
    (pictures, rows · columns / 4, hidden).
    """
    from transformers.vision_utils import get_vision_position_ids

    visual = model.model.visual
    count, length, depth = patches.shape
    weight = visual.patch_embed.proj.weight
    if depth * 2 == weight[0].numel():
        weight = weight.sum(2)
    x = F.linear(patches, weight.flatten(1), visual.patch_embed.proj.bias)
    x = _norm(visual.post_conv_layernorm, x)
    shape = torch.tensor([[1, rows, columns]])
    place = get_vision_position_ids(shape, visual.spatial_merge_size, kwargs={})
    cos, sin = (part[:, None] for part in visual.rotary_pos_emb(x, place))
    blank = x.new_zeros(length, x.shape[-1])
    x = x + visual.embeddings(blank, torch.tensor([length]), shape, place[:, 0], place[:, 1])
    for block in visual.blocks:
        attention = block.attn
        both = attention.qkv(_norm(block.norm1, x)).view(count, length, 3, attention.num_heads, -1)
        turned = _turned(both[:, :, :2], cos[:, None], sin[:, None])
        query, key, value = (
            part.transpose(1, 2) for part in (turned[:, :, 0], turned[:, :, 1], both[:, :, 2])
        )
        mixed = F.scaled_dot_product_attention(query, key, value)
        x = x + attention.proj(mixed.transpose(1, 2).reshape(count, length, -1))
        x = x + _gated(block.mlp, _norm(block.norm2, x))
    x = _norm(visual.post_layernorm, x).view(count, length // 4, 4, -1)
    kernel = visual.downsample.weight.flatten(2).transpose(1, 2).flatten(1)
    x = F.linear(x.flatten(2), kernel, visual.downsample.bias)
    merger = visual.merger
    x = F.gelu(merger.post_projection_norm(merger.proj(x)))
    return _gated(merger, x)


def _experts(layer: Any, x: Tensor) -> Tensor:
    """All experts as one wide layer; those a token does not go to are weighted with nothing."""
    gate, experts = layer.gate, layer.experts
    score = F.linear(x, gate.weight).sigmoid()
    chosen = (score + gate.e_score_correction_bias).topk(gate.top_k, -1).indices
    part = score.gather(-1, chosen)
    part = part / (part.sum(-1, keepdim=True) + 1e-20) * gate.routed_scaling_factor
    share = torch.zeros_like(score).scatter(-1, chosen, part)
    inner = F.linear(x, experts.gate_up_proj.flatten(0, 1)).unflatten(-1, (len(score[0]), 2, -1))
    hidden = F.silu(inner[..., 0, :]) * inner[..., 1, :] * share[..., None]
    down = experts.down_proj.permute(1, 0, 2).flatten(1)
    return F.linear(hidden.flatten(-2), down) + _gated(layer.shared_experts, x)


def read(
    model: Any, tokens: Tensor, places: Tensor, mask: Tensor, kept: Tensor
) -> tuple[Tensor, Tensor]:
    """Hidden states at the ``kept`` places of rows of embedded ``tokens``, and the first layer's.

    ``tokens`` is (rows, length, hidden), ``places`` (3, rows, length), ``mask`` (rows, 1, length,
    length) true where a token may look, ``kept`` (rows, length) true where a state is wanted.
    Returns (kept places, hidden), row by row, and (rows, length, hidden).
    """
    language = model.model.language_model
    cos, sin = (part[:, None] for part in language.rotary_emb(tokens, places))
    x = tokens
    rows, length, _ = x.shape
    last = len(language.layers) - 1
    for number, layer in enumerate(language.layers):
        attention = layer.self_attn
        heads = attention.num_key_value_groups, attention.head_dim
        normal = _norm(layer.input_layernorm, x)
        query, key, value = (
            part(normal).view(rows, length, -1, heads[1]).transpose(1, 2)
            for part in (attention.q_proj, attention.k_proj, attention.v_proj)
        )
        query, key = _turned(query, cos, sin), _turned(key, cos, sin)
        key, value = (part.repeat_interleave(heads[0], 1) for part in (key, value))
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        mixed = mixed.transpose(1, 2).reshape(rows, length, -1)
        if number == last:
            x, mixed = x[kept], mixed[kept]
        x = x + attention.o_proj(mixed)
        normal = _norm(layer.post_attention_layernorm, x)
        if not hasattr(layer.mlp, "experts"):
            x = x + _gated(layer.mlp, normal)
        else:
            x = x + _experts(layer.mlp, normal.flatten(0, -2)).view_as(x)
        if number == 0:
            early = x
    return _norm(language.norm, x), early
