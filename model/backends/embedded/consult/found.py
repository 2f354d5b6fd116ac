"""What an evidence search found, told as what it is: quotations with their places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from model.backends.embedded.talk.prose import Tongue, escape, pick
from model.documents.parts import Evidence
from model.language.terms import asked_terms, best_likeness, tokens, unknown_words
from model.tasks.document import Consult
from model.tasks.document_prompt import NOT_FOUND
from model.tasks.document_reply import without_labels, write_source

_QUOTED_CHARS = 900
"""Longest quotation that a source may hold."""


def inert(text: str) -> str:
    """Text of a document for a reply: shown as it stands, and never taken for a source."""
    return escape(without_labels(" ".join(text.split())))


def source(evidence: Evidence, quote: str) -> str:
    """Where a piece of evidence stands, as the wire format has it."""
    page = (evidence.answer_places or evidence.places)[0].page
    return write_source(evidence.document, page, quote[:_QUOTED_CHARS])


def say_evidence(task: Consult, tongue: Tongue, most: int) -> str:
    """The best evidence first, the rest below; or that there is none, and what would know."""
    found = [item for item in task.evidence if item.places][:most]
    if not found:
        return _not_found(task, tongue)
    first, rest = found[0], found[1:]
    lines = [_lead(first, tongue)]
    if first.answer and (missing := _lacking(task.question, [first.text, first.answer])):
        lines.append(
            pick(
                tongue,
                f"\nThere it does not say {_listed(missing)}: see whether it is what you mean.",
                f"\n该处没有提到 {_listed(missing)}，请核对是否就是您要找的内容。",
            )
        )
    if rest:
        lines.append(pick(tongue, "\nAlso near the question:\n", "\n其他相近之处：\n"))
        lines.extend(f"- {_told(item)}" for item in rest)
    lines.append(
        pick(
            tongue,
            "\nThis is a search for evidence: it quotes the documents and does not understand "
            "them. A vision-language model, connected in the sidebar, can answer in words.",
            "\n以上是证据检索：只引用文档原文，并不理解其含义。在侧边栏接入视觉语言模型即可得到解答。",
        )
    )
    return "\n".join(lines)


def _lead(item: Evidence, tongue: Tongue) -> str:
    if item.answer:
        origin = {
            "table": pick(tongue, "from a table", "出自表格"),
            "pair": pick(tongue, "from a labelled value", "出自标注的值"),
            "passage": pick(tongue, "from a passage", "出自段落"),
        }[item.kind]
        return f"**{inert(item.answer)}** — {origin}: {_quoted(item)}"
    lead = pick(tongue, "The passage nearest to the question:", "与问题最接近的段落：")
    return f"{lead}\n\n> {_quoted(item)}"


def _told(item: Evidence) -> str:
    answer = f"**{inert(item.answer)}** — " if item.answer else ""
    return answer + _quoted(item)


def _quoted(item: Evidence) -> str:
    return f"{inert(item.text)} {source(item, item.answer or item.text)}"


def _not_found(task: Consult, tongue: Tongue) -> str:
    words = _unknown(task)
    which = ""
    if words:
        shown = _listed(words)
        which = pick(
            tongue, f" Nothing in the pages searched says {shown}.", f"所查各页中没有 {shown}。"
        )
    return f"{NOT_FOUND}\n" + pick(
        tongue,
        "The search found no place in the documents that covers the question."
        f"{which} It compares words: ask with the document's own, or connect a vision-language "
        "model in the sidebar, which also understands what is said in other words.",
        f"在文档中没有找到与问题相符的内容。{which}检索只比较字词：请改用文档中的说法，"
        "或在侧边栏接入视觉语言模型。",
    )


def _unknown(task: Consult) -> Sequence[str]:
    """Words of the question that no excerpt has; empty where there are no excerpts to tell."""
    if not any(excerpt.text for excerpt in task.excerpts):
        return ()
    return _lacking(task.question, [excerpt.text for excerpt in task.excerpts])


def _lacking(question: str, texts: Iterable[str]) -> Sequence[str]:
    """Words of the question that these texts have in no form."""
    said = {word for text in texts for word in tokens(text)}
    return unknown_words(asked_terms(question), lambda term: best_likeness(term, said) > 0)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"“{inert(word)}”" for word in words[:4])
