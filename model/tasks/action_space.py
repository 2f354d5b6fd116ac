"""The actions a model is offered, in the layout GLM-4.5V was taught: PC calls, and web marks.

Names, arguments and their order are the family's; ``answer`` and ``back`` are added for the web,
where a question may be asked and a page may be left. The wording is ours.
"""

from __future__ import annotations

from dataclasses import dataclass

_PLACE = "[x,y], whole numbers from 0 to 999: thousandths of the screenshot's width and height"
_INFO = "what is used there, in a few words; may be left empty"


@dataclass(frozen=True, slots=True)
class _Argument:
    name: str
    kind: str
    meaning: str
    needed: bool = True


@dataclass(frozen=True, slots=True)
class _Offer:
    title: str
    rule: str
    meaning: str
    arguments: tuple[_Argument, ...] = ()


_AT = _Argument("start_box", "array", _PLACE)
_NAMED = _Argument("element_info", "string", _INFO, needed=False)

_OFFERS = (
    _Offer(
        "{left,right,middle}_click",
        "{left,right,middle}_click(start_box='[x,y]', element_info='')",
        "Click once at a place with that button of the mouse.",
        (_AT, _NAMED),
    ),
    _Offer(
        "hover",
        "hover(start_box='[x,y]', element_info='')",
        "Move the pointer to a place and leave it there.",
        (_AT, _NAMED),
    ),
    _Offer(
        "left_double_click",
        "left_double_click(start_box='[x,y]', element_info='')",
        "Click twice in a row at a place.",
        (_AT, _NAMED),
    ),
    _Offer(
        "left_drag",
        "left_drag(start_box='[x1,y1]', end_box='[x2,y2]', element_info='')",
        "Press the left button at one place, move to another and let go there.",
        (_AT, _Argument("end_box", "array", _PLACE), _NAMED),
    ),
    _Offer(
        "key",
        "key(keys='')",
        "Press one key, or several together joined by '+', such as 'enter' or 'ctrl+a'.",
        (_Argument("keys", "string", "names of the keys"),),
    ),
    _Offer(
        "type",
        "type(content='')",
        "Type text into the field that has the focus. Nothing is clicked before and nothing that "
        "stands there is removed: click the field first, and select its old text with ctrl+a.",
        (_Argument("content", "string", "the text"),),
    ),
    _Offer(
        "scroll",
        "scroll(start_box='[x,y]', direction='', step=5, element_info='')",
        "Turn the mouse wheel over a place.",
        (
            _AT,
            _Argument("direction", "string", "'down' or 'up'"),
            _Argument("step", "integer", "steps of the wheel; 5 if left out", needed=False),
            _NAMED,
        ),
    ),
    _Offer("WAIT", "WAIT()", "Do nothing for 5 seconds, while something loads."),
    _Offer("back", "back()", "Go back to the page before this one."),
    _Offer(
        "answer",
        "answer(content='')",
        "The task was a question: give its answer, which ends the task.",
        (_Argument("content", "string", "the answer"),),
    ),
    _Offer("DONE", "DONE()", "The task is done; nothing is left to do."),
    _Offer("FAIL", "FAIL()", "The task cannot be done."),
)


def pc_action_space() -> str:
    """All calls with their rules, a section each."""
    return "\n\n".join(map(_section, _OFFERS))


def _section(offer: _Offer) -> str:
    names = _names(offer.title)
    needed = [argument.name for argument in offer.arguments if argument.needed]
    lines = [f"### {offer.title}", "", f"Call rule: `{offer.rule}`", "{"]
    lines.append(f"    'name': {names!r},")
    lines.append(f"    'description': {offer.meaning!r},")
    lines += ["    'parameters': {", "        'type': 'object',"]
    if not offer.arguments:
        lines.append("        'properties': {},")
    else:
        lines.append("        'properties': {")
        for argument in offer.arguments:
            lines.append(
                f"            {argument.name!r}: "
                f"{{'type': {argument.kind!r}, 'description': {argument.meaning!r}}},"
            )
        lines.append("        },")
    lines += [f"        'required': {needed!r}", "    }", "}"]
    return "\n".join(lines)


def _names(title: str) -> str | list[str]:
    if not title.startswith("{"):
        return title
    choices, rest = title[1:].split("}")
    return [choice + rest for choice in choices.split(",")]


WEB_ACTION_SPACE = """\
Write the action in exactly one of these forms:
    - Click [Numerical_Label]. "Click [1]" clicks the element that carries the label 1.
    - Type [Numerical_Label]; [Content]. "Type [2]; [5$]" empties the element with the label 2, \
types "5$" into it and presses ENTER.
    - Scroll [Numerical_Label or WINDOW]; [up or down]. "Scroll [6]; [up]" scrolls up over the \
element with the label 6.
    - Wait. It waits for 5 seconds.
    - GoBack. It goes back to the page before this one.
    - Bing. It goes to the page that the task started on; no search page can be reached.
    - ANSWER; <content>The answer</content>. "ANSWER; <content>Guatemala</content>" ends the task \
with that answer. A task that asks nothing ends with what was done as its content.
    - Key; [Name of the key]. "Key; [Return]" presses Enter."""
