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
    """That there is no picture to read."""
    return f"{NOT_FOUND}\n" + pick(
        tongue,
        "There is no picture of a chart here to read; choose one on a page.",
        "这里没有可读的图表图片；请在页面上选择一张。",
    )


def no_chart(tongue: Tongue) -> str:
    """That nothing on the picture shows that it is a chart."""
    return f"{NOT_FOUND}\n" + pick(
        tongue,
        "Nothing on this picture shows that it is a chart: there are no bars with labels, no axis "
        "with numbers in even steps and no shares that make up a whole. If it is one, a "
        "vision-language model such as GLM-4.5V, connected in the sidebar, can read it.",
        "这张图片上没有图表的迹象：没有带标签的柱子，没有等距刻度的坐标轴，也没有合成整体的百分比。"
        "如果它确实是图表，可在侧边栏接入 GLM-4.5V 等视觉语言模型来读取。",
    )
