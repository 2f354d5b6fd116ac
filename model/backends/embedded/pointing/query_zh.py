"""Questions in Chinese, parsed into the same ``Query`` as English ones.

Chinese puts everything before its noun, so the phrase is read from its end: noun, then what
narrows it; a relation stands after its anchor (密码下面的按钮: below 密码, the button).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final, cast

from model.backends.embedded.pointing.query import (
    Order,
    Query,
    Relation,
    hold_quotes,
    listed,
    release,
)
from model.backends.embedded.pointing.vocabulary import Place, Side, State, Target
from model.language.values import ValueKind

_NOUNS: Final[dict[str, Target]] = {
    "单选按钮": "radio", "单选框": "radio", "复选框": "checkbox", "勾选框": "checkbox",
    "多选框": "checkbox", "输入框": "field", "文本框": "field", "输入栏": "field",
    "搜索框": "field", "下拉框": "field", "字段": "field", "按钮": "button", "按键": "button",
    "开关": "switch", "图标": "icon", "图片": "picture", "图像": "picture", "照片": "picture",
    "面板": "panel", "卡片": "panel", "对话框": "panel", "弹窗": "panel", "窗口": "panel",
    "超链接": "link", "链接": "link", "文字行": "line", "文本行": "line", "文字": "line",
    "文本": "line", "标题": "heading", "词": "word", "单词": "word", "元素": "any",
    "柱子": "bar", "柱形": "bar", "柱状": "bar", "条形": "bar", "柱": "bar",
    "二维码": "code", "条形码": "code", "条码": "code",
}  # fmt: skip
_SHAPES: Final[dict[str, str]] = {
    "五角星": "star", "星形": "star", "星星": "star", "圆形": "circle", "圆圈": "circle",
    "圆点": "circle", "圆": "circle", "椭圆形": "ellipse", "椭圆": "ellipse",
    "正方形": "square", "方块": "square", "方形": "square", "长方形": "rectangle",
    "矩形": "rectangle", "方框": "rectangle", "三角形": "triangle", "三角": "triangle",
    "菱形": "diamond", "五边形": "pentagon", "六边形": "hexagon", "八边形": "octagon",
    "箭头": "arrow", "十字": "cross", "多边形": "polygon", "形状": "shape", "图形": "shape",
}  # fmt: skip
_VALUES: Final[dict[str, ValueKind]] = {
    "价格": "price", "金额": "price", "价钱": "price", "电子邮件地址": "email",
    "电子邮箱": "email", "邮箱地址": "email", "邮箱": "email", "电话号码": "phone",
    "手机号码": "phone", "手机号": "phone", "电话": "phone", "日期": "date", "时间": "time",
    "数字": "number", "网址": "url", "百分比": "percentage",
}  # fmt: skip
_COLORS: Final[dict[str, str]] = {
    "红": "red", "橙": "orange", "橘": "orange", "黄": "yellow", "绿": "green", "青": "cyan",
    "蓝": "blue", "紫": "purple", "粉": "pink", "粉红": "pink", "棕": "brown", "褐": "brown",
    "黑": "black", "白": "white", "灰": "grey", "深蓝": "dark blue", "浅蓝": "light blue",
    "深绿": "dark green", "浅绿": "light green", "深红": "dark red",
}  # fmt: skip
_PLACES: Final[dict[str, Place]] = {
    "左上": "top left", "右上": "top right", "左下": "bottom left", "右下": "bottom right",
    "上半": "top half", "下半": "bottom half", "左半": "left half", "右半": "right half",
    "顶": "top", "底": "bottom", "上": "top", "下": "bottom", "左": "left", "右": "right",
    "中间": "center", "中央": "center", "中心": "center",
}  # fmt: skip
_SIDES: Final[dict[str, Side]] = {
    "左": "left", "右": "right", "上": "above", "下": "below", "旁": "near", "附近": "near",
    "里": "in", "内": "in",
}  # fmt: skip
_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_EXTREMES: Final = {"左": "left", "右": "right", "上": "top", "顶": "top", "下": "bottom",
                    "底": "bottom", "大": "largest", "小": "smallest", "高": "tallest",
                    "矮": "shortest", "短": "shortest", "低": "shortest", "长": "widest",
                    "宽": "widest"}  # fmt: skip

_LEAD = re.compile(
    r"^(?:请问|请|麻烦|帮我|给我|我想|我要|能不能|可以|你)*\s*(?:找到|找出|找一下|查找|寻找|定位|圈出|标出|标记|框出|"
    r"指出|指向|点击|点一下|显示|选中(?!的)|检测|识别|找)\s*"
)
_WHERE = re.compile(r"(?:在哪里|在哪儿|在哪|位于哪里|在什么地方|的位置|在什么位置)[?？]?$")
_SCENE = re.compile(
    r"(?:这张|这个)?(?:图片|图像|图|画面|页面|屏幕|截图|网页|界面|照片)(?:中|上|里|里面|上面|内)的?"
)
_ALL = re.compile(r"^(?:所有的?|全部的?|每一?个|每一?条|各个|一切|这些|那些|哪些|多少个)")
_WRITTEN = re.compile(r"^(?:哪里|什么地方|何处)(?:写着|写了|显示|提到|出现)了?\s*(.+)$")
_SAYING = re.compile(
    r"^(?:写着|标着|标有|写有|叫做?|名为|包含|含有|带有|显示)\s*(.+?)(?:的|字样的)?$"
)
_ORDER = re.compile(
    r"(?:从|由)?(?:(?P<from>左|右|上|下|顶部?|底部?)(?:边|面|侧)?(?:往|向|到|至)?(?:左|右|上|下|底|顶)?"
    r"(?:边|面)?(?:数|起|开始)?(?:的)?)?"
    r"(?:(?P<back>倒数)?第(?P<n>[一二三四五六七八九十\d]+)|(?P<last>最后一?))(?:个|条|张|行|项|块)?(?:的)?"
)
_EXTREME = re.compile(r"最(左|右|上|顶|下|底|大|小|高|长|宽|矮|短|低)(?:边|面|侧|方|部|端)?的?")
_COLOR = re.compile(
    rf"({'|'.join(sorted(_COLORS, key=len, reverse=True))})(?:颜?色)的?|"
    rf"^({'|'.join(sorted(_COLORS, key=len, reverse=True))})的?$"
)
_STATE = re.compile(
    r"(?P<un>未被?|没有?被?|尚未)(?:选中|勾选|打勾|选择|打开|开启)(?:了)?的?|"
    r"(?P<on>已被?|被)?(?:选中|勾选|打勾|打开|开启)(?:了)?的|(?P<empty>空白?的?)(?=$)|"
    r"(?P<filled>已?填写?(?:好|了)?的)"
)
_PLACE = re.compile(
    r"^(?:在|位于)?(左上|右上|左下|右下|上半|下半|左半|右半|顶|底|上|下|左|右|中间|中央|中心)"
    r"(?:角|部分?|边|侧|方|面|端|半边)?(?:的|处)?(?:区域)?$"
)
_RELATION = re.compile(
    r"^(?P<anchor>.+?)(?:的)?(?P<side>左|右|上|下|旁|附近|里|内)(?:边|侧|面|方|部)?的(?P<rest>.*)$"
)
_RELATION_END = re.compile(r"^(?P<anchor>.+?)(?:的)?(?P<side>左|右|上|下|旁|里)(?:边|侧|面|方)$")
_CONTAINERS = {"工具栏": "toolbar", "导航栏": "header", "菜单栏": "header", "页眉": "header",
               "顶栏": "header", "页脚": "footer", "状态栏": "footer", "侧边栏": "sidebar",
               "侧栏": "sidebar", "对话框": "panel", "弹窗": "panel", "面板": "panel",
               "卡片": "panel", "表单": "panel", "窗口": "panel", "表格": "panel"}  # fmt: skip
_AND = re.compile(r"[和与及、,，]|以及")
_TRAILING = " \t\n?!.,;:。？！，；：、…"


def parse_chinese(asked: str) -> Query:
    """The query a Chinese question means; ``asked`` is NFKC-normalised."""
    held: list[str] = []
    body = hold_quotes(asked, held)
    body = re.sub(r"(?<=[^a-zA-Z0-9])\s+|\s+(?=[^a-zA-Z0-9])", "", body).strip(_TRAILING)
    body = _LEAD.sub("", body)
    body = _WHERE.sub("", body)
    body = _SCENE.sub("", body).strip(_TRAILING)
    if match := _WRITTEN.match(body):
        query = Query("word", text=match.group(1), quoted=True)
    else:
        query = _phrase(body)
        pieces = [piece for piece in _AND.split(body) if piece]
        if len(pieces) > 1:
            query = replace(query, parts=listed(pieces, _phrase))
    return release(replace(query, literal=body, chinese=True), held)


def _phrase(body: str) -> Query:
    if match := _PLACE.match(body):
        return Query(place=_PLACES[match.group(1)], otherwise=Query(text=body))
    if (role := _CONTAINERS.get(body, "panel")) != "panel":
        return Query("container", role=role, noun=body, otherwise=Query(text=body))
    if (match := _RELATION.match(body)) and not match.group("anchor").endswith(("最", "从")):
        anchor, rest = match.group("anchor"), match.group("rest")
        if _ALL.sub("", anchor):
            side = _SIDES[match.group("side")]
            relation = Relation(side, _anchor(anchor, side))
            return replace(_noun_phrase(rest), relation=relation, otherwise=Query(text=body))
    if match := _RELATION_END.match(body):
        side = _SIDES[match.group("side")]
        relation = Relation(side, _anchor(match.group("anchor"), side))
        return Query(relation=relation, otherwise=Query(text=body))
    return _noun_phrase(body)


def _anchor(body: str, side: Side) -> Query:
    if side == "in":
        for name, role in _CONTAINERS.items():
            if body.endswith(name):
                text = body[: -len(name)].strip("的")
                return Query("container", text=text, role=role, noun=name, literal=body)
    return replace(_noun_phrase(body), literal=body)


def _noun_phrase(body: str) -> Query:
    many = False
    if match := _ALL.match(body):
        many, body = True, body[match.end() :]
    order, place, state, color = None, None, None, ""
    query = _with_noun(body)
    text = query.text
    if match := _ORDER.search(text):
        order = _order(match)
        text = text[: match.start()] + text[match.end() :]
    if match := _EXTREME.search(text):
        order = Order(order.index if order else 1, _EXTREMES[match.group(1)])
        text = text[: match.start()] + text[match.end() :]
    if match := _ALL.match(text):
        many, text = True, text[match.end() :]
    if query.noun and (match := _COLOR.search(text)):
        color = _COLORS[match.group(1) or match.group(2)]
        text = text[: match.start()] + text[match.end() :]
    if query.noun and (match := _STATE.search(text)):
        state = _state(match)
        text = text[: match.start()] + text[match.end() :]
    if query.noun and (match := _PLACE.match(text)):
        place = _PLACES[match.group(1)]
        text = ""
    text = text.strip("的 ")
    if match := _SAYING.match(text):
        text = match.group(1)
    whole = None
    if text != query.text.strip("的 "):
        whole = replace(query, text=query.text.strip("的 "), many=many)
    return replace(
        query,
        text=text,
        order=order,
        place=place,
        state=state,
        color=color,
        many=many,
        otherwise=whole,
    )


def _order(match: re.Match[str]) -> Order:
    by = {"左": "left", "右": "right", "下": "bottom", "底": "bottom", "底部": "bottom"}.get(
        match.group("from") or "", "reading"
    )
    if match.group("last"):
        return Order(-1, by)
    number = _number(match.group("n"))
    return Order(-number if match.group("back") else number, by)


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _state(match: re.Match[str]) -> State:
    if match.group("empty"):
        return "empty"
    if match.group("filled"):
        return "filled"
    return "unchecked" if match.group("un") else "checked"


def _with_noun(body: str) -> Query:
    if body.endswith("搜索框"):
        return Query("field", text=body[:-3] + "搜索", noun="搜索框")
    tables: tuple[tuple[str, dict[str, str]], ...] = (
        ("target", cast(dict[str, str], _NOUNS)),
        ("shape", _SHAPES),
        ("value", cast(dict[str, str], _VALUES)),
    )
    for field, table in tables:
        for noun in sorted(table, key=len, reverse=True):
            if not body.endswith(noun):
                continue
            rest, meaning = body[: -len(noun)], table[noun]
            if field == "target":
                return Query(cast(Target, meaning), text=rest, noun=noun)
            if field == "shape":
                return Query("shape", shape=meaning, text=rest, noun=noun)
            return Query("value", value=cast(ValueKind, meaning), text=rest, noun=noun)
    return Query(text=body)
