"""What the embedded engine cannot do with documents, and what could."""

from __future__ import annotations

from model.backends.embedded.talk.prose import Tongue, pick
from model.tasks.document import Consult
from model.tasks.document_prompt import NOT_FOUND


def cannot_translate(task: Consult, tongue: Tongue) -> str:
    """That no translation is made here."""
    language = task.language or pick(tongue, "another language", "其他语言")
    return f"{NOT_FOUND}\n" + pick(
        tongue,
        f"The embedded engine searches and quotes; it cannot translate into {language}. Connect a "
        "vision-language model such as GLM-4.5V in the sidebar and ask again.",
        f"内置引擎只能检索和引用，不能翻译成{language}。"
        "请在侧边栏接入 GLM-4.5V 等视觉语言模型后再试。",
    )


def cannot_chart(tongue: Tongue) -> str:
    """That a pictured chart's values are not read here."""
    return f"{NOT_FOUND}\n" + pick(
        tongue,
        "The embedded engine takes exact values only from charts that are drawn or stored as data; "
        "this one is a picture. A vision-language model, connected in the sidebar, can read it.",
        "内置引擎只能从矢量或内嵌数据的图表中取得准确数值；这一张是图片。"
        "请在侧边栏接入视觉语言模型来读取。",
    )
