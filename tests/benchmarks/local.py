"""Local weights through the app against a bare ``generate`` on the same model; and time to Stop.

    python -m tests.benchmarks.local [--model FOLDER] [--tokens 256] [--rounds 7]

Without ``--model`` a fresh nano checkpoint is built: what a token costs does not depend on what the
weights say. Both sides answer one question about one picture greedily, in this process, turn about:
the bare side renders the prompt and calls ``generate``, ours is ``ModelService.stream`` read to its
end. Prints a Markdown table: the median of the rounds, and the best, which says more where other
programs keep the machine busy.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from contextlib import closing
from pathlib import Path

from PIL import Image

from model.backends.base import Connection, Options
from model.backends.local.backend import LocalBackend
from model.backends.local.conversation import prepare
from model.backends.local.loading import Loaded
from model.events import Answer, Thinking, Usage
from model.media.images import picture_of
from model.messages import Message, user
from model.service import Chat, ModelService
from model.settings import Settings

HERE = Connection("local")
SIZE = (640, 480)


def question(number: int) -> Message:
    """A question about a picture that was not asked about before."""
    shade = picture_of(Image.new("RGB", SIZE, (number * 17 % 256, 90, 160)), "picture")
    return user(f"Describe the image. ({number})", shade)


def bare(loaded: Loaded, asked: Message, options: Options, settings: Settings) -> int:
    """Tokens of an answer by ``generate`` alone."""
    ready = prepare([asked], loaded, options, settings)
    inputs = ready.inputs.to(loaded.model.device)
    out = loaded.model.generate(
        **inputs,
        do_sample=False,
        max_new_tokens=options.max_tokens,
        eos_token_id=sorted(loaded.stops),
        cache_implementation="static" if loaded.compiles else None,
    )
    return int(out.shape[1]) - ready.tokens


def ours(service: ModelService, asked: Message, options: Options) -> int:
    """Tokens of an answer through the app."""
    tokens = 0
    for event in service.stream(Chat((asked,)), HERE, options):
        if isinstance(event, Usage):
            tokens = event.answer_tokens + event.thinking_tokens
    return tokens


def stopped(
    service: ModelService, backend: LocalBackend, asked: Message, *, reading: bool
) -> float:
    """Seconds from Stop until the model is free; while the prompt is read, or in the answer."""
    stream = service.stream(Chat((asked,)), HERE, Options(temperature=0.0, max_tokens=3_000))
    with closing(stream):  # type: ignore[type-var]
        for event in stream:
            run = backend._line.served
            phase = run.phase if run else None
            if reading and phase is not None and phase.text == "Reading the prompt":
                break
            if isinstance(event, Answer | Thinking):
                break
        began = time.perf_counter()
    while backend._line.served is not None:
        time.sleep(0.0005)
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", help="a checkpoint's folder")
    parser.add_argument("--tokens", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.model
        if not folder:
            from tests.nano import architecture

            folder = str(Path(made) / "nano")
            architecture.build(Path(folder))
        measure(folder, given.tokens, given.rounds)


def measure(folder: str, tokens: int, rounds: int) -> None:
    """Print the table for the checkpoint in ``folder``."""
    settings = Settings(backend="local", model=folder)
    service = ModelService(settings)
    options = Options(temperature=0.0, max_tokens=tokens)
    ours(service, question(0), options)  # loads it, and compiles where it does
    backend = service._backend("local")
    assert isinstance(backend, LocalBackend) and backend._loaded is not None
    loaded = backend._loaded
    bare(loaded, question(0), options, settings)
    rates: dict[str, list[tuple[float, float]]] = {"bare": [], "ours": []}
    for number in range(1, rounds + 1):
        for name in ("bare", "ours") if number % 2 else ("ours", "bare"):
            wall, cpu = time.perf_counter(), time.process_time()
            asked = question(number)
            if name == "bare":
                count = bare(loaded, asked, options, settings)
            else:
                count = ours(service, asked, options)
            spent = time.perf_counter() - wall, time.process_time() - cpu
            rates[name].append((count / spent[0], count / spent[1]))
    print(f"{backend.name} on {loaded.plan.device}, {tokens} tokens asked, {rounds} rounds\n")
    print("| measured by | bare generate, tokens/s | through the app, tokens/s | ratio |")
    print("|---|---|---|---|")
    ways = ((0, "clock", "median", statistics.median), (0, "clock", "best", max),
            (1, "processor time", "best", max))  # fmt: skip
    for place, by, name, chosen in ways:
        sides = [chosen([one[place] for one in rates[side]]) for side in ("bare", "ours")]
        by = f"{by}, {name}"
        print(f"| {by} | {sides[0]:,.1f} | {sides[1]:,.1f} | {sides[1] / sides[0]:.3f} |")
    print("\n| Stop | median ms | longest ms |")
    print("|---|---|---|")
    for name, reading in (("while the prompt is read", True), ("in the answer", False)):
        times = [
            1000 * stopped(service, backend, question(100 + number), reading=reading)
            for number in range(rounds)
        ]
        print(f"| {name} | {statistics.median(times):,.0f} | {max(times):,.0f} |")
    service.close()


if __name__ == "__main__":
    main()
