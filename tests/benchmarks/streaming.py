"""Endpoint streaming against the bare openai client, on the same loopback server.

    python -m tests.benchmarks.streaming

The server runs in a process of its own and sends what a large model would: a paced stream
(one token a chunk, ``--pace`` tokens a second), and one as fast as the wire takes it. Both read
the same streams in the same process, turn about; the bare side is one sync ``OpenAI`` client a
thread, ours one generator of ``EndpointBackend`` a thread. Prints a Markdown table: tokens a second
over all streams, their ratio, time to the first token, and the slowest and the fastest stream.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import multiprocessing.connection
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from model.backends.base import Connection, Options, Secret
from model.backends.endpoint.backend import EndpointBackend
from model.events import Answer
from model.messages import user
from model.settings import Settings
from model.tasks import Chat

COUNTS = (1, 8, 32)
KEY = "sk-benchmark-only"
WORD = "token "


@dataclass(frozen=True)
class Measured:
    """Of one round: tokens a second in all, first tokens (s), and each stream's tokens/s."""

    rate: float
    first_s: list[float]
    each: list[float]


def serve(pipe: multiprocessing.connection.Connection, tokens: int) -> None:
    """A bare asyncio server: the path's first part is the pace in tokens a second, 0 for none."""
    import asyncio

    chunk = {"id": "b", "choices": [{"index": 0, "delta": {"content": WORD}}]}
    data = f"data: {json.dumps(chunk)}\n\n".encode()
    framed = b"%x\r\n%s\r\n" % (len(data), data)
    end = {"id": "b", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    last = f"data: {json.dumps(end)}\n\ndata: [DONE]\n\n".encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
    head += b"Transfer-Encoding: chunked\r\n\r\n"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                lines = request.split(b"\r\n")
                pace = int(lines[0].split(b"/")[1])
                lengths = [x for x in lines if x.lower().startswith(b"content-length")]
                await reader.readexactly(int(lengths[0].split(b":")[1]) if lengths else 0)
                if lines[0].startswith(b"GET"):
                    body = b'{"data": []}'
                    reply = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                    writer.write(reply + b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
                    continue
                writer.write(head)
                began = time.perf_counter()
                for at in range(tokens if not pace else min(tokens, pace * 4)):
                    writer.write(framed)
                    await writer.drain()
                    if pace and (due := began + (at + 1) / pace - time.perf_counter()) > 0:
                        await asyncio.sleep(due)
                writer.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(last), last))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        async with server:
            await server.serve_forever()

    asyncio.run(main())


def together(count: int, read: Callable[[Callable[[], None]], int]) -> Measured:
    """Run ``read`` in ``count`` threads that start at once; it calls back at its first token."""
    barrier = threading.Barrier(count + 1)
    first: list[float] = []
    each: list[float] = []
    total: list[int] = []

    def work() -> None:
        barrier.wait()
        began = time.perf_counter()
        tokens = read(lambda: first.append(time.perf_counter() - began))
        total.append(tokens)
        each.append(tokens / (time.perf_counter() - began))

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    barrier.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return Measured(sum(total) / (time.perf_counter() - began), first, each)


def bare(base_url: str) -> Callable[[Callable[[], None]], int]:
    """Reads one stream with the sync client, as its own documentation shows."""
    from openai import OpenAI

    client = OpenAI(api_key=KEY, base_url=base_url, max_retries=0)

    def read(at_first: Callable[[], None]) -> int:
        tokens = 0
        stream = client.chat.completions.create(
            model="glm-4.5v", messages=[{"role": "user", "content": "Hi"}], stream=True
        )
        for chunk in stream:
            if chunk.choices and (text := chunk.choices[0].delta.content):
                if not tokens:
                    at_first()
                tokens += len(text) // len(WORD)
        return tokens

    return read


def ours(backend: EndpointBackend, base_url: str) -> Callable[[Callable[[], None]], int]:
    """Reads one stream through the seam."""
    connection = Connection("endpoint", base_url, "glm-4.5v", Secret(KEY))
    messages = [user("Hi")]
    task = Chat(tuple(messages))

    def read(at_first: Callable[[], None]) -> int:
        letters = 0
        for event in backend.stream(task, messages, connection, Options()):
            if isinstance(event, Answer):
                if not letters:
                    at_first()
                letters += len(event.text)
        return letters // len(WORD)

    return read


def row(name: str, count: int, bares: list[Measured], mine: list[Measured]) -> str:
    """One line of the table, medians over the rounds."""
    rates = [statistics.median(one.rate for one in side) for side in (bares, mine)]
    firsts = [
        statistics.median([x for one in side for x in one.first_s]) * 1000 for side in (bares, mine)
    ]
    slowest = [statistics.median(min(one.each) for one in side) for side in (bares, mine)]
    fastest = [statistics.median(max(one.each) for one in side) for side in (bares, mine)]
    return (
        f"| {name} | {count} | {rates[0]:,.0f} | {rates[1]:,.0f} | {rates[1] / rates[0]:.2f} | "
        f"{firsts[0]:.1f} | {firsts[1]:.1f} | {firsts[1] - firsts[0]:+.1f} | "
        f"{slowest[0]:,.0f} to {fastest[0]:,.0f} | {slowest[1]:,.0f} to {fastest[1]:,.0f} |"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tokens", type=int, default=1_500, help="of an unpaced stream")
    parser.add_argument("--pace", type=int, default=60, help="tokens a second of a paced stream")
    asked = parser.parse_args()
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=serve, args=(there, asked.tokens), daemon=True
    )
    process.start()
    port = here.recv()
    backend = EndpointBackend(Settings())
    print(
        "| server | streams | bare tokens/s | ours tokens/s | ratio | bare first ms | "
        "ours first ms | added ms | bare, each stream | ours, each stream |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    try:
        for name, pace in ((f"paced, {asked.pace}/s", asked.pace), ("as fast as it can", 0)):
            url = f"http://127.0.0.1:{port}/{pace}/v1"
            reads = (bare(url), ours(backend, url))
            for read in reads:
                together(1, read)  # connections, imports
            for count in COUNTS:
                sides: tuple[list[Measured], list[Measured]] = ([], [])
                for _ in range(asked.rounds):
                    for side, read in zip(sides, reads, strict=True):
                        side.append(together(count, read))
                print(row(name, count, *sides), flush=True)
    finally:
        backend.close()
        process.terminate()
        process.join()


if __name__ == "__main__":
    main()
