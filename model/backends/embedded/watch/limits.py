"""What the embedded engine cannot know of a clip, told plainly, with what would know it."""

from __future__ import annotations

from model.backends.embedded.talk.prose import Tongue, pick


def needs_eyes(tongue: Tongue) -> str:
    """That people, things, actions and meaning take a vision model."""
    return pick(
        tongue,
        "The embedded engine measures shots, motion, light and colour and reads text; it does not "
        "recognise people or things, nor what somebody does or a scene means. Connect an endpoint "
        "with a vision model such as GLM-4.5V in the sidebar and ask again there.",
        "内置引擎只能测量镜头、运动、亮度和颜色，并读出文字；它认不出人和物，也不知道谁在做什么、"
        "画面有何含义。请在侧边栏接入带视觉模型的端点（如 GLM-4.5V）后再问。",
    )


def no_sound(tongue: Tongue, audio: bool) -> str:
    """That nothing here hears; GLM-V does not either."""
    english = (
        "The clip has sound, but nothing here listens to it: "
        if audio
        else "The clip has no sound track. For others: "
    )
    chinese = "这段视频有声音，但这里不会去听：" if audio else "这段视频没有声轨。另外："
    return pick(
        tongue,
        f"{english}neither the embedded engine nor GLM-4.5V hears; a speech recogniser would.",
        f"{chinese}内置引擎和 GLM-4.5V 都听不到声音，需要语音识别。",
    )


def partly(tongue: Tongue, done: float) -> str:
    """That the clip is still being watched."""
    return pick(
        tongue,
        f"Only {done:.0%} of the clip has been watched so far; the answer may change.",
        f"目前只看了视频的 {done:.0%}，答案可能会变。",
    )
