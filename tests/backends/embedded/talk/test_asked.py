"""What questions are taken to ask for, and about which pictures."""

import pytest
from PIL import Image

from model.backends.embedded.talk.asked import understand
from model.media.images import open_picture
from model.messages import Message, Text, user

ONE = open_picture(Image.new("RGB", (40, 30), "red"), "one.png")
TWO = open_picture(Image.new("RGB", (40, 30), "blue"), "two.png")


@pytest.mark.parametrize(
    ("question", "ability"),
    [
        ("", "describe"),
        ("hi", "greet"),
        ("What can you do?", "greet"),
        ("thanks!", "greet"),
        ("你好", "greet"),
        ("read the text", "read"),
        ("Read this out loud please", "read"),
        ("What does it say?", "read"),
        ("What is written here?", "read"),
        ("OCR", "read"),
        ("extract all text as markdown", "read"),
        ("transcribe the document", "read"),
        ("Convert the table in the image to Markdown format", "read"),
        ("读出文字", "read"),
        ("提取图中的文字", "read"),
        ("图片里写了什么", "read"),
        ("Describe this image", "describe"),
        ("What is this?", "describe"),
        ("What's in this picture?", "describe"),
        ("what do you see", "describe"),
        ("What kind of picture is this?", "describe"),
        ("Is this a photo or a drawing?", "describe"),
        ("这是什么？", "describe"),
        ("描述这张图片", "describe"),
        ("How big is this picture?", "size"),
        ("what is the resolution of the image", "size"),
        ("图片尺寸是多少", "size"),
        ("What colours are used?", "colours"),
        ("what is the background color", "colours"),
        ("主要颜色是什么", "colours"),
        ("compare the two images", "compare"),
        ("What changed?", "compare"),
        ("spot the differences", "compare"),
        ("are these the same?", "compare"),
        ("比较这两张图", "compare"),
        ("找不同", "compare"),
        ("What does the QR code say?", "codes"),
        ("scan the barcode", "codes"),
        ("二维码里是什么", "codes"),
        ("How many buttons are there?", "count"),
        ("count the red circles", "count"),
        ("the number of lines", "count"),
        ("有几个按钮？", "count"),
        ("图中有多少个圆", "count"),
        ("What is the sum of the prices?", "sum"),
        ("average of column Q2", "sum"),
        ("Where is the login button?", "where"),
        ("find the search field", "where"),
        ("Is there a cancel button?", "where"),
        ("Does it mention a refund?", "where"),
        ("is the checkbox checked?", "where"),
        ("登录按钮在哪里？", "where"),
        ("What is the total?", "evidence"),
        ("What is the invoice number?", "evidence"),
        ("When does it start?", "evidence"),
        ("who is the author?", "evidence"),
        ("how much is the espresso", "evidence"),
        ("What is the size of the shirt?", "evidence"),
        ("合计是多少？", "evidence"),
        ("total", "evidence"),
    ],
)
def test_abilities(question, ability):
    assert understand((user(question, ONE),)).ability == ability


@pytest.mark.parametrize(
    ("question", "wish"),
    [
        ("Translate this into English", "translate"),
        ("翻译成中文", "translate"),
        ("Summarize the document", "summarise"),
        ("tl;dr", "summarise"),
        ("总结一下", "summarise"),
        ("Who is this?", "identity"),
        ("who is the man in the picture", "identity"),
        ("这是谁？", "identity"),
        ("Why is this funny?", "meaning"),
        ("Explain this meme", "meaning"),
        ("这个梗是什么意思", "meaning"),
        ("What breed is this dog?", "recognise"),
        ("Is this a cat?", "recognise"),
        ("what kind of flower is it", "recognise"),
        ("Where was this taken?", "place"),
        ("这张照片是哪里拍的？", "place"),
        ("Solve the problem in the picture", "solve"),
        ("write a poem about it", "write"),
        ("Do you think it looks good?", "judge"),
    ],
)
def test_what_is_beyond_it(question, wish):
    asked = understand((user(question, ONE),))
    assert (asked.ability, asked.wish) == ("unknowable", wish)


@pytest.mark.parametrize(
    ("question", "pictures"),
    [
        ("read it", (1,)),
        ("read the first picture", (0,)),
        ("what is the total in picture 1?", (0,)),
        ("describe both pictures", (0, 1)),
        ("compare", (0, 1)),
        ("第一张图里写了什么", (0,)),
        ("and the first one?", (0,)),
        ("the previous image: how big is it?", (0,)),
        ("picture 7", (1,)),
    ],
)
def test_pictures_meant(question, pictures):
    said = Message("assistant", (Text("…"),))
    talk = (user("what is the total?", ONE), said, user("and here?", TWO), said, user(question))
    assert understand(talk).pictures == pictures


def test_a_picture_named_in_a_question_is_no_word_to_look_for():
    assert understand((user("What is the date on the second picture?", ONE, TWO),)).question == (
        "What is the date?"
    )


def test_follow_ups_inherit_what_was_asked():
    said = Message("assistant", (Text("2"),))
    count = (user("How many buttons?", ONE), said)
    assert understand((*count, user("and checkboxes?"))).subject == "checkboxes"
    assert understand((*count, user("What about links?"))).ability == "count"
    assert understand((*count, user("where are they?"))).question == "How many buttons?"
    chinese = (user("有几个按钮？", ONE), said)
    assert understand((*chinese, user("那复选框呢？"))).subject == "复选框"
