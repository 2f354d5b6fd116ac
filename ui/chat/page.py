"""What the Chat tab's components show of a conversation, as updates for Gradio."""

from __future__ import annotations

from html import escape
from typing import Any

import gradio as gr

from model.messages import Message
from ui import presenters
from ui.behind import behind
from ui.chat.parts import Parts
from ui.chat.shelf import Shelf, drawn
from ui.conversation import Conversation
from ui.presenters import Shown
from ui.words import Language

Update = dict[Any, Any]


class Page:
    """Turns conversations into updates of ``parts``; pictures get their addresses from a shelf."""

    def __init__(self, parts: Parts, shelf: Shelf) -> None:
        self.parts, self._shelf = parts, shelf

    def order(self, now: Conversation, language: Language) -> list[Shown]:
        """All messages in the order in which the page counts them."""
        return presenters.present(now, self._shelf, drawn, language)

    def messages(self, now: Conversation, language: Language) -> list[Any]:
        """The whole conversation."""
        return [_message(one) for one in self.order(now, language)]

    def last(self, now: Conversation, language: Language) -> list[Any]:
        """The last turn only."""
        at = len(now.turns) - 1
        shown = presenters.present_turn(now, at, self._shelf, drawn, language)
        return [_message(one) for one in shown]

    def at_rest(self, now: Conversation, language: Language) -> Update:
        """A conversation that nobody is answering."""
        parts = self.parts
        return {
            parts.conversation: now,
            parts.chatbot: gr.Chatbot(
                self.messages(now, language), visible=True if now.turns else "hidden"
            ),
            parts.welcome: gr.HTML(visible=not now.turns),
            **dict(zip(parts.behind, behind(now), strict=True)),
        }

    def began(self, update: Update) -> Update:
        """The first update of an answer: the box is emptied, the cards give way to the chat."""
        parts = self.parts
        chatbot = update[parts.chatbot]
        if not isinstance(chatbot, gr.Chatbot):
            chatbot = gr.Chatbot(chatbot, visible=True)
        emptied = gr.MultimodalTextbox({"text": "", "files": []}, submit_btn=False, stop_btn=True)
        return {
            parts.welcome: gr.HTML(visible=False),
            parts.trouble: "",
            **update,
            parts.composer: emptied,
            parts.chatbot: chatbot,
        }

    def filled(self, question: Message) -> gr.MultimodalTextbox:
        """The box with a question to change or to ask again."""
        files = [str(self._shelf.file(picture)) for picture in question.pictures]
        return gr.MultimodalTextbox({"text": question.text, "files": files})


def stoppable(running: bool) -> gr.MultimodalTextbox:
    """The box with the button to stop, or the one to send."""
    return gr.MultimodalTextbox(submit_btn=not running, stop_btn=running)


def trouble(text: str) -> str:
    """A sentence on why a question could not be asked, as HTML."""
    return f'<p class="line bad" role="alert">{escape(text)}</p>'


def busy(text: str) -> str:
    """What is being done before an answer can begin, as HTML."""
    return f'<p class="line busy" role="status">{escape(text)}</p>'


def _message(shown: Shown) -> gr.ChatMessage:
    content: Any = shown.content
    if shown.kind == "html":
        content = gr.HTML(shown.content, apply_default_css=False, render=False)
    metadata: Any = {}
    if shown.title:
        metadata = {"title": shown.title, "status": shown.status}
    return gr.ChatMessage(content=content, role=shown.role, metadata=metadata)
