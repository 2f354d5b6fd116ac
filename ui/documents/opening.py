"""Documents come and go: brought, unlocked with a password, closed, found again after a reload."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.errors import InputError, Locked, SightlineError
from model.events import Progress
from ui.documents.bench import NAME, Bench
from ui.documents.desk import Desk, Sheet, Waiting
from ui.documents.examples import EXAMPLES
from ui.documents.library import Held
from ui.documents.page import Update
from ui.errors import sentence
from ui.ground.picture_files import uploaded
from ui.runs import pumped
from ui.words import Language, language_of, say

if TYPE_CHECKING:
    import gradio as gr


class Opening(Bench):
    """Opens and closes; each method is one event of the page."""

    def arrive(self, now: Desk, files: Any, token: str, request: gr.Request) -> Iterator[Update]:
        """Open what was brought, one after the other; what can't be is told in a sentence."""
        language = language_of(request)
        named = [one for one in files if isinstance(one, dict)] if isinstance(files, list) else []
        troubles: list[str] = []
        for one in named[: self._shell.settings.documents_open + 1]:
            name = str(one.get("name") or "document")
            yield self._page.busy(now, say(language, "doc_opening", name=name))
            try:
                path = uploaded(str(one.get("path") or ""))
            except InputError as error:
                troubles.append(sentence(error, language))
                continue
            now = yield from self._open(
                now, str(path), name, "", token, language, troubles, request
            )
            if say(language, "doc_not_opened", name=name) in troubles:
                break  # Stop is for all that was brought
        yield self._kept(now, token, language, troubles)

    def example(self, now: Desk, id: str, token: str, request: gr.Request) -> Iterator[Update]:
        """Open a document of ours."""
        language = language_of(request)
        troubles: list[str] = []
        for one in EXAMPLES:
            if one.id == id:
                yield self._page.busy(now, say(language, "doc_opening", name=one.path.name))
                now = yield from self._open(
                    now, str(one.path), one.path.name, "", token, language, troubles, request
                )
        yield self._kept(now, token, language, troubles)

    def unlock(
        self, now: Desk, index: Any, password: Any, token: str, request: gr.Request
    ) -> Iterator[Update]:
        """Try a password for a locked file; ``None`` puts the file aside."""
        language = language_of(request)
        troubles: list[str] = []
        if isinstance(index, int) and 0 <= index < len(now.waiting):
            one = now.waiting[index]
            waiting = (*now.waiting[:index], *now.waiting[index + 1 :])
            now = replace(now, waiting=waiting)
            if isinstance(password, str) and password:
                yield self._page.busy(now, say(language, "doc_opening", name=one.name))
                now = yield from self._open(
                    now, one.path, one.name, password, token, language, troubles, request
                )
        yield self._kept(now, token, language, troubles)

    def close(self, now: Desk, id: str, token: str, request: gr.Request) -> Update:
        """Close a document; answers about it stay to be read."""
        self._runs.clear(str(request.session_hash))
        self._library.close(token, id)
        now = now.settled().without(id)
        self._shell.sessions.put(token, NAME, now)
        return self._page.show(now, language_of(request))

    def back(self, token: str, request: gr.Request) -> Update:
        """The desk of a session whose page was loaded again."""
        kept: Desk | None = self._shell.sessions.get(token, NAME)
        if kept is None:
            return {}
        held = {one.id for one in self._library.all(token)}
        now = replace(kept, sheets=tuple(one for one in kept.sheets if one.id in held))
        return self._page.show(now.settled(), language_of(request))

    def _open(
        self,
        now: Desk,
        path: str,
        name: str,
        password: str,
        token: str,
        language: Language,
        troubles: list[str],
        request: gr.Request,
    ) -> Generator[Update, None, Desk]:
        session = str(request.session_hash)
        run = self._runs.begin(session)
        made: list[Held] = []

        def make() -> Iterator[Progress | Held]:
            for step in self._library.opening(token, Path(path), name, password):
                if isinstance(step, Held):
                    made.append(step)
                yield step

        held = None
        try:
            with closing(pumped(make, run)) as events:
                for event in events:
                    if isinstance(event, Held):
                        held = event
                    else:
                        doing = f"{say(language, 'doc_opening', name=name)}: {event.text}"
                        yield self._page.busy(now, doing, event.fraction)
        except Locked:
            waiting = Waiting(path, name, wrong=bool(password))
            return replace(now, waiting=(*now.waiting, waiting))
        except SightlineError as error:
            troubles.append(sentence(error, language))
            return now
        except Exception as error:  # a defect of ours must not lose the other files
            troubles.append(f"{name}: {sentence(error, language)}")
            return now
        finally:
            self._runs.end(session, run)
        if held is None:
            for one in made:  # it was stopped just when it was done
                self._library.close(token, one.id)
            troubles.append(say(language, "doc_not_opened", name=name))
            return now
        now = replace(now, sheets=(*now.sheets, _sheet(held)))
        yield self._page.busy(now, say(language, "doc_opened", name=name))
        return now


def _sheet(held: Held) -> Sheet:
    document = held.document
    return Sheet(held.id, document.facts, document.size(0), document.labels)
