"""One look, one action: the goal at hand, its next step, and the state to remember."""

from __future__ import annotations

from dataclasses import replace

from model.actions import Answer, Back, Done, Fail, Key, Wait
from model.actions import Drag as Dragging
from model.backends.embedded.act.beside import apply
from model.backends.embedded.act.choosing import choose
from model.backends.embedded.act.filling import fill
from model.backends.embedded.act.forms import fill_all, search
from model.backends.embedded.act.goals import (
    Apply,
    Ask,
    Choose,
    Drag,
    Expand,
    Fill,
    FillAll,
    Goal,
    GoBack,
    InOrder,
    Keys,
    Pause,
    Plan,
    Press,
    Scroll,
    Search,
    Slide,
    Until,
)
from model.backends.embedded.act.meant import settle
from model.backends.embedded.act.pressing import in_order, pointed, press, until
from model.backends.embedded.act.say import Say
from model.backends.embedded.act.scrolling import scroll, scroll_in
from model.backends.embedded.act.sliders import slide
from model.backends.embedded.act.state import Lost, Move, Reached, State, Step
from model.backends.embedded.act.targets import Place, find, named
from model.backends.embedded.act.view import View
from model.backends.embedded.act.widgets import sections, tree_nodes
from model.messages import Picture

_MOST_REPEATS = 60


def decide(plan: Plan, view: View, state: State, before: Picture | None) -> Move:
    """The next action for ``plan`` on ``view``; ``before`` is the picture of the step before."""
    say = Say(plan.chinese)
    if not plan.goals:
        return _not_understood(plan, state, say)
    while state.goal < len(plan.goals):
        goal = plan.goals[state.goal]
        state, wanted = _judge(goal, view, state)
        step = _step(goal, view, state, before, say) if wanted else Reached(state)
        if isinstance(step, Move):
            return step
        if isinstance(step, Lost):
            reason = say(
                f'I could not do "{goal.words}". {step.why}', f"没能完成“{goal.words}”。{step.why}"
            )
            return Move(Fail(reason), step.why, state)
        state = step.state.next_goal()
        before = None
    if plan.unclear:
        return _not_understood(plan, state, say)
    note = " ".join(state.notes)
    thought = say("All that was asked for is done.", "要求的都已完成。")
    return Move(Done(note), thought, state)


def _not_understood(plan: Plan, state: State, say: Say) -> Move:
    parts = say("; ", "；").join(say.quoted(part) for part in plan.unclear)
    if not parts:
        reason = say("The task is empty: say what to do.", "任务是空的：请说明要做什么。")
    else:
        done = say("The rest is done. ", "其余部分已完成。") if plan.goals else ""
        reason = done + say(
            f"I do not understand this part of the task: {parts}. Say it with a verb such as "
            "click, type … into …, select, scroll to, and put names in quotes.",
            f"我不明白任务的这一部分：{parts}。请用“点击”“在…中输入…”“选择”“滚动到”等动词，"
            "并给名称加上引号。",
        )
    return Move(Fail(reason), reason, state)


def _judge(goal: Goal, view: View, state: State) -> tuple[State, bool]:
    """Whether a goal's condition holds; judged where its group is met first, then remembered."""
    if goal.condition is None:
        return state, True
    index = goal.group - 1
    held = state.held.ljust(index + 1, "?")
    if held[index] == "?":
        seen = bool(named(goal.condition.text, view))
        held = (
            held[:index] + ("y" if seen is not goal.condition.absent else "n") + held[index + 1 :]
        )
    state = replace(state, held=held)
    return state, (held[index] == "y") is not goal.otherwise


def _step(goal: Goal, view: View, state: State, before: Picture | None, say: Say) -> Step:
    match settle(goal.deed, view, state):
        case Press() as deed:
            return press(deed, view, state, before, say)
        case Fill() as deed:
            return fill(deed, view, state, before, say)
        case Slide() as deed:
            return slide(deed, view, state, say)
        case Apply() as deed:
            return apply(deed, view, state, before, say)
        case FillAll():
            return fill_all(view, state, say)
        case Search() as deed:
            return search(deed, view, state, say)
        case Choose() as deed:
            return choose(deed, view, state, before, say)
        case Scroll() as deed:
            return scroll(deed, view, state, before, say)
        case Expand() as deed:
            return _expand(deed, view, state, say)
        case InOrder() as deed:
            return in_order(deed, view, state, say)
        case Drag() as deed:
            return _drag(deed, view, state, say)
        case Ask() as deed:
            return _ask(deed, view, state, before, say)
        case Until() as deed:
            return _until(deed, goal, view, state, before, say)
        case Keys(keys):
            why = say(f"I press {'+'.join(keys)}.", f"按下 {'+'.join(keys)}。")
            return _once(Move(Key(keys), why, state.after("done")), state)
        case Pause(seconds):
            return _once(Move(Wait(seconds), say("I wait.", "等待。"), state.after("done")), state)
        case GoBack():
            return _once(Move(Back(), say("I go back.", "返回。"), state.after("done")), state)


def _once(move: Move, state: State) -> Step:
    return Reached(state) if state.phase == "done" else move


def _expand(deed: Expand, view: View, state: State, say: Say) -> Step:
    if state.phase == "done":
        return Reached(state)
    if deed.target.text:
        places = [place for place in find(deed.target, view) if place.score > 0.9]
    else:
        heads = sections(view) or tree_nodes(view)
        places = [Place(head.box, head.text, "section") for head in heads]
        if deed.target.order:
            index = deed.target.order - 1 if deed.target.order > 0 else deed.target.order
            places = places[index : index + 1 or None]
    if not places:
        return Lost(say.missing(deed.target.phrase))
    if deed.target.every:
        if state.count >= len(places):
            return Reached(state)
        place, after = places[state.count], state.after("", count=state.count + 1)
    else:
        place, after = places[0], state.after("done")
    what = say.quoted(place.text) if place.text else deed.target.phrase
    why = say(f"I open {what}.", f"展开{what}。")
    return Move(pointed("left", place, what), why, after)


def _drag(deed: Drag, view: View, state: State, say: Say) -> Step:
    if state.phase == "done":
        return Reached(state)
    start, end = find(deed.target, view), find(deed.onto, view)
    if not start or not end:
        return Lost(say.missing((deed.target if not start else deed.onto).phrase))
    why = say(f"I drag {deed.target.phrase} to {deed.onto.phrase}.",
              f"把{deed.target.phrase}拖到{deed.onto.phrase}。")  # fmt: skip
    drag = Dragging(start[0].box.center, end[0].box.center, deed.target.phrase)
    return Move(drag, why, state.after("done"))


def _ask(deed: Ask, view: View, state: State, before: Picture | None, say: Say) -> Step:
    from model.backends.embedded.act.asking import answer

    found = answer(deed.question, view)
    if found is not None:
        return Move(Answer(found), say("The screen says so.", "屏幕上写着。"), state)
    step = scroll_in(view.page, deed.question, view, state, before, say)
    if isinstance(step, Move):
        why = say("The answer is not in view; I scroll on.", "视野内没有答案，继续滚动。")
        return replace(step, thought=why)
    return Lost(say("I do not see the answer on the screen.", "在屏幕上没有看到答案。"))


def _until(
    deed: Until, goal: Goal, view: View, state: State, before: Picture | None, say: Say
) -> Step:
    if until(deed, view, state, before, say):
        return Reached(state)
    if state.count >= _MOST_REPEATS:
        return Lost(say.missing(say.quoted(deed.text)))
    inner = replace(state, phase="") if state.phase in ("pressed", "done") else state
    step = _step(replace(goal, deed=deed.goal), view, inner, before, say)
    if isinstance(step, Move) and step.state.phase in ("pressed", "done"):
        return replace(step, state=replace(step.state, count=state.count + 1))
    return step
