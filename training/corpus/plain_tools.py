"""Plain tools: each knows one fact about a kind of things, or does one deed to them."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from ..chat_format import Json, ToolCall, function_tool, to_json
from . import tool_values
from .phrasing import capital
from .plain_keys import KEYS, WEIGHTS, Key
from .plain_matters import THINGS, Matter, Thing
from .plain_slots import FREE_SLOTS, SLOTS, Slot, schema
from .words import NOUNS, VERBS, chance, invented_word


class Request(NamedTuple):
    """What somebody says and the call it needs; what the tool says and the answer, if known."""

    text: str
    call: ToolCall
    result: str = ""
    answer: str = ""


_LOOK = ("get", "find", "show", "check", "query", "lookup", "fetch", "read", "see", "know", "give", "view", "ask", "what",
         "look_up", "load", "search", "info", "list", "obtain", "display", "print", "return", "say", "learn", "determine",
         "discover", "provide", "describe", "explain", "examine", "scan", "watch", "trace", "pull", "grab", "request", "compute",
         "identify", "verify", "detect", "observe", "collect", "access", "browse", "consult", "recall",
         "answer", "inform", "reveal", "study", "probe", "glance", "our", "the", "db", "api")  # fmt: skip
_HANDLE = ("do", "make", "run", "order", "request", "start", "plan", "arrange", "have", "let", "auto", "job", "task", "my", "home",
           "handle", "perform", "begin", "submit")  # fmt: skip
_BEGIN_CLAUSE = ("Says {}", "Shows {}", "Tells you {}", "Finds {}", "Says {}.", "Lets you know {}.", "Looks up {}", "{}",
                 "Answers {}.", "Knows {}", "Reports {}", "Checks {}", "Tells the user {}.")  # fmt: skip
_BEGIN_NOUN = ("Gets the {}", "Finds the {}", "Returns the {}.", "Shows the {}", "Looks up the {}", "Says the {}", "The {}",
               "Reads the {}.")  # fmt: skip
_BEGIN_CHINESE = ("查询{}", "获取{}", "查看{}", "告知{}。", "显示{}", "看{}", "{}", "查出{}", "{}查询", "得到{}")  # fmt: skip
_CLAUSE = ("how", "what", "which", "who", "whose", "where", "when", "whether", "in", "for", "by", "until", "since", "from", "to",
           "with", "out")  # fmt: skip


def styled(rng: Random, parts: list[str]) -> str:
    """Returns a name of these words in one of the ways that programmers write names."""
    pieces = [piece for part in parts for piece in part.replace(" ", "_").split("_") if piece]
    pick = rng.random()
    if pick < 0.42:
        head, *rest = pieces
        return head + "".join(piece[:1].upper() + piece[1:] for piece in rest)
    if pick < 0.45:
        return "-".join(pieces)
    if pick < 0.47:
        return "".join(piece[:1].upper() + piece[1:] for piece in pieces)
    return "_".join(pieces)


def first_word(rng: Random, what: Matter) -> str:
    """Returns how a name may begin that does not begin with what its tool is about.

    It could be any word, so that a name is not taken for another which begins as a request does.
    """
    pick = rng.random()
    if pick < 0.2:
        return rng.choice(NOUNS if pick < 0.1 or what.is_deed else VERBS)
    return rng.choice(_HANDLE if what.is_deed else _LOOK)


def tool_name(rng: Random, about: Thing, what: Matter, chinese: bool) -> str:
    """Returns a name of the words for a thing and a matter."""
    word, label = rng.choice(what.words), about.english
    if what.is_made if chinese else chance(rng, 0.08):  # the description alone says it
        word = rng.choice(
            (
                invented_word(rng),
                invented_word(rng),
                "info",
                "data",
                "work",
                "tool",
                f"fn{rng.randrange(1, 30)}",
            )
        )
    orders = [[word, label], [label, word]]
    if not what.is_deed:
        orders += [
            [first_word(rng, what), label, word],
            [first_word(rng, what), word, label],
            [first_word(rng, what), label, word],
        ]
    elif chance(rng, 0.12):
        orders = [[first_word(rng, what), label, word]]
    return styled(rng, rng.choice(orders))


def description(rng: Random, about: Thing, what: Matter, chinese: bool) -> str:
    """Returns what a tool says about itself."""
    return told(rng, what, rng.choice(what.about[chinese]).format(n=about.name(chinese)), chinese)


def told(rng: Random, what: Matter, text: str, chinese: bool) -> str:
    """Returns one of the ways to put what a tool knows or does into a description."""
    if what.is_deed:
        return text + rng.choice(("", "", ".", " now") if not chinese else ("", "", "。"))
    if chinese:
        return rng.choice(_BEGIN_CHINESE).format(text)
    is_clause = text.split(" ", 1)[0] in _CLAUSE
    return capital(rng.choice(_BEGIN_CLAUSE if is_clause else _BEGIN_NOUN).format(text))


# May be left out, and is: no request speaks of it.
_OPTIONAL = (("limit", "integer"), ("lang", "string"), ("detailed", "boolean"), ("format", "string"), ("timeout", "number"),
             ("dry_run", "boolean"), ("page", "integer"), ("asJson", "boolean"), ("history", "boolean"), ("session", "string"),
             ("comment", "string"), ("cache", "boolean"), ("fields", "array"))  # fmt: skip


def add_optional(rng: Random, properties: Json) -> None:
    """Adds an argument that may be left out, and is."""
    key, kind = rng.choice(_OPTIONAL)
    if key not in properties:
        properties[key] = (
            {"type": kind, "items": {"type": "string"}} if kind == "array" else {"type": kind}
        )


def _result(rng: Random, what: Matter, said: str, chinese: bool) -> tuple[str, str]:
    """What the tool says, and the answer; nothing where the fact has no name."""
    if what.is_deed:
        shown = rng.choice(("ok", "done", "success", "true", to_json({"status": "ok"})))
        return shown, "已完成。" if chinese else "Done."
    label = what.about[chinese][0]
    if "的" not in label if chinese else label.split(" ", 1)[0] in _CLAUSE:
        return "", ""
    kind = rng.choice(("number", "word", "date", "city", "person", "decimal"))
    found = str(tool_values.result(rng, kind, chinese))
    key = rng.choice(("result", "value", what.words[0]))
    shown = to_json({key: found}) if chance(rng, 0.5) else found
    label = label.format(n="~").replace("the ~", "~").replace("~", said)
    return shown, f"{label}是{found}。" if chinese else f"The {label} is {found}."


def joined(rng: Random, parts: list[str], chinese: bool) -> str:
    """Returns several things as one says them in a row."""
    if chinese:
        return "、".join(parts[:-1]) + rng.choice(("和", "和", "、", "还有", "跟")) + parts[-1]
    return (
        ", ".join(parts[:-1])
        + rng.choice((" and ", " and ", ", ", " and also ", ", and ", " & "))
        + parts[-1]
    )


# Of a made-up deed nothing says which of two alike arguments is which.
_ALIKE = {"person": KEYS[3], "city": KEYS[4], "date": KEYS[6]}


def _key(rng: Random, what: Matter) -> Key:
    key = rng.choices(KEYS, WEIGHTS)[0]
    while what.is_made and key is _ALIKE.get(what.slot):
        key = rng.choices(KEYS, WEIGHTS)[0]
    return key


class PlainTool:
    """A tool for a thing and a fact or a deed, asked for in one of the languages."""

    def __init__(
        self,
        rng: Random,
        about: Thing,
        what: Matter,
        chinese: bool,
        key: Key | None = None,
        is_short: bool = False,
        has_optional: bool = False,
    ) -> None:
        """A short tool has no argument beyond the key and the one that its matter needs.

        It may have one that no request speaks of, nevertheless.
        """
        self.about, self.what, self.chinese = about, what, chinese
        # The language in which the tool is described.
        is_known = about in THINGS[about.classes] and not what.is_made
        self.in_chinese = chinese and not (is_known and chance(rng, 0.18))
        self.key = key or _key(rng, what)
        self.slot: Slot | None = SLOTS[what.slot] if what.slot else None
        # A further argument, which a request speaks of at its end; it may be optional.
        self.extra: Slot | None = None
        self.is_extra_optional = chance(rng, 0.5)
        if not is_short and what.is_deed and what.slot != "text" and chance(rng, 0.25):
            kinds = [
                kind
                for kind in FREE_SLOTS
                if kind != what.slot and self.key is not _ALIKE.get(kind)
            ]
            self.extra = SLOTS[rng.choice(kinds)]
        properties = self._properties(rng)
        self.order = list(properties)
        optional = self.extra_name if self.extra and self.is_extra_optional else ""
        self.required = [name for name in properties if name != optional]
        if has_optional or (not is_short and chance(rng, 0.18)):
            add_optional(rng, properties)
        self.name = tool_name(rng, about, what, chinese)
        text = description(rng, about, what, self.in_chinese)
        self.tool = function_tool(self.name, text, properties, self.required)

    def _properties(self, rng: Random) -> Json:
        key, noun = self.key, self.about.name(self.in_chinese)
        self.key_name = rng.choice(key.names[0]).format(t=self.about.english.replace(" ", "_"))
        if self.in_chinese and chance(rng, 0.12):
            self.key_name = rng.choice(key.names[1])
        properties: Json = {self.key_name: {"type": key.kind}}
        if chance(rng, 0.7):
            about = rng.choice(key.about[self.in_chinese]).format(n=noun)
            properties[self.key_name]["description"] = about
        if self.slot:
            free = [name for name in self.slot.names if name != self.key_name]
            self.slot_name = rng.choice(free)
            # An enum is in the language of the requests, which say its values as they stand.
            found = schema(rng, self.slot, self.chinese)
            properties[self.slot_name] = found
            if chance(rng, 0.12):
                properties = dict(reversed(properties.items()))
        if self.extra:
            self.extra_name = rng.choice(
                [name for name in self.extra.names if name not in properties]
            )
            properties[self.extra_name] = schema(rng, self.extra, self.chinese)
        return properties

    def _said(self, rng: Random, value: str) -> str:
        """The thing as a request names it."""
        form = rng.choice(self.key.forms[self.chinese])
        return form.format(v=value, n=self.about.name(self.chinese))

    def _text(self, rng: Random, said: str) -> tuple[str, Json]:
        """A request about the thing, and the further argument."""
        text, words, further = rng.choice(self.what.requests[self.chinese]), "", {}
        if self.slot:
            further[self.slot_name], words = self.slot.make(rng, self.chinese)
        text = text.replace("{x}", said).replace("{v}", words)
        if self.extra and not (self.is_extra_optional and chance(rng, 0.5)):
            further[self.extra_name], words = self.extra.make(rng, self.chinese)
            tail = self.extra.tail[self.chinese].format(v=words)
            text = text.rstrip("?？.。") + ("" if self.chinese else " ") + tail
        return text, further

    def _call(self, value: Any, further: Json) -> ToolCall:
        given = {self.key_name: value, **further}
        return ToolCall(self.name, {name: given[name] for name in self.order if name in given})

    def ask(self, rng: Random) -> Request:
        """Returns a request for one thing."""
        value = self.key.make(rng, self.chinese)
        said = self._said(rng, str(value))
        text, further = self._text(rng, said)
        told = _result(rng, self.what, said, self.chinese)
        return Request(text, self._call(value, further), *told)

    def ask_all(self, rng: Random, count: int) -> tuple[str, list[ToolCall]]:
        """Returns a request for several things, and the calls it needs."""
        values: list[Any] = []
        while len(values) < count:
            value = self.key.make(rng, self.chinese)
            if value not in values:
                values.append(value)
        texts = [str(value) for value in values]
        if chance(rng, 0.5):  # "the tables A, B and C"
            said = self._said(rng, joined(rng, texts, self.chinese))
        else:
            said = joined(rng, [self._said(rng, text) for text in texts], self.chinese)
        text, further = self._text(rng, said)
        return text, [self._call(value, further) for value in values]
