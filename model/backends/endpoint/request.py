"""The body of a chat completion, in the dialect of the server that gets it.

Everybody is sent ``model``, ``messages`` and ``stream``; what else a dialect takes is decided in
``_sampling`` and ``_switch``. Nothing is sent that a provider is known to reject; should an unknown
server refuse a field, it can be left out by ``without``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from model.backends.base import Options
from model.backends.endpoint.clips import encode
from model.backends.endpoint.pictures import PictureEncoder
from model.budget import room_for_answer
from model.endpoints import Dialect, PictureLimits, VideoRoute
from model.errors import PictureRefused
from model.messages import Image, Message, Text, Video
from model.profiles import Profile
from model.settings import Settings
from model.wire.tokens import SPECIAL

Body = dict[str, Any]

NOTHINK = "/nothink"
"""GLM-4.5V's and 4.6V's chat template puts this after the user's text when thinking is off."""

LEAST_THINKING_TOKENS = 2_048
"""GLM-5.3-Flash cannot stop thinking and needs this much room before its answer."""

_ESSENTIAL = ("model", "messages", "stream")
_TOKEN = re.compile("|".join(re.escape(token) for token in SPECIAL))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request ready to be sent.

    ``shown`` is the body as the user may see it, pictures elided; ``pictures`` counts them.
    """

    body: Body
    shown: Body
    pictures: int = 0
    notices: tuple[str, ...] = ()

    @property
    def extras(self) -> tuple[str, ...]:
        """Names of the fields a server may refuse and the request can do without."""
        return tuple(name for name in self.body if name not in _ESSENTIAL)

    @property
    def text(self) -> str:
        """The shown body as JSON."""
        return json.dumps(self.shown, ensure_ascii=False, indent=2)

    def without(self, names: Sequence[str]) -> Prepared:
        """The same question without the fields ``names``."""
        return replace(
            self,
            body={name: value for name, value in self.body.items() if name not in names},
            shown={name: value for name, value in self.shown.items() if name not in names},
        )


@dataclass(frozen=True, slots=True)
class Target:
    """Who gets the request: a model behind a server.

    ``plain`` leaves out the penalty on repeated words, which code and calls cannot do without.
    ``video`` tells whether a clip may go whole.
    """

    model: str
    dialect: Dialect
    limits: PictureLimits
    profile: Profile
    plain: bool = False
    video: VideoRoute = "frames"


def prepare(
    messages: Sequence[Message],
    target: Target,
    options: Options,
    settings: Settings,
    encoder: PictureEncoder,
) -> Prepared:
    """Build the request: pictures encoded, sampling clamped, thinking switched.

    Raises ``ContextTooLong`` and ``PictureRefused`` before anything is sent, and
    ``UnreadableFile`` for a clip that is gone.
    """
    count = sum(len(message.pictures) for message in messages)
    if count > target.limits.max_count:
        raise PictureRefused(
            f"The conversation has {count} pictures and this endpoint takes at most "
            f"{target.limits.max_count}; start a new chat or remove some."
        )
    wanted = options.max_tokens or settings.max_answer_tokens
    if target.profile.thinking == "effort":
        wanted = max(wanted, LEAST_THINKING_TOKENS)
    switch, suffix, notices = _switch(target, options.thinking)
    target = replace(target, limits=target.limits.share(count))
    full, shown = _messages(messages, target, encoder, suffix)
    fields: Body = {
        "stream": True,
        **_sampling(target, options, settings),
        "max_tokens": room_for_answer(messages, target.profile, wanted),
        "stream_options": {"include_usage": True},
        **switch,
    }
    return Prepared(
        {"model": target.model, "messages": full, **fields},
        {"model": target.model, "messages": shown, **fields},
        count,
        notices,
    )


def _sampling(target: Target, options: Options, settings: Settings) -> Body:
    temperature = settings.temperature if options.temperature is None else options.temperature
    top_p = settings.top_p if options.top_p is None else options.top_p
    if target.profile.sampling == "ocr" and options.temperature is None:
        temperature, top_p = 0.01, 0.00001  # the model card's sampling for GLM-OCR
    if target.dialect == "zai":  # docs.z.ai: temperature 0 to 1, top_p 0.01 to 1
        temperature, top_p = _clamp(temperature, 0.0, 1.0), _clamp(top_p, 0.01, 1.0)
    else:  # 0 is refused as top_p by vLLM and others
        temperature, top_p = _clamp(temperature, 0.0, 2.0), _clamp(top_p, 0.00001, 1.0)
    fields: Body = {"temperature": temperature, "top_p": top_p}
    if target.dialect == "vllm":
        # Keeps the box tokens, which mark where an answer's coordinates stand.
        fields["skip_special_tokens"] = False
        if target.profile.known:  # the model cards' sampling
            fields["top_k"] = 1 if target.profile.sampling == "ocr" else 2
            if not target.plain:
                fields["repetition_penalty"] = 1.1
    return fields


def _clamp(value: float, least: float, most: float) -> float:
    return min(max(value, least), most)


def _switch(target: Target, thinking: bool) -> tuple[Body, str, tuple[str, ...]]:
    """Fields that switch thinking, what is put after the user's text, and notices."""
    profile, dialect = target.profile, target.dialect
    if profile.thinking == "none":
        return {}, "", ()
    if profile.thinking in ("always", "effort"):
        notices = () if thinking else (profile.thinking_hint,)
        if profile.thinking == "always" or thinking:
            return {}, "", notices
        if dialect == "openrouter":
            return {"reasoning": {"effort": "low"}}, "", notices
        return {"reasoning_effort": "low"}, "", notices
    if dialect == "zai":
        return {"thinking": {"type": "enabled" if thinking else "disabled"}}, "", ()
    if dialect == "openrouter":
        return {"reasoning": {"enabled": thinking}}, "", ()
    if dialect in ("novita", "siliconflow"):
        return {"enable_thinking": thinking}, "", ()
    if dialect == "vllm":
        return ({} if thinking else {"chat_template_kwargs": {"enable_thinking": False}}), "", ()
    if thinking:
        return {}, "", ()
    if profile.known:
        return {}, NOTHINK, ()
    return (
        {},
        "",
        ("Thinking cannot be switched off: it is not known how this model or server does it.",),
    )


def _messages(
    messages: Sequence[Message], target: Target, encoder: PictureEncoder, suffix: str
) -> tuple[list[Body], list[Body]]:
    """The messages as they are sent, and as they are shown."""
    full: list[Body] = []
    shown: list[Body] = []
    last = max((at for at, message in enumerate(messages) if message.role == "user"), default=-1)
    for at, message in enumerate(messages):
        end = suffix if at == last else ""
        parts, elided = _parts(message, target, encoder, end)
        full.append({"role": message.role, "content": parts})
        shown.append({"role": message.role, "content": elided})
    return full, shown


def _parts(
    message: Message, target: Target, encoder: PictureEncoder, suffix: str
) -> tuple[str | list[Body], str | list[Body]]:
    """Content parts in the message's order; a plain string where there are no pictures."""
    if message.role != "user" or not (message.pictures or message.videos):
        text = message.text if message.role == "assistant" else defused(message.text)
        text = f"{text}\n{suffix}".strip() if suffix else text
        return text, text
    full: list[Body] = []
    shown: list[Body] = []
    for part in message.parts:
        if isinstance(part, Image):
            encoded = encoder.encode(part.picture, target.limits, target.profile.image_tokens)
            full.append({"type": "image_url", "image_url": {"url": encoded.url}})
            shown.append({"type": "image_url", "image_url": {"url": encoded.elided}})
        elif isinstance(part, Video):
            clip = encode(part, target.video, target.limits)
            full.append({"type": "video_url", "video_url": {"url": clip.url}})
            shown.append({"type": "video_url", "video_url": {"url": clip.elided}})
        elif isinstance(part, Text) and part.text.strip():
            full.append({"type": "text", "text": defused(part.text)})
            shown.append(full[-1])
    if all(part["type"] != "text" for part in full):
        # Z.ai refuses (1210) a message whose pictures come without text.
        full.append({"type": "text", "text": "Describe what you see."})
        shown.append(full[-1])
    if suffix and full[-1]["type"] != "text":
        full.append({"type": "text", "text": suffix})
        shown.append(full[-1])
    elif suffix:
        full[-1] = shown[-1] = {"type": "text", "text": f"{full[-1]['text']}\n{suffix}"}
    return full, shown


def defused(text: str) -> str:
    """``text`` with the model's control tokens broken up, so that words stay words.

    A web page or a question that spells ``<|user|>`` would open a turn, and ``<|image|>`` makes
    servers fail for want of a picture.
    """
    return _TOKEN.sub(lambda token: token[0].replace("<|", "< |"), text)
