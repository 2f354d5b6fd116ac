"""The openai clients in use: one for each endpoint and key, few, closed when idle.

All of this runs on one event loop, so nothing here needs a lock. openai is imported when the first
client is made.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from model.backends.base import Secret
from model.endpoints import Dialect
from model.settings import Settings

if TYPE_CHECKING:
    from openai import AsyncOpenAI

PROBE_S = 3.0
"""The longest that asking a server for its models may hold up a question."""

_OWNERS: dict[str, Dialect] = {"vllm": "vllm", "sglang": "vllm"}


@dataclass(slots=True)
class Client:
    """An openai client, who uses it now, and what its server said of itself."""

    api: AsyncOpenAI = field(repr=False)
    users: int = 0
    used_at: float = 0.0
    dialect: Dialect | None = None


class Clients:
    """At most ``settings.endpoint_clients`` idle clients; one in use is never closed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open: OrderedDict[tuple[str, Secret], Client] = OrderedDict()
        self._sweep: asyncio.TimerHandle | None = None

    @asynccontextmanager
    async def use(self, base_url: str, key: Secret, settings: Settings) -> AsyncIterator[Client]:
        """A client for ``base_url`` and ``key``, held open until the block ends.

        ``settings`` are those for this address: the operator's own may be private.
        """
        name = (base_url, key)
        client = self._open.get(name)
        if client is None:
            client = self._open[name] = Client(_make(base_url, key, settings))
        self._open.move_to_end(name)
        client.users += 1
        try:
            yield client
        finally:
            client.users -= 1
            client.used_at = time.monotonic()
            self._close_some()

    async def close(self) -> None:
        """Close every client."""
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
        clients, self._open = list(self._open.values()), OrderedDict()
        for client in clients:
            await client.api.close()

    def _close_some(self) -> None:
        """Close the oldest idle ones over the limit, and those whose session is long gone."""
        now, idle_s = time.monotonic(), float(self._settings.session_idle_s)
        over = len(self._open) - self._settings.endpoint_clients
        for name, client in list(self._open.items()):
            stale = now - client.used_at >= idle_s
            if client.users == 0 and (over > 0 or stale):
                del self._open[name]
                over -= 1
                _tasks.add(task := asyncio.ensure_future(client.api.close()))
                task.add_done_callback(_tasks.discard)
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
        if self._open:
            loop = asyncio.get_running_loop()
            self._sweep = loop.call_later(idle_s + 1.0, self._close_some)


_tasks: set[asyncio.Future[None]] = set()
"""Closings under way; the loop itself keeps only weak references."""


async def server_dialect(client: Client, preset: Dialect) -> Dialect:
    """The dialect of a server that no preset knows: vLLM and SGLang sign their list of models.

    Asked once a client; a server without such a list speaks ``generic``.
    """
    if client.dialect is not None:
        return client.dialect
    dialect = preset
    if preset == "generic":
        owners = [owner for _, owner in await list_models(client.api, PROBE_S)]
        dialect = next((_OWNERS[owner] for owner in owners if owner in _OWNERS), preset)
    client.dialect = dialect
    return dialect


async def list_models(api: AsyncOpenAI, timeout_s: float) -> list[tuple[str, str]]:
    """Ids and owners of what ``GET /models`` lists; empty when there is no such list."""
    from openai import OpenAIError

    try:
        async with asyncio.timeout(timeout_s):
            response = await api.models.with_raw_response.list()
            payload = response.http_response.json()
    except (OpenAIError, TimeoutError, ValueError):
        return []
    rows = payload.get("data") if isinstance(payload, dict) else payload
    if not isinstance(rows, list):
        return []
    return [
        (row["id"], str(row.get("owned_by") or "").lower())
        for row in rows
        if isinstance(row, dict) and isinstance(row.get("id"), str)
    ]


def _make(base_url: str, key: Secret, settings: Settings) -> AsyncOpenAI:
    import httpx2
    from openai import AsyncOpenAI

    from model.backends.endpoint.transport import GuardedTransport

    read = settings.read_timeout_s
    http = httpx2.AsyncClient(
        transport=GuardedTransport(base_url, key, settings),
        timeout=httpx2.Timeout(read, connect=settings.connect_timeout_s),
        follow_redirects=False,
        trust_env=False,
    )
    # The transport adds the key; the client only has to be told that there is one.
    return AsyncOpenAI(
        api_key="added-by-the-transport",
        base_url=base_url,
        max_retries=0,
        timeout=http.timeout,
        http_client=http,
    )
