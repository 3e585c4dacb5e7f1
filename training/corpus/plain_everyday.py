"""Everyday tools asked for in words that do not name them: weather, a taxi, a light, a sum."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from ..chat_format import Json, ToolCall, function_tool
from .everyday_values import CITY, VALUES, Made
from .phrasing import article
from .plain_tools import Request, joined, styled
from .words import allowed, chance, invented_word, read_lines, read_table


class Row(NamedTuple):
    """A kind of everyday tool. The pairs are English, Chinese."""

    group: str
    topic: str
    names: tuple[str, ...]
    about: tuple[tuple[str, ...], tuple[str, ...]]
    arguments: tuple[tuple[str, tuple[str, ...]], ...]
    requests: tuple[tuple[str, ...], tuple[str, ...]]


def _cells(text: str) -> tuple[str, ...]:
    return tuple(allowed(text.split(";")))


def _arguments(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    pairs = [part.split("=") for part in text.split(";") if part != "-"]
    return tuple((kind, tuple(allowed(words.split("/")))) for kind, words in pairs)


def _table() -> list[Row]:
    found = []
    for group, topic, *row in read_table("plain_everyday.txt"):
        names, about, about_zh, arguments, asked, asked_zh = row
        pairs = ((_cells(about), _cells(about_zh)), (_cells(asked), _cells(asked_zh)))
        found.append(Row(group, topic, _cells(names), pairs[0], _arguments(arguments), pairs[1]))
    return found


def _blocks() -> list[dict[str, str]]:
    """The blocks of everyday_wording.txt: each field with all its entries."""
    found: list[dict[str, str]] = []
    for line in read_lines("everyday_wording.txt"):
        name, _, text = line.partition(": ")
        if name == "topic":
            found.append({})
        before = found[-1].get(name)
        found[-1][name] = f"{before};{text}" if before else text
    return found


def _rows() -> list[Row]:
    """The rows of the table with the further words for them, and further rows."""
    rows = _table()
    by_topic = {row.topic: number for number, row in enumerate(rows)}
    for block in _blocks():
        names, about, about_zh, asked, asked_zh = (
            _cells(block[name]) for name in ("names", "about", "about_zh", "asked", "asked_zh")
        )
        if "args" in block:
            given, texts = _arguments(block["args"]), ((about, about_zh), (asked, asked_zh))
            rows.append(Row(block["group"], block["topic"], names, texts[0], given, texts[1]))
            continue
        number = by_topic[block["topic"]]
        old = rows[number]
        rows[number] = old._replace(
            names=old.names + names,
            about=(old.about[0] + about, old.about[1] + about_zh),
            requests=(old.requests[0] + asked, old.requests[1] + asked_zh),
        )
    return rows


ROWS = _rows()
# What most programs with tools can do; here the kind of thing in a request says which is meant.
_COMMON_TOPICS = (
    "weather clock search sum person parcel price message light device heating heating_read".split()
)
COMMON = [row for row in ROWS if row.topic in _COMMON_TOPICS]
# Of two of these one request could mean both.
_ALIKE = (
    {"weather", "weather_on"}, {"price", "in_stock"}, {"price", "stock"}, {"shopping", "cart_add", "restock"}, {"parcel", "show_ticket"},
    {"person", "birthday"}, {"light", "device"}, {"music_off", "all_off"}, {"search", "wiki"}, {"calendar", "reminder"}, {"note", "reminder"},
    {"timer", "reminder"}, {"random", "dice"}, {"person", "call"}, {"price", "cart_add"},
)  # fmt: skip


def are_alike(one: str, other: str) -> bool:
    """Says whether a request for the one topic could be one for the other."""
    return one == other or any(one in group and other in group for group in _ALIKE)


# Of these a request can name several at once.
_LISTED = (
    "city",
    "person",
    "code",
    "item",
    "company",
    "word",
    "song",
    "path",
    "date",
    "dish",
    "topic",
    "room",
    "email",
)
_ARTICLE = re.compile(r"\ba \{(\w+)\}")
_BLANK = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")


def chosen(rng: Random, texts: Sequence[str]) -> str:
    """Returns one of the texts, with one alternative of each "[one|another]" in it."""
    return _CHOICE.sub(lambda match: rng.choice(match[1].split("|")), rng.choice(texts))


class EverydayTool:
    """An everyday tool, asked for in one of the languages."""

    def __init__(self, rng: Random, row: Row, chinese: bool) -> None:
        self.row, self.chinese = row, chinese
        self.topics = (row.group, row.topic)
        self.in_chinese = chinese and chance(rng, 0.8)
        self.names: dict[str, str] = {}
        properties: Json = {}
        is_described = chance(rng, 0.65)
        for kind, names in row.arguments:
            free = [name for name in names if name not in properties]
            name = self.names[kind] = rng.choice(free)
            properties[name] = self._schema(rng, kind, is_described)
        text = rng.choice(row.about[self.in_chinese])
        # An invented name leaves everything to the description.
        name = invented_word(rng) if chance(rng, 0.06) else rng.choice(row.names)
        self.name = styled(rng, [name])
        self.tool = function_tool(self.name, text, properties)

    def _schema(self, rng: Random, kind: str, is_described: bool) -> Json:
        value = VALUES[kind]
        schema = dict(value.schema(self.chinese))
        if is_described:
            about = rng.choice(value.about[self.in_chinese])
            schema = {"type": schema.pop("type"), "description": about, **schema}
        return schema

    def _filled(self, text: str, values: dict[str, str]) -> str:
        text = _ARTICLE.sub(lambda match: article(values[match[1]]), text)
        return _BLANK.sub(lambda match: values[match[1]], text)

    def _made(self, rng: Random) -> dict[str, Made]:
        made = {kind: VALUES[kind].make(rng, self.chinese) for kind in self.names}
        while "city2" in made and made["city2"] == made["city"]:
            made["city2"] = CITY.make(rng, self.chinese)
        return made

    def _call(self, made: dict[str, Made]) -> ToolCall:
        return ToolCall(self.name, {name: made[kind][0] for kind, name in self.names.items()})

    def ask(self, rng: Random, shared: dict[str, Made] | None = None) -> Request:
        """Returns a request for one thing; values in `shared` take the place of its own."""
        made = self._made(rng)
        made |= {kind: value for kind, value in (shared or {}).items() if kind in made}
        asked = chosen(rng, self.row.requests[self.chinese])
        text = self._filled(asked, {k: v[1] for k, v in made.items()})
        return Request(text, self._call(made))

    def _different(self, rng: Random, count: int) -> list[Request]:
        """Requests for different calls; fewer where there are not so many."""
        found: list[Request] = []
        for _ in range(4 * count):
            asked = self.ask(rng)
            if len(found) < count and asked.call not in [other.call for other in found]:
                found.append(asked)
        return found

    def ask_all(self, rng: Random, count: int) -> tuple[str, list[ToolCall]]:
        """Returns a request for several things, and the calls it needs."""
        kind = next(iter(self.names), "")
        if kind not in _LISTED or "city2" in self.names or "path2" in self.names:
            asked = self._different(rng, count)
            joint = rng.choice(
                ("；", "。另外，", "\n", "。再")
                if self.chinese
                else ("; ", ". Then ", "\n", ". Also, ")
            )
            texts = [each.text.rstrip("?？.。") for each in asked]
            return joint.join(texts), [each.call for each in asked]
        made = self._made(rng)
        given = [made[kind]]
        while len(given) < count:
            value = VALUES[kind].make(rng, self.chinese)
            if value not in given:
                given.append(value)
        said = {k: v[1] for k, v in made.items()}
        said[kind] = joined(rng, [each[1] for each in given], self.chinese)
        text = self._filled(chosen(rng, self.row.requests[self.chinese]), said)
        return text, [self._call({**made, kind: each}) for each in given]


def everyday_tools(
    rng: Random, count: int, chinese: bool, among: Sequence[Row] = ROWS
) -> list[EverydayTool]:
    """Returns everyday tools of different kinds, often some that belong together."""
    # A topic with many wordings comes more often: it has more to teach.
    keyed = [
        (max(rng.random() for _ in range(1 + len(row.requests[0]) // 4)), row) for row in among
    ]
    rows = [row for _, row in sorted(keyed, key=lambda pair: -pair[0])]
    if chance(rng, 0.5):
        group = rows[0].group
        rows.sort(key=lambda row: row.group != group)
    found: dict[str, EverydayTool] = {}
    for row in rows:
        if any(are_alike(row.topic, tool.row.topic) for tool in found.values()):
            continue
        tool = EverydayTool(rng, row, chinese)
        found.setdefault(tool.name, tool)
        if len(found) == count:
            break
    return list(found.values())
