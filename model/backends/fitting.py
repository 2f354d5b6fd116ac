"""What a task needs of a request besides its prompt: room, sampling, an older model's layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from model.backends.base import Options
from model.messages import Message
from model.profiles import profile_for
from model.settings import Settings
from model.tasks import Act, Consult, Rebuild, Refine, Task, Verify, Watch, act

AGENT_TEMPERATURE = 0.001
"""GLM's own agent scripts sample with this: an action is not to be invented."""


def fitted(
    task: Task, messages: Sequence[Message], options: Options, model: str, settings: Settings
) -> tuple[Sequence[Message], Options]:
    """Messages and options for ``task``; what the caller decided stays.

    The interface always sends a value: one that is the settings' own decides nothing.
    """
    undecided = (None, settings.temperature)
    unbounded = (None, settings.max_answer_tokens)
    if isinstance(task, Act) and profile_for(model).answer_tags:
        messages = act.ask_older(task)
    # Values and quotations are not to be invented either.
    exact = isinstance(task, Consult) and task.aim in ("answer", "extraction", "chart")
    if (exact or isinstance(task, Act | Verify)) and options.temperature in undecided:
        options = replace(options, temperature=AGENT_TEMPERATURE)
    if isinstance(task, Rebuild | Refine) and options.max_tokens in unbounded:
        options = replace(options, max_tokens=settings.max_page_tokens)
    return messages, options


def is_structured(task: Task) -> bool:
    """Whether the answer is code or calls, which repeat words of necessity."""
    if isinstance(task, Consult):
        return task.aim in ("extraction", "chart")
    if isinstance(task, Watch):
        return task.aim in ("segments", "where")
    return isinstance(task, Act | Verify | Rebuild | Refine)
