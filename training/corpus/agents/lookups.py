"""Tools that look something up, about anything, with names never seen before."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from ...chat_format import Json, function_tool, to_json
from ..assistant_tools.results import noise
from ..tool_families import parameter, styled
from ..words import allowed, chance, chinese_word, invented_word, noun, read_table, real_noun

_FIELDS = [row for row in read_table("record_fields.txt") if allowed(row[:1]) and allowed(row[1:2])]
NUMBER_KINDS = ("price", "percent", "number", "large", "small", "minutes")
_THINGS = allowed("user customer order device account student employee book car client supplier "
                  "course patient company team server project product driver parcel invoice "
                  "vehicle member store city machine shipment ticket".split())  # fmt: skip
_FIND = ("find_{}", "get_{}", "lookup_{}", "search_{}", "resolve_{}", "fetch_{}", "{}_lookup",
         "query_{}", "{}_by_name", "identify_{}", "get_{}_info", "read_{}", "{}_finder")  # fmt: skip
_READ = ("get_{}", "fetch_{}", "lookup_{}", "read_{}", "{}_of", "get_{}_value", "query_{}", "{}",
         "check_{}", "show_{}", "retrieve_{}", "load_{}", "{}_service", "{}_for")  # fmt: skip
_READ_TEXTS = ("Get the {f} of a {t}", "Returns the {f} for a {k}.", "Look up the {f} by {k}",
               "Find the {f} of the given {t}.", "Get {f}", "Reads the {f} of a {t} from the database.",
               "{f} of a {t}, by its {k}", "Fetch the {f} for the {t} with this {k}.")  # fmt: skip
_READ_TEXTS_CHINESE = ("查询{t}的{f}", "根据{k}获取{f}", "返回{t}的{f}", "按{k}查{f}")


class Field(NamedTuple):
    """Something to know: its key in JSON, its name in a question, and the kind of its value."""

    key: str
    spoken: str
    kind: str


def field(rng: Random, chinese: bool, numeric: bool = False) -> Field:
    """Returns a field of a record: often a usual one, else one that nobody has heard of."""
    if chance(rng, 0.45):
        rows = [row for row in _FIELDS if not numeric or row[2] in NUMBER_KINDS]
        key, spoken, kind = rng.choice(rows)
        return Field(key, spoken if chinese and chance(rng, 0.8) else key.replace("_", " "), kind)
    kind = (
        "number" if numeric else rng.choice(("number", "word", "code", "city", "person", "large"))
    )
    key = noun(rng) + ("_" + noun(rng) if chance(rng, 0.25) else "")
    if chinese and chance(rng, 0.35):
        # A name that only Chinese has is the key as well: nobody could tell what it is called else.
        word = chinese_word(rng)
        return Field(word, word, kind)
    return Field(key, key.replace("_", " "), kind)


def thing(rng: Random) -> str:
    """Returns what a record is about: user, order, or any noun."""
    return rng.choice(_THINGS) if chance(rng, 0.5) else noun(rng)


class Lookup(NamedTuple):
    """A tool with one argument that returns one field."""

    tool: Json
    name: str
    key: str
    found: Field

    def result(self, rng: Random, given: Any, value: Any, bare: float = 0.35) -> str:
        """Returns a result that holds the value, alone or among other fields."""
        if chance(rng, bare):
            return str(value)
        items: list[tuple[str, Any]] = [(self.found.key, value)]
        if chance(rng, 0.35) and self.key != self.found.key:
            items.insert(0, (self.key, given))
        for _ in range(rng.choice((0, 0, 1, 2, 3))):
            other = noise(rng)
            if other[0] not in dict(items):
                items.insert(rng.randrange(len(items) + 1), other)
        body: Any = dict(items)
        pick = rng.random()
        if pick < 0.1:
            body = {rng.choice(("data", "result", "record")): body}
        elif pick < 0.16:
            body = [body]
        elif pick < 0.24:
            return "\n".join(f"{key}: {entry}" for key, entry in items)
        return to_json(body)


def lookup(
    rng: Random, about: str, key: str, found: Field, integer: bool, chinese: bool, find: bool
) -> Lookup:
    """Returns a tool that finds `found` of `about` by `key`.

    Args:
        rng: Where the choices come from.
        about: What kind of thing the argument names.
        key: The argument.
        found: What the tool returns.
        integer: The argument is a number.
        chinese: Now and then described in Chinese.
        find: It is named after the thing instead of the field.
    """
    label = found.key if found.key.isascii() else noun(rng)
    pattern = rng.choice(_FIND if find and chance(rng, 0.6) else _READ)
    name = pattern.format(about if pattern in _FIND and find else label)
    if chance(rng, 0.08):
        name = f"{name}_{invented_word(rng)}" if chance(rng, 0.5) else invented_word(rng)
    shown = key.replace("_", " ")
    if chinese and chance(rng, 0.3):
        text = rng.choice(_READ_TEXTS_CHINESE).format(f=found.spoken, t=about, k=key)
    else:
        text = rng.choice(_READ_TEXTS).format(f=found.key.replace("_", " "), t=about, k=shown)
    kind = "integer" if integer else "string"
    note = rng.choice((None, None, f"The {key.replace('_', ' ')}", f"{key} of the {about}"))
    tool = function_tool(styled(rng, name), text, {key: parameter(kind, note)})
    return Lookup(tool, tool["function"]["name"], key, found)


def named(rng: Random) -> tuple[str, str]:
    """Returns how somebody names a thing: the argument for it, and its kind of value."""
    key, kind = rng.choice((("name", "person"), ("name", "person"), ("email", "email"),
                            ("username", "word"), ("title", "title"), ("city", "city"),
                            ("query", "product"), ("customer_name", "person"), ("name", "company"),
                            ("phone", "phone"), ("label", "word"), ("full_name", "person"),
                            ("product", "product"), (real_noun(rng), "word")))  # fmt: skip
    return key, kind


def identifier(rng: Random, about: str) -> tuple[Field, bool]:
    """Returns the field that identifies a thing in another tool, and whether it is a number."""
    key = rng.choice((f"{about}_id", f"{about}_id", f"{about}_id", "id", f"{about}_number",
                      f"{about}_code", "uuid", "key", "ref", f"{noun(rng)}_id", noun(rng)))  # fmt: skip
    integer = chance(rng, 0.4)
    return Field(
        key, key.replace("_", " "), "large" if integer else rng.choice(("id", "code"))
    ), integer
