"""Tools that do something to things: create, cancel, turn on."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from ..chat_format import Json, function_tool, to_json
from .phrasing import article, capital, ing, plural, request, with_details
from .tool_families import Ask, Family, parameter, styled
from .tool_slots import Slot, slots
from .tool_values import VALUES, said
from .tool_words import KINDS, THINGS_OF, Deed, Thing
from .words import VERBS, chance, chinese_word, code, invented_word, noun, number

# kind of thing: the kind of what tells it from others, names of that argument
_MARKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "order": (("code", "code", "number"), ("{t}_id", "id", "{t}_number", "number", "{t}")),
    "doc": (("title", "title", "path"), ("title", "name", "{t}", "{t}_name", "which")),
    "person": (("person",), ("name", "{t}", "person", "{t}_name", "who")),
    "device": (("room", "room", "word"), ("room", "location", "where", "{t}", "device")),
    "media": (("title",), ("title", "{t}", "name")),
    "product": (("product",), ("product", "item", "name", "{t}")),
    "event": (("title", "person"), ("title", "event", "{t}", "name")),
}
_TEXTS = ("{V} {t}", "{V} {t}.", "{V} {T}", "{V} {t} by its {k}.", "", "Use this to {v} {t}.",
          "Tool for {g}.", "{V} {t}. Returns a message.", "{V} {t} in the system.")  # fmt: skip


class Marked:
    """How a question says which thing is meant."""

    def __init__(self, rng: Random, thing: Thing, explicit: bool = False) -> None:
        kinds, keys = _MARKS[thing.kind]
        self.thing, self.kind, self.explicit = thing, rng.choice(kinds), explicit
        if thing.kind == "event":
            keys = keys[:4] if self.kind == "title" else ("with_whom", "person", "name", "guest")
        self.key = rng.choice(keys).format(t=rng.choice(thing.names))
        about = rng.choice(
            (None, None, None, f"The {thing.names[0].replace('_', ' ')}", "Which one")
        )
        self.schema = parameter(VALUES[self.kind][0], about)

    def say(self, rng: Random, chinese: bool) -> tuple[Any, str]:
        """Returns a value, and the thing as a question says it."""
        value, text = said(rng, self.kind, chinese)
        label = self.thing.chinese if chinese else rng.choice(self.thing.spoken)
        forms = self._forms(chinese)
        if self.explicit:
            forms = [form for form in forms if "{t}" in form]
            forms = forms or ["{t}{v}" if chinese else "the {t} {v}"]
        form = rng.choice(forms)
        if label.isascii() and text.isascii():  # English words in a Chinese question
            form = form.replace("{t}{v}", "{t} {v}").replace("{v}{t}", "{v} {t}")
        return value, form.format(t=label, v=text)

    def _forms(self, chinese: bool) -> Sequence[str]:
        kind = self.thing.kind
        if chinese:
            if kind == "device" or (kind == "event" and self.kind == "person"):
                return ("{v}的{t}", "{v}{t}") if kind == "device" else ("{v}的{t}", "跟{v}的{t}")
            forms = {"order": ("{t}{v}", "编号为{v}的{t}", "{t}{v}", "{v}号{t}"),
                     "doc": ("{t}{v}", "《{v}》这个{t}", "名为{v}的{t}", "叫{v}的{t}"),
                     "person": ("{t}{v}", "{v}", "{t}{v}"), "media": ("《{v}》", "{v}这个{t}", "{v}"),
                     "product": ("{v}", "{v}"), "event": ("{v}{t}", "{t}{v}", "名为{v}的{t}")}  # fmt: skip
            return forms[kind]
        if kind == "event" and self.kind == "person":
            return ("the {t} with {v}", "my {t} with {v}")
        english = {"order": ("{t} {v}", "the {t} {v}", "{t} number {v}", "the {t} with the id {v}", "{t} no. {v}"),
                   "doc": ("the {t} {v}", "the {t} called {v}", "my {t} {v}", "the {t} named {v}", 'the {t} "{v}"'),
                   "person": ("the {t} {v}", "{v}", "our {t} {v}", "{v}"),
                   "device": ("the {t} in the {v}", "the {v} {t}", "our {v} {t}", "my {v} {t}"),
                   "media": ("{v}", "the {t} {v}", "the {t} called {v}", 'the {t} "{v}"'),
                   "product": ("the {v}", "{v}", "some {v}", "a {v}"),
                   "event": ("the {t} {v}", "the {v} {t}", "my {t} {v}", "the {t} called {v}")}  # fmt: skip
        return english[kind]


def _joined(verb: str, thing: str) -> str:
    """The verb around its object: "turn ~ off" and "the lamp" give "turn the lamp off"."""
    return verb.replace("~", thing) if "~" in verb else f"{verb} {thing}"


def _tool_text(rng: Random, verb: str, label: str, key: str) -> str:
    verb = verb.replace(" ~", "")
    text = rng.choice(_TEXTS)
    return text.format(V=capital(verb), v=verb, t=article(label), T=plural(label), k=key.replace("_", " "),
                       g=f"{ing(verb)} {plural(label)}")  # fmt: skip


def _spoken_slots(
    rng: Random, found: list[Slot], chinese: bool
) -> tuple[Json, list[str], list[str]]:
    """Values for the arguments: the call's, what is said after, what is said before (Chinese)."""
    arguments: Json = {}
    after: list[tuple[str, bool]] = []
    before: list[str] = []
    for slot in found:
        if slot.optional and chance(rng, 0.45):
            continue
        spoken = slot.speak(rng, chinese)
        arguments[slot.key] = spoken.value
        if spoken.front and not before and chance(rng, 0.5):
            before.append(spoken.front)
        else:
            after.append((spoken.text, slot.is_text))
    rng.shuffle(after)
    after.sort(key=lambda part: part[1])
    return arguments, [text for text, _ in after], before


def outcome(rng: Random, chinese: bool) -> tuple[str, str]:
    """What a tool says when it is done, and the answer."""
    if chance(rng, 0.5):
        said_so = rng.choice(("ok", "done", "success", "true", "OK", "Done.", '{"status": "ok"}'))
        return said_so, "已完成。" if chinese else "Done."
    found = code(rng)
    result_text = (
        to_json({rng.choice(("id", "result", "reference")): found}) if chance(rng, 0.4) else found
    )
    return result_text, f"已完成，结果是{found}。" if chinese else f"Done. The result is {found}."


class _DeedTool:
    """A deed with the things it is done to and its arguments, and the ways to ask for it."""

    def __init__(self, rng: Random, deed: Deed, thing: Thing, explicit: bool) -> None:
        self.deed, self.thing = deed, thing
        self.mark = None if deed.creates else Marked(rng, thing, explicit)
        taken = {self.mark.key} if self.mark else set()
        counts = (1, 2, 2, 3, 4) if deed.creates else (0, 0, 0, 1, 1, 2, 3)
        self.slots = slots(rng, rng.choice(counts), taken)

    def tool(self, rng: Random) -> Json:
        """Returns the tool in one of the ways to name and describe it."""
        deed, thing = self.deed, self.thing
        properties: Json = {self.mark.key: self.mark.schema} if self.mark else {}
        required = [*properties, *(slot.key for slot in self.slots if not slot.optional)]
        properties.update((slot.key, slot.schema) for slot in self.slots)
        label = rng.choice(thing.names)
        pattern = rng.choice(_NAMES)
        name = styled(rng, pattern.format(v=rng.choice(deed.names), t=label, T=plural(label)))
        if thing.only_chinese or chance(rng, 0.1):
            text = rng.choice(deed.chinese).format(t=thing.chinese)
        else:
            first = next(iter(properties))
            text = _tool_text(rng, rng.choice(deed.spoken), rng.choice(thing.spoken), first)
        if chance(rng, 0.03) and text:  # the description alone says what it is for
            name = rng.choice(
                (invented_word(rng), f"fn_{invented_word(rng)}", f"tool_{number(rng)}")
            )
        return function_tool(name, text, properties, required)

    def _build(self, rng: Random, chinese: bool, arguments: Json, what: str) -> Ask:
        values, after, before = _spoken_slots(rng, self.slots, chinese)
        arguments = {**arguments, **values}
        if chinese:
            phrase = "".join(before) + rng.choice(self.deed.chinese).format(t=what)
            clause = phrase + "".join("，" + part for part in after)
        else:
            phrase = _joined(rng.choice(self.deed.spoken), what)
            clause = with_details(phrase, after)
        if any(slot.is_text and slot.key in arguments for slot in self.slots):
            clause = ""  # a free text would swallow what follows
        asked = request(rng, phrase, after, chinese)
        return Ask(asked, arguments, *outcome(rng, chinese), clause)

    def ask(self, rng: Random, chinese: bool) -> Ask:
        """Returns a request in which everything is said."""
        chinese = chinese or self.thing.only_chinese
        if self.mark:
            value, what = self.mark.say(rng, chinese)
            return self._build(rng, chinese, {self.mark.key: value}, what)
        if chinese:
            return self._build(rng, chinese, {}, rng.choice(("", "", "新")) + self.thing.chinese)
        label = rng.choice(self.thing.spoken)
        forms = (article(label), f"a new {label}", "one more " + label)
        return self._build(rng, chinese, {}, rng.choice(forms))

    def refer(self, rng: Random, chinese: bool, value: object) -> Ask:
        """Returns a request that says "it" for what the turn before named."""
        assert self.mark is not None
        chinese = chinese or self.thing.only_chinese
        is_person = self.thing.kind == "person"
        if chinese:
            label = self.thing.chinese
            forms = (
                ("他", "她") if is_person else ("它", f"这个{label}", f"那个{label}", "刚才那个")
            )
        else:
            label = rng.choice(self.thing.spoken)
            forms = ("him", "her", "them", "her") if is_person else (
                "it", f"that {label}", f"this {label}", f"the same {label}")  # fmt: skip
        return self._build(rng, chinese, {self.mark.key: value}, rng.choice(forms))


_NAMES = ("{v}_{t}", "{v}_{t}", "{v}_{t}", "{v}_a_{t}", "{v}_the_{t}", "{t}_{v}", "{v}_{T}")


def deed_tool(rng: Random, deed: Deed, thing: Thing, explicit: bool = False) -> Family:
    """Returns a tool that does one thing to a kind of things, with up to four arguments.

    Args:
        rng: Where the choices come from.
        deed: What it does.
        thing: What it does it to.
        explicit: Whether every question says the kind of thing, as another tool does the same.
    """
    made = _DeedTool(rng, deed, thing, explicit)
    kind, mark = f"{deed.names[0]} {thing.names[0]}", made.mark
    if mark is None:
        return Family(made.tool(rng), made.ask, kind, subject="new -")
    subject = f"{mark.kind} {mark.key}"
    return Family(made.tool(rng), made.ask, kind, subject=subject, refer=made.refer)


def random_thing(rng: Random, kind: str | None = None) -> Thing:
    """Returns a thing with any noun for a name."""
    label = noun(rng)
    if chance(rng, 0.15):
        label += "_" + noun(rng)
    spoken = label.replace("_", " ")
    only_chinese = chance(rng, 0.2)
    chinese = chinese_word(rng) if only_chinese else spoken
    return Thing(kind or rng.choice(KINDS), (label,), (spoken,), chinese, only_chinese)


def some_thing(rng: Random, kind: str | None = None) -> Thing:
    """Returns a thing that tools work on: a well-known one or any noun."""
    if chance(rng, 0.45):
        return random_thing(rng, kind)
    return rng.choice(THINGS_OF[kind or rng.choice(KINDS)])


def random_deed(rng: Random, thing: Thing) -> Deed:
    """Returns a deed with any verb; Chinese questions keep the English verb, as programmers do."""
    verb = noun(rng) if chance(rng, 0.05) else rng.choice(VERBS)
    return Deed(
        (thing.kind,), (verb,), (verb,), (verb + " {t}", verb + "一下{t}"), chance(rng, 0.3)
    )
