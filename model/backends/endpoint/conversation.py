"""One question to a server: attempts, retries, reading the reply, and how it ended.

Everything here is a coroutine on the backend's event loop and speaks to the generator through the
run's mailbox. Before the first token whatever may pass is tried again, in plain sight; after it
nothing is ever repeated.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from model.addresses import is_loopback
from model.backends.base import Options
from model.backends.endpoint.clients import Client, list_models, server_dialect
from model.backends.endpoint.pictures import PictureEncoder
from model.backends.endpoint.provider_errors import (
    Asked,
    Verdict,
    judge,
    judge_payload,
    no_api,
    parsed,
)
from model.backends.endpoint.reply import ReplyReader
from model.backends.endpoint.request import Prepared, Target, prepare
from model.backends.mailbox import End, Item, Mailbox, Phase, Piece
from model.endpoints import preset_for
from model.errors import (
    BackendError,
    Filtered,
    NotAnApi,
    RateLimited,
    ServerFailed,
    UnknownModel,
    Unreachable,
)
from model.events import Notice, Reason, Sent
from model.messages import Message
from model.profiles import profile_for
from model.settings import Settings

if TYPE_CHECKING:
    from openai import AsyncAPIResponse

CHAT_PATH = "/chat/completions"

MOST_SIMPLER = 2
"""How often a request is sent again with fewer fields."""

_SHOWN_MODELS = 8
_DRAIN_S = 0.1
_WHY = {RateLimited: "The server is busy", Unreachable: "The server cannot be reached"}


@dataclass(slots=True)
class Run:
    """One question on its way: who is asked, and the mailbox back to the generator.

    ``speaking`` from the first token on; ``over`` once the reply is complete, when there is nothing
    left to stop and the connection may be kept for the next question. ``plain`` asks without a
    penalty on repeated words.
    """

    asked: Asked
    base_url: str
    retries: int
    settings: Settings
    box: Mailbox[Item] = field(default_factory=Mailbox)
    phase: Phase = field(default_factory=lambda: Phase("Connecting", time.monotonic()))
    speaking: bool = False
    over: bool = False
    plain: bool = False

    def enter(self, text: str, until: float | None = None) -> None:
        """Begin a new phase."""
        self.phase = Phase(text, time.monotonic(), until)


class Refused(Exception):
    """Ends an attempt before the first token."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(str(verdict.error))
        self.verdict = verdict


async def converse(
    run: Run,
    client: Client,
    messages: Sequence[Message],
    options: Options,
    encoder: PictureEncoder,
) -> None:
    """Ask until there is an answer, and put it into the mailbox; raises what went wrong."""
    settings = run.settings
    preset = preset_for(run.base_url)
    dialect = await server_dialect(client, preset.dialect)
    target = Target(
        run.asked.model,
        dialect,
        preset.limits,
        profile_for(run.asked.model),
        run.plain,
        "data" if dialect == "vllm" else preset.video,
    )
    run.enter("Preparing the request")
    # In a thread: encoding a large picture takes long enough to hold up other streams.
    prepared = await asyncio.to_thread(prepare, messages, target, options, settings, encoder)
    run.asked = replace(run.asked, pictures=prepared.pictures)
    run.box.put(*map(Notice, prepared.notices), *_warnings(run))
    run.box.put(_sent(run, prepared))
    attempt, simpler = 1, 0
    while True:
        try:
            await _attempt(run, client, prepared)
            return
        except Refused as refused:
            verdict = refused.verdict
        if verdict.fields and prepared.extras and simpler < MOST_SIMPLER:
            simpler += 1
            prepared = _simpler(run, prepared, str(verdict.error))
            continue
        if not verdict.retry or attempt > run.retries:
            raise await _final(verdict.error, client, run)
        wait = _wait(attempt, verdict, settings)
        if wait > settings.max_retry_wait_s:
            raise verdict.error
        attempt += 1
        why = _WHY.get(type(verdict.error), "The server failed")
        count = f"attempt {attempt} of {run.retries + 1}"
        run.enter(f"{why}, trying again in {{seconds}} s ({count})", time.monotonic() + wait)
        run.box.put(run.phase.progress())
        await asyncio.sleep(wait)


async def _attempt(run: Run, client: Client, prepared: Prepared) -> None:
    """Send the request and pass on the reply; raises ``Refused`` before the first token."""
    import httpx2
    from openai import APIConnectionError, APIStatusError

    from model.backends.endpoint.network_errors import explain

    body = dict(prepared.body)
    fields = {name: body.pop(name) for name in ("model", "messages", "stream")}
    run.enter("Waiting for the first token")
    reader = ReplyReader()
    try:
        async with client.api.chat.completions.with_streaming_response.create(
            **fields, extra_body=body
        ) as response:
            await _read(run, response, reader)
    except APIStatusError as error:
        answer = error.response
        raise Refused(judge(answer.status_code, answer.headers, answer.text, run.asked)) from None
    except (APIConnectionError, httpx2.HTTPError, httpx2.StreamError) as error:
        if not run.speaking:
            raise Refused(explain(error, run.asked, run.settings)) from None
        _finish(run, reader, "disconnected", "")


async def _read(run: Run, response: AsyncAPIResponse[Any], reader: ReplyReader) -> None:
    limit = run.settings.max_reply_mb * 1_000_000
    streams = "event-stream" in response.headers.get("content-type", "").lower()
    whole = b""
    chunks = response.iter_bytes()
    async for chunk in chunks:
        if not streams:
            whole += chunk
            # Some servers stream without saying so in their headers.
            streams = whole.startswith((b"data:", b": "))
            chunk = whole if streams else b""
        _pass_on(run, reader.feed(chunk))
        stop = reader.done or reader.error is not None
        if stop or max(reader.bytes_read, len(whole)) > limit:
            break
    if streams:
        _pass_on(run, reader.end())
    else:
        _pass_on(run, reader.whole(_completion(run, response, whole)))
    _conclude(run, reader, limit)
    if reader.done:
        # What is left is the end of the body; read, it lets the connection be used again.
        await _drain(chunks)


def _pass_on(run: Run, pieces: list[Piece]) -> None:
    if pieces:
        if not run.speaking:
            run.speaking = True
            run.enter("Waiting for more")
        run.box.put(*pieces)


def _completion(run: Run, response: AsyncAPIResponse[Any], body: bytes) -> object:
    """The completion in an answer that is no event stream; raises ``Refused`` for all else."""
    text = body.decode("utf-8", "replace")
    payload = parsed(text)
    if isinstance(payload, dict):
        if payload.get("choices"):
            return payload
        if payload.get("error") or "code" in payload:  # an error with the status of a success
            raise Refused(judge(response.status_code, response.headers, text, run.asked))
    raise Refused(Verdict(NotAnApi(no_api(run.asked))))


def _conclude(run: Run, reader: ReplyReader, limit: int) -> None:
    """Say how the reply ended; raises ``Refused`` when nothing of it was shown yet."""
    reason, notice = reader.reason, ""
    if reader.error is not None:
        verdict = judge_payload(200, {}, reader.error, run.asked)
        if not run.speaking:
            raise Refused(verdict)
        reason = "filtered" if isinstance(verdict.error, Filtered) else "disconnected"
        notice = f"The answer is not complete. {verdict.error}"
    elif reader.bytes_read > limit:
        reason, notice = "length", "The reply was cut off: it is longer than any answer should be."
    elif not run.speaking:
        if reason == "disconnected":
            raise Refused(Verdict(_ended_early(run), retry=True))
        if reason == "filtered":
            raise Refused(judge_payload(200, {}, {"code": "content_filter"}, run.asked))
    _finish(run, reader, reason, notice)


def _ended_early(run: Run) -> BackendError:
    return ServerFailed(f"{run.asked.host!r} ended the reply before it began; try again.")


def _finish(run: Run, reader: ReplyReader, reason: Reason, notice: str) -> None:
    if notice:
        run.box.put(Notice(notice))
    if reader.usage is not None:
        run.box.put(reader.usage)
    run.over = reason != "disconnected"
    run.box.put(End(reason, reader.raw))


def _simpler(run: Run, prepared: Prepared, why: str) -> Prepared:
    """The request without the fields the server named, or without all that it can spare."""
    named = tuple(name for name in prepared.extras if name in why) or prepared.extras
    simpler = prepared.without(named)
    notice = f"The server refused the request, so it was sent again without {', '.join(named)}."
    run.box.put(Notice(notice), _sent(run, simpler))
    return simpler


async def _final(error: BackendError, client: Client, run: Run) -> BackendError:
    """The error to raise; an unknown model's names what there is instead."""
    if not isinstance(error, UnknownModel):
        return error
    run.enter("Asking which models there are")
    names = [name for name, _ in await list_models(client.api, 5.0)]
    offer = offered(names, run.asked.model)
    return UnknownModel(f"{error} {offer}") if offer else error


def offered(names: Sequence[str], wanted: str) -> str:
    """A sentence that lists a server's models, those like ``wanted`` first; empty if none."""
    if not names:
        return ""

    def likeness(name: str) -> float:
        return SequenceMatcher(None, name.lower()[:100], wanted.lower()[:100]).ratio()

    best = sorted(dict.fromkeys(names), key=likeness, reverse=True)
    shown = ", ".join(repr(name[:100]) for name in best[:_SHOWN_MODELS])
    if len(best) > _SHOWN_MODELS:
        return f"It offers {shown} and {len(best) - _SHOWN_MODELS} more."
    return f"It offers {shown}."


def _wait(attempt: int, verdict: Verdict, settings: Settings) -> float:
    """Seconds until the next attempt; a little chance keeps many sessions from marching."""
    if verdict.wait_s is not None:
        return verdict.wait_s
    return float(settings.retry_wait_s * 2 ** (attempt - 1) * random.uniform(1.0, 1.25))


def _warnings(run: Run) -> list[Notice]:
    host = run.asked.host.rpartition(":")[0] or run.asked.host
    if not run.asked.key or not run.base_url.startswith("http://") or is_loopback(host.strip("[]")):
        return []
    return [
        Notice(
            f"The key and all else travel unencrypted to {run.asked.host!r}; "
            "use https:// if the server has it."
        )
    ]


def _sent(run: Run, prepared: Prepared) -> Sent:
    return Sent("POST", run.base_url + CHAT_PATH, prepared.text)


async def _drain(chunks: AsyncIterator[bytes]) -> None:
    """Read what is left of a finished reply, for a moment at most."""
    import httpx2

    try:
        async with asyncio.timeout(_DRAIN_S):
            async for _ in chunks:
                pass
    except (httpx2.HTTPError, httpx2.StreamError, TimeoutError):
        return  # the reply is complete; only the connection is not kept
