"""Train the nano checkpoint: ``python -m tests.nano.train OUT [--minutes N] [--resume]``.

``--minutes`` is CPU time of one thread. The rate is flat and falls over the last quarter of it, so
that a run that was stopped (SIGTERM saves it first) can be resumed with more minutes. Every picture
is new: what the log tells is measured on pictures never seen, if one token at a time and with the
truth before it.
"""

from __future__ import annotations

import argparse
import math
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F

from tests.nano import architecture, trunk
from tests.nano.batches import WORDS, Batch, Batcher, coordinate_tokens
from tests.nano.muon import Muon
from tests.nano.questions import VALUES
from tests.nano.scenes import COLOURS

PICTURES, CLIPS = 16, 4
CLIP_EVERY = 12
"""Steps from one batch of clips to the next; they are learned soonest."""

RATE = 3e-3
EASY, LOOKING, SHARP = 120, 400, 3000
"""Steps: with one shape a picture; without words, only what is where; until coordinates count
sharply and the dense reading of pictures hardly."""

COOLING = 0.25
"""Last part of the time, over which the rate falls to nothing."""

_WAVES = 16
_LOG_EVERY, _SAVE_MINUTES = 50, 2.0


class Dense:
    """Reads boxes off states that should know them; only for training, never in a checkpoint.

    Each token of a picture should know what it covers and, once the text's first layer has seen
    it, whether it belongs to the first of two pictures or the second; and the text, where a box or
    a short answer about one thing is about to be written, all four numbers of its box: which thing
    is meant must be found before.
    """

    def __init__(self) -> None:
        self.parts = (1, 4 * 2 * _WAVES, len(COLOURS), len(WORDS))
        self.out = torch.nn.Linear(architecture.HIDDEN, sum(self.parts))
        self.whole = torch.nn.Linear(architecture.HIDDEN, 4 * 2 * _WAVES)
        self.order = torch.nn.Linear(architecture.HIDDEN, 2)
        self.bins = architecture.waves(len(VALUES), _WAVES) * 4

    def parameters(self) -> list[Any]:
        """All weights of the readers."""
        return [each for part in self.readers() for each in part.parameters()]

    def readers(self) -> tuple[Any, ...]:
        """The readers in the order in which their states are saved."""
        return self.out, self.whole, self.order

    def loss(self, features: Any, known: Any, width: float) -> tuple[Any, float]:
        """Loss against the ``known`` cells, and the mean error of the boxes (fractions)."""
        there, box, colour, word = self.out(features * 8).split(self.parts, -1)
        loss = F.binary_cross_entropy_with_logits(there[..., 0], known[..., 0])
        on = known[..., 0] > 0
        truth = known[on]
        if not len(truth):
            return loss, 0.0
        logits = box[on].unflatten(-1, (4, -1)) @ self.bins.T
        loss = loss + 0.5 * soft_loss(logits, truth[:, 1:5] * 1000, width)
        named = truth[:, 5] >= 0
        if named.any():
            loss = loss + 0.3 * F.cross_entropy(colour[on][named], truth[named, 5].long())
        loss = loss + 0.3 * F.cross_entropy(word[on], truth[:, 6].long())
        error = logits.detach().argmax(-1) / (len(VALUES) - 1) - truth[:, 1:5]
        return loss, float(error.abs().mean())

    def box_loss(self, states: Any, truth: Any, width: float) -> Any:
        """Loss of the whole box read off the state before its first number."""
        logits = self.whole(states).unflatten(-1, (4, -1)) @ self.bins.T
        return soft_loss(logits, truth, width)

    def order_loss(self, states: Any) -> Any:
        """Loss of telling the first picture from the second by (rows, 2, tokens, hidden)."""
        logits = self.order(states)
        truth = torch.arange(2)[:, None].expand(logits.shape[:-1])
        return F.cross_entropy(logits.flatten(0, -2), truth.flatten())


def soft_loss(logits: Any, truth: Any, width: float) -> Any:
    """Cross entropy against a bell of ``width`` round the true coordinate (both 0–1000)."""
    values = torch.tensor(VALUES, dtype=torch.float)
    target = torch.softmax(-((truth[..., None] - values) ** 2) / (2 * width * width), -1)
    return -(target * logits.log_softmax(-1)).sum(-1).mean()


@dataclass(slots=True)
class Told:
    """What one step showed: losses, and how often whole boxes and words were right."""

    dense: float
    cell_error: float
    coordinate: float = math.nan
    text: float = math.nan
    error: float = math.nan
    words: float = math.nan


class Training:
    """A model, its two optimisers and how far it has come."""

    def __init__(self, tokenizer: Any, seed: int = 0) -> None:
        torch.manual_seed(seed)
        self.tokenizer = tokenizer
        self.model = architecture.new_model(self.tokenizer).train()
        self.dense = Dense()
        named = list(self.model.named_parameters())
        turned = [(name, each) for name, each in named if _is_matrix(name, each)]
        names = {name for name, _ in turned}
        rest = [each for name, each in named if name not in names]
        self.muon = Muon(turned)
        self.adam = torch.optim.AdamW(
            [*rest, *self.dense.parameters()], lr=RATE, betas=(0.9, 0.97), weight_decay=0.0
        )
        self.coordinates = coordinate_tokens(self.tokenizer)
        self.value_of = torch.full((len(self.tokenizer),), -1.0)
        self.value_of[self.coordinates] = torch.tensor(VALUES, dtype=torch.float)
        texts = self.tokenizer.convert_ids_to_tokens(range(len(self.tokenizer)))
        self.opens = torch.tensor([text[-1] in "[," for text in texts])  # before a coordinate
        self.begins = torch.tensor([text[-1] == "[" for text in texts])
        self.user = int(self.tokenizer.convert_tokens_to_ids("<|user|>"))
        self.image = int(self.tokenizer.convert_tokens_to_ids("<|image|>"))
        self.steps, self.seconds = 0, 0.0

    def state(self) -> dict[str, Any]:
        """All that a resumed run needs."""
        return {
            "model": self.model.state_dict(),
            "dense": [each.state_dict() for each in self.dense.readers()],
            "muon": self.muon.momentum,
            "adam": self.adam.state_dict(),
            "steps": self.steps,
            "seconds": self.seconds,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a saved ``state``."""
        self.model.load_state_dict(state["model"])
        for reader, known in zip(self.dense.readers(), state["dense"], strict=True):
            reader.load_state_dict(known)
        self.muon.momentum = state["muon"]
        self.adam.load_state_dict(state["adam"])
        self.steps, self.seconds = state["steps"], state["seconds"]

    def step(self, batch: Batch, rate: float, width: float, dense: float, words: bool) -> Told:
        """Learn from one batch; ``words`` false teaches the vision tower alone."""
        features = trunk.see(self.model, batch.patches, *batch.grid)
        cell_loss, cell_error = self.dense.loss(features, batch.cells, width)
        told = Told(float(cell_loss.detach()), cell_error)
        loss = dense * cell_loss
        if words:
            loss = loss + self._said(batch, features, width, told)
        self.model.zero_grad(set_to_none=True)
        self.adam.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.muon.step(rate)
        for group in self.adam.param_groups:
            group["lr"] = rate
        self.adam.step()
        self.steps += 1
        return told

    def _said(self, batch: Batch, features: Any, width: float, told: Told) -> Any:
        """Loss of the answers: soft on coordinates, plain on all other tokens."""
        tokens = self.model.model.language_model.embed_tokens(batch.tokens)
        seen = torch.cat([features[pictures].flatten(0, 1) for pictures in batch.shown])
        here = batch.tokens == self.image
        tokens = tokens.masked_scatter(here[..., None], seen)
        wanted = batch.answers.roll(-1, 1)
        wanted[:, -1] = -1
        kept = wanted >= 0
        states, early = trunk.read(self.model, tokens, batch.places, batch.mask, kept)
        logits, truth = self.model.lm_head(states), wanted[kept]
        place = (self.value_of[truth] >= 0) & self.opens[batch.tokens[kept]]
        plain = F.cross_entropy(logits[~place], truth[~place], reduction="sum")
        answers = int((truth == self.user).sum())
        loss = 0.5 * plain / answers
        right = logits.detach().argmax(-1) == truth
        told.text, told.words = float(plain.detach()) / answers, float(right[~place].float().mean())
        pairs = torch.tensor([len(pictures) == 2 for pictures in batch.shown])
        if pairs.any():
            seen = early[pairs][here[pairs]].view(int(pairs.sum()), 2, -1, early.shape[-1])
            loss = loss + 0.1 * self.dense.order_loss(seen)
        meant = batch.meant[kept]
        short = meant[:, 0] >= 0
        if short.any():
            loss = loss + self.dense.box_loss(states[short], meant[short] * 1000, width)
        if place.any():
            values = self.value_of[truth[place]]
            soft = soft_loss(logits[place][:, self.coordinates], values, width)
            # Nothing but coordinates may stand there.
            outside = logits[place].logsumexp(-1) - logits[place][:, self.coordinates].logsumexp(-1)
            loss = loss + 1.5 * soft + 0.5 * outside.mean()
            first = _firsts(self.begins[batch.tokens[kept][place]])
            if len(first):
                boxes = values[first[:, None] + torch.arange(4)]
                loss = loss + self.dense.box_loss(states[place][first], boxes, width)
            guess = self.value_of[self.coordinates][
                logits[place][:, self.coordinates].detach().argmax(-1)
            ]
            told.coordinate, told.error = float(soft.detach()), float((guess - values).abs().mean())
        return loss


def _firsts(begins: Any) -> Any:
    """Which coordinates are the first of four; ``begins`` tells which stand after a bracket."""
    starts = begins.nonzero()[:, 0]
    ends = torch.cat([starts[1:], torch.tensor([len(begins)])])
    return starts[ends - starts == 4]


def _is_matrix(name: str, parameter: Any) -> bool:
    """Is it a matrix that maps states to states (and no table, no output, no router)?"""
    tables = ("embed_tokens.weight", "position_embedding.weight", "lm_head.weight", "gate.weight")
    return parameter.ndim >= 2 and not name.endswith(tables)


def _save(training: Training, out: Path) -> None:
    """Write the state beside the checkpoint, whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    torch.save(training.state(), out / "state.new")
    os.replace(out / "state.new", out / "state.pt")
    architecture.save(training.model, training.tokenizer, out / "checkpoint", torch.bfloat16)


def _say(out: Path, line: str) -> None:
    print(line, flush=True)
    with (out / "train.log").open("a", encoding="utf-8") as log:
        log.write(line + "\n")


def run(out: Path, minutes: float, resume: bool) -> None:
    """Train for ``minutes`` of CPU time in all; what was trained before counts."""
    torch.set_num_threads(1)  # two that spin on a busy machine are slower
    torch.set_flush_denormal(True)  # the tails of the bells: half of the time else
    if resume:  # what the weights were trained with, whatever has changed since
        from transformers import AutoTokenizer

        training = Training(AutoTokenizer.from_pretrained(out / "checkpoint"))
        training.restore(torch.load(out / "state.pt", weights_only=True))
    else:
        training = Training(architecture.build_tokenizer())
    out.mkdir(parents=True, exist_ok=True)
    batcher = Batcher(training.model, training.tokenizer, seed=1 + training.steps)
    parameters = sum(each.numel() for each in training.model.parameters())
    _say(
        out,
        f"# {parameters / 1e6:.2f} M parameters, {len(training.tokenizer)} tokens, "
        f"{minutes:g} CPU minutes in all, from step {training.steps}",
    )
    lines: list[Told] = []
    saved = training.seconds
    clock = time.process_time()
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: ended.append(number))
    while (part := training.seconds / (60 * minutes)) < 1 and not ended:
        rate = RATE * min(1, (training.steps + 1) / 50, max(0.01, (1 - part) / COOLING))
        looking = training.steps < LOOKING
        early = max(0.0, 1 - training.steps / SHARP)
        width = 10 + 25 * early
        dense = 1.0 if looking else 0.1 + 0.5 * early
        if not looking and training.steps % CLIP_EVERY == 0:
            batch = batcher.clips(CLIPS)
        else:
            batch = batcher.stills(PICTURES, 1 if training.steps < EASY else 3)
        lines.append(training.step(batch, rate, width, dense, not looking))
        training.seconds += time.process_time() - clock
        clock = time.process_time()
        if training.steps % _LOG_EVERY == 0:
            _say(out, _line(training, lines, rate))
            lines.clear()
        if training.seconds - saved > 60 * _SAVE_MINUTES:
            saved = training.seconds
            _save(training, out)
    _save(training, out)
    _say(out, f"# done: {training.steps} steps, {training.seconds / 60:.1f} CPU minutes")


def _mean(values: list[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return sum(known) / len(known) if known else math.nan


def _line(training: Training, lines: list[Told], rate: float) -> str:
    return (
        f"step {training.steps} cpu {training.seconds / 60:.1f} min rate {rate:.1e} "
        f"dense {_mean([each.dense for each in lines]):.3f} "
        f"cell box error {_mean([each.cell_error for each in lines]):.3f} "
        f"coordinate loss {_mean([each.coordinate for each in lines]):.3f} "
        f"error {_mean([each.error for each in lines]):.0f}/1000 "
        f"text loss {_mean([each.text for each in lines]):.3f} "
        f"tokens right {_mean([each.words for each in lines]):.4f}"
    )


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description="Train the nano GLM-4.5V checkpoint.")
    parser.add_argument("out", type=Path, help="folder for the state, the log and checkpoint/")
    parser.add_argument("--minutes", type=float, default=60, help="CPU minutes in all")
    parser.add_argument("--resume", action="store_true", help="go on from OUT/state.pt")
    arguments = parser.parse_args()
    run(arguments.out, arguments.minutes, arguments.resume)


if __name__ == "__main__":
    main()
