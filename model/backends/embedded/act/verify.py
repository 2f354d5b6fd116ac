"""Whether the last screen of a run shows that its task was done: evidence, or "cannot tell".

Looked for are words that confirm or refuse and were not there before, typed values that are shown,
boxes ticked as asked, a text that was to be found, and an answer that the screen holds. Where none
of them speaks, the verdict is open: that a click was taken proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from model.actions import Answer, Done, Fail
from model.backends.embedded.act.goals import Choose, Fill, Press, Scroll, Until
from model.backends.embedded.act.instruction import plan
from model.backends.embedded.act.likeness import LIKE, alike
from model.backends.embedded.act.pressing import control_beside
from model.backends.embedded.act.say import Say
from model.backends.embedded.act.targets import named
from model.backends.embedded.act.view import View
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
    r"missing)\b|错误|失败|无效|不正确|请(?:输入|填写|选择)|必填|未找到",
    re.I,
)
_NOT = re.compile(r"\b(?:nothing|not|no|never|none|without)\b|n't\b|没有?|未|不", re.I)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing the screen tells: for (``True``) or against the task being done, and where."""

    speaks_for: bool
    why: str
    box: Box | None = None


def verdict(task: Verify, view: View, settings: Settings) -> str:
    """The verdict in the wire format that ``read_verdict`` of ``model/tasks/act`` reads."""
    say = Say(plan(task.task).chinese)
    found = list(evidence(task, view, settings, say))
    against = [item for item in found if not item.speaks_for]
    spoken = against or found
    if against:
        word = "no"
    elif found:
        word = "yes"
    else:
        word = "unclear"
    why = " ".join(dict.fromkeys(item.why for item in spoken[:4])) or say(
        "Nothing on the last screen tells whether the task was done; look at it yourself.",
        "最后的屏幕无法说明任务是否完成，请自行查看。",
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
        if bad := _BAD.search(line.text):
            yield Evidence(False, say(f'It now says "{line.text}" ({bad.group()}).',
                                      f"屏幕上出现“{line.text}”。"), line.box)  # fmt: skip
        elif task.before is not None and _GOOD.search(line.text) and not _NOT.search(line.text):
            yield Evidence(True, say(f'It now says "{line.text}".', f"屏幕上出现“{line.text}”。"),
                           line.box)  # fmt: skip
    if isinstance(ended, Answer) or (task.said and not isinstance(ended, Done | Fail)):
        said = ended.text if isinstance(ended, Answer) else task.said
        for place in named(said, view)[:1]:
            yield Evidence(True, say(f'The screen shows "{place.text}".',
                                     f"屏幕上有“{place.text}”。"), place.box)  # fmt: skip
    yield from _of_goals(task, view, say)


def _of_goals(task: Verify, view: View, say: Say) -> Iterator[Evidence]:
    for goal in plan(task.task).goals:
        deed = goal.deed
        if goal.condition is not None:
            continue
        if isinstance(deed, Fill) and deed.value.text:
            for line in view.lines:
                if alike(deed.value.text, line.text) >= LIKE:
                    yield Evidence(True, say(f'"{line.text}" stands where it was to be typed.',
                                             f"已显示输入的“{line.text}”。"), line.box)  # fmt: skip
                    break
        elif isinstance(deed, Choose):
            for option in deed.options:
                yield from _state(option, True, view, say)
        elif isinstance(deed, Press) and deed.state is not None:
            yield from _state(deed.target.text, deed.state, view, say)
        elif isinstance(deed, Scroll) and deed.until:
            found = named(deed.until, view)
            why = say(f'"{deed.until}" is in view.', f"“{deed.until}”在视野内。")
            if found:
                yield Evidence(True, why, found[0].box)
        elif isinstance(deed, Until):
            found = named(deed.text, view)
            if bool(found) is not deed.gone:
                why = say(f'"{deed.text}" is {"gone" if deed.gone else "shown"}.',
                          f"“{deed.text}”已{'消失' if deed.gone else '显示'}。")  # fmt: skip
                yield Evidence(True, why, found[0].box if found else None)


def _state(text: str, wanted: bool, view: View, say: Say) -> Iterator[Evidence]:
    """What a box or switch named ``text`` tells; nothing where there is none."""
    for place in named(text, view)[:1]:
        control = control_beside(place, view)
        if control.element is None or control.element.checked is None:
            return
        state = control.element.checked
        english = f'"{place.text}" is {"on" if state else "off"}.'
        why = say(english, f"“{place.text}”{'已' if state else '未'}选中。")
        yield Evidence(state is wanted, why, control.element.box)
