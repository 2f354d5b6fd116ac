"""English tasks: sentences into clauses, each clause by its verb into goals."""

from __future__ import annotations

import re
from dataclasses import replace

from model.backends.embedded.act.clauses import deeds
from model.backends.embedded.act.goals import (
    Ask,
    Condition,
    Deed,
    Goal,
    GoBack,
    Keys,
    Press,
    Scroll,
    Until,
    Where,
)
from model.backends.embedded.act.phrases import TRAILING, bare, release

_VERBS = (
    "click|press|tap|hit|push|double[- ]?click|right[- ]?click|hover|type|enter|input|write|fill|"
    "select|choose|pick|check|tick|uncheck|untick|deselect|mark|scroll|expand|collapse|open|close|"
    "submit|drag|move|drop|go|switch|navigate|visit|search|find|locate|look|wait|focus|clear|erase|"
    "turn|toggle|enable|disable|set|log in|login|log out|sign in|sign up|repeat|solve|compute|"
    "calculate|answer|tell|report|read|copy|paste|delete|remove|save|cancel|continue|confirm|"
    "dismiss|accept|decline|agree|show|hide|play|stop|add|reply|forward|send|use|increase|decrease|"
    "return|if|otherwise|keep|put|change|adjust|star|undo|refresh|reload|"
    "buy|order|reserve|book|borrow|edit|rename|like|follow|share|download|archive|repeat|tap"
)
_SENTENCE = re.compile(r"(?<=[.!;])\s+(?=[A-Z\ue000-\uf8ff(])|(?<=\?)\s+|\s*\n+\s*|;\s+")
_CONNECTED = re.compile(
    rf"\s*,?\s*\b(?:and then|and|then|before|after that|afterwards|followed by)[, ]+"
    rf"(?:then |finally |also |please )?(?=(?:{_VERBS})(?:ing)?\b)"
    rf"|\s*,\s*(?=(?:{_VERBS})\b(?! (?:and|or)\b))"
    # "… of the text hit submit": a forgotten "and".
    rf"|(?<=\w)\s+(?=(?:hit|press|click)(?: on)?(?: the)? (?:submit|ok|save|done|enter|login)\b)",
    re.I,
)
_POLITE = re.compile(
    r"^(?:please|now|first(?:ly)?|second(?:ly)?|third(?:ly)?|next|finally|lastly|also|just|then|and|"
    r"so|you (?:should|must|need to|have to)|can you|could you|would you|i (?:want|need) you to|"
    r"i(?:'d| would) like you to|try to|go ahead and|make sure (?:to|that you)|"
    r"your (?:task|job) is to|step \d+[.:)]|\d+[.:)]|[-*•])[, ]+",
    re.I,
)
_WHEN_DONE = re.compile(
    r"[, ]+(?:when|once|after|as soon as) (?:you(?:'re| are)? |it(?:'s| is) )?"
    r"(?:have )?(?:done|finished|ready|completed?|filled (?:it )?in)$|"
    r"[, ]+(?:to (?:finish|complete it)|for me|please|as well|at the end)$",
    re.I,
)
_LOOK_THROUGH = re.compile(
    r"^(?:switch|navigate|look|browse|go|search|explore|click|flip) "
    r"(?:between|through|around(?: in)?|in|across|inside)(?: (?:the|all|all the|each of the))? "
    r"(?P<where>[\w -]+?)(?:,? (?:to|and) (?:find|locate|look for|search for)(?: it)?)?$",
    re.I,
)
_EXPAND_TO_FIND = re.compile(
    r"^(?:expand|open|unfold) (?:the |all |all the )?(?P<where>[\w ]+?)(?: below| above)?,? "
    r"(?:to|and) (?:find|locate|look for)(?: it)?$",
    re.I,
)
_JUST_FIND = re.compile(r"^(?:find|locate|look|look for it|find it)$", re.I)
_SOLVE = re.compile(
    r"^(?:solve|compute|calculate|work out|figure out|evaluate)\b|^do the (?:math|sum)", re.I
)
_BY = re.compile(
    r"^(?P<aim>.+?) by (?P<way>(?:click|press|tapp?|select|choos|typ|enter|scroll|hover|dragg?|"
    r"hitt?|us)ing .+)$",
    re.I,
)
_GERUND = re.compile(
    r"^(?:keep (?:on )?)?(click|press|hover|type|typ|select|choos|enter|scroll|push|us|open|"
    r"(?:tap|hit|drag)(?=[ptg]))(?:[ptg])?ing\b",
    re.I,
)
_STEMS = {"choos": "choose", "typ": "type", "us": "use"}
_TIMES = re.compile(
    r"^(?P<what>.+?),? (?:(?P<count>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten) times|"
    r"(?P<twice>twice)|(?P<thrice>thrice))(?: in a row)?$",
    re.I,
)
_REPEATED = re.compile(r"^repeat\s*:\s*(?P<what>.+)$", re.I)
_REPEAT = re.compile(
    r"^repeat (?:this |that |it |these steps |the above )?"
    r"(?:(?P<count>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten) (?:more )?times|twice)"
    r"(?:\s*:\s*(?P<what>.+))?$",
    re.I,
)
_NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10,
}  # fmt: skip
_MOST_TIMES = 50
_IF = re.compile(
    r"^(?:only )?(?:if|when|in case) (?P<condition>.+?)(?:,| then )\s*(?:then )?(?P<then>.+)$", re.I
)
_ELSE = re.compile(r"[,;.]?\s*\b(?:otherwise|or else|else|if not)\b,?\s*", re.I)
_UNTIL = re.compile(r"^(?P<what>.+?),? (?P<word>until|till|unless) (?P<condition>.+)$", re.I)
_CONDITIONS = (
    re.compile(
        r"^(?:you (?:can )?|i )?(?P<no>don'?t |do not |can'?t |cannot )?(?:see|find|notice|spot)s? "
        r"(?:the |an? |any )?(?P<what>.+?)"
        r"(?: (?:on|in) (?:the|this) (?:page|screen|list|view))?$",
        re.I,
    ),
    re.compile(
        r"^there (?:is|are|isn'?t|aren'?t)(?P<no> no| not)? ?(?:an? |any |the )?(?P<what>.+?)"
        r"(?: (?:on|in) (?:the|this) (?:page|screen|list|view))?$",
        re.I,
    ),
    re.compile(
        r"^(?:the |this )?(?:page|screen|it|text|view) (?P<no>doesn'?t |does not )?"
        r"(?:says?|shows?|reads?|displays?|contains?|has) (?:the |an? )?(?P<what>.+)$",
        re.I,
    ),
    re.compile(
        r"^(?:the |an? )?(?P<what>.+?) (?:is|are|has|gets)(?P<no> not|n'?t| no longer)? ?"
        r"(?:been )?(?:shown|visible|displayed|there|present|seen|found|on (?:the )?(?:screen|page)"
        r"|shown on (?:the )?(?:screen|page))$",
        re.I,
    ),
    re.compile(r"^(?:the |an? )?(?P<what>.+?) (?P<no>dis|doesn'?t |does not )?appears?$", re.I),
    re.compile(r"^(?:the |an? )?(?P<what>.+?) (?:is|are) (?P<no>gone|hidden|missing)$", re.I),
)
_QUESTION = re.compile(
    r"^(?:what|which|who|whose|where|when|how (?:many|much|old|long|often)|is|are|does|do|"
    r"(?:tell|give|show) me|report|answer|read (?:out|me))\b",
    re.I,
)
_PLACES: tuple[tuple[Where, str], ...] = (
    ("tabs", r"tabs?\b"), ("tree", r"tree|folders?"), ("menu", r"menus?\b"),
    ("sections", r"sections?|accordions?|collapsibles?"), ("page", r"page|list|text|results?"),
)  # fmt: skip


def read(body: str, held: list[str]) -> tuple[list[Goal], list[str]]:
    """The goals of a task whose quotes are held, and the clauses that mean nothing here."""
    reader = _Reader(held)
    for sentence in _SENTENCE.split(body):
        reader.sentence(sentence.strip())
    return reader.goals, reader.unclear


class _Reader:
    """What was read so far, and what the clauses to come may lean on."""

    def __init__(self, held: list[str]) -> None:
        self.held = held
        self.goals: list[Goal] = []
        self.unclear: list[str] = []
        self.where: Where = ""
        self.solving = False
        self.condition: Condition | None = None
        self.otherwise = False
        self.group = 0

    def sentence(self, text: str) -> None:
        text = _bared(text)
        if not text:
            return
        if match := re.match(r"^(?:otherwise|else|if not),?\s+(.+)$", text, re.I):
            if self.group:
                self._branch(match.group(1), self._last_condition(), otherwise=True)
                return
            text = match.group(1)
        if match := _IF.match(text):
            if condition := _condition(match.group("condition"), self.held):
                self.group += 1
                then, *others = _ELSE.split(match.group("then"), maxsplit=1)
                self._branch(then, condition, otherwise=False)
                if others:
                    self._branch(others[0], condition, otherwise=True)
                return
            self.unclear.append(release(text, self.held))
            return
        if _QUESTION.match(text) and (text.endswith("?") or not _starts_with_verb(text)):
            self._add(Ask(bare(text, self.held)), text)
            return
        for clause in _CONNECTED.split(text):
            self.clause(_bared(clause))

    def _branch(self, text: str, condition: Condition, otherwise: bool) -> None:
        self.condition, self.otherwise = condition, otherwise
        for clause in _CONNECTED.split(text):
            self.clause(_bared(clause))
        self.condition, self.otherwise = None, False

    def _last_condition(self) -> Condition:
        return next(goal.condition for goal in reversed(self.goals) if goal.condition)

    def clause(self, text: str) -> None:
        """One clause: an aid to the next one, or a deed of its own."""
        if not text or _JUST_FIND.match(text):
            return
        if _SOLVE.match(text):
            self.solving = True
            return
        if match := _BY.match(text):
            self.clause(_bared(match.group("way")))
            return
        if match := _GERUND.match(text):
            stem = match.group(1).lower()
            text = _STEMS.get(stem, stem) + text[match.end() :]
        lead = _LOOK_THROUGH.match(text) or _EXPAND_TO_FIND.match(text)
        if lead and (where := _place(lead.group("where"))):
            self.where = where
            return
        if match := _REPEATED.match(text):
            self.clause(_bared(match.group("what")))
            return
        if match := _REPEAT.match(text):
            self._repeat(match)
            return
        if match := _TIMES.match(text):
            count = 2 if match.group("twice") else 3 if match.group("thrice") else 0
            count = count or _number(match.group("count"))
            before = len(self.goals)
            self.clause(match.group("what"))
            self.goals += self.goals[before:] * (min(count, _MOST_TIMES) - 1)
            return
        if (match := _UNTIL.match(text)) and self._until(match, text):
            return
        found = deeds(text, self.held, self.solving)
        if found is None:
            self.unclear.append(release(text, self.held))
            return
        for deed in found:
            self._add(deed, text)

    def _until(self, match: re.Match[str], text: str) -> bool:
        condition = _condition(match.group("condition"), self.held)
        what = match.group("what")
        if condition is None:
            return False
        if gerund := _GERUND.match(what):
            stem = gerund.group(1).lower()
            what = _STEMS.get(stem, stem) + what[gerund.end() :]
        found = deeds(what, self.held, self.solving) or []
        if len(found) != 1:
            return False
        deed = found[0]
        if isinstance(deed, Scroll) and not condition.absent:
            self._add(replace(deed, until=condition.text, to_end=False), text)
        elif isinstance(deed, Press | Keys | GoBack):
            self._add(Until(deed, condition.text, condition.absent), text)
        else:
            return False
        return True

    def _repeat(self, match: re.Match[str]) -> None:
        count = min(_number(match.group("count") or "two"), _MOST_TIMES)
        if what := match.group("what"):
            before = len(self.goals)
            for clause in _CONNECTED.split(what):
                self.clause(_bared(clause))
            self.goals += self.goals[before:] * (count - 1)
        else:
            more = "more" in match.group().lower()
            self.goals += self.goals * (count if more else count - 1)

    def _add(self, deed: Deed, text: str) -> None:
        if isinstance(deed, Press) and self.where:
            deed, self.where = replace(deed, where=self.where), ""
        self.goals.append(
            Goal(
                deed,
                release(text, self.held),
                self.condition,
                self.otherwise,
                self.group if self.condition else 0,
            )
        )


def _bared(text: str) -> str:
    """A clause without courtesies before it and asides after it."""
    text = text.strip(TRAILING)
    while match := _POLITE.match(text):
        text = text[match.end() :].strip(TRAILING)
    while match := _WHEN_DONE.search(text):
        text = text[: match.start()].strip(TRAILING)
    return text


def _starts_with_verb(text: str) -> bool:
    first = re.match(rf"(?:{_VERBS})\b", text, re.I)
    return bool(first) and not re.match(r"(?:tell|report|answer|read|show me)\b", text, re.I)


def _number(text: str) -> int:
    return _NUMBERS.get(text.lower(), 0) or int(text)


def _place(words: str) -> Where:
    return next((where for where, pattern in _PLACES if re.search(pattern, words, re.I)), "")


def _condition(text: str, held: list[str]) -> Condition | None:
    """What must be seen, from "you see X", "X is shown", "there is no X", "the page says X"."""
    text = text.strip(TRAILING)
    for pattern in _CONDITIONS:
        if match := pattern.match(text):
            what = bare(re.sub(r"^(?:text|words?|message)\s+", "", match.group("what")), held)
            absent = bool(match.group("no")) or bool(re.match(r"there (?:is|are)n'?t", text, re.I))
            return Condition(what.strip(TRAILING), absent)
    return None
