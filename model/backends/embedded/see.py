"""``see(picture)``: the one parse of a picture, computed once and cached by its digest."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from model.backends.embedded.eye.shared_work import SharedWork
from model.backends.embedded.screen import Screen
from model.events import Progress
from model.messages import Picture
from model.settings import Settings

_screens: SharedWork[Screen] = SharedWork()


def seeing(
    picture: Picture, settings: Settings | None = None
) -> Generator[Progress | Screen, None, None]:
    """Parse ``picture`` in a worker; yields ``Progress``, then the ``Screen``.

    ``Progress`` comes at least every ``settings.heartbeat_s``. Closing the iterator stops the work
    before its next line, unless somebody else waits for the same picture. A picture seen before
    yields its ``Screen`` at once. Raises ``BackendError`` if the recogniser's models are missing.
    """
    settings = settings or Settings()

    def steps() -> Iterator[Progress | Screen]:
        import numpy

        from model.backends.embedded.eye.parse import parse

        return parse(numpy.asarray(picture.pixels.convert("RGB")), settings.ocr_threads)

    return _screens.watch(
        picture.digest,
        steps,
        keep=settings.screen_cache,
        workers=settings.embedded_workers,
        heartbeat_s=settings.heartbeat_s,
    )


def see(picture: Picture, settings: Settings | None = None) -> Screen:
    """The ``Screen`` of ``picture``; computed once, whoever and how many ask (see ``seeing``)."""
    for step in seeing(picture, settings):
        if isinstance(step, Screen):
            return step
    raise AssertionError("seeing() ends with a Screen or an error")
