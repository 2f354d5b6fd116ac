"""What the Ground ability says, in English and Chinese: short, and never more than is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from model.backends.embedded.pointing.candidates import Candidate
from model.backends.embedded.pointing.query import Query

_PLURALS: Final = {
    "checkbox": "checkboxes",
    "switch": "switches",
    "radio": "radio buttons",
    "box": "boxes",
    "cross": "crosses",
    "ellipse": "ellipses",
    "any": "things",
    "email": "email addresses",
    "phone": "phone numbers",
    "price": "prices",
    "url": "web addresses",
    "line": "text lines",
    "code": "QR or bar codes",
}
_SINGULARS: Final = {
    "radio": "radio button",
    "any": "thing",
    "email": "email address",
    "phone": "phone number",
    "url": "web address",
    "line": "text line",
    "code": "QR or bar code",
}
_CHINESE: Final = {
    "button": "按钮", "field": "输入框", "checkbox": "复选框", "radio": "单选按钮",
    "switch": "开关", "icon": "图标", "picture": "图片", "panel": "面板", "link": "链接",
    "box": "方框", "line": "文字行", "word": "词", "heading": "标题", "text": "文字",
    "any": "内容", "value": "值", "price": "价格", "email": "邮箱", "phone": "电话号码",
    "date": "日期", "time": "时间", "number": "数字", "url": "网址", "percentage": "百分比",
    "circle": "圆", "ellipse": "椭圆", "square": "正方形", "rectangle": "矩形",
    "triangle": "三角形", "star": "星形", "diamond": "菱形", "pentagon": "五边形",
    "hexagon": "六边形", "octagon": "八边形", "cross": "十字", "arrow": "箭头",
    "shape": "图形", "polygon": "多边形", "quadrilateral": "四边形",
    "bar": "柱子", "code": "二维码或条形码",
}  # fmt: skip
_COLORS_ZH: Final = {
    "red": "红色", "orange": "橙色", "yellow": "黄色", "green": "绿色", "teal": "青色",
    "cyan": "青色", "blue": "蓝色", "purple": "紫色", "pink": "粉色", "brown": "棕色",
    "black": "黑色", "white": "白色", "grey": "灰色",
}  # fmt: skip
_PLACES_ZH: Final = {
    "top": "上方", "bottom": "下方", "left": "左侧", "right": "右侧", "top left": "左上角",
    "top right": "右上角", "bottom left": "左下角", "bottom right": "右下角", "center": "中间",
    "top half": "上半部分", "bottom half": "下半部分", "left half": "左半部分",
    "right half": "右半部分",
}  # fmt: skip
_STATES: Final = {
    "checked": ("checked", "选中的"),
    "unchecked": ("unchecked", "未选中的"),
    "empty": ("empty", "空的"),
    "filled": ("filled in", "已填写的"),
}
_SIDES: Final = {
    "left": ("left of", "左边"),
    "right": ("right of", "右边"),
    "above": ("above", "上面"),
    "below": ("below", "下面"),
    "near": ("next to", "旁边"),
    "in": ("in", "里面"),
    "between": ("between", "之间"),
}
_NUMBER_WORDS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight",
                        "nine", "ten", "eleven", "twelve")  # fmt: skip
_SHOWN = 5
_LONGEST = 60


class Wording:
    """The sentences of one answer, in the language of its question."""

    def __init__(self, chinese: bool) -> None:
        self._zh = chinese

    def found(self, query: Query, found: Sequence[Candidate]) -> str:
        """One sentence on what the marks show."""
        kinds = {item.what for item in found}
        what = kinds.pop() if len(kinds) == 1 else _target(query)
        if len(found) == 1:
            item = found[0]
            noun = self.noun(item.what, 1)
            held = f"“{short(item.text)}”" if item.text else ""
            if self._zh:
                return f"找到了{noun}{held}。"
            return f"Found the {noun} {held}".rstrip() + "."
        if self._zh:
            return f"找到了 {len(found)} 个{self.noun(what, 2)}。"
        count = _NUMBER_WORDS[len(found)] if len(found) < len(_NUMBER_WORDS) else f"{len(found)}"
        return f"Found {count} {self.noun(what, 2)}."

    def noun(self, what: str, count: int) -> str:
        """The name of a kind of thing, in the singular or plural."""
        if self._zh:
            return _CHINESE.get(what, what)
        if count == 1:
            return _SINGULARS.get(what, what)
        return _PLURALS.get(what, _SINGULARS.get(what, what) + "s")

    def color(self, name: str) -> str:
        """A colour's name in the language of the answer."""
        if not self._zh:
            return name
        shade, _, plain = name.rpartition(" ")
        return {"dark": "深", "light": "浅"}.get(shade, "") + _COLORS_ZH.get(plain, plain)

    def state(self, name: str) -> str:
        """A state's name in the language of the answer."""
        return _STATES[name][self._zh]

    def place(self, name: str) -> str:
        """Where, as a phrase."""
        if self._zh:
            return f"在{_PLACES_ZH[name]}"
        if name == "center":
            return "in the middle"
        corner = " corner" if " " in name and "half" not in name else ""
        return f"{'in' if corner or 'half' in name else 'at'} the {name}{corner}"

    def none(self, query: Query, any_text: bool) -> str:
        """No thing of that kind on the picture."""
        what = self.noun(_target(query), 2)
        if self._zh:
            return f"图中没有找到{what}。"
        if query.target in ("line", "word", "value", "heading") and not any_text:
            return f"No {what} were found: no text could be read on this picture."
        if query.target == "any" and query.color:
            return f"Nothing {query.color} was found on this picture."
        return f"No {what} were found on this picture."

    def none_of(self, query: Query, count: int, wanted: str) -> str:
        """Things of that kind are there, but none with that colour, state or place."""
        what = self.noun(_target(query), count)
        if self._zh:
            return f"图中有 {count} 个{what}，但没有{wanted}。"
        if count == 1:
            return f"There is one {what}, but it is not {wanted}."
        return f"There are {count} {what}, but none of them is {wanted}."

    def too_few(self, query: Query, count: int) -> str:
        """The order asked for goes beyond what there is."""
        what = self.noun(_target(query), count)
        if self._zh:
            return f"只找到 {count} 个{what}。"
        if count == 1:
            return f"There is only one such {what}."
        return f"There are only {count} such {what}."

    def no_such_text(
        self, query: Query, near: Sequence[str], count: int, texts: Sequence[str], as_text: str
    ) -> str:
        """The words asked for were not read (or not on such an element), and what comes near."""
        words = f"“{short(query.text)}”"
        what = self.noun(query.target, 1)
        nearest = _listed(near, self._zh)
        looks = query.target in ("any", "icon", "picture", "shape") and not query.quoted
        if self._zh:
            if as_text:
                head = f"图中有文字“{short(as_text)}”，但没有识别出对应的{what}。"
            else:
                head = f"没有找到{words}：图中没有读到这样的文字。"
            tail = f"最接近的文字：{nearest}。" if near and not as_text else ""
            if looks:
                tail += (
                    f"内置引擎能读文字，能识别界面元素、颜色和简单图形，但不知道{words}长什么样；"
                    "接入端点的视觉语言模型（如 GLM-4.5V）可以。"
                )
            return head + tail
        if as_text:
            head = f"The text “{short(as_text)}” is there, but no {what} was recognised with it."
        elif count:
            head = f"None of the {count} {self.noun(query.target, count)} says {words}."
            head = f"The only {what} does not say {words}." if count == 1 else head
            if texts:
                head += f" Their text: {_listed(texts, False)}."
        else:
            head = f"No text {words} was found on this picture."
        tail = f" The nearest text is {nearest}." if near and not as_text else ""
        if looks:
            tail += (
                " The embedded engine reads text and recognises interface elements, colours and "
                f"plain shapes; it does not know what {words} looks like. A vision-language model "
                "such as GLM-4.5V, through an endpoint, would."
            )
        return head + tail

    def unknown_noun(self, query: Query) -> str:
        """A noun the engine cannot tell apart by looks."""
        if self._zh:
            return f"内置引擎分辨不出“{query.noun}”；可以问其中的文字，或使用视觉语言模型。"
        return (
            f"The embedded engine does not tell {query.noun!r} apart by looks; ask for the words "
            "on it, or use a vision-language model such as GLM-4.5V through an endpoint."
        )

    def no_anchor(self, anchor: Query, near: Sequence[str]) -> str:
        """What the relation starts from was not found."""
        words = short(anchor.literal or anchor.text or anchor.noun)
        if self._zh:
            return f"没有找到“{words}”，无法从它出发查找。" + (
                f"最接近的文字：{_listed(near, True)}。" if near else ""
            )
        return f"“{words}”, which the question starts from, was not found." + (
            f" The nearest text is {_listed(near, False)}." if near else ""
        )

    def nothing_there(self, query: Query) -> str:
        """The anchor was found, but nothing of that kind on that side of it."""
        relation = query.relation
        assert relation is not None
        words = short(relation.anchor.literal or relation.anchor.text or relation.anchor.noun)
        side = _SIDES[relation.side][self._zh]
        if self._zh:
            return f"“{words}”{side}没有{self.noun(_target(query), 1)}。"
        return f"No {self.noun(_target(query), 1)} was found {side} “{words}”."

    def several_anchors(self, anchor: Query, count: int) -> str:
        """The anchor stands in several places."""
        words = short(anchor.literal or anchor.text)
        if self._zh:
            return f"“{words}”出现了 {count} 次，取了最接近的一对。"
        return f"“{words}” stands in {count} places; the nearest pair was taken."

    def several(self, count: int) -> str:
        """One was asked for and several fit equally well."""
        if self._zh:
            return f"有 {count} 处同样符合，全部标出；加上次序或位置可以只选一个。"
        return f"{count} places fit equally well, so all are marked; name an order or a place."

    def read_as(self, asked: str, read: str) -> str:
        """The spelling on the picture differs."""
        if self._zh:
            return f"没有完全一致的“{short(asked)}”；标出的文字是“{short(read)}”。"
        return (
            f"“{short(asked)}” does not stand there exactly; what is marked reads “{short(read)}”."
        )

    def no_outline(self, query: Query, item: Candidate) -> str:
        """Words were found where an element was asked for."""
        what = self.noun(query.target, 1)
        if item.element is not None:
            other = self.noun(item.element.kind, 1)
            if self._zh:
                return f"这里识别出的是{other}而不是{what}。"
            return f"What holds these words was recognised as a {other}, not as a {what}."
        if self._zh:
            return f"这些文字周围没有识别出{what}的轮廓，标出的是文字本身。"
        return f"No {what} was recognised round these words; the box is that of the text."

    def words_instead(self, query: Query, text: str) -> str:
        """No such element; the words of the question stand on the picture as text."""
        what = self.noun(_target(query), 2)
        if self._zh:
            return f"没有识别出{what}；标出的是文字“{short(text)}”。"
        return f"No {what} were recognised; what is marked is the text “{short(text)}”."

    def only_words(self) -> str:
        """It is written words that were found, not a thing that looks so."""
        if self._zh:
            return "找到的是写出来的文字；内置引擎不知道东西长什么样。"
        return (
            "It is the written words that were found; this engine does not know what things "
            "look like."
        )

    def cut(self, shown: int, count: int) -> str:
        """More was found than is marked."""
        if self._zh:
            return f"共找到 {count} 处，只标出前 {shown} 处。"
        return f"{count} were found; the first {shown} are marked."

    def alike(self, count: int) -> str:
        """How many places look like the crop."""
        if self._zh:
            return f"找到 {count} 处与样例相似。"
        if count == 1:
            return "One place looks like the crop."
        return f"{count} places look like the crop."

    def nothing_alike(self, problem: str, other_colors: int) -> str:
        """No place looks like the crop, or why it cannot be looked for."""
        reasons = {
            "tiny": ("The crop is too small to compare; draw it a little larger.",
                     "样例太小，无法比较；请框大一些。"),
            "bigger": ("The crop is bigger than the picture.", "样例比图片还大。"),
            "flat": ("The crop is a single colour, so there is nothing to compare; include an "
                     "edge.", "样例只有一种颜色，无法比较；请把边缘也框进去。"),
            "": ("Nothing on this picture looks like the crop. Sizes from about half to double "
                 "were tried, upright; a turned or redrawn thing needs a vision-language model.",
                 "图中没有与样例相似的地方（尝试了约一半到两倍的大小，未旋转）。"),
        }  # fmt: skip
        text = reasons[problem][self._zh]
        return f"{text} {self.other_colors(other_colors)}" if other_colors else text

    def other_colors(self, count: int) -> str:
        """Places of the same form in other colours, which are not marked."""
        if self._zh:
            return f"另有 {count} 处形状相同但颜色不同，未标出。"
        if count == 1:
            return "One more place has the same form in another colour; it is not marked."
        return f"{count} more places have the same form in another colour; they are not marked."

    def words_ignored(self, query: Query) -> str:
        """With a crop the words of the question were not used."""
        if self._zh:
            return f"按样例查找，没有用到文字“{short(query.text)}”。"
        return f"The crop was looked for; the words “{short(query.text)}” were not used."

    def turned(self, degrees: int) -> str:
        """The picture lies on its side: its sides are not those of its text."""
        if self._zh:
            return f"图片需要旋转 {degrees}° 文字才正；左右上下按图片现在的方向理解。"
        return (
            f"The text stands upright only after turning the picture by {degrees}°; left, right, "
            "above and below were taken as the picture lies."
        )

    def heading_by_size(self) -> str:
        """Headings are told by their size."""
        if self._zh:
            return "标题是按字号大小判断的。"
        return "Headings are told by the size of their letters."

    def taken_as(self, query: Query, how: str) -> str:
        """What was taken for a named part of the page."""
        if self._zh:
            return f"“{query.noun}”是按位置推测的。"
        if how == "strip":
            return (
                f"No panel was recognised as the {query.noun}; that edge of the picture was taken."
            )
        return f"What was taken for the {query.noun} is a guess from where it lies."


def short(text: str) -> str:
    """``text`` cut to what fits a sentence."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _target(query: Query) -> str:
    if query.target == "container":
        return query.noun
    return (
        query.shape or query.value or query.target
        if query.target in ("shape", "value")
        else (query.target)
    )


def _listed(texts: Sequence[str], chinese: bool) -> str:
    shown = [f"“{short(text)}”" for text in texts[:_SHOWN]]
    more = len(texts) - len(shown)
    if chinese:
        return "、".join(shown) + ("等" if more > 0 else "")
    if more > 0:
        return ", ".join(shown) + f" and {more} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
