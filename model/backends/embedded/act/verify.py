"""Whether the last screen of a run shows that its task was done: evidence, or "cannot tell".

Looked for are words that confirm or refuse and were not there before, typed values that are shown,
boxes ticked as asked, a text that was to be found, and an answer that the screen holds. Where none
of them speaks, the verdict is open: that a click was taken proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from model.actions import Answer, Click, Done, Fail, Hover, Type
from model.backends.embedded.act.dates import plain_date, plain_time
from model.backends.embedded.act.goals import (
    Apply,
    Choose,
    Deed,
    Fill,
    Goal,
    Press,
    Scroll,
    Search,
    Slide,
    Target,
    Until,
    Value,
)
from model.backends.embedded.act.instruction import plan
from model.backends.embedded.act.likeness import LIKE, alike
from model.backends.embedded.act.meant import labelled, settle
from model.backends.embedded.act.pressing import control_beside
from model.backends.embedded.act.say import Say
from model.backends.embedded.act.sliders import slider
from model.backends.embedded.act.state import State
from model.backends.embedded.act.targets import named
from model.backends.embedded.act.view import View, changed
from model.backends.embedded.act.widgets import fields
from model.backends.embedded.pointing.matching import similarity
from model.backends.embedded.screen import Line
from model.backends.embedded.see import see
from model.geometry import Box, Mark
from model.settings import Settings
from model.tasks.act import Verify
from model.wire.geometry import write_marks

_GOOD = re.compile(
    r"\b(?:success(?:ful(?:ly)?)?|thank(?:s| you)|submitted|saved|welcome|completed?|confirmed|"
    r"added to|order(?:ed| placed| number)|sent|booked|reserved|deleted|removed|updated|created|"
    r"registered|signed in|logged in|well done|all set)\b|"
    r"成功|谢谢|感谢|欢迎|已(?:提交|保存|添加|发送|删除|更新|预订|加入|完成|登录)",
    re.I,
)
_BAD = re.compile(
    r"\b(?:errors?|invalid|incorrect|wrong|fail(?:ed|ure)?|required|not found|denied|"
    r"does(?: not|n't) match|(?:please|must) (?:enter|fill|choose|select)|try again|unable|"
    r"missing|already (?:exists|taken|there|in use)|(?:choose|pick|try) another)\b|"
    r"错误|失败|无效|不正确|请(?:先|输入|填写|选择)|必填|未找到",
    re.I,
)
_NOT = re.compile(r"\b(?:nothing|not|no|never|none|without)\b|n't\b|没有?|未|不", re.I)

_TAKES_AWAY = frozenset(("Delete", "Remove", "删除", "移除"))


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing the screen tells: for (``True``) or against the task being done, and where."""

    speaks_for: bool
    why: str
    box: Box | None = None


def verdict(task: Verify, view: View, settings: Settings) -> str:
    """The verdict in the wire format that ``read_verdict`` of ``model/tasks/act`` reads.

    "Yes" needs a message that confirms, or a sign for every goal; a sign for some of them only is
    told as "unclear", with what is still open.
    """
    asked = plan(task.task)
    say = Say(asked.chinese)
    found = list(evidence(task, view, settings, say))
    confirmed = any(item.speaks_for for item in found)
    failed = isinstance(task.history[-1].action if task.history else None, Fail)
    goals = [goal for goal in asked.goals if goal.condition is None]
    unknown = []
    for goal in () if failed else goals:
        shown = list(_of_goal(goal, task, view, settings, say))
        found += shown
        if not shown:
            unknown.append(goal.words)
    against = [item for item in found if not item.speaks_for]
    for_it = [item for item in found if item.speaks_for]
    spoken = against or for_it
    if against:
        word = "no"
    elif for_it and (confirmed or not unknown):
        word = "yes"
    else:
        word = "unclear"
    why = " ".join(dict.fromkeys(item.why for item in spoken[:4])) or say(
        "Nothing on the last screen tells whether the task was done; look at it yourself.",
        "最后的屏幕无法说明任务是否完成，请自行查看。",
    )
    if word == "unclear" and for_it:
        rest = say("; ", "；").join(say.quoted(words) for words in unknown[:3])
        why += say(
            f" Nothing shows whether this was done, too: {rest}.", f"但看不出是否完成：{rest}。"
        )
    marks = [Mark(item.box, scale="measured") for item in spoken[:8] if item.box is not None]
    reply = f"Verdict: {word}\nReason: {why}"
    return f"{reply}\n{write_marks(marks, task.picture.size)}" if marks else reply


def evidence(task: Verify, view: View, settings: Settings, say: Say) -> Iterator[Evidence]:
    """All that the last screen tells about the task."""
    ended = task.history[-1].action if task.history else None
    if isinstance(ended, Fail):
        yield Evidence(False, ended.reason or say("The agent gave up.", "代理放弃了。"))
        return
    earlier = {line.text for line in see(task.before, settings).lines} if task.before else set()
    for line in view.lines:
        if line.text in earlier:
            continue
        if task.before is not None and _is_alarm(line):
            yield Evidence(False, say(f'In red it now says "{line.text}".',
                                      f"屏幕上出现红字“{line.text}”。"), line.box)  # fmt: skip
        elif bad := _BAD.search(line.text):
            yield Evidence(False, say(f'It now says "{line.text}" ({bad.group()}).',
                                      f"屏幕上出现“{line.text}”。"), line.box)  # fmt: skip
        elif task.before is not None and _GOOD.search(line.text) and not _NOT.search(line.text):
            yield Evidence(True, say(f'It now says "{line.text}".', f"屏幕上出现“{line.text}”。"),
                           line.box)  # fmt: skip
    if isinstance(ended, Answer) or (task.said and not isinstance(ended, Done | Fail)):
        said = ended.text if isinstance(ended, Answer) else task.said
        pieces = [said, *said.split(" — ")[:1]]
        for place in [place for piece in pieces for place in named(piece, view)][:1]:
            yield Evidence(True, say(f'The screen shows "{place.text}".',
                                     f"屏幕上有“{place.text}”。"), place.box)  # fmt: skip


def _is_alarm(line: Line) -> bool:
    """Whether a line is a sentence in red that confirms nothing: how pages tell what is wrong."""
    red, green, blue = line.color
    words = len(line.text.split()) if line.text.isascii() else len(line.text) / 2
    glaring = red > 120 and red > 2 * green and red > 2 * blue
    return glaring and words >= 3 and not _GOOD.search(line.text)


def _of_goal(
    goal: Goal, task: Verify, view: View, settings: Settings, say: Say
) -> Iterator[Evidence]:
    """What shows that one goal was reached: on the last screen, else right after its step."""
    looks = [(view, True)]
    step = _step_of(goal, task)
    if step is not None and step + 1 < len(task.history):
        picture = task.history[step + 1].picture
        if picture.digest != task.picture.digest:
            looks.append((View(picture, see(picture, settings), task.task), False))
    for look, last in looks:
        found = list(_shown(goal.deed, look, say))
        if found:
            for item in found:
                # What another step changed afterwards speaks neither for nor against.
                if last or item.speaks_for:
                    yield item if last else replace(item, box=None)
            return
    if step is not None:
        yield from _effect(goal, task, step, looks[-1][0], settings, say)


def _shown(deed: Deed, view: View, say: Say) -> Iterator[Evidence]:
    """What a screen shows of a deed's end: a value, a state, a text."""
    deed = settle(deed, view, State())
    if isinstance(deed, Fill) and deed.value.text:
        yield from _typed(deed, view, say)
    elif isinstance(deed, Search):
        yield from _typed(Fill(Value(deed.phrase), Target("")), view, say)
    elif isinstance(deed, Slide):
        there = slider(deed.field.text, view)
        if there is not None and there.shown is not None:
            why = say(f"{deed.field.text} shows {there.shown:g}.",
                      f"{deed.field.text}显示为{there.shown:g}。")  # fmt: skip
            yield Evidence(f"{there.shown:g}" == deed.value.strip("% "), why, there.track)
    elif isinstance(deed, Choose):
        yield from _chosen(deed, view, say)
    elif isinstance(deed, Press) and deed.state is not None:
        yield from _state(deed.target.text, deed.state, view, say)
    elif isinstance(deed, Scroll) and deed.until:
        for place in named(deed.until, view)[:1]:
            yield Evidence(True, say(f'In view is "{place.text}".', f"视野内有“{place.text}”。"),
                           place.box)  # fmt: skip
    elif isinstance(deed, Until):
        found = named(deed.text, view)
        if bool(found) is not deed.gone:
            why = say(f'It is {"gone" if deed.gone else "shown"}: "{deed.text}".',
                      f"“{deed.text}”已{'消失' if deed.gone else '显示'}。")  # fmt: skip
            yield Evidence(True, why, found[0].box if found else None)


def _typed(deed: Fill, view: View, say: Say) -> Iterator[Evidence]:
    """The field by its label: does it hold the value? Else the value anywhere."""
    value = deed.value.text
    field = labelled(deed.field.text, view) if deed.field.text else None
    if field is not None and field.text:
        wanted = value
        if field.holds == "date":
            wanted = plain_date(value, field.text)
        elif field.holds == "time":
            wanted = plain_time(value, field.text)
        if alike(wanted, field.text) >= LIKE or _digits(wanted) == _digits(field.text) != "":
            why = say(f'The field holds "{field.text}".', f"输入框中是“{field.text}”。")
            yield Evidence(True, why, field.box)
            return
    for line in view.lines:
        if alike(value, line.text) >= LIKE:
            yield Evidence(True, say(f'It shows "{line.text}", as typed.',
                                     f"已显示输入的“{line.text}”。"), line.box)  # fmt: skip
            return


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _chosen(deed: Choose, view: View, say: Say) -> Iterator[Evidence]:
    """Which option the list shows, or how its box stands."""
    among = labelled(deed.among.text, view) if deed.among and deed.among.text else None
    for option in deed.options:
        lists = [among] if among else [item for item in fields(view) if item.holds == "choice"]
        shown = [item for item in lists if alike(option, item.text) >= 0.9]
        if shown:
            yield Evidence(True, say(f'The list shows "{shown[0].text}".',
                                     f"列表显示“{shown[0].text}”。"), shown[0].box)  # fmt: skip
        elif among is not None and among.holds == "choice" and among.text:
            why = say(f'The list shows "{among.text}", not "{option}".',
                      f"列表显示“{among.text}”，不是“{option}”。")  # fmt: skip
            yield Evidence(False, why, among.box)
        else:
            yield from _state(option, True, view, say)


def _step_of(goal: Goal, task: Verify) -> int | None:
    """The index of the last step that did what a goal asks, by its kind and its target's name."""
    deed = goal.deed
    for index in range(len(task.history) - 1, -1, -1):
        action = task.history[index].action
        if isinstance(deed, Fill) and isinstance(action, Type):
            if action.text == deed.value.text or deed.value.text == "":
                return index
        elif isinstance(deed, Search) and isinstance(action, Type):
            if action.text == deed.phrase:
                return index
        elif isinstance(deed, Choose) and isinstance(action, Type):
            if _digits(action.text) in [_digits(plain_date(option)) for option in deed.options]:
                return index
        elif isinstance(action, Click | Hover) and action.target:
            names = (
                deed.verbs if isinstance(deed, Apply)
                else (deed.target.text,) if isinstance(deed, Press)
                else deed.options if isinstance(deed, Choose) else ()
            )  # fmt: skip
            if any(name and similarity(name, action.target)[0] >= LIKE for name in names):
                return index
    return None


def _effect(
    goal: Goal, task: Verify, step: int, after: View, settings: Settings, say: Say
) -> Iterator[Evidence]:
    """What changed when the step of a press was taken: what went away, what came."""
    if not isinstance(goal.deed, Press | Apply):
        return
    if isinstance(goal.deed, Press) and goal.deed.state is not None:
        return  # only the box itself can tell
    action = task.history[step].action
    what = action.target if isinstance(action, Click | Hover) else ""
    earlier = View(task.history[step].picture, see(task.history[step].picture, settings), task.task)
    if not changed(earlier.picture, after.picture):
        return
    old, new = ({line.text for line in one.lines} for one in (earlier, after))
    thing = goal.deed.target.text if isinstance(goal.deed, Apply) else ""
    if thing and isinstance(goal.deed, Apply) and _TAKES_AWAY & set(goal.deed.verbs):
        gone = bool(named(thing, earlier)) and not named(thing, after)
        english = f'"{thing}" is no longer shown.' if gone else f'"{thing}" is still shown.'
        chinese = f"“{thing}”{'已不再显示' if gone else '仍然显示'}。"
        yield Evidence(gone, say(f"By now {english}", chinese))
        return
    old |= {past.action.text for past in task.history if isinstance(past.action, Type)}
    came = [line for line in after.lines if line.text not in old and len(line.text) > 1]
    went = [text for text in old - new if len(text) > 1]
    told = next((line for line in came if _GOOD.search(line.text)), None) or (
        max(came, key=lambda line: line.box.height) if came else None
    )
    if told is not None:
        why = say(f'After {what or "the click"} it shows "{told.text}".',
                  f"点击{what}之后显示“{told.text}”。")  # fmt: skip
        is_last = after.picture.digest == task.picture.digest
        yield Evidence(True, why, told.box if is_last else None)
    elif went:
        yield Evidence(True, say(f'After {what or "the click"} "{went[0]}" is gone.',
                                 f"点击{what}之后“{went[0]}”消失了。"))  # fmt: skip
    else:
        yield Evidence(True, say(f"The screen changed after {what or 'the click'} was clicked.",
                                 f"点击{what}之后屏幕有变化。"))  # fmt: skip


def _state(text: str, wanted: bool, view: View, say: Say) -> Iterator[Evidence]:
    """What a box or switch named ``text`` tells; nothing where there is none."""
    for place in named(text, view)[:1]:
        control = control_beside(place, view)
        if control.element is None or control.element.checked is None:
            return
        state = control.element.checked
        english = f'The box of "{place.text}" is {"on" if state else "off"}.'
        why = say(english, f"“{place.text}”{'已' if state else '未'}选中。")
        yield Evidence(state is wanted, why, control.element.box)
