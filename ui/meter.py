"""The session's meter: tokens and their price, added up."""

from __future__ import annotations

from dataclasses import dataclass

from model.events import Usage
from ui.markup import both


@dataclass(frozen=True, slots=True)
class Meter:
    """Sums of what was counted; ``untold`` is whether a server kept its price to itself."""

    prompt_tokens: int = 0
    answer_tokens: int = 0
    thinking_tokens: int = 0
    cost_usd: float = 0.0
    untold: bool = False
    answers: int = 0

    def plus(self, usage: Usage) -> Meter:
        """The meter after one more answer."""
        return Meter(
            self.prompt_tokens + usage.prompt_tokens,
            self.answer_tokens + usage.answer_tokens,
            self.thinking_tokens + usage.thinking_tokens,
            self.cost_usd + (usage.cost_usd or 0.0),
            self.untold or usage.cost_usd is None,
            self.answers + 1,
        )

    def html(self) -> str:
        """The sums as a small table; what costs nothing has no row of its own."""
        if not self.answers:
            return f'<p class="hint">{both("meter_empty")}</p>'
        rows = [("meter_asked", self.prompt_tokens), ("meter_answered", self.answer_tokens)]
        if self.thinking_tokens:
            rows.append(("meter_thought", self.thinking_tokens))
        cells = "".join(
            f"<div><dt>{both(word)}</dt><dd>{both('meter_tokens', n=f'{count:,}')}</dd></div>"
            for word, count in rows
        )
        price = f"${self.cost_usd:.4f}".rstrip("0").rstrip(".") if self.cost_usd else ""
        if not price and self.untold:
            price = both("meter_cost_unknown")
        if price:
            cells += f"<div><dt>{both('meter_cost')}</dt><dd>{price}</dd></div>"
        return f'<dl class="meter">{cells}</dl>'
