"""Values of the tools of `handwork`: their schemas, and how requests say them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from ..chat_format import Json
from .everyday_sayings import item
from .everyday_values import VALUES, Made
from .phrasing import plural
from .plain_matters import THINGS
from .plain_slots import city, person, spelled
from .plain_tools import joined
from .words import (
    ADJECTIVES,
    CHINESE_CITIES,
    CHINESE_NAMES,
    CHINESE_WORDS,
    CITIES,
    FIRST_NAMES,
    LAST_NAMES,
    NOUNS,
    allowed,
    chance,
    invented_word,
    read_table,
)
from .words import holds_held_out as is_held_out

_TYPES = {"int": "integer", "money": "number", "flag": "boolean"}


class Kind(NamedTuple):
    """A kind of argument. The pairs are English, Chinese; `type` says how the values are made.

    Of an enum and a flag, `options` are the values, and `said` how requests say each of them.
    """

    type: str
    names: tuple[tuple[str, ...], tuple[str, ...]]
    about: tuple[tuple[str, ...], tuple[str, ...]]
    options: tuple[tuple[str, ...], tuple[str, ...]]
    said: tuple[tuple[str, ...], tuple[str, ...]]

    def schema(self, name: str, chinese: bool) -> Json:
        """Returns the schema of such an argument, without its description."""
        head = self.type.split(" ", 1)[0]
        if head == "=":
            return dict(VALUES[name].schema(chinese))
        if head == "enum":
            return {"type": "string", "enum": list(self.options[chinese])}
        if head in ("list", "ints"):
            items = "string" if head == "list" else "integer"
            return {"type": "array", "items": {"type": items}}
        return {"type": _TYPES.get(head, "string")}


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _kind(row: list[str]) -> tuple[str, Kind]:
    name, how, names, names_zh, about, about_zh, said, said_zh = row
    if how == "=":
        about, about_zh = (";".join(each) for each in VALUES[name].about)
    pairs = (_split(said), _split(said_zh))
    options = tuple(tuple(each.partition("=")[0] for each in cells) for cells in pairs)
    ways = tuple(tuple(each.partition("=")[2] or each for each in cells) for cells in pairs)
    if how == "words":
        ways = (tuple(allowed(ways[0])), tuple(allowed(ways[1])))
    found = Kind(
        how,
        (tuple(allowed(names.split("/"))), tuple(allowed(names_zh.split("/")))),
        (_split(about), _split(about_zh)),
        (options[0], options[1]),
        (ways[0], ways[1]),
    )
    return name, found


KINDS = dict(_kind(row) for row in read_table("handwork_values.txt"))


# Small ones are said as words now and then.
_SPELLED = tuple(KINDS[name] for name in ("nights", "people", "stars", "helping"))


# Of the names of people, towns and things, these are nobody's: the rest are known ones.
_STRANGE = 0.25


def _person(rng: Random, chinese: bool) -> str:
    if chance(rng, _STRANGE):
        return person(rng, chinese)
    if chinese:
        return rng.choice(CHINESE_NAMES)
    first = rng.choice(FIRST_NAMES)
    return first if chance(rng, 0.6) else f"{first} {rng.choice(LAST_NAMES)}"


def _city(rng: Random, chinese: bool) -> str:
    if chance(rng, _STRANGE):
        return city(rng, chinese)
    return rng.choice(CHINESE_CITIES if chinese else CITIES)


def _article(rng: Random, chinese: bool) -> str:
    """What people buy and keep."""
    if chance(rng, _STRANGE):
        return item(rng, chinese)
    if chance(rng, 0.5):
        return str(_words(rng, KINDS["grocery"], chinese)[0])
    return rng.choice(THINGS["t"]).name(chinese)


def _words(rng: Random, kind: Kind, chinese: bool) -> Made:
    """Words of a table, with people, towns and things in them."""
    listed = CHINESE_WORDS if chinese else NOUNS
    while True:
        n, n2, w, w2 = rng.choice(listed), rng.choice(listed), rng.choice(NOUNS), rng.choice(NOUNS)
        text = rng.choice(kind.said[chinese]).replace("{n}s", plural(n)).format(
            n=n, n2=n2, w=w, w2=w2, N=n.capitalize(), p=_person(rng, chinese), c=_city(rng, chinese),
            a=rng.choice(ADJECTIVES) if not chinese else rng.choice("新旧大小美红白"), k=rng.randrange(1, 99),
        )  # fmt: skip
        if not is_held_out(text):
            return text, text


def _branch(rng: Random, _: Kind, chinese: bool) -> Made:
    word, other = rng.choice(NOUNS), rng.choice(NOUNS)
    made = invented_word(rng)
    name = rng.choice((word, made, f"{word}-{other}", f"fix/{word}", f"{made}_{word}", f"feature/{word}",
                       f"{word}-{rng.randrange(2, 90)}", "develop", "trunk"))  # fmt: skip
    return name, name


def _version(rng: Random, _: Kind, chinese: bool) -> Made:
    parts = [str(rng.randrange(0, 30)) for _ in range(rng.choice((2, 2, 3)))]
    return (".".join(parts),) * 2


def _integer(rng: Random, kind: Kind, chinese: bool) -> Made:
    low, high = (int(part) for part in kind.type.split()[1:])
    value = rng.randrange(low, high)
    return value, spelled(rng, value, chinese) if kind in _SPELLED else str(value)


def _money(rng: Random, _: Kind, chinese: bool) -> Made:
    """An amount, now and then with cents: 12.50 is said and 12.5 is meant."""
    value = rng.randrange(2, 10 ** rng.choice((2, 3, 4)))
    if chance(rng, 0.7):
        return value, str(value)
    cents = rng.choice((50, 25, 75, 20, 90, rng.randrange(1, 100)))
    return value + cents / 100, f"{value}.{cents:02d}"


def _integers(rng: Random, _: Kind, chinese: bool) -> Made:
    top = rng.choice((20, 100, 1000))
    values = rng.sample(range(1, top), rng.choice((3, 3, 4, 5)))
    return values, joined(rng, [str(value) for value in values], chinese)


def _list(rng: Random, kind: Kind, chinese: bool) -> Made:
    of = kind.type.split()[1]
    values: list[Any] = []
    for _ in range(rng.choice((2, 2, 3, 3, 4))):
        value = _MAKERS[of](rng, chinese)
        if value not in values:
            values.append(value)
    return values, joined(rng, values, chinese) if values[1:] else values[0]


def _item(rng: Random, kind: Kind, chinese: bool) -> Made:
    return (item(rng, chinese),) * 2


def _label(rng: Random, chinese: bool) -> str:
    if chance(rng, 0.5):
        return rng.choice(CHINESE_WORDS if chinese else NOUNS)
    return str(_words(rng, KINDS["label"], chinese)[0])


_COINS = (
    "yen;euros;zloty;pounds;dollars;Swiss francs;rupees;pesos;baht;lira;won;shekels;dirhams;forints;Danish crowns;Swedish crowns;"
    "Norwegian crowns;Czech crowns;Australian dollars;Canadian dollars;Brazilian reais;roubles;rand;ringgit;yuan;dinars;leva;USD;"
    "GBP;CHF;JPY;SEK;PLN;CAD;INR;THB;TRY;NOK;CZK;HUF;AUD".split(";"),
    "日元;欧元;人民币;英镑;美元;韩元;泰铢;卢布;瑞士法郎;港币;澳元;加元;新加坡元;卢比;比索;里拉;马币;越南盾;丹麦克朗;瑞典克朗;挪威克朗;"
    "捷克克朗;兰特;迪拉姆;谢克尔;台币;波兰兹罗提;巴西雷亚尔;福林;第纳尔;USD;GBP;JPY;KRW;HKD;CHF;THB;AUD;CAD;SGD".split(
        ";"
    ),
)


def _coin(rng: Random, _: Kind, chinese: bool) -> Made:
    return (rng.choice(_COINS[chinese]),) * 2


_MAKERS: dict[str, Callable[[Random, bool], str]] = {
    "item": lambda rng, chinese: (
        rng.choice(CHINESE_WORDS if chinese else NOUNS)
        if chance(rng, _STRANGE)
        else _article(rng, chinese)
    ),
    "label": _label,
    "person": _person,
}
# Kinds of everyday_values.py that are made here.
_PLAIN: dict[str, Callable[[Random, bool], str]] = {
    "person": _person,
    "city": _city,
    "city2": _city,
    "item": _article,
}
_HOW: dict[str, Callable[[Random, Kind, bool], Made]] = {
    "words": _words, "branch": _branch, "version": _version, "money": _money, "int": _integer, "ints": _integers,
    "list": _list, "coin": _coin,
    "date": lambda rng, _, chinese: VALUES["date"].make(rng, chinese),
    "item": lambda rng, _, chinese: (_article(rng, chinese),) * 2,
    "person": lambda rng, _, chinese: (_person(rng, chinese),) * 2,
    "city": lambda rng, _, chinese: (_city(rng, chinese),) * 2,
}  # fmt: skip


def option(kind: Kind, index: int, chinese: bool) -> Any:
    """Returns a value by its place in the table; of a number, the number itself."""
    if kind.type == "flag":
        return index == 0
    return kind.options[chinese][index] if kind.type == "enum" else index


def make(rng: Random, name: str, chinese: bool) -> Made:
    """Returns a value of a kind, and how a request says it."""
    kind = KINDS[name]
    if name in _PLAIN:
        return (_PLAIN[name](rng, chinese),) * 2
    if kind.type == "=":
        return VALUES[name].make(rng, chinese)
    if kind.type in ("enum", "flag"):
        index = rng.randrange(len(kind.options[chinese]))
        return option(kind, index, chinese), rng.choice(kind.said[chinese][index].split("/"))
    return _HOW[kind.type.split()[0]](rng, kind, chinese)


_HOURS_CHINESE = "零 一 两 三 四 五 六 七 八 九 十 十一 十二".split()
_DIGITS_CHINESE = "零一二三四五六七八九"


def _minute_chinese(minute: int) -> str:
    tens, ones = divmod(minute, 10)
    head = ("零", "十")[tens] if tens < 2 else _DIGITS_CHINESE[tens] + "十"
    return head + (_DIGITS_CHINESE[ones] if ones else "")


def clock_of(rng: Random, hour: int, minute: int, chinese: bool) -> str:
    """Returns how a time is said; in Chinese in words, too."""
    pick = rng.random()
    if chinese and pick < 0.6 and hour <= 12:
        if minute == 30 and chance(rng, 0.7):
            return f"{_HOURS_CHINESE[hour]}点半"
        return f"{_HOURS_CHINESE[hour]}点" + (_minute_chinese(minute) if minute else "")
    if chinese and pick < 0.8:
        return f"{hour}点{minute}分" if minute else f"{hour}点"
    return f"{hour}:{minute:02d}"
