"""Tokens a second of GLM-4.5V's real shapes on a graphics card, and its vision tower's time.

    python -m tests.benchmarks.decoding [--layers 4 12] [--prompt 2048] [--tokens 64] [--small]

The weights are random and only the first layers are built: 46 in bfloat16 need 215 GB, 12 need 54.
A token's time is measured at both numbers of layers, and the line through the two gives that of 46
(layers are alike from the second on). Each row is a way to run ``generate`` with transformers' own
switches; the one in bold is what the local backend asks for on a card. The bound is the bytes of
the weights that one token reads over the card's copying speed, measured here too. Then the time of
the whole vision tower for a picture of 4 megapixels. ``--small`` takes narrow shapes, to try the
script itself on a processor: its figures mean nothing.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

WHOLE = 46
PICTURE = (148, 138)
"""Patches of 14 × 14 pixels: 2072 × 1932, 4.0 megapixels."""


@dataclass(frozen=True, slots=True)
class Way:
    """How tokens are made: the experts' implementation, the cache, and what compiling is told."""

    experts: str
    static: bool = False
    compiled: dict[str, Any] | None = None

    def __str__(self) -> str:
        cache = "static cache" if self.static else "growing cache"
        told = "not compiled"
        if self.compiled is not None:
            told = "compiled, " + ", ".join(
                f"{name} {value}" for name, value in self.compiled.items()
            )
        return f"{self.experts}, {cache}, {told}"


OURS = Way("grouped_mm", True, {"mode": "reduce-overhead"})
"""Transformers takes batched_mm instead of grouped_mm for tokens after the prompt."""

WAYS = (
    Way("eager"),
    Way("grouped_mm"),
    Way("grouped_mm", True),
    OURS,
    # Lets the choice of an expert's weights melt into their product instead of copying them first.
    Way("grouped_mm", True, {"cudagraphs": True, "coordinate_descent_tuning": True}),
    Way("grouped_mm", True, {"mode": "max-autotune"}),
)


def config(layers: int, small: bool) -> Any:
    """GLM-4.5V's published shapes with so many layers, or narrow ones."""
    from transformers import Glm4vMoeConfig

    width, inner, heads, experts = (256, 64, 8, 8) if small else (4096, 1408, 96, 128)
    text = {
        "vocab_size": 151_552,
        "hidden_size": width,
        "intermediate_size": 10_944 // (16 if small else 1),
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": 8,
        "head_dim": 128,
        "attention_bias": True,
        "moe_intermediate_size": inner,
        "num_experts_per_tok": min(8, experts // 2),
        "n_shared_experts": 1,
        "n_routed_experts": experts,
        "first_k_dense_replace": 1,
        "max_position_embeddings": 65_536,
        "rope_parameters": {
            "rope_type": "default",
            "rope_theta": 10_000.0,
            "mrope_section": [8, 12, 12],
            "partial_rotary_factor": 0.5,
        },
        "eos_token_id": [151_329],
        "pad_token_id": 151_329,
    }
    vision = {
        "depth": 2 if small else 24,
        "hidden_size": 192 if small else 1536,
        "num_heads": 12,
        "out_hidden_size": width,
        "intermediate_size": 512 if small else 10_944,
        "image_size": 336,
    }
    return Glm4vMoeConfig(text_config=text, vision_config=vision)


def build(device: str, layers: int, small: bool) -> Any:
    """A model with random weights; routers are random too, so that all experts are chosen."""
    from transformers import Glm4vMoeForConditionalGeneration
    from transformers.initialization import no_init_weights

    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.bfloat16)
    try:
        with torch.device(device), no_init_weights():
            model = Glm4vMoeForConditionalGeneration(config(layers, small))
    finally:
        torch.set_default_dtype(before)
    for each in model.parameters():
        each.data.normal_(0, 0.02) if each.dim() > 1 else each.data.fill_(1.0)
    return model.eval()


def cut(model: Any, layers: int) -> None:
    """Leave only the first ``layers``."""
    model.model.language_model.layers = model.model.language_model.layers[:layers]
    text = model.config.text_config
    text.num_hidden_layers = layers
    if getattr(text, "layer_types", None):
        text.layer_types = text.layer_types[:layers]


def timed(work: Callable[[], Any], device: str) -> float:
    """Seconds until the card is done."""
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    wait()
    began = time.perf_counter()
    work()
    wait()
    return time.perf_counter() - began


def token_time(model: Any, way: Way, prompt: int, tokens: int) -> tuple[float, float]:
    """Seconds for the prompt, and for each token after it; the best of three, after two to warm."""
    from transformers import CompileConfig

    device = model.device.type
    torch.compiler.reset()
    model.set_experts_implementation(way.experts)
    told: dict[str, Any] = {}
    if way.static:  # one size for all lengths, or each would be compiled anew
        told |= {"cache_implementation": "static", "max_cache_len": prompt + tokens}
    if way.compiled is None:
        told["disable_compile"] = True
    elif "mode" in way.compiled:
        told["compile_config"] = CompileConfig(mode=way.compiled["mode"])
    else:
        options = {"triton.cudagraphs": way.compiled["cudagraphs"]}
        options |= {name: value for name, value in way.compiled.items() if name != "cudagraphs"}
        told["compile_config"] = CompileConfig(mode=None, options=options)
    asked = torch.randint(1_000, 100_000, (1, prompt), device=device)

    def say(count: int) -> float:
        with torch.inference_mode():
            return timed(
                lambda: model.generate(
                    input_ids=asked,
                    attention_mask=torch.ones_like(asked),
                    max_new_tokens=count,
                    min_new_tokens=count,
                    do_sample=False,
                    **told,
                ),
                device,
            )

    say(tokens), say(tokens)
    first = min(say(1) for _ in range(3))
    return first, (min(say(tokens) for _ in range(3)) - first) / (tokens - 1)


def copied(device: str) -> float:
    """Bytes a second that the device reads and writes when it copies."""
    size = 4 << 30 if device == "cuda" else 1 << 28
    here = torch.zeros(size, dtype=torch.uint8, device=device)
    there = torch.empty_like(here)
    there.copy_(here)
    return 2 * size / min(timed(lambda: there.copy_(here), device) for _ in range(5))


def read_for_a_token(model: Any) -> tuple[int, int]:
    """Bytes of weights a token reads: in the first layer and the output, in each further layer."""
    text = model.config.text_config
    layers = model.model.language_model.layers

    def size(module: Any) -> int:
        return sum(each.numel() * each.element_size() for each in module.parameters())

    last = layers[-1]
    experts = size(last.mlp.experts)
    chosen = experts * text.num_experts_per_tok // text.n_routed_experts
    return size(model.lm_head) + size(layers[0]), size(last) - experts + chosen


def seen(model: Any) -> float:
    """Median seconds of the vision tower for one picture of 4 megapixels."""
    rows, columns = PICTURE
    grid = torch.tensor([[1, rows, columns]], device=model.device)
    patches = torch.randn(rows * columns, 1176, device=model.device, dtype=torch.bfloat16)

    def look() -> None:
        with torch.inference_mode():
            model.model.visual(patches, grid_thw=grid)

    look()
    return statistics.median(timed(look, model.device.type) for _ in range(5))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layers", type=int, nargs=2, default=(4, 12))
    parser.add_argument("--prompt", type=int, default=2048)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--small", action="store_true")
    given = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    if device == "cpu" and not given.small:
        raise SystemExit("No CUDA card here; --small tries the script on the processor.")
    few, many = given.layers
    model = build(device, many, given.small)
    fixed, each = read_for_a_token(model)
    bound = (fixed + (WHOLE - 1) * each) / copied(device)
    where = torch.cuda.get_device_name() if device == "cuda" else "processor"
    print(f"torch {torch.__version__} on {where}; prompt {given.prompt}, {given.tokens} tokens\n")
    ways = WAYS if device == "cuda" else WAYS[:3]
    times: dict[Way, list[tuple[float, float]]] = {way: [] for way in ways}
    for layers in (many, few):
        cut(model, layers)
        for way in ways:
            times[way].append(token_time(model, way, given.prompt, given.tokens))
    print(f"| way | ms a token, {few} layers | {many} layers | tokens/s, {WHOLE} layers |")
    print("|---|--:|--:|--:|")
    for way, ((_, deep), (_, shallow)) in times.items():
        slope = (deep - shallow) / (many - few)
        rate = 1 / (shallow + slope * (WHOLE - few))
        name = f"**{way}**" if way == OURS else str(way)
        print(f"| {name} | {1e3 * shallow:.2f} | {1e3 * deep:.2f} | {rate:.0f} |")
    print(f"| bound by memory | | | {1 / bound:.0f} |")
    print(f"\nVision tower, a picture of 4 megapixels: {1e3 * seen(model):.0f} ms")


if __name__ == "__main__":
    main()
