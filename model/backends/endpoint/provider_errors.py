"""What providers say when they refuse, turned into one sentence that says what to do.

``judge`` is pure: status, headers and body in, a ``Verdict`` out. The order of evidence is the
provider's own code (Z.ai's and BigModel's table, OpenAI's names), then the HTTP status, then words
in the message. Codes of Z.ai are those of docs.bigmodel.cn/cn/api/api-code.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from model.backends.base import Secret
from model.backends.endpoint.redact import redact
from model.errors import (
    BackendError,
    BadKey,
    ContextTooLong,
    Filtered,
    NoBalance,
    NotAnApi,
    PictureRefused,
    RateLimited,
    ServerFailed,
    UnknownModel,
    Unreachable,
)

QUOTE_CHARS = 240
"""The most of a provider's own words that is shown."""

READ_CHARS = 2_000
"""The most of a provider's own words that is searched for what they mean."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of whom; the key is here only to be taken out of what comes back."""

    host: str
    model: str
    key: Secret = field(default_factory=Secret)
    pictures: int = 0
    path: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The error to raise and what may be tried instead.

    ``retry``: the same request may work in a while, after ``wait_s`` seconds if the server said so.
    ``fields``: the server may only have disliked a field that can be left out.
    """

    error: BackendError
    retry: bool = False
    wait_s: float | None = None
    fields: bool = False


Kind = type[BackendError]

_CODES: dict[str, Kind] = {
    # Z.ai and BigModel
    **dict.fromkeys(("1000", "1001", "1002", "1003", "1004", "1220"), BadKey),
    **dict.fromkeys(("1110", "1111", "1112", "1121"), BadKey),
    **dict.fromkeys(("1113", "1304", "1308", "1309", "1310", "1311"), NoBalance),
    **dict.fromkeys(("1211", "1221", "1222"), UnknownModel),
    "1261": ContextTooLong,
    **dict.fromkeys(("1300", "1301"), Filtered),
    **dict.fromkeys(("1302", "1303", "1305", "1312", "1313"), RateLimited),
    **dict.fromkeys(("1120", "1230", "1234"), ServerFailed),
    # OpenAI and those who speak like it
    **dict.fromkeys(("invalid_api_key", "invalid_authentication", "unauthorized"), BadKey),
    **dict.fromkeys(
        ("insufficient_quota", "insufficient_balance", "billing_not_active"), NoBalance
    ),
    **dict.fromkeys(("model_not_found", "invalid_model", "model_not_available"), UnknownModel),
    **dict.fromkeys(("context_length_exceeded", "string_above_max_length"), ContextTooLong),
    **dict.fromkeys(("content_filter", "content_policy_violation"), Filtered),
    "rate_limit_exceeded": RateLimited,
    **dict.fromkeys(("invalid_image", "invalid_image_url", "image_parse_error"), PictureRefused),
    **dict.fromkeys(("image_too_large", "invalid_image_format"), PictureRefused),
}

_BUSY_CODES = {"1120", "1230", "1234", "1302", "1303", "1305", "1312"}

_STATUS: dict[int, Kind] = {
    401: BadKey,
    402: NoBalance,
    403: BadKey,
    405: NotAnApi,
    408: Unreachable,
    410: UnknownModel,
    413: PictureRefused,
    429: RateLimited,
    434: BadKey,
    451: Filtered,
}

_WORDS: tuple[tuple[re.Pattern[str], Kind], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (
            r"context (length|window|size)|maximum (model|context|prompt|input) len|max_model_len|"
            r"(prompt|input|message|request)s? (is|are) too long|too many (input )?tokens|"
            r"longer than the (maximum )?(model|context)|exceeds? .{0,40}(context|token limit)",
            ContextTooLong,
        ),
        (
            r"insufficient (balance|credit|fund|quota)|out of credits?|no credits?|"
            r"(exceeded|over) your .{0,20}quota|billing|payment required|余额|欠费|充值",
            NoBalance,
        ),
        (
            r"not a multimodal model|"
            r"(support|accept|take|process)\w* .{0,30}(image|vision|picture)|"
            r"(image|vision|picture)\w* .{0,40}(not|n't|un)\s?(support|allow|accept|enabl|valid)|"
            r"(invalid|unsupported|corrupt\w*|cannot identify|failed to (load|decode|process)|"
            r"could not (load|decode|process)|too (large|many)) .{0,30}(image|picture)|"
            r"image.{0,40}(too large|exceed|format|decode|failed|error|limit)|at most \d+ image|"
            r"图片|图像",
            PictureRefused,
        ),
        (
            r"model.{0,80}(not (exist|found|available|supported)|does(n't| not) exist|unknown|"
            r"n't exist|is not (a )?valid|not served)|(no such|unknown|invalid) model|"
            r"not a valid model|no endpoints found|模型不存在",
            UnknownModel,
        ),
        (
            r"content (filter|policy|management)|moderation|flagged|sensitive|unsafe|敏感|不安全",
            Filtered,
        ),
        (r"rate.?limit|too many requests|overloaded|concurren", RateLimited),
        (
            r"(invalid|incorrect|wrong|missing|expired|no) .{0,20}(api.?key|token|credential)|"
            r"api.?key.{0,40}(invalid|incorrect|required|missing)|unauthori[sz]ed|authenticat",
            BadKey,
        ),
    )
)

_BLIND = re.compile(
    r"not a multimodal|(support|accept|take|process)\w* .{0,30}(image|vision|picture)|"
    r"(image|vision)\w* .{0,20}(not|n't|un)\s?support",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"extra_forbidden|extra (inputs?|fields?|parameters?)|unrecognized|"
    r"(unknown|unsupported|unexpected)[ _](field|param|parameter|argument|value|keyword)",
    re.IGNORECASE,
)
_HTML = re.compile(r"^\s*(<!doctype html|<html|<head|<body)", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def judge(status: int, headers: Mapping[str, str], body: str, asked: Asked) -> Verdict:
    """The verdict on an answer that is no completion. ``body`` is text as it came."""
    if 300 <= status < 400:
        return Verdict(NotAnApi(_redirected(headers.get("location", ""), asked)))
    payload = parsed(body)
    if payload is None and (_HTML.match(body) or "html" in headers.get("content-type", "")):
        if status >= 500:
            return _verdict(ServerFailed, "", asked, status, headers)
        if status not in (401, 403, 429):
            return Verdict(NotAnApi(no_api(asked)))
        body = ""
    return judge_payload(status, headers, payload if payload is not None else body, asked)


def judge_payload(
    status: int, headers: Mapping[str, str], payload: object, asked: Asked
) -> Verdict:
    """The verdict on a parsed error: an HTTP body, or an error in the middle of a stream."""
    code, words = _code_and_words(payload)
    words = words[:READ_CHARS]
    if status < 400 and code.isdigit() and 400 <= int(code) < 600:
        status = int(code)  # said inside a 200
    if status in (400, 422) and code not in _CODES and _FIELD.search(f"{code} {words}"):
        kind: Kind = ServerFailed  # it is a field, even where its name is that of a model or image
    else:
        kind = _kind(status, code, words, asked)
    return _verdict(kind, words, asked, status, headers, code)


def parsed(body: str) -> object | None:
    """The body as JSON, or ``None`` when it is something else."""
    try:
        value: object = json.loads(body)
    except ValueError:
        return None
    return value


def _kind(status: int, code: str, words: str, asked: Asked) -> Kind:
    if code in _CODES:
        return _CODES[code]
    by_words = next((kind for pattern, kind in _WORDS if pattern.search(words)), None)
    if by_words is PictureRefused and not asked.pictures:
        by_words = None
    if status in (400, 404, 413, 422) or status < 400:
        if by_words is not None:
            return by_words
        if status == 404:
            return UnknownModel if "model" in words.lower() else NotAnApi
        return _STATUS.get(status, ServerFailed)
    if status == 403 and by_words in (Filtered, NoBalance, UnknownModel):
        return by_words
    if status == 429 and by_words is NoBalance:
        return NoBalance
    if status >= 500 and by_words in (ContextTooLong, PictureRefused):
        return by_words
    return _STATUS.get(status, ServerFailed)


def _verdict(
    kind: Kind,
    words: str,
    asked: Asked,
    status: int,
    headers: Mapping[str, str],
    code: str = "",
) -> Verdict:
    words = quoted(words, asked.key)
    said = f" The server says: “{words}”" if words else ""
    where, model = repr(asked.host), repr(asked.model)
    wait = retry_after(headers)
    if kind is BadKey:
        refused = status == 403 or code in ("1220", "1112", "1121", "434")
        reason = "does not let this key use it" if refused else "refuses the key"
        if not asked.key:
            reason = "wants a key"
        sentence = f"The endpoint {where} {reason}; paste a valid one in the sidebar."
    elif kind is NoBalance:
        sentence = (
            f"The account at {where} has no credit left or its plan leaves {model} out; top it up "
            "or choose another model."
        )
        if code == "1113" and "/coding/" not in asked.path:
            sentence += " A key of a coding plan works only with the coding plan's address."
    elif kind is UnknownModel:
        sentence = f"The endpoint {where} does not serve the model {model}; choose another one."
    elif kind is ContextTooLong:
        sentence = (
            f"The conversation is too long for {model}; start a new chat, remove pictures or ask "
            "for a shorter answer."
        )
    elif kind is Filtered:
        sentence = f"The content filter of {where} refused this; change the question or picture."
    elif kind is RateLimited:
        sentence = f"The endpoint {where} gets too many requests; try again in a minute."
        if wait:
            sentence = (
                f"The endpoint {where} gets too many requests; try again in {wait:.0f} seconds."
            )
    elif kind is PictureRefused:
        if _BLIND.search(words):
            sentence = f"The model {model} cannot see pictures; choose a vision model."
        elif status == 413:
            sentence = f"The request is too large for {where}; send fewer or smaller pictures."
        else:
            sentence = f"The endpoint {where} refused a picture; send another or fewer of them."
    elif kind is NotAnApi:
        sentence = no_api(asked)
    elif kind is Unreachable:
        sentence = f"The endpoint {where} took too long; try again."
    elif status >= 500 or code in _BUSY_CODES:
        sentence = f"The endpoint {where} failed on its side ({status}); try again in a minute."
    else:
        sentence = f"The endpoint {where} did not accept the request ({code or status})."
    retry = kind in (RateLimited, Unreachable) or (
        kind is ServerFailed and (status in (409, 425) or status >= 500 or code in _BUSY_CODES)
    )
    fields = status in (400, 422) and kind is ServerFailed and not retry
    return Verdict(kind(sentence + said), retry, wait, fields)


def quoted(words: str, key: Secret) -> str:
    """A provider's words on one line, without the key, cut to what a sentence can bear."""
    words = _SPACE.sub(" ", redact(words, key.reveal())).strip().strip('"“”')
    return words if len(words) <= QUOTE_CHARS else words[: QUOTE_CHARS - 1].rstrip() + "…"


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds the server asks to wait: ``Retry-After`` as a number, or its milliseconds twin."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers[name]) * unit
        except (KeyError, ValueError):
            continue
        if 0 <= seconds < 1e6:
            return seconds
    return None


def _code_and_words(payload: object) -> tuple[str, str]:
    """The provider's code and message out of every shape an error comes in."""
    if isinstance(payload, str):
        return "", payload
    if not isinstance(payload, dict):
        return "", ""
    inner: Any = payload.get("error", payload)
    if isinstance(inner, str):
        return str(payload.get("code") or ""), inner
    if not isinstance(inner, dict):
        inner = payload
    code = inner.get("code")
    if code in (None, "") or (isinstance(code, str) and code.lower() in ("error", "none")):
        code = inner.get("type") or ""
    words = [inner.get(name) for name in ("message", "msg", "detail", "error_description")]
    text = next((_flat(word) for word in words if word), "")
    details = inner.get("metadata")
    if isinstance(details, dict) and details.get("raw"):
        text = f"{text}: {_inner_words(details['raw'])}"  # OpenRouter quotes the real provider here
    return str(code), text


def _inner_words(raw: object) -> str:
    payload = parsed(raw) if isinstance(raw, str) else raw
    if isinstance(payload, dict):
        return _code_and_words(payload)[1] or str(raw)
    return str(raw)


def _flat(words: object) -> str:
    """FastAPI's list of complaints, as text."""
    if isinstance(words, list):
        rows = []
        for row in words:
            if isinstance(row, dict):
                place = ".".join(str(step) for step in row.get("loc", ()))
                rows.append(f"{place}: {row.get('msg', '')}")
            else:
                rows.append(str(row))
        return "; ".join(rows)
    return words if isinstance(words, str) else json.dumps(words, ensure_ascii=False)


def no_api(asked: Asked) -> str:
    """The sentence for a place that answers without being an API."""
    place = asked.host + asked.path
    if re.search(r"/v\d+", asked.path):
        return f"{place!r} answers, but not as an OpenAI-compatible API; check the base URL's path."
    return (
        f"{place!r} answers, but not as an OpenAI-compatible API; its base URL probably ends in "
        f"'/v1': try {place + '/v1'!r}."
    )


def _redirected(location: str, asked: Asked) -> str:
    place = quoted(location, asked.key).partition("?")[0]
    for ending in ("/chat/completions", "/models"):
        place = place.removesuffix(ending)
    return (
        f"{asked.host!r} sends on to another address ({place!r}), and the key is not carried "
        "there; type that address as the endpoint if you trust it."
    )
