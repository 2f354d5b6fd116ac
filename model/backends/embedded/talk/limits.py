"""What the embedded engine can and cannot do, told plainly, with who could do the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from model.backends.embedded.talk.asked import Wish
from model.backends.embedded.talk.describe import in_brief
from model.backends.embedded.talk.prose import Said, Tongue, Viewed, pick

_WISHES: Final[dict[Wish, tuple[str, str]]] = {
    "translate": ("translate", "翻译"),
    "summarise": ("summarise or rephrase what a text means", "总结或改写文字的含义"),
    "identity": ("tell who somebody is", "认出图中的人是谁"),
    "meaning": ("explain what something means, or why", "解释含义或原因"),
    "recognise": (
        "recognise animals, plants, things or makes by their looks",
        "凭外观认出动物、植物、物品或品牌",
    ),
    "place": ("tell where a picture was taken", "判断照片是在哪里拍的"),
    "solve": ("solve problems or reason about them", "解题或推理"),
    "write": ("write, draw or code something new", "写作、绘图或编写代码"),
    "judge": ("judge, rate or advise", "评价或提出建议"),
}
_NEAR = 75
"""Similarity (0–100) from which a word is worth naming as near to what was asked."""
_MODEL_EN = "Connect an endpoint with a vision model such as GLM-4.5V in the sidebar"
_MODEL_ZH = "请在侧边栏接入带视觉模型的端点（如 GLM-4.5V）"


def greet(tongue: Tongue, any_picture: bool) -> Said:
    """What can be asked, in brief."""
    chinese = (
        "我是内置引擎：离线运行，只读文字、量像素。可以这样问：\n\n"
        "- **读出文字**，整理成 Markdown（段落、列表、表格）\n"
        "- **图中写着的内容**：“总计是多少？”“发票号码是什么？”\n"
        "- **描述**尺寸、类型、颜色、布局，**数**按钮、文字行、图形\n"
        "- **比较**两张图片，标出变化；读取**二维码和条形码**\n\n"
        "我认不出人、动物、物品和场景，也不会翻译或总结；" + _MODEL_ZH + "即可。"
    )
    english = (
        "This is the embedded engine: it works offline, reads text and measures pixels. "
        "Ask it to\n\n"
        "- **read out** a picture's text as Markdown, with its headings, lists and tables\n"
        "- **look up** what the text says: “What is the total?”, “When is it due?”\n"
        "- **describe** size, kind, colours and layout, or **count** buttons, lines, red circles\n"
        "- **compare** two pictures and mark what changed; **read QR and bar codes**\n\n"
        "It does not recognise people, animals, things or scenes, and does not translate or "
        f"summarise. {_MODEL_EN} for that."
    )
    text = pick(tongue, english, chinese)
    if not any_picture:
        text += "\n\n" + no_picture(tongue).text
    return Said(text)


def no_picture(tongue: Tongue) -> Said:
    """There is nothing to look at yet."""
    return Said(
        pick(
            tongue,
            "There is no picture in this conversation yet: add one (drop, paste or choose a file) "
            "and ask again. Without a picture the embedded engine has nothing to answer from.",
            "对话中还没有图片：请拖入、粘贴或选择一张图片再提问。没有图片，内置引擎无从回答。",
        )
    )


def cannot(wish: Wish, views: Sequence[Viewed], tongue: Tongue) -> Said:
    """That a wish is beyond this engine, who could meet it, and what was measured instead."""
    english, chinese = _WISHES[wish]
    reason = pick(
        tongue,
        f"The embedded engine reads text and measures pixels; it cannot {english}. {_MODEL_EN} "
        "and ask again there.",
        f"内置引擎只能读文字、量像素，不能{chinese}。{_MODEL_ZH}后再问。",
    )
    return Said(f"{reason}\n\n{_instead(views, tongue)}")


def not_found(question: str, views: Sequence[Viewed], tongue: Tongue) -> Said:
    """The answer does not stand in the text that was read."""
    count = sum(len(view.screen.lines) for view in views)
    if count == 0:
        reason = pick(
            tongue,
            "No text could be read on the picture, so the answer does not stand there.",
            "图片上没有读到文字，因此无法从中找到答案。",
        )
    else:
        lines = "one line" if count == 1 else f"{count} lines"
        reason = pick(
            tongue,
            f"I did not find the answer in the text of the picture ({lines} read).",
            f"在图片的文字（共 {count} 行）中没有找到答案。",
        )
    hint = pick(
        tongue,
        "If it takes understanding what is shown rather than reading it, a vision model such as "
        "GLM-4.5V would know: connect an endpoint in the sidebar.",
        "如果需要理解画面而不只是读文字，请在侧边栏接入视觉模型端点（如 GLM-4.5V）。",
    )
    nearest = _nearest(question, views)
    if nearest:
        near = pick(tongue, "The nearest text", "最接近的文字")
        reason += f" {near}: {nearest}." if tongue == "en" else f"{near}：{nearest}。"
    return Said(f"{reason} {hint}" if tongue == "en" else reason + hint)


def _nearest(question: str, views: Sequence[Viewed]) -> str:
    from rapidfuzz.fuzz import ratio

    from model.backends.embedded.pointing.matching import nearest
    from model.backends.embedded.talk.prose import quote
    from model.language.terms import asked_terms

    found: dict[str, None] = {}
    for view in views:
        for term in asked_terms(question):
            if len(term) >= 4:
                found.update(
                    (text, None)
                    for text in nearest(term, view.screen.lines, most=1)
                    if ratio(term, text.casefold()) >= _NEAR
                )
    return ", ".join(quote(text) for text in list(found)[:3])


def _instead(views: Sequence[Viewed], tongue: Tongue) -> str:
    measured = " ".join(in_brief(view, tongue) for view in views[:3])
    return pick(tongue, f"What it can tell: {measured}", f"能够测得的是：{measured}")
