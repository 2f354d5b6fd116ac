"""Words of questions and of pictures made comparable: what counts, what means the same.

Latin words are lower-cased and lightly stemmed; Chinese runs become pairs of characters, since
they have no spaces to cut at. Amounts, dates and numbers stay whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from rapidfuzz.distance import Indel

_TOKEN = re.compile(
    r"[a-zà-öø-ÿ]+(?:['’][a-z]+)?|\d+(?:[.,:/-]\d+)*|[\u3400-\u9fff]+|#(?=\s?\d|$|:)|[^\W\d_]+"
)
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_SOFT = re.compile(r"[\u00ad\u200b\u2060\ufeff]")
"""Hyphens that show at a line's end only, and spaces without a width."""
_CJK_RUN = re.compile(r"[\u3400-\u9fff]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("es", "e"), ("s", ""))
_FUZZY = 0.82
"""Similarity from which two words of five letters or more are taken for one, misread."""

_STOP_WORDS = (
    "a an the this that these those is are was were be been am do does did has have had can could "
    "would should will shall may might must i me my we our you your it its he she his her they "
    "them their in on at of for to from by with about as and or if so than then there here what "
    "which who whom whose when where why how much many please tell show give find say says said "
    "read reads written write get let see look know want need any some all picture image photo "
    "screenshot scan screen page shown listed stated mentioned printed according exactly just "
    "also "
    "s value mean means there's what's who's where's when's it's"
)
_STOP_ZH = re.compile(
    r"是什么时候|什么时候|什么时间|请问|请|告诉我|告诉|一下|图片|图中|图里|图上|这张图|这张|照片|截图|页面|上面|里面|写的|写着|显示的|显示"
    r"|是什么|什么是|什么|是多少|多少钱|多少|是谁|哪里|在哪儿|在哪|哪个|哪天|哪一天|几点|几号|何时|什么时候"
    r"|有没有|是否|怎么|吗|呢|吧|(?<!目)的|了(?!解)|是|(?<![存现])在(?![线职校])|有(?![限效关机])"
    r"|我|你|这|那|[上里中](?=[的有是哪几多写显，。？?]|\s|$)"
)
_GROUPS = (
    "number no nr num # id 号 号码 编号",
    "telephone phone tel mobile cell call 电话 手机",
    "email mail e-mail 邮箱 邮件",
    "total sum 总计 合计 总额",
    "price cost amount charge fee 价格 单价 金额 价钱",
    "date day dated 日期",
    "time hour hours 时间",
    "address location 地址",
    "customer client buyer 客户",
    "quantity qty count pcs units 数量",
    "tax vat gst mwst 税 税额",
    "due deadline payable 到期 截止",
    "issued issue 开票",
    "start begin starts begins opening from 开始",
    "end ends until till closing to 结束",
    "name 姓名 名称 名字",
    "company firm business 公司",
    "website url web site homepage www 网址 网站",
    "discount rebate 折扣 优惠",
    "delivery shipping shipment 配送 运费",
    "seller vendor supplier merchant 卖家",
    "birth birthday born dob 出生 生日",
    "password passcode pwd 密码",
    "subtotal sub-total 小计",
    "payment paid pay 付款 支付",
    "version release 版本",
    "status state 状态",
    "temperature temp 温度",
    "age old 年龄",
)
_MEANING: dict[str, set[int]] = {}
for _index, _group in enumerate(_GROUPS):
    for _word in _group.split():
        _MEANING.setdefault(_word, set()).add(_index)


def tokens(text: str) -> list[str]:
    """The comparable words of a text, in order."""
    plain = unicodedata.normalize("NFKC", _CAMEL.sub(" ", text)).casefold()
    plain = _DASHES.sub("-", _SOFT.sub("", plain)).replace("e-mail", "email")
    found: list[str] = []
    for match in _TOKEN.finditer(plain):
        word = match.group()
        if _CJK_RUN.match(word):
            found.extend(_pairs(word))
        else:
            found.append(stem(word))
    return found


def asked_terms(question: str) -> list[str]:
    """The words of a question that say what is wanted, each once."""
    plain = _STOP_ZH.sub(" ", question) if _CJK_RUN.search(question) else question
    return list(dict.fromkeys(term for term in tokens(plain) if term not in STOP))


def unknown_words(terms: Sequence[str], known: Callable[[str], bool]) -> list[str]:
    """The terms that are not known; of a Chinese run those pairs together that make it up."""
    words: list[str] = []
    last = ""
    for at, term in enumerate(terms):
        if known(term) or straddles(terms, at, known):
            last = ""
            continue
        if last and _CJK_RUN.match(term) and len(term) == 2 and last[-1] == term[0]:
            words[-1] += term[1]
        else:
            words.append(term)
        last = term
    return words


def straddles(terms: Sequence[str], at: int, known: Callable[[str], bool]) -> bool:
    """Whether a pair of Chinese characters only lies between two words that are known."""
    if not 0 < at < len(terms) - 1:
        return False
    before, pair, after = terms[at - 1 : at + 2]
    joined = len(pair) == 2 and before[-1] == pair[0] and pair[1] == after[0]
    return joined and _CJK_RUN.match(pair) is not None and known(before) and known(after)


def stem(word: str) -> str:
    """A word without its plural and possessive endings."""
    word = re.sub(r"['’]s?$", "", word)
    if len(word) < 4 or not word.isalpha() or word.endswith(("ss", "us", "is")):
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            return word[: len(word) - len(ending)] + instead
    return word


STOP = frozenset(_STOP_WORDS.split()) | frozenset(map(stem, _STOP_WORDS.split()))
"""Words that say nothing of what is wanted, as they are and as ``stem`` leaves them."""


def likeness(term: str, word: str) -> float:
    """How far two words are the same: 1 alike, 0.85 by meaning, less when misread, else 0."""
    if term == word:
        return 1.0
    if _MEANING.get(term, set()) & _MEANING.get(word, set()):
        return 0.85
    if min(len(term), len(word)) < 5 or term[0].isdigit() or _CJK_RUN.match(term):
        return 0.0
    if term[:5] == word[:5] and abs(len(term) - len(word)) <= 3:
        return 0.8  # "customer" and "custom", "delivery" and "delivered"
    score = Indel.normalized_similarity(term, word, score_cutoff=_FUZZY)
    return score * 0.9


def best_likeness(term: str, words: Iterable[str]) -> float:
    """The likeness of ``term`` to the word most like it."""
    return max((likeness(term, word) for word in words), default=0.0)


def _pairs(run: str) -> list[str]:
    if len(run) <= 2:
        return [run]
    return [run[at : at + 2] for at in range(len(run) - 1)]
