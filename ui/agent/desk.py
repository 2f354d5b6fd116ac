"""What the Agent tab's form says, as an errand; refusals are sentences for the user."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from agents.gui_agent import Approval, Errand
from agents.recording import StartPage
from agents.sites import SITES
from model.errors import BadAddress, InputError
from model.settings import Settings
from model.tasks.act import Observation
from ui.words import Language, say

_HOST_GAP = re.compile(r"[\s,;，；、]+")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_HOST = re.compile(r"(?:\*\.)?[\w-]+(?:\.[\w-]+)*(?::\d{1,5})?", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Form:
    """The form's values as they come from the page, in this order."""

    task: Any
    kind: Any
    site: Any
    html: Any
    url: Any
    hosts: Any
    observation: Any
    approval: Any
    steps: Any
    seconds: Any
    tokens: Any


def errand_of(form: Form, settings: Settings, language: Language) -> Errand:
    """The errand the form asks for, its budgets within the settings'.

    Raises ``InputError`` naming what is missing.
    """
    task = str(form.task or "").strip()
    if not task:
        raise InputError(say(language, "agent_no_task"))
    observation: Observation = "marks" if form.observation == "marks" else "coordinates"
    known = form.approval in ("all", "risky", "none")
    return Errand(
        task,
        start_of(form, language),
        observation,
        cast(Approval, form.approval) if known else "risky",
        steps=int(_within(form.steps, 1, settings.agent_steps)),
        seconds=_within(form.seconds, 5, settings.agent_seconds),
        tokens=int(_within(form.tokens, 100, settings.agent_tokens)),
    )


def start_of(form: Form, language: Language) -> StartPage:
    """Where the run begins; raises ``InputError`` when the form does not say."""
    if form.kind == "html":
        html = str(form.html or "")
        if not html.strip():
            raise InputError(say(language, "agent_no_html"))
        return StartPage("html", html, say(language, "agent_start_html"))
    if form.kind == "url":
        return _address(str(form.url or ""), str(form.hosts or ""), language)
    name = str(form.site or "")
    return StartPage("site", name, SITES[name].title if name in SITES else name)


def _address(url: str, more: str, language: Language) -> StartPage:
    """An address, https where it says nothing, with the hosts the user named."""
    url = url.strip()
    if not url:
        raise InputError(say(language, "agent_no_url"))
    if not _SCHEME.match(url) or re.match(r"[^/?#]*:\d", url):
        url = f"https://{url}"
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    if not host or urlsplit(url).scheme not in ("http", "https"):
        raise BadAddress(say(language, "agent_bad_url", url=url[:200]))
    hosts = [host]
    for name in filter(None, _HOST_GAP.split(more.strip().lower())):
        if not _HOST.fullmatch(name):
            raise BadAddress(say(language, "agent_bad_host", host=name[:200]))
        hosts.append(name)
    return StartPage("url", url, host, tuple(dict.fromkeys(hosts)))


def _within(value: Any, least: float, most: float) -> float:
    """``value`` between both; the most where it is no number."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return most
    return most if number != number else max(least, min(most, number))
