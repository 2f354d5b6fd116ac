"""What tasks ask for: every form of clause, in English and in Chinese, a row each."""

import pytest

from model.backends.embedded.act.goals import (
    Ask,
    Choose,
    Drag,
    Expand,
    Fill,
    FillAll,
    GoBack,
    InOrder,
    Keys,
    Pause,
    Press,
    Scroll,
    Search,
    Until,
)
from model.backends.embedded.act.instruction import plan


def told(task: str) -> list[str]:
    """The goals of a task, each in a few words."""
    return [_told(goal.deed) for goal in plan(task).goals]


def _told(deed: object) -> str:
    match deed:
        case Press(target, how, where, state):
            order = f"#{target.order}" if target.order else ""
            more = [part for part in (how if how != "left" else "", where) if part]
            more += [] if state is None else ["on" if state else "off"]
            more += ["pictured"] if target.pictured else []
            return " ".join(filter(None, ["press", target.kind, order, target.text, *more]))
        case Fill(value, field):
            what = "sum" if value.solve else value.lookup and f"value of {value.lookup}"
            what = what or value.text
            where = "every " if field.every else ""
            return f"fill {where}{field.kind} {field.text}: {what}"
        case FillAll():
            return "fill all"
        case Choose(options, among, only):
            where = f" among {among.kind} {among.text}".rstrip() if among else ""
            return f"choose {'|'.join(options)}{where}{' only' if only else ''}"
        case Scroll(direction, area, to_end, until):
            words = [direction, area.kind if area else "", "to end" if to_end else "", until]
            return " ".join(filter(None, ["scroll", *words]))
        case Until(goal, text, gone):
            return f"until {'gone ' if gone else ''}{text}: {_told(goal)}"
        case Expand(target, collapse):
            return f"{'collapse' if collapse else 'expand'} {target.text}".strip()
        case Search(phrase):
            return f"search {phrase}"
        case InOrder(descending):
            return "numbers down" if descending else "numbers up"
        case Keys(keys):
            return f"keys {'+'.join(keys)}"
        case Ask(question):
            return f"ask {question}"
        case Drag(target, onto):
            return f"drag {target.text} onto {onto.text}"
        case Pause(seconds):
            return f"wait {seconds:g}"
        case GoBack():
            return "back"
    raise AssertionError(deed)


@pytest.mark.parametrize(
    ("task", "goals"),
    [
        ("Click the button.", ["press button"]),
        ("click Save", ["press Save"]),
        ('Please double-click the "Notes" icon', ["press icon Notes double"]),
        ("right click the second row", ["press row #2 right"]),
        ("Click button Next, then click button Finish.", ["press button Next",
                                                         "press button Finish"]),
        ('Click on the link "eu.".', ["press link eu."]),
        ('Click the button in the dialog box labeled "Cancel".', ["press button Cancel"]),
        ("Click on Tab #3.", ["press tab Tab #3"]),
        ('Close the dialog box by clicking the "x".', ["press close x"]),
        ("close the dialog", ["press close"]),
        ('Click on a "textarea" widget.', ["press area"]),
        ("Look through the tabs to find and click on the link \"More\".",
         ["press link More tabs"]),
        ('Navigate through the file tree. Find and click on the folder named "Src".',
         ["press row Src tree"]),
        ('Click "Menu", and then find and click on the item with the icon.',
         ["press Menu", "press icon pictured"]),
        ("Focus into the 3rd input textbox.", ["press field #3"]),
        ("hover over Products", ["press Products hover"]),
        ("click Next 3 times", ["press Next"] * 3),
        ("click Next until Finish appears", ["until Finish: press Next"]),
        ("keep clicking More until it says All seen", ["until All seen: press More"]),
        ("Click Add and then repeat it 2 more times", ["press Add"] * 3),
        ("Click on the numbers in ascending order.", ["numbers up"]),
        ("Click the numbers from largest to smallest", ["numbers down"]),
        ("log out", ["press button log out"]),
        ("go back", ["back"]),
        ("wait 2 seconds", ["wait 2"]),
        ("press Enter", ["keys Enter"]),
        ("press ctrl+a", ["keys Control+a"]),
        ('press "Enter"', ["press Enter"]),
        ("drag Milk to Basket", ["drag Milk onto Basket"]),
    ],
)  # fmt: skip
def test_pressing(task, goals):
    assert told(task) == goals


@pytest.mark.parametrize(
    ("task", "goals"),
    [
        ('Enter "Ada" into the text field and press Submit.',
         ["fill field : Ada", "press Submit"]),
        ('Type "ADA" in all lower case letters in the text input.', ["fill field : ada"]),
        ('Enter the password "s3" into both text fields', ["fill every field : s3"]),
        ('Enter the username "ada" and the password "s3" into the text fields and press login.',
         ["fill field username: ada", "fill field password: s3", "press login"]),
        ("Fill in the name with Ada Lovelace and the email with \"a@b.c\"",
         ["fill field name: Ada Lovelace", "fill field email: a@b.c"]),
        ("name = Ada, email: ada@x.org and press Send",
         ["fill field name: Ada", "fill field email: ada@x.org", "press Send"]),
        ("Set the volume slider to 40", ["fill slider volume: 40"]),
        ("Enter 01/28/2011 as the date and hit submit.",
         ["fill date : 01/28/2011", "press submit"]),
        ("Enter 6:09 AM as the time", ["fill time : 6:09 AM"]),
        ("Enter the value of Year of Birth into the text field",
         ["fill field : value of Year of Birth"]),
        ("Enter the value that corresponds with each label into the form and submit when done.",
         ["fill all", "press button Submit"]),
        ("Solve the problem and type your answer into the textbox. Press submit when done.",
         ["fill field : sum", "press submit"]),
        ("Select -8 with the spinner and hit Submit.", ["fill spinner : -8", "press Submit"]),
        ("log in as ada with password \"s3\"",
         ["fill field username: ada", "fill field password: s3", "press button Log in"]),
        ("Search for adventure movies from year 1991.",
         ["search adventure movies from year 1991"]),
        ('clear the field "Name"', ["fill field Name: "]),
    ],
)  # fmt: skip
def test_filling(task, goals):
    assert told(task) == goals


@pytest.mark.parametrize(
    ("task", "goals"),
    [
        ("Select kTb, x2 and click Submit.", ["choose kTb|x2", "press Submit"]),
        ("Select nothing and click Submit.", ["choose  only", "press Submit"]),
        ("Select Sierra Leone from the list", ["choose Sierra Leone among list"]),
        ('Select "Deutsch" in "Language"', ["choose Deutsch among  Language"]),
        ("check all checkboxes", ["choose *"]),
        ("uncheck Newsletter and save", ["press Newsletter off", "press button save"]),
        ("turn on dark mode", ["press dark mode on"]),
        ("select the second option", ["press row #2"]),
        ("Scroll the textarea to the bottom of the text hit submit.",
         ["scroll down area to end", "press submit"]),
        ("Scroll down until you see Contact", ["scroll down Contact"]),
        ("scroll to the top of the page", ["scroll up to end"]),
        ("Expand the section below and click submit.", ["expand", "press submit"]),
        ('collapse the section "Details"', ["collapse Details"]),
        ("What is the price of Coffee?", ["ask What is the price of Coffee?"]),
    ],
)  # fmt: skip
def test_choosing_scrolling_asking(task, goals):
    assert [goal.rstrip("?") for goal in told(task)] == [goal.rstrip("?") for goal in goals]


@pytest.mark.parametrize(
    ("task", "goals"),
    [
        ("点击“登录”按钮", ["press button 登录"]),
        ("在用户名中输入“ada”，在密码框输入“s3”，然后点击登录",
         ["fill field 用户名: ada", "fill field 密码: s3", "press 登录"]),
        ("选择北京、上海并点击提交", ["choose 北京|上海", "press 提交"]),
        ("从下拉列表中选择“广东”", ["choose 广东 among list"]),
        ("向下滚动直到看到“联系我们”", ["scroll down 联系我们"]),
        ("滚动到页面底部", ["scroll down to end"]),
        ("点击“下一步”直到出现“完成”", ["until 完成: press 下一步"]),
        ("点击下一步3次", ["press 下一步"] * 3),
        ("取消勾选订阅", ["press 订阅 off"]),
        ("点击第二个复选框", ["press checkbox #2"]),
        ("姓名：张三，邮箱：z@x.cn，点击提交",
         ["fill field 姓名: 张三", "fill field 邮箱: z@x.cn", "press 提交"]),
        ("按回车键", ["keys Enter"]),
        ("返回上一页", ["back"]),
        ("双击“报告”", ["press 报告 double"]),
        ("把苹果拖到篮子里", ["drag 苹果 onto 篮子"]),
    ],
)  # fmt: skip
def test_chinese(task, goals):
    assert told(task) == goals
    assert plan(task).chinese


def test_conditions_belong_to_their_clauses():
    found = plan('If "Accept cookies" is shown, click Accept. Otherwise click Later. Click Go.')
    then, other, last = found.goals
    assert then.condition == other.condition and then.condition is not None
    assert (then.condition.text, then.condition.absent) == ("Accept cookies", False)
    assert (then.otherwise, other.otherwise, last.condition) == (False, True, None)
    absent = plan("If there is no error, click Continue").goals[0].condition
    assert absent is not None and absent.absent and absent.text == "error"


@pytest.mark.parametrize("task", ["Ponder the meaning of the page", "白日依山尽"])
def test_what_is_not_understood_is_kept(task):
    found = plan(task)
    assert not found.goals
    assert found.unclear


def test_a_part_not_understood_does_not_take_the_rest_with_it():
    found = plan("Click Save. Ponder the result.")
    assert told("Click Save. Ponder the result.") == ["press Save"]
    assert found.unclear == ("Ponder the result",)


def test_hints_come_first():
    assert [_told(goal.deed) for goal in plan("click Save", ("click Close",)).goals] == [
        "press Close", "press Save",
    ]  # fmt: skip
