"""Chinese tasks: clauses by their verbs, with the same goals as the English grammar."""

from __future__ import annotations

import re
from dataclasses import replace

from model.actions import Direction
from model.backends.embedded.act.goals import (
    Ask,
    Choose,
    Condition,
    Deed,
    Drag,
    Expand,
    Fill,
    Goal,
    GoBack,
    How,
    InOrder,
    Keys,
    Kind,
    Pause,
    Press,
    Scroll,
    Search,
    Target,
    Until,
    Value,
)
from model.backends.embedded.act.keys import keys_named
from model.backends.embedded.act.phrases import HELD, bare, release
from model.backends.embedded.act.verbs import applied_in_chinese, beside_in_chinese

_VERBS = (
    "点击|单击|点按|点选|按下|双击|右击|右键点击|悬停|输入|填写|填入|选择|勾选|取消勾选|取消选择|选中|"
    "滚动|下滑|上滑|展开|收起|打开|关闭|提交|登录|保存|返回|等待|搜索|拖动|拖拽|清空|切换|开启|启用|"
    "禁用|重复|如果|否则|删除|移除|加入|添加|购买|预订|确认|接受|同意|收藏|下载|找到|按|在|将|把"
)
_SENTENCE = re.compile(r"[。；;！!\n]+|(?<=[？?])")
_CONNECTED = re.compile(
    rf"[，,、]?\s*(?:然后再|然后|接着|随后|之后|最后|再|并且|并|以及)\s*(?=(?:{_VERBS}))|"
    rf"[，,]\s*(?=(?:{_VERBS}))"
)
_POLITE = re.compile(
    r"^(?:请你?|麻烦你?|帮我|首先|先|然后|接着|再|最后|现在|并且|并|我想|我要)\s*[，,]?\s*"
)
_END = " \t\n，。；！？,.;!?、"
_PRESS = re.compile(
    r"^(?P<how>双击|右击|右键(?:点击|单击)|(?:点击|单击|点按|点选|按下|按|点))(?:一下)?\s*(?P<what>.+)$"
)
_HOVER = re.compile(r"^(?:把?鼠标)?(?:悬停|移)(?:在|到)\s*(?P<what>.+?)(?:上|上面)?$")
_TYPE_INTO = re.compile(
    r"^(?:在|往|向)\s*(?P<field>.+?)\s*(?:中|里|内|上|里面)?\s*(?:输入|填写|填入|键入|写入|填)\s*(?P<value>.+)$"
)
_PUT = re.compile(
    r"^(?:将|把)\s*(?P<value>.+?)\s*(?:输入|填入|填写|写入)(?:到|进)?\s*(?P<field>.+?)(?:中|里|内)?$"
)
_SET = re.compile(
    r"^(?:将|把)\s*(?P<field>.+?)\s*(?:设置为|设为|设成|改为|改成|填为)\s*(?P<value>.+)$"
)
_TYPE = re.compile(r"^(?:输入|填写|键入|填入)\s*(?P<value>.+)$")
_LABEL_FIRST = re.compile(
    r"^(?P<field>[^，,]+?)\s*(?:填写为?|填入|填|输入|写上?|选择|选|设为|改为|改成)\s*(?P<value>.+)$"
)
_COMMA = re.compile(r"\s*[，,]\s*")
_LISTED = re.compile(r"(?P<label>[^，,：:=＝]+?)\s*[：:=＝为]\s*(?P<value>[^，,；;]+)")
_CHOOSE = re.compile(
    r"^(?:(?:在|从)\s*(?P<where>.+?)\s*(?:中|里|内)\s*)?(?P<verb>选择|勾选|选中|取消勾选|取消选择|取消选中)\s*"
    r"(?P<what>.+)$"
)
_SCROLL = re.compile(
    r"^(?:(?:将|把|在)?(?P<area>[^\s]*?)(?:中|里|上)?)?\s*(?:向(?P<way>下|上|左|右))?(?:滚动|滑动|下滑|上滑)"
    r"(?P<rest>.*)$"
)
_UNTIL_SEEN = re.compile(r"(?:直到|直至|到)(?:看到|看见|出现|显示|找到)\s*(?P<text>.+?)(?:为止)?$")
_UNTIL = re.compile(
    r"^(?:一直|不断|反复)?(?P<what>.+?)[，,]?\s*(?:直到|直至)(?:(?:看到|看见|出现|显示|找到)\s*(?P<text>.+?)|"
    r"(?P<shown>.+?)(?P<state>出现|显示|消失))(?:为止)?$"
)
_IF = re.compile(
    r"^(?:如果|若|要是|假如)(?P<condition>.+?)[，,]\s*(?:就|则|那么|便)?\s*(?P<then>.+)$"
)
_ELSE = re.compile(r"[，,；;。]?\s*(?:否则|不然|要不然)(?:就|则)?[，,]?\s*")
_SEEN = re.compile(
    r"^(?:(?P<not>没有?|未|不)?(?:看到|看见|出现|显示|有)(?:了)?\s*(?P<text>.+)|"
    r"(?P<text2>.+?)(?P<not2>没有?|未|不)?(?:出现|显示|可见|存在)(?:了)?)$"
)
_TIMES = re.compile(r"^(?P<what>.+?)(?P<count>\d{1,2}|[一二两三四五六七八九十])\s*(?:次|遍|下)$")
_NUMBERS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_EXPAND = re.compile(r"^(?P<verb>展开|收起|折叠)\s*(?P<what>.+)$")
_OPEN = re.compile(r"^(?:打开|进入|切换到|前往|转到|查看)\s*(?P<what>.+)$")
_CLOSE = re.compile(r"^(?:关闭|关掉)\s*(?P<what>.+)$")
_SWITCH = re.compile(
    r"^(?P<verb>开启|启用|打开|禁用|停用|关闭)\s*(?P<what>.+?)(?:的)?(?P<kind>开关|选项)$"
)
_SEARCH = re.compile(r"^(?:搜索|查找|检索)\s*(?P<what>.+)$")
_FIND = re.compile(r"^(?:找到|寻找)\s*(?P<what>.+)$")
_WAIT = re.compile(r"^(?:等待|等)\s*(?P<count>\d+(?:\.\d+)?)?\s*(?:秒钟?)?$")
_DRAG = re.compile(
    r"^(?:将|把)\s*(?P<what>.+?)\s*(?:拖动|拖拽|拖放|拖|移动)(?:到|至)\s*(?P<onto>.+?)(?:上|上面|里|中)?$"
)
_ORDER = re.compile(
    r"(?:按|依).{0,4}(?P<way>升序|降序|从小到大|从大到小).{0,6}(?:点击|单击).{0,6}数字|"
    r"(?:点击|单击).{0,4}数字.{0,6}(?P<way2>升序|降序|从小到大|从大到小)"
)
_CLEAR = re.compile(r"^(?:清空|清除)\s*(?P<what>.+)$")
_ALONE = frozenset(("提交", "登录", "保存", "取消", "确定", "搜索", "发送", "注册"))
_QUESTION = re.compile(r"什么|多少|几个|哪个|哪些|谁|吗$|是否|何时")
_ITEMS = re.compile(r"[、，,]|和|以及|与")
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("checkbox", "复选框|勾选框"), ("radio", "单选(?:按钮|框)"), ("switch", "开关"),
    ("area", "文本域|多行文本框"), ("list", "下拉(?:列表|框|菜单)|列表框?"),
    ("slider", "滑块|滑动条"),
    ("spinner", "数字框|微调框"), ("date", "日期(?:框|选择器)?"), ("time", "时间(?:框|选择器)?"),
    ("field", "(?:文本|输入|搜索|编辑)?(?:框|栏)|字段"), ("tab", "标签页?|选项卡"),
    ("link", "(?:超)?链接"), ("icon", "图标"), ("dialog", "对话框|弹窗"), ("menu", "菜单"),
    ("section", "(?:折叠)?(?:部分|章节|栏目|面板)"), ("button", "按钮|按键|键"),
    ("picture", "图片|图像"), ("row", "选项|条目|文件夹|文件|一项|行"),
)  # fmt: skip
_ORDINAL = re.compile(
    r"第\s*(\d{1,2}|[一二三四五六七八九十])\s*(?:个|项|条|行)?|最后(?:一)?(?:个|项|条|行)"
)
_EVERY = re.compile(r"^(?:所有|全部|每个|每一个|两个)(?:的)?")
_PLACED = re.compile(r"(?:左边|右边|上面|下面|旁边|上方|下方|左侧|右侧)|[红绿蓝黄橙紫黑白灰]色")


def read(body: str, held: list[str]) -> tuple[list[Goal], list[str]]:
    """The goals of a task whose quotes are held, and the clauses that mean nothing here."""
    goals: list[Goal] = []
    unclear: list[str] = []
    group = 0
    for sentence in _SENTENCE.split(body):
        text = _bared(sentence)
        if not text:
            continue
        parts: list[tuple[str, Condition | None, bool]] = [(text, None, False)]
        if match := _IF.match(text):
            if (condition := _condition(match.group("condition"), held)) is None:
                unclear.append(release(text, held))
                continue
            group += 1
            then, *others = _ELSE.split(match.group("then"), maxsplit=1)
            parts = [(then, condition, False), *((other, condition, True) for other in others)]
        elif group and (match := _ELSE.match(text)):
            last = next(goal.condition for goal in reversed(goals) if goal.condition)
            parts = [(text[match.end() :], last, True)]
        for part, condition, otherwise in parts:
            for clause in _CONNECTED.split(part):
                words = _bared(clause)
                if not words:
                    continue
                found = _clause(words, held) or _by_commas(words, held)
                if found is None:
                    unclear.append(release(words, held))
                for deed in found or ():
                    goals.append(
                        Goal(deed, release(words, held), condition, otherwise,
                             group if condition else 0)
                    )  # fmt: skip
    return goals, unclear


def _bared(text: str) -> str:
    text = text.strip(_END)
    while match := _POLITE.match(text):
        if match.end() == len(text):
            break
        text = text[match.end() :].strip(_END)
    return text


def _condition(text: str, held: list[str]) -> Condition | None:
    if match := _SEEN.match(text.strip(_END)):
        what = match.group("text") or match.group("text2")
        absent = bool(match.group("not") or match.group("not2"))
        return Condition(bare(what, held).strip(), absent)
    return None


def _number(text: str) -> int:
    return _NUMBERS.get(text, 0) or int(text)


def target(phrase: str, held: list[str]) -> Target:
    """What a Chinese noun phrase means: words, kind, and which of several."""
    said = release(phrase, held).strip(_END)
    body = phrase.strip(_END)
    every = bool(_EVERY.match(body))
    body = _EVERY.sub("", body)
    order = 0
    if match := _ORDINAL.search(HELD.sub("x", body)):
        order = -1 if match.group().startswith("最后") else _number(match.group(1))
        body = _ORDINAL.sub("", body)
    placed = bool(_PLACED.search(body))
    kind: Kind = ""
    outside = body
    for name, words in _KINDS:
        if match := re.search(rf"(?:{words})$", body):
            kind, outside = name, body[: match.start()]
            break
    quoted = HELD.findall(body)
    words = held[ord(quoted[0]) - 0xE000] if quoted else outside.strip(_END).removesuffix("的")
    words = re.sub(r"^(?:名为|叫做?|写着|标有|显示)", "", words).strip()
    if words in ("×", "x", "X", "叉"):
        kind = "close"
    return Target(said, words, kind, order, every, "", False, placed)


def _field(phrase: str, held: list[str]) -> Target:
    found = target(re.sub(r"(?:中|里|内)$", "", phrase.strip()), held)
    kinds = ("field", "area", "list", "date", "time", "spinner", "slider")
    return found if found.kind in kinds else replace(found, kind="field")


def _clause(text: str, held: list[str]) -> list[Deed] | None:
    if text in _ALONE:
        return [Press(Target(text, text, "button"))]
    if _QUESTION.search(HELD.sub("", text)):
        return [Ask(bare(text, held))]
    if re.match(r"^(?:返回|后退)(?:上一页)?$", text):
        return [GoBack()]
    if match := _WAIT.match(text):
        return [Pause(min(60.0, float(match.group("count") or 5)))]
    if match := _ORDER.search(text):
        way = match.group("way") or match.group("way2")
        return [InOrder(way in ("降序", "从大到小"))]
    if (match := _TIMES.match(text)) and (found := _clause(match.group("what"), held)):
        return found * min(50, _number(match.group("count")))
    if scrolled := _scrolled(text, held):
        return scrolled
    if match := _UNTIL.match(text):
        found = _clause(match.group("what").strip(_END), held) or []
        words = bare(match.group("text") or match.group("shown"), held).strip(_END)
        deed = found[0] if len(found) == 1 else None
        if isinstance(deed, Press | Keys | GoBack):
            return [Until(deed, words, match.group("state") == "消失")]
        return None
    for rule in (beside_in_chinese, _filled, _chosen, _pressed, applied_in_chinese):
        if (found := rule(text, held)) is not None:
            return found
    if match := _LABEL_FIRST.match(text):
        value = Value(bare(match.group("value"), held).strip())
        return [Fill(value, _field(match.group("field"), held))]
    return None


def _by_commas(text: str, held: list[str]) -> list[Deed] | None:
    """The deeds of a clause whose parts, between commas, are each one of their own."""
    parts = [_bared(part) for part in _COMMA.split(text)]
    found = [_clause(part, held) for part in parts] if len(parts) > 1 else []
    if not found or any(not deeds for deeds in found):
        return None
    return [deed for deeds in found for deed in deeds or ()]


def _scrolled(text: str, held: list[str]) -> list[Deed] | None:
    if not (match := _SCROLL.match(text)):
        return None
    rest = match.group("rest")
    ways: dict[str, Direction] = {"下": "down", "上": "up", "左": "left", "右": "right"}
    direction = ways.get(match.group("way") or "", "up" if "上滑" in text else "down")
    if found := _UNTIL_SEEN.search(rest):
        return [Scroll(direction, until=bare(found.group("text"), held).strip(_END))]
    if re.search(r"顶部|开头|最上", rest):
        direction = "up"
    words = (match.group("area") or "").strip()
    area = target(words, held) if words and words not in ("页面", "网页", "屏幕") else None
    return [Scroll(direction, area, bool(re.search(r"底|顶|末尾|开头|最", rest)))]


def _filled(text: str, held: list[str]) -> list[Deed] | None:
    for pattern in (_TYPE_INTO, _PUT):
        if match := pattern.match(text):
            value = Value(bare(match.group("value"), held).strip())
            return [Fill(value, _field(match.group("field"), held))]
    if match := _SET.match(text):
        value = Value(bare(match.group("value"), held).strip())
        return [Fill(value, _field(match.group("field"), held))]
    if match := _CLEAR.match(text):
        return [Fill(Value(""), _field(match.group("what"), held))]
    match = _TYPE.match(text)
    body = match.group("value") if match else text
    listed = list(_LISTED.finditer(body))
    if listed and re.search(r"[：:=＝]", body):
        return [
            Fill(Value(bare(m.group("value"), held).strip(_END)), _field(m.group("label"), held))
            for m in listed
        ]
    if match is None:
        return None
    quoted = HELD.search(body)
    if quoted and body[: quoted.start()].strip():  # 输入用户名“ada”
        label = body[: quoted.start()].strip().removesuffix("为")
        return [Fill(Value(held[ord(quoted.group()) - 0xE000]), _field(label, held))]
    return [Fill(Value(bare(body, held).strip()), Target("", kind="field"))]


def _chosen(text: str, held: list[str]) -> list[Deed] | None:
    if not (match := _CHOOSE.match(text)):
        return None
    what = match.group("what").strip()
    among = target(match.group("where"), held) if match.group("where") else None
    if match.group("verb").startswith("取消"):
        return [Press(target(item, held), state=False) for item in _ITEMS.split(what) if item]
    named = target(what, held)
    if named.kind in ("tab", "link", "button", "icon", "menu") or (named.order and named.kind):
        return [Press(named)]
    if named.every and not named.text:
        return [Choose(("*",), among)]
    quoted = HELD.findall(what)
    options = (
        [held[ord(piece) - 0xE000] for piece in quoted]
        if quoted
        else [target(item, held).text for item in _ITEMS.split(what)]
    )
    return [Choose(tuple(option for option in options if option), among)]


def _pressed(text: str, held: list[str]) -> list[Deed] | None:
    if match := _PRESS.match(text):
        said, what = match.group("how"), match.group("what")
        if said.startswith("按") and not HELD.search(what):
            name = re.sub(r"(?:键|按键)$", "", what).strip()
            if keys := keys_named(_KEYS.get(name, name)):
                return [Keys(keys)]
        how: How = "double" if said == "双击" else "right" if said.startswith("右") else "left"
        return [Press(target(what, held), how)]
    if match := _HOVER.match(text):
        return [Press(target(match.group("what"), held), "hover")]
    if match := _DRAG.match(text):
        return [Drag(target(match.group("what"), held), target(match.group("onto"), held))]
    if match := _EXPAND.match(text):
        return [Expand(target(match.group("what"), held), match.group("verb") != "展开")]
    if match := _SWITCH.match(text):
        on = match.group("verb") in ("开启", "启用", "打开")
        return [Press(Target(text, bare(match.group("what"), held), "switch"), state=on)]
    if match := _CLOSE.match(text):
        found = target(match.group("what"), held)
        return [Press(Target(release(text, held), "" if found.kind else found.text, "close"))]
    if match := _OPEN.match(text):
        return [Press(target(match.group("what"), held))]
    if match := _SEARCH.match(text):
        return [Search(bare(match.group("what"), held).strip())]
    if match := _FIND.match(text):
        return [Scroll("down", until=target(match.group("what"), held).text)]
    return None


_KEYS = {
    "回车": "enter",
    "退格": "backspace",
    "空格": "space key",
    "制表": "tab key",
    "删除": "delete key",
}
