"""Thoughts and reasons in the language of the task."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Say:
    """Sentences in English or, with ``chinese``, in Chinese."""

    chinese: bool = False

    def __call__(self, english: str, chinese: str) -> str:
        """One of two sentences."""
        return chinese if self.chinese else english

    def click(self, what: str) -> str:
        """Why a click."""
        return self(f"I click {what}.", f"点击{what}。")

    def seen(self, what: str) -> str:
        """What is on the screen."""
        return self(f"I see {what}.", f"我看到{what}。")

    def missing(self, what: str) -> str:
        """A target that was not found anywhere."""
        return self(f"I cannot find {what} on the screen.", f"在屏幕上找不到{what}。")

    def quoted(self, text: str) -> str:
        """A text of the screen, in quotes."""
        return self(f'"{text}"', f"“{text}”")
