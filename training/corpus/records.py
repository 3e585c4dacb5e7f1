"""Records of anything: fields made of random words, in texts that use the same words."""

from __future__ import annotations

from random import Random

from .extraction import Attribute, Chosen, Domain, choose, styled, turn
from .schemas import Field, Task
from .words import ADJECTIVES, capitalised, chance, chinese_word, noun

_KINDS = ("word", "phrase", "person", "city", "code", "date", "company", "int 0-99", "int 100-9999", "number", "price",
          "email", "time", "list word", "list person", "ints 1-99")  # fmt: skip
_COMMON = ("title", "price", "color", "size", "year", "author", "date", "status", "city", "rating", "amount", "level", "type",
           "owner", "label", "source", "note", "unit", "group", "code", "region", "mode", "theme", "reason", "result")  # fmt: skip
_CLAUSES = (
    "has a {L} of {{}}", "has {{}} as its {L}", "comes with the {L} {{}}", "lists {{}} as {L}", "shows the {L} {{}}",
    "+the {L} is {{}}", "+the {L} is {{}}", "+its {L} is {{}}", "+it says {{}} under {L}", "+the {L}: {{}}", "+as {L} we have {{}}",
    "+for the {L} it says {{}}", "+the {L} was given as {{}}", "+we noted {{}} as the {L}", "+the {L} should be {{}}",
)  # fmt: skip
_CHINESE_CLAUSES = (
    "+{L}是{{}}", "+{L}是{{}}", "+{L}为{{}}", "+{L}：{{}}", "+{L}写的是{{}}", "+{L}记为{{}}", "+{L}填的是{{}}", "+{L}应为{{}}",
    "以{{}}作为{L}", "把{{}}作为{L}",
)  # fmt: skip


def _plural(word: str) -> str:
    return word if word.endswith("s") else word + "s"


def _with_clauses(keys: tuple[str, ...], kind: str, label: str, chinese_label: str) -> Attribute:
    clauses = ";".join(text.format(L=label) for text in _CLAUSES)
    chinese = ";".join(text.format(L=chinese_label) for text in _CHINESE_CLAUSES)
    return Attribute(keys, kind, clauses, chinese_label, chinese)


def _yes_or_no(rng: Random, key: str, chinese_label: str) -> Attribute:
    if chance(rng, 0.4):
        word = rng.choice(ADJECTIVES)
        clauses = f"is {word};is really {word};+it is {word}//is not {word};is anything but {word};+it is not {word}"
        chinese = f"是{word}的;确实{word}//不是{word}的;并不{word}"
        return Attribute((f"is_{word}", word), "bool", clauses, word, chinese)
    clauses = (f"has a {key};comes with a {key};includes a {key};+there is a {key}//"
               f"has no {key};comes without a {key};lacks a {key};+there is no {key}")  # fmt: skip
    c = chinese_label
    chinese = f"有{c};带{c};包含{c};配有{c}//没有{c};不带{c};不包含{c};缺{c}"
    return Attribute(
        (f"has_{key}", f"with_{key}", f"{key}_included", key), "bool", clauses, c, chinese
    )


def _count(key: str, chinese_label: str) -> Attribute:
    many = _plural(key)
    clauses = f"has {{}} {many};counts {{}} {many};comes with {{}} {many};+there are {{}} {many}"
    chinese = f"有{{}}个{chinese_label};共有{{}}个{chinese_label};+{chinese_label}有{{}}个"
    keys = (f"{key}_count", f"number_of_{many}", f"num_{many}", many)
    return Attribute(keys, "count 2-60", clauses, chinese_label, chinese)


def _one_of(rng: Random, key: str, chinese_label: str, chinese: bool) -> Attribute:
    words: list[str] = []
    while len(words) < rng.choice((2, 3, 3, 4)):
        word = noun(rng) if chance(rng, 0.5) else rng.choice(ADJECTIVES)
        if chinese and chance(rng, 0.5):
            word = chinese_word(rng)
        if word not in words:
            words.append(word)
    kind = "enum " + ",".join(f"{word}={word}" for word in words)
    return _with_clauses((key,), kind, key, chinese_label)


def _object(rng: Random, key: str, chinese_label: str, held_out: bool) -> Attribute:
    first, second = noun(rng, held_out), noun(rng, held_out)
    while second == first:
        second = noun(rng, held_out)
    kinds = (
        rng.choice(("word", "person", "city", "code")),
        rng.choice(("int 1-99", "word", "int 100-999")),
    )
    kind = f"object {first}={kinds[0]},{second}={kinds[1]}"
    a, b = f"{{{first}}}", f"{{{second}}}"
    clauses = (f"has a {key} with {first} {a} and {second} {b};+the {key} has the {first} {a} and the {second} {b};"
               f"+its {key}: {first} {a}, {second} {b};+the {first} of the {key} is {a} and its {second} is {b}")  # fmt: skip
    c = chinese_label
    chinese = f"+{c}的{first}是{a}，{second}是{b};+{c}（{first}：{a}，{second}：{b}）"
    return Attribute((key,), kind, clauses, c, chinese)


def _attribute(rng: Random, chinese: bool, held_out: bool) -> Attribute:
    key = noun(rng, held_out) if chance(rng, 0.72) else rng.choice(_COMMON)
    label = key
    if chinese:
        # The Chinese text calls it by the English key, or the schema has the Chinese word as key.
        label = key if chance(rng, 0.5) else chinese_word(rng, held_out)
    pick = rng.random()
    name = key if label == key else label
    if pick < 0.13:
        return (
            _yes_or_no(rng, name, label)
            if not chinese or label == key
            else _chinese_yes_or_no(label)
        )
    if pick < 0.21 and (not chinese or label == key):
        return _count(key, label)
    if pick < 0.33:
        return _one_of(rng, name, label, chinese)
    if pick < 0.4 and not chinese:
        return _object(rng, key, label, held_out)
    kind = rng.choice(_KINDS)
    if kind.startswith(("list", "ints")) and not chinese:
        many = _plural(key)
        return _with_clauses((many,), kind, many, label)._replace(clauses=_list_clauses(many))
    if label == key and chance(rng, 0.25):
        other = rng.choice(_COMMON) if chance(rng, 0.5) else noun(rng, held_out)
        if other != key:
            both = f"{other}_{key}"
            spoken = f"{other} {key}"
            return _with_clauses((both,), kind, rng.choice((spoken, spoken, key)), spoken)
    return _with_clauses((name,), kind, key, label)


def _list_clauses(many: str) -> str:
    return (f"has the {many} {{}};lists the {many} {{}};+the {many} are {{}};+its {many} are {{}};"
            f"+the {many}: {{}};+as {many} we have {{}};comes with {{}} as {many}")  # fmt: skip


def _chinese_yes_or_no(label: str) -> Attribute:
    clauses = f"有{label};带{label};包含{label}//没有{label};不带{label};不包含{label}"
    return Attribute(
        (f"有{label}", f"含{label}"), "bool", "has it//has it not", f"有{label}", clauses
    )


def record_task(
    rng: Random, turns: int, chinese: bool, held_out: bool = False, misses: bool = True
) -> Task:
    """Returns texts that name the values of fields made of random words.

    Args:
        rng: Where every choice comes from.
        turns: The number of texts.
        chinese: The language of the texts.
        held_out: Whether the fields are called by words kept for evaluation.
        misses: Whether a text may lack what is asked for.
    """
    title = rng.choice(
        ("Item", "Record", "Data", capitalised(rng), noun(rng, held_out).capitalize())
    )
    subject_kind = rng.choice(("thing", "thing", "order", "place", "company", "person"))
    domain = Domain(title.lower(), (title,), subject_kind, ("it", "它"), ("name",), "名称", ())
    optional = chance(rng, 0.35)
    chosen: list[Chosen] = []
    used: set[str] = set()
    size = rng.choice((1, 2, 2, 3, 3, 4, 5)) + rng.choice((0, 0, 0, 1))
    for _ in range(size):
        attribute = _attribute(rng, chinese, held_out)
        words = {part for key in attribute.keys for part in key.split("_")}
        if words & used:
            continue
        used |= words
        key = rng.choice(attribute.keys)
        found = choose(rng, domain, attribute, key, chinese, optional and chance(rng, 0.6))
        name = key if not key.isascii() else styled(rng, key)
        chosen.append(found._replace(field=found.field._replace(name=name)))
    asked = chosen[: max(1, size - 1)] if len(chosen) > 1 and chance(rng, 0.25) else chosen
    extra = chosen[len(asked) :]
    name_field = Field("name", "string") if chance(rng, 0.15) and "name" not in used else None
    texts = [turn(rng, domain, name_field, asked, extra, chinese, misses) for _ in range(turns)]
    fields = ([name_field] if name_field else []) + [each.field for each in asked]
    about = rng.choice(("", "", "Information to extract", f"Data of one {title.lower()}."))
    return Task(title, about, fields, texts)
