"""A conversation as the model's own processor wants it: chat template, pictures, frames with times.

The user's words never act: control tokens in them are encoded as plain text
(``sanitize_control_tokens``), so ``<|user|>`` opens no turn and ``<|image|>`` asks for no picture.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from model.backends.base import Options
from model.backends.local.loading import Loaded
from model.backends.local.processor import takes_clips
from model.budget import check_aspect, sampled_frames, video_size
from model.errors import ContextTooLong, UnreadableFile
from model.messages import Image, Message, Part, Text, Video
from model.settings import Settings
from model.wire.times import stamp

_LEAST_ANSWER = 64
"""Tokens that must be left in the window for an answer to be begun."""
_TICKS = 1_000
"""Times of frames go as counts of milliseconds: uneven ones stay exact."""
_TAIL = 16
"""Tokens at the end of a prompt in which an opened thinking block is looked for."""
_PROMPTED_THINKING = "<think>"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A prompt for ``generate``: every key of the processor, positions of pictures included.

    ``tokens`` counts it; ``room`` is the longest answer that fits; ``opener`` is what the prompt
    itself began of the answer; ``shown`` is the conversation as the user may see it.
    """

    inputs: Any
    tokens: int
    room: int
    opener: str
    shown: list[dict[str, Any]]
    notices: tuple[str, ...] = ()

    def after(self, ids: Sequence[int]) -> Prepared:
        """The same with ``ids`` of the answer written already, for who goes on with it."""
        import torch

        inputs = copy(self.inputs)
        inputs.data = dict(inputs.data)
        for key, value in inputs.items():
            if isinstance(value, torch.Tensor) and value.shape == (1, self.tokens):
                # Of the kinds of tokens, text is 0.
                more = {"input_ids": ids, "attention_mask": [1] * len(ids)}.get(key, [0] * len(ids))
                inputs[key] = torch.cat([value, value.new_tensor([more])], -1)
        tokens, room = self.tokens + len(ids), self.room - len(ids)
        return replace(self, inputs=inputs, tokens=tokens, room=room)


def prepare(
    messages: Sequence[Message], loaded: Loaded, options: Options, settings: Settings
) -> Prepared:
    """Render and encode ``messages``; raises ``ContextTooLong``, ``PictureRefused`` and others."""
    for message in messages:
        for picture in message.pictures:
            check_aspect(*picture.size)
    turns, times = _turns(messages, loaded, settings)
    switch, notices = _switch(loaded, options.thinking)
    told = {"do_sample_frames": False, "video_metadata": times} if times else {}
    inputs = loaded.processor.apply_chat_template(
        turns,
        tokenize=True,
        return_dict=True,
        return_tensors="pt",
        add_generation_prompt=True,
        sanitize_control_tokens=True,
        processor_kwargs=told,
        **switch,
    )
    inputs.pop("token_type_ids", None)  # some tokenizers add them; the models do not take them
    ids = inputs["input_ids"][0]
    tokens = int(ids.shape[0])
    left = loaded.context - tokens
    if left < _LEAST_ANSWER:
        raise ContextTooLong(
            f"This takes {tokens:,} tokens and {loaded.checkpoint.name!r} holds "
            f"{loaded.context:,}, answer included; leave out pictures or what was said before, or "
            "let a model answer that holds more."
        )
    wanted = options.max_tokens or settings.max_answer_tokens
    tail = str(loaded.tokenizer.decode(ids[-_TAIL:].tolist())).rstrip()
    opener = _PROMPTED_THINKING if tail.endswith(_PROMPTED_THINKING) else ""
    return Prepared(inputs, tokens, min(wanted, left), opener, shown(messages), notices)


def shown(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The conversation with pictures and clips described instead of included."""
    return [
        {"role": message.role, "content": [_described(part) for part in message.parts]}
        for message in messages
    ]


def as_json(name: str, prepared: Prepared, about: dict[str, Any]) -> str:
    """The request as the user may see it."""
    whole = {"model": name, "messages": prepared.shown, **about, "prompt_tokens": prepared.tokens}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _described(part: Part) -> dict[str, str]:
    if isinstance(part, Text):
        return {"type": "text", "text": part.text}
    if isinstance(part, Image):
        return {"type": "image", "image": f"{part.picture.width} × {part.picture.height} pixels"}
    return {"type": "video", "video": f"{part.name}, {part.seconds:.1f} s, {part.frames} frames"}


def _turns(
    messages: Sequence[Message], loaded: Loaded, settings: Settings
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The turns with pixels in them, and when the frames of each clip are."""
    turns: list[dict[str, Any]] = []
    times: list[dict[str, Any]] = []
    for message in messages:
        content: list[dict[str, Any]] = []
        for part in message.parts:
            if isinstance(part, Text):
                content.append({"type": "text", "text": part.text})
            elif isinstance(part, Image):
                content.append({"type": "image", "image": part.picture.pixels})
            elif takes_clips(loaded.processor):
                pixels, at_s = frames(part, loaded, settings)
                content.append({"type": "video", "video": pixels})
                times.append(_metadata(part, at_s))
            else:
                for picture, at in zip(*frames(part, loaded, settings), strict=True):
                    content.append({"type": "text", "text": stamp(at)})
                    content.append({"type": "image", "image": picture})
        turns.append({"role": message.role, "content": content})
    return turns, times


def frames(clip: Video, loaded: Loaded, settings: Settings) -> tuple[list[Any], list[float]]:
    """Frames of ``clip`` as the model's own rule takes them, and their times in seconds.

    Raises ``UnreadableFile`` where the file is gone or damaged.
    """
    from model.media.clip import open_clip

    path = Path(clip.path)
    if not path.is_file():
        raise UnreadableFile(f"{clip.name!r} is no longer there; open the clip again.")
    with open_clip(path, settings, clip.name) as opened:
        facts = opened.facts
        count = sampled_frames(facts.seconds, loaded.profile.video)
        size = video_size(count, facts.width, facts.height, loaded.profile.video.tokens)
        step = facts.seconds / count
        taken = opened.at([number * step for number in range(count)], max(size))
    return [frame.picture.pixels for frame in taken], [frame.at_s for frame in taken]


def _metadata(clip: Video, at_s: Sequence[float]) -> dict[str, Any]:
    ticks = [round(at * _TICKS) for at in at_s]
    length = max([round(clip.seconds * _TICKS), *(tick + 1 for tick in ticks)])
    return {
        "total_num_frames": length,
        "fps": float(_TICKS),
        "duration": length / _TICKS,
        "frames_indices": ticks,
    }


def _switch(loaded: Loaded, thinking: bool) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What tells the chat template whether to think, and a sentence where it cannot be told."""
    template = loaded.processor.chat_template or getattr(loaded.tokenizer, "chat_template", "")
    if "enable_thinking" in str(template) and loaded.profile.thinking != "always":
        return {"enable_thinking": thinking}, ()
    if thinking or loaded.profile.thinking == "none":
        return {}, ()
    hint = loaded.profile.thinking_hint
    return {}, (hint or "Thinking cannot be switched off: the model's template has no switch.",)
