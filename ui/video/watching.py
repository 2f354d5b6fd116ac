"""Watching a clip in a thread of its own: a reload finds it again, Stop keeps what was found.

What a session holds is written while it grows; who looks at it is another matter. A clip that
nobody looks at any more is not watched to its end.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, cast

from model.clips.parts import Timeline
from ui.video.desk import Desk, Desks, Phase

UNWATCHED_S = 60.0
"""A clip that no page looks at for so long is left: its visitor has gone."""
_KEEP_S = 1.0
"""How often what was found is written to the session while the page shows more."""

Timelines = Callable[[Callable[[], bool]], Iterator[Timeline]]
"""Given a function that tells whether to stop: the timeline as it grows."""


class Watching:
    """One clip being watched for one session."""

    def __init__(
        self,
        token: str,
        key: str,
        timelines: Timelines,
        desks: Desks,
        sentence: Callable[[Exception], str],
    ) -> None:
        """``sentence`` turns an error into what the user reads."""
        self._token, self._key, self._timelines = token, key, timelines
        self._desks, self._sentence = desks, sentence
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._latest: Timeline | None = None
        self._serial = 0
        self._phase: Phase = "watching"
        self._looked_at = time.monotonic()
        self.when_over: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self._go, name="watching", daemon=True)

    @property
    def key(self) -> str:
        """The desk's key that this is for."""
        return self._key

    def start(self) -> Watching:
        """Begin; returns at once."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End it: the page is told at once, the thread follows at its next frame."""
        self._stop.set()
        self._end("stopped")

    def looks(self, pause_s: float) -> Iterator[Timeline | None]:
        """The timeline at every change, at most every ``pause_s``; ``None`` when it is over."""
        seen = -1
        while True:
            with self._changed:
                self._looked_at = time.monotonic()
                if self._serial == seen and not self._over:
                    self._changed.wait(pause_s)
                timeline, serial, over = self._latest, self._serial, self._over
            if timeline is not None and serial != seen:
                seen = serial
                yield timeline
            if over:
                yield None
                return
            with self._changed:
                self._changed.wait_for(lambda: self._over, pause_s)

    @property
    def _over(self) -> bool:
        return self._phase != "watching"

    def _stopped(self) -> bool:
        return self._stop.is_set() or time.monotonic() - self._looked_at > UNWATCHED_S

    def _go(self) -> None:
        kept_at = float("-inf")
        try:
            # A generator, though only an iterator is promised: closing it is how to stop it.
            with closing(cast(Any, self._timelines(self._stopped))) as timelines:
                for timeline in timelines:
                    if self._stop.is_set():
                        break
                    with self._changed:
                        self._latest = timeline
                        self._serial += 1
                        self._changed.notify_all()
                    if time.monotonic() - kept_at >= _KEEP_S:
                        kept_at = time.monotonic()
                        self._keep()
                    if self._stopped():
                        break
            done = self._latest is not None and self._latest.done >= 1
            self._end("watched" if done else "stopped")
        except Exception as error:
            self._end("failed", self._sentence(error))
        finally:
            self.when_over()

    def _keep(self) -> None:
        latest = self._latest
        if latest is not None:
            self._desks.change(self._token, self._key, lambda desk: desk.seen(latest))

    def _end(self, phase: Phase, trouble: str = "") -> None:
        """Say that it is over, once, and write what was found."""
        with self._changed:
            if self._over:
                return
            latest = self._latest

            def ended(desk: Desk) -> Desk:
                return (desk.seen(latest) if latest else desk).ended(phase, trouble)

            self._desks.change(self._token, self._key, ended)
            self._phase = phase
            self._changed.notify_all()


class Watchings:
    """The clip that is being watched for each session; a new one ends the one before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[str, Watching] = {}

    def begin(self, token: str, watching: Watching) -> Watching:
        """Start ``watching`` for the session in place of what is going on."""

        def over() -> None:
            with self._lock:
                if self._running.get(token) is watching:
                    del self._running[token]

        watching.when_over = over
        with self._lock:
            before = self._running.get(token)
            self._running[token] = watching
        if before is not None:
            before.stop()
        return watching.start()

    def of(self, token: str) -> Watching | None:
        """What is being watched for the session."""
        with self._lock:
            return self._running.get(token)
