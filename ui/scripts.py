"""Scripts of the page's own components, joined from files, and the small ones that many share."""

from __future__ import annotations

import json

from ui.theme import STATIC
from ui.words import WORDS


def script(*files: str, words: str | tuple[str, ...], short: bool = False) -> str:
    """The kit and ``files`` (under ``static/``, without ``.js``) as one ``js_on_load``.

    ``words`` are beginnings of keys of the table of words that the script may say; with ``short``
    it calls them without that beginning.
    """
    starts = (words,) if isinstance(words, str) else words
    said = {
        key.removeprefix(start) if short else key: pair
        for start in starts
        for key, pair in WORDS.items()
        if key.startswith(start)
    }
    # Not as props of the component: gradio 6.31 forgets those when an update comes before it
    # is mounted.
    constants = f"const WORDS = {json.dumps(said)};"
    parts = ((STATIC / f"{name}.js").read_text("utf-8") for name in ("kit", *files))
    return "\n".join((constants, *parts))


def tells(*names: str) -> str:
    """A script that tells what stands in ``data-NAME`` of what was clicked, as ``select``."""
    return "".join(
        f"""element.addEventListener('click', (event) => {{
  const one = event.target.closest('[data-{name}]');
  if (one) trigger('select', {{ {name}: one.dataset.{name} }});
}});
"""
        for name in names
    )


def switches(target: str) -> str:
    """A script for a row of tabs: the one chosen stands in ``data-view`` of ``target``.

    Not gr.Tabs: what has not been opened in those is not there, and an update for it is lost.
    """
    return f"""const tabs = [...element.querySelectorAll('[role=tab]')];
function open(tab) {{
  for (const one of tabs) {{
    one.setAttribute('aria-selected', String(one === tab));
    one.tabIndex = one === tab ? 0 : -1;
  }}
  document.querySelector('{target}').dataset.view = tab.dataset.view;
}}
for (const tab of tabs) tab.addEventListener('click', () => open(tab));
element.addEventListener('keydown', (event) => {{
  const step = {{ ArrowRight: 1, ArrowLeft: -1 }}[event.key];
  if (!step) return;
  const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
  open(next);
  next.focus();
}});
open(tabs[0]);
"""
