"""Any OpenAI-compatible server as a backend, through the official ``openai`` client.

A stream is a coroutine on one shared event loop (``conversation.py``); the generator reads its
mailbox, so it can be closed at any moment from any thread, and then the HTTP stream closes too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace

from model.addresses import check_base_url
from model.backends.base import Connection, Options, Secret
from model.backends.endpoint.clients import Clients, list_models
from model.backends.endpoint.conversation import Refused, Run, converse
from model.backends.endpoint.pictures import PictureEncoder
from model.backends.endpoint.provider_errors import Asked
from model.backends.fitting import fitted, is_structured
from model.backends.mailbox import Failed, events
from model.endpoints import same_endpoint
from model.errors import BadAddress, BadKey, SettingsError, UnknownModel
from model.events import Event
from model.loop_thread import LoopThread
from model.messages import Message
from model.settings import Settings
from model.tasks import Task

_LONGEST_KEY = 4_096
"""Characters; tokens of identity providers have over a thousand."""


class EndpointBackend:
    """Answers through the server of the session's connection."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        # What the operator set up may be private, whatever visitors may name.
        self._trusting = replace(settings, private_endpoints="yes")
        self._own_base_url = _own_base_url(self._trusting)
        self._loop = LoopThread("endpoint")
        self._clients = Clients(settings)
        self._encoder = PictureEncoder(settings.sent_pictures_mb * 1_000_000)

    def stream(
        self,
        task: Task,
        messages: Sequence[Message],
        connection: Connection,
        options: Options,
        *,
        retries: int | None = None,
    ) -> Iterator[Event]:
        """Ask the endpoint; ``retries`` replaces the settings' number of further attempts."""
        run = self._run_for(connection, self.settings.retries if retries is None else retries)
        messages, options = fitted(task, messages, options, run.asked.model, self.settings)
        run.plain = is_structured(task)
        future = self._loop.submit(self._answer(run, messages, options))
        try:
            yield run.phase.progress()
            yield from events(run.box, lambda: run.phase.progress(), self.settings.heartbeat_s)
        finally:
            if not run.over:
                future.cancel()

    def models(self, connection: Connection) -> list[str]:
        """What the endpoint says it serves; empty when it does not say.

        Takes at most ``settings.connect_timeout_s``; raises like ``stream`` for a bad address or
        key.
        """
        run = self._run_for(connection, 0, any_model=True)
        return self._loop.submit(self._models(run)).result()

    def close(self) -> None:
        """Stop every stream, close all connections and forget the keys."""
        try:
            self._loop.submit(self._clients.close()).result(5)
        finally:
            self._loop.close()
            self._encoder.clear()

    def _run_for(self, connection: Connection, retries: int, any_model: bool = False) -> Run:
        """Check the connection before anything is sent, and choose the key that may be."""
        base_url = check_base_url(connection.base_url, self._trusting)
        own = same_endpoint(base_url, self._own_base_url)
        if not own:
            base_url = check_base_url(connection.base_url, self.settings)
        model = connection.model.strip()
        if not model and not any_model:
            raise UnknownModel("No model is named; choose or type the endpoint's model id.")
        key = connection.key
        if not key and own:
            key = Secret(self.settings.api_key)
        check_key(key)
        host, slash, path = base_url.partition("://")[2].partition("/")
        asked = Asked(host, model, key, path=slash + path)
        return Run(asked, base_url, retries, self._trusting if own else self.settings)

    async def _answer(self, run: Run, messages: Sequence[Message], options: Options) -> None:
        try:
            async with self._clients.use(run.base_url, run.asked.key, run.settings) as client:
                await converse(run, client, messages, options, self._encoder)
        except asyncio.CancelledError:
            raise
        except Refused as refused:
            run.box.put(Failed(refused.verdict.error))
        except Exception as error:
            run.box.put(Failed(error))

    async def _models(self, run: Run) -> list[str]:
        async with self._clients.use(run.base_url, run.asked.key, run.settings) as client:
            rows = await list_models(client.api, self.settings.connect_timeout_s)
        return [name for name, _ in rows]


def check_key(key: Secret) -> None:
    """Raises ``BadKey`` for what cannot be a key, before anything is sent."""
    value = key.reveal()
    if value.lower().startswith("bearer "):
        raise BadKey("The key starts with the word 'Bearer'; paste the key alone.")
    if any(not "!" <= character <= "~" for character in value):
        raise BadKey(
            "The key has a space, a line break or a letter in it that keys never have; "
            "copy it again, in one piece."
        )
    if len(value) > _LONGEST_KEY:
        raise BadKey("The key is far too long to be one; copy it again.")


def _own_base_url(settings: Settings) -> str:
    """The settings' base URL, tidied like a typed one; empty when there is none."""
    if not settings.base_url.strip():
        return ""
    try:
        return check_base_url(settings.base_url, settings)
    except BadAddress as error:
        raise SettingsError(f"SIGHTLINE_BASE_URL cannot be used. {error}") from None
