"""What all sessions together may keep, and what is forgotten first."""

from PIL import Image

from model.messages import Picture, user
from ui.conversation import Conversation
from ui.ground.finding import Finding
from ui.sessions import Sessions, weights

ANN, BOB, CAT = ("a" * 32, "b" * 32, "c" * 32)
BYTES = 10 * 10 * 4


def picture(name: str) -> Picture:
    return Picture(Image.new("RGB", (10, 10)), name, name)


def chat(*names: str) -> Conversation:
    return Conversation().ask(user("What is it?", *(picture(name) for name in names)))


def test_pictures_are_found_and_weighed_wherever_they_are() -> None:
    one, cut = picture("one"), picture("cut")
    assert sum(weights(chat("one", "two")).values()) == 2 * BYTES
    assert weights(Finding(one, None, cut)) == {id(one.pixels): BYTES, id(cut.pixels): BYTES}
    assert weights(Conversation()) == weights("text") == weights(None) == {}


def test_the_longest_unused_is_forgotten_first_and_told_once() -> None:
    sessions = Sessions(60, most_bytes=2 * BYTES)
    told: list[str] = []
    sessions.on_forgotten = told.append
    sessions.put(ANN, "chat", chat("ann"))
    sessions.put(ANN, "connection", "a key")
    sessions.put(BOB, "ground", Finding(picture("bob")))
    assert sessions.get(ANN, "chat") is not None  # used again: now Bob's is the oldest
    sessions.put(CAT, "chat", chat("cat"))
    assert told == [BOB]
    assert sessions.get(BOB, "ground") is None
    assert sessions.get(ANN, "chat") is not None
    assert sessions.picture_bytes == 2 * BYTES
    assert sessions.take_forgotten(BOB, "ground")
    assert not sessions.take_forgotten(BOB, "ground")
    assert not sessions.take_forgotten(ANN, "chat")


def test_what_weighs_nothing_stays() -> None:
    sessions = Sessions(60, most_bytes=BYTES)
    sessions.put(ANN, "connection", "a key")
    sessions.put(ANN, "chat", chat("ann"))
    sessions.put(BOB, "chat", chat("bob"))
    assert sessions.get(ANN, "chat") is None
    assert sessions.get(ANN, "connection") == "a key"


def test_one_picture_that_many_hold_counts_once() -> None:
    sessions = Sessions(60, most_bytes=BYTES)
    ours = chat("ours")
    for token in (ANN, BOB, CAT):
        sessions.put(token, "chat", ours)
    assert sessions.get(ANN, "chat") is not None
    assert sessions.picture_bytes == BYTES


def test_the_newest_is_kept_even_if_it_is_too_much_alone() -> None:
    sessions = Sessions(60, most_bytes=BYTES)
    sessions.put(ANN, "chat", chat("one", "two", "three"))
    assert sessions.get(ANN, "chat") is not None


def test_a_new_chat_is_not_one_that_was_forgotten() -> None:
    sessions = Sessions(60, most_bytes=BYTES)
    sessions.put(ANN, "chat", chat("ann"))
    sessions.put(BOB, "chat", chat("bob"))
    sessions.put(ANN, "chat", Conversation())
    assert not sessions.take_forgotten(ANN, "chat")
