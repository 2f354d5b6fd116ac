"""What the file says of itself."""

from __future__ import annotations

from model.backends.embedded.talk.prose import Tongue, pick
from model.backends.embedded.watch.stretch import lasting
from model.clips.parts import Facts


def tell(facts: Facts, tongue: Tongue) -> str:
    """Length, size, frame rate, codec, sound, and what was noticed when it was opened."""
    rate = f"{facts.frames_per_s:.2f}".rstrip("0").rstrip(".")
    varying_en = ", which varies" if facts.variable else ""
    varying_zh = "（可变）" if facts.variable else ""
    sound = pick(tongue, "with", "有") if facts.audio else pick(tongue, "without", "无")
    text = pick(
        tongue,
        f"It is **{lasting(facts.seconds)}** (duration {facts.seconds:.2f} s), "
        f"{facts.width}×{facts.height} pixels, {rate} frames a second{varying_en}, "
        f"{facts.codec}, {sound} sound, {facts.bytes / 1e6:.1f} MB.",
        f"时长 **{facts.seconds:.2f} 秒**，{facts.width}×{facts.height} 像素，每秒 {rate} 帧"
        f"{varying_zh}，{facts.codec} 编码，{sound}声音，{facts.bytes / 1e6:.1f} MB。",
    )
    return "\n".join([text, *(f"- {note}" for note in facts.notes)])
