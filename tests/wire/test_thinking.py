"""The ten ways thinking arrives, and that no cut of the stream changes what comes out."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.events import Reason, Transcript
from model.wire.thinking import ALL_THINKING, CUT_THINKING, Splitter

INLINE = [
    ("plain answer", "Hello.", "", "Hello."),
    ("inline", "<think>I look.</think>Hello.", "I look.", "Hello."),
    ("newlines round it", "\n<think>\nI look.</think>\n\nHello.\n", "I look.", "Hello.\n"),
    ("empty block (nothink)", "<think></think>\nHello.", "", "Hello."),
    ("orphan closer", "I look.</think>Hello.", "I look.", "Hello."),
    ("doubled opener", "<think><think>a</think>b", "a", "b"),
    ("nested", "<think>a<think>b</think>c</think>d", "abc", "d"),
    ("second block", "<think>a</think>b<think>c</think>d", "ac", "bd"),
    ("answer tags", "<think>a</think><answer>b</answer>", "a", "b"),
    ("answer tags alone", "<answer>b</answer>", "", "b"),
    ("answer opens inside thinking", "<think>a<answer>b</answer>", "a", "b"),
    ("answer named in thinking", "<think>a <answer> b</think>c", "a b", "c"),
    ("box tokens stay", "<think>a</think><|begin_of_box|>1<|end_of_box|>", "a",
     "<|begin_of_box|>1<|end_of_box|>"),
    ("lesser sign", "1 < 2 and <b>bold</b> <thin", "", "1 < 2 and <b>bold</b> <thin"),
    ("quoted tags are words", "Use `<think>` and '</think>'.", "", "Use `<think>` and '</think>'."),
    ("thinking ends in a quote", "<think>it is 'Tokyo'</think>Tokyo", "it is 'Tokyo'", "Tokyo"),
    ("a closer named after the block", "<think>a</think>b </think> c", "a", "b </think> c"),
    ("quote before the end", "<think>say 'x'</think>", "say 'x'", "say 'x'"),
]  # fmt: skip
IDS = [row[0] for row in INLINE]


def split(chunks: list[str], reasoning: str = "", reason: Reason = "stop") -> Transcript:
    transcript, splitter = Transcript(), Splitter()
    for piece in splitter.feed(reasoning=reasoning):
        transcript.add(piece)
    for chunk in chunks:
        for piece in splitter.feed(chunk):
            transcript.add(piece)
    for end in splitter.close(reason):
        transcript.add(end)
    return transcript


@pytest.mark.parametrize(("name", "reply", "thinking", "answer"), INLINE, ids=IDS)
def test_inline(name: str, reply: str, thinking: str, answer: str) -> None:
    transcript = split([reply])
    assert (transcript.thinking, transcript.answer) == (thinking, answer)


@pytest.mark.parametrize(("name", "reply", "thinking", "answer"), INLINE, ids=IDS)
def test_every_cut_gives_the_same(name: str, reply: str, thinking: str, answer: str) -> None:
    for at in range(len(reply) + 1):
        transcript = split([reply[:at], reply[at:]])
        assert (transcript.thinking, transcript.answer) == (thinking, answer), reply[:at]
    transcript = split(list(reply))
    assert (transcript.thinking, transcript.answer) == (thinking, answer)


PIECES = [
    "<think>",
    "</think>",
    "<answer>",
    "</answer>",
    "<thi",
    "nk>",
    "`",
    "'",
    "a",
    " ",
    "\n",
    "<",
]


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.lists(st.integers(0, 60), max_size=6))
def test_no_cuts_change_the_sum(pieces: list[str], cuts: list[int]) -> None:
    reply = "".join(pieces)
    edges = [0, *sorted(min(cut, len(reply)) for cut in cuts), len(reply)]
    whole, cut_up = split([reply]), split([reply[a:b] for a, b in pairwise(edges)])
    assert (cut_up.thinking, cut_up.answer) == (whole.thinking, whole.answer)
    assert cut_up.notices == whole.notices


def test_a_field_of_its_own() -> None:
    transcript = split(["Hello."], reasoning="I look.")
    assert (transcript.thinking, transcript.answer) == ("I look.", "Hello.")


def test_a_field_and_a_stray_closer() -> None:
    transcript = split(["</think>\nHello."], reasoning="I look.")
    assert (transcript.thinking, transcript.answer) == ("I look.", "Hello.")


def test_unclosed_and_cut_is_only_thinking_and_says_so() -> None:
    transcript = split(["<think>I look and loo"], reason="length")
    assert (transcript.thinking, transcript.answer) == ("I look and loo", "")
    assert transcript.notices == [CUT_THINKING]


def test_everything_in_the_reasoning_field_is_shown_as_the_answer() -> None:
    transcript = split([], reasoning="It is a cat.")
    assert transcript.answer == "It is a cat."
    assert transcript.notices == [ALL_THINKING]


def test_an_answer_has_no_notice() -> None:
    assert split(["Hello."], reasoning="I look.").notices == []


def test_a_lost_connection_is_no_answer() -> None:
    transcript = split(["<think>I lo"], reason="disconnected")
    assert (transcript.answer, transcript.notices) == ("", [])
