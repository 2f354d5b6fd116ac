"""Muon: momentum whose matrices are made orthogonal, so that every direction learns alike.

Keller Jordan's optimiser (https://kellerjordan.github.io/posts/muon/). Matrices of one shape are
stacked and turned together, which is what makes it cheap for a small model.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import torch

_A, _B, _C = 3.4445, -4.775, 2.0315  # the quintic of the Newton–Schulz step
_STEPS = 5


def orthogonal(stack: Any) -> Any:
    """Bring the singular values of every matrix of (count, rows ≤ columns) near 1."""
    x = stack / (stack.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(_STEPS):
        square = x @ x.mT
        x = _A * x + (_B * square + _C * square @ square) @ x
    return x


def _pieces(name: str, gradient: Any) -> Any:
    """The matrices of a parameter, (count, rows, columns): fused ones apart, kernels flat."""
    if name.endswith("qkv.weight"):
        return gradient.view(3, -1, gradient.shape[-1])
    if name.endswith("gate_up_proj"):
        return gradient.flatten(0, 1).view(2 * len(gradient), -1, gradient.shape[-1])
    if gradient.ndim == 3:
        return gradient
    return gradient.flatten(1)[None]


class Muon:
    """Steps the named matrices; ``momentum`` is all its state, by name."""

    def __init__(self, named: Iterable[tuple[str, Any]], decay: float = 0.02) -> None:
        self.named = dict(named)
        self.momentum = {name: torch.zeros_like(each) for name, each in self.named.items()}
        self.decay = decay

    def step(self, rate: float, beta: float = 0.95) -> None:
        """Take one step of size ``rate`` down the gradients."""
        shapes: dict[tuple[int, int], list[tuple[str, Any, bool]]] = {}
        with torch.no_grad():
            for name, parameter in self.named.items():
                if parameter.grad is None:
                    continue
                momentum = self.momentum[name].lerp_(parameter.grad, 1 - beta)
                pieces = _pieces(name, parameter.grad.lerp(momentum, beta))
                tall = pieces.shape[-2] > pieces.shape[-1]
                pieces = pieces.mT if tall else pieces
                shapes.setdefault(tuple(pieces.shape[-2:]), []).append((name, pieces, tall))
            for (_, columns), group in shapes.items():
                turned = orthogonal(torch.cat([pieces for _, pieces, _ in group]))
                sizes = [len(pieces) for _, pieces, _ in group]
                for (name, _, tall), part in zip(group, turned.split(sizes), strict=True):
                    parameter = self.named[name]
                    step = (part.mT if tall else part).reshape(parameter.shape)
                    parameter.mul_(1 - rate * self.decay)
                    parameter.add_(step, alpha=-0.2 * rate * math.sqrt(columns))
