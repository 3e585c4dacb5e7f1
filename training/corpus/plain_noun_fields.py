"""Fields named after any noun, so that a key is found by its word: lamp_price, num_lamps, hasLamp."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from .phrasing import plural
from .plain_fields import PlainField
from .words import NOUNS, allowed, chance, holds_held_out, read_table


class _Kind(NamedTuple):
    """A kind of field: its keys and labels around a noun {n}, and what a field needs more."""

    kind: str
    keys: tuple[str, ...]
    label: str
    chinese_label: str
    extra: str = ""


# {s} is the plural, {m} the measure word.
_KINDS = (
    _Kind("count", ("num_{s}", "{s}", "{n}_count", "total_{s}", "number_of_{s}", "{s}_total"), "{s}", "{m}{z}", "2-500"),
    _Kind("count", ("num_{s}", "{s}", "{n}_count", "how_many_{s}", "{s}_left"), "{s}", "{m}{z}", "2-90"),
    _Kind("numbered", ("{n}_no", "{n}_number", "{n}_nr", "{n}"), "{n}", "{z}号", "1-99"),
    _Kind("code", ("{n}_code", "{n}_ref", "{n}_id", "{n}_key"), "{n} code", "{z}代码"),
    _Kind("date", ("{n}_date", "{n}_day", "date_of_{n}"), "{n} date", "{z}日期"),
    _Kind("time", ("{n}_time", "{n}_at", "time_of_{n}"), "{n} time", "{z}时间"),
    _Kind("name", ("{n}_name", "{n}_brand", "{n}", "name_of_{n}"), "{n}", "{z}品牌"),
    _Kind("person", ("{n}_owner", "{n}_expert", "{n}_holder"), "owner of the {n}", "{z}主人"),
    _Kind("city", ("{n}_city", "{n}_place", "{n}_site"), "{n} city", "{z}所在地"),
    _Kind("measure", ("{n}_price", "price_of_{n}", "{n}_cost"), "{n} price", "{z}价格", "dollars=元"),
    _Kind("measure", ("{n}_weight", "weight_of_{n}", "{n}_kg"), "{n} weight", "{z}重量", "kg=公斤"),
    _Kind("measure", ("{n}_length", "length_of_{n}", "{n}_cm"), "{n} length", "{z}长度", "cm=厘米"),
    _Kind("has", ("{n}",), "{n}", "{z}"),
    _Kind("enum", ("{n}_size", "size_of_{n}"), "{n} size", "{z}大小", "small=小,medium=中,large=大"),
    _Kind("enum", ("{n}_color", "color_of_{n}"), "{n} color", "{z}颜色", "red=红,blue=蓝,green=绿,white=白"),
    _Kind("enum", ("{n}_state", "state_of_{n}"), "{n} state", "{z}状态", "old=旧,new=新,broken=损坏"),
    _Kind("enum", ("{n}_level", "level_of_{n}"), "{n} level", "{z}等级", "basic=初等,good=良好,perfect=完美"),
)  # fmt: skip
_PAIRS = [
    (row[0], row[5], row[6])
    for row in read_table("translation_nouns.txt")
    if row[7] in "tlvfn" and not holds_held_out(row[0]) and not holds_held_out(row[5])
] + [
    (row[2].split(";")[0], row[3].split(";")[0], "个")
    for row in read_table("tool_things.txt")
    if " " not in row[2].split(";")[0] and not holds_held_out(row[2]) and not holds_held_out(row[3])
]
_WORDS = allowed(noun for noun in NOUNS if not noun.endswith("s"))


def noun_field(rng: Random, chinese: bool) -> PlainField:
    """Returns a field whose key, and whose sentences, hold a random noun."""
    noun, translation, measure = rng.choice(_PAIRS)
    if not chinese and chance(rng, 0.8):
        noun = rng.choice(_WORDS)
    kind = rng.choice(_KINDS)
    names = {"n": noun, "s": plural(noun), "z": translation, "m": measure}
    keys = tuple(key.format(**names) for key in kind.keys)
    if kind.kind == "has":
        keys = (f"has_{noun}", f"with_{noun}", f"{noun}_included", f"includes_{noun}")
    return PlainField(
        kind.kind, keys, kind.label.format(**names), kind.chinese_label.format(**names),
        (), (), kind.extra,
    )  # fmt: skip
