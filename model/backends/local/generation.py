"""One answer: ``generate`` with its words passed on as they come, and a stop of its own.

The stop belongs to the request: a flag that its criterion looks at after every token, and that the
model's layers look at too, so that a long prompt can be given up while it is being read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from model.backends.base import Options
from model.backends.local.conversation import Prepared
from model.backends.local.loading import Loaded
from model.events import Reason, Usage
from model.settings import Settings

if TYPE_CHECKING:
    from transformers.generation.streamers import BaseStreamer

_GREEDY = 0.005
"""Temperatures under this take the likeliest token; dividing by them would overflow."""
_CACHE_STEP = 4_096
"""Tokens; a compiled cache comes in such steps, so that it is not compiled anew for each prompt."""
_COMPILER = "inductor"
"""Torch's back end that compiles."""
_UNFINISHED = "\N{REPLACEMENT CHARACTER}"
_LONGEST_CHARACTER = 8
"""Tokens; what is not a character by then never will be."""
_THOUGHT = "</think>"


class Stopped(Exception):
    """Ends a generation that nobody waits for any more."""


@dataclass(slots=True)
class Words:
    """Text out of token ids as they come, each piece as soon as it is certain.

    Decodes a short window again with every token: a tokenizer's pieces join differently than they
    stand alone, and a character may be spread over several. ``stops`` are never text.
    """

    decode: Callable[[list[int]], str]
    stops: frozenset[int] = frozenset()
    ids: list[int] = field(default_factory=list)
    _from: int = 0
    _said: int = 0

    def feed(self, ids: Sequence[int]) -> str:
        """What ``ids`` add to the text; empty while a character is not complete."""
        self.ids.extend(ids)
        return self._next(ending=False)

    def end(self) -> str:
        """What was held back, complete or not."""
        return self._next(ending=True)

    @property
    def text_ids(self) -> list[int]:
        """All ids but the one that ended the answer."""
        ended = bool(self.ids) and self.ids[-1] in self.stops
        return self.ids[:-1] if ended else self.ids

    def _next(self, *, ending: bool) -> str:
        ids = self.text_ids
        if len(ids) <= self._said:
            return ""
        known = self.decode(ids[self._from : self._said])
        text = self.decode(ids[self._from :])
        waits = text.endswith(_UNFINISHED) and len(ids) - self._said < _LONGEST_CHARACTER
        if waits and not ending:
            return ""
        self._from, self._said = self._said, len(ids)
        return text[len(known) :]


def beginning(loaded: Loaded) -> Words:
    """The words of an answer that has not begun."""
    return Words(_decoder(loaded.tokenizer), loaded.stops)


def generate(
    loaded: Loaded,
    prepared: Prepared,
    about: dict[str, Any],
    words: Words,
    stopped: threading.Event,
    say: Callable[[str], None],
) -> Reason:
    """Write ``words``, the answer to ``prepared``; ``say`` gets the text as it comes.

    Raises ``Stopped`` soon after ``stopped`` is set, and whatever torch raises; ``words`` has what
    was written until then.
    """
    from transformers import StoppingCriteriaList

    most = prepared.tokens + prepared.room
    with _interruptible(loaded, stopped) as ready:
        loaded.model.generate(
            **prepared.inputs.to(loaded.model.device),
            generation_config=_config(loaded, prepared, about),
            stopping_criteria=StoppingCriteriaList([_criterion(stopped, most, ready)]),
            streamer=_streamer(words, say),
        )
    if stopped.is_set():
        raise Stopped
    if rest := words.end():
        say(rest)
    ended = bool(words.ids) and words.ids[-1] in loaded.stops
    return "stop" if ended else "length"


def sampling(options: Options, settings: Settings) -> dict[str, Any]:
    """How tokens are chosen; all else is as the checkpoint's own generation_config says."""
    temperature = settings.temperature if options.temperature is None else options.temperature
    top_p = settings.top_p if options.top_p is None else options.top_p
    if temperature < _GREEDY:
        return {"do_sample": False}
    return {"do_sample": True, "temperature": temperature, "top_p": min(max(top_p, 1e-5), 1.0)}


def usage(prepared: Prepared, words: Words, tokenizer: Any) -> Usage:
    """Tokens of the prompt, of the answer, and of what was thought before it."""
    ids = words.text_ids
    closer = tokenizer.convert_tokens_to_ids(_THOUGHT)
    known = closer is not None and closer != tokenizer.unk_token_id
    at = max((place for place, one in enumerate(ids) if one == closer), default=-1) if known else -1
    return Usage(prepared.tokens, len(ids) - at - 1, at + 1, cost_usd=0.0)


def _config(loaded: Loaded, prepared: Prepared, about: dict[str, Any]) -> Any:
    config = deepcopy(loaded.model.generation_config)
    if not about["do_sample"]:  # what only sampling reads, back to where it says nothing
        config.temperature, config.top_p, config.top_k = 1.0, 1.0, 50
    for name, value in about.items():
        setattr(config, name, value)
    room = prepared.room
    if loaded.compiles:
        config.cache_implementation = "static"
        config.compile_config = _compiled()
        # Else a short question would get, and attend to, a cache as large as the longest before.
        loaded.model._previous_max_cache_length = 0
        length = -(-(prepared.tokens + room) // _CACHE_STEP) * _CACHE_STEP
        room = min(length, loaded.context) - prepared.tokens
    config.max_length = None
    config.max_new_tokens = room
    config.eos_token_id = sorted(loaded.stops) or None
    if config.pad_token_id is None:
        config.pad_token_id = min(loaded.stops, default=0)
    return config


def _compiled() -> Any:
    """Compiling as it is asked for, on a processor too: by itself generate does it on CUDA only."""
    from transformers import CompileConfig

    config = CompileConfig(backend=_COMPILER)
    config._compile_all_devices = True
    return config


def _decoder(tokenizer: Any) -> Callable[[list[int]], str]:
    def decode(ids: list[int]) -> str:
        # Box and thinking marks are special tokens: they have to stay in the text.
        return str(
            tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False)
        )

    return decode


def _streamer(words: Words, say: Callable[[str], None]) -> BaseStreamer:
    """``generate``'s own way out."""
    from transformers.generation.streamers import BaseStreamer

    class Streamer(BaseStreamer):  # type: ignore[misc]
        is_prompt = True

        def put(self, value: Any) -> None:
            if self.is_prompt:
                self.is_prompt = False
                return
            if text := words.feed(value.reshape(-1).tolist()):
                say(text)

        def end(self) -> None:
            pass  # the caller knows when generate returns

    return Streamer()


def _criterion(stopped: threading.Event, most: int, ready: Callable[[], None]) -> Any:
    """Ends this request's answer; ``ready`` is called when its prompt has been read.

    ``most`` is in tokens, prompt included.
    """
    import torch
    from transformers import StoppingCriteria

    class Enough(StoppingCriteria):  # type: ignore[misc]
        is_first = True

        def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:
            if self.is_first:
                self.is_first = False
                ready()
            over = stopped.is_set() or input_ids.shape[1] >= most
            return torch.full((len(input_ids),), over, dtype=torch.bool, device=input_ids.device)

    return Enough()


@contextmanager
def _interruptible(loaded: Loaded, stopped: threading.Event) -> Iterator[Callable[[], None]]:
    """Let the model's layers look at ``stopped`` before they work.

    Yields what ends that where decoding is compiled: nothing may come between there.
    """
    from transformers.modeling_layers import GradientCheckpointingLayer

    def look(*_: Any) -> None:
        if stopped.is_set():
            raise Stopped

    hooks = [
        layer.register_forward_pre_hook(look)
        for layer in loaded.model.modules()
        if isinstance(layer, GradientCheckpointingLayer)
    ]

    def remove() -> None:
        for hook in hooks:
            hook.remove()

    try:
        yield remove if loaded.compiles else lambda: None
    finally:
        remove()
