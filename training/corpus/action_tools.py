"""Tools that do something to things: create, cancel, list, count, search, change."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from ..chat_format import Json, function_tool, to_json
from .attribute_tools import SUBJECT_OF_KIND
from .phrasing import article, capital, ing, plural, possessive, question, request, with_details
from .tool_families import Ask, Family, parameter, styled
from .tool_slots import Slot, slots
from .tool_values import VALUES, said
from .tool_words import ATTRIBUTES_OF, DEEDS_OF, KINDS, THINGS_OF, Deed, Thing
from .words import VERBS, chance, code, invented_word, noun, number

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


def _outcome(rng: Random, chinese: bool) -> tuple[str, str]:
    """What a tool says when it is done, and the answer."""
    if chance(rng, 0.5):
        said_so = rng.choice(("ok", "done", "success", "true", "OK", "Done.", '{"status": "ok"}'))
        return said_so, "已完成。" if chinese else "Done."
    found = code(rng)
    result_text = (
        to_json({rng.choice(("id", "result", "reference")): found}) if chance(rng, 0.4) else found
    )
    return result_text, f"已完成，结果是{found}。" if chinese else f"Done. The result is {found}."


def deed_tool(rng: Random, deed: Deed, thing: Thing, explicit: bool = False) -> Family:
    """Returns a tool that does one thing to a kind of things, with up to four arguments.

    Args:
        rng: Where the choices come from.
        deed: What it does.
        thing: What it does it to.
        explicit: Whether every question says the kind of thing, as another tool does the same.
    """
    mark = None if deed.creates else Marked(rng, thing, explicit)
    taken = {mark.key} if mark else set()
    counts = (1, 2, 2, 3, 4) if deed.creates else (0, 0, 0, 1, 1, 2, 3)
    extra = slots(rng, rng.choice(counts), taken)
    properties: Json = {mark.key: mark.schema} if mark else {}
    properties.update((slot.key, slot.schema) for slot in extra)
    required = [key for key in properties if not any(s.key == key and s.optional for s in extra)]
    thing_name, verb_name = rng.choice(thing.names), rng.choice(deed.names)
    patterns = (
        "{v}_{t}",
        "{v}_{t}",
        "{v}_{t}",
        "{v}_a_{t}",
        "{v}_the_{t}",
        "{t}_{v}",
        "{v}_" + plural(thing_name),
    )
    name = styled(rng, rng.choice(patterns).format(v=verb_name, t=thing_name))
    if chance(rng, 0.1):
        text = rng.choice(deed.chinese).format(t=thing.chinese)
    else:
        text = _tool_text(
            rng, rng.choice(deed.spoken), rng.choice(thing.spoken), next(iter(properties))
        )
    if chance(rng, 0.03) and text:
        name = rng.choice((invented_word(rng), f"fn_{invented_word(rng)}", f"tool_{number(rng)}"))
    tool = function_tool(name, text, properties, required)

    def ask(rng: Random, chinese: bool) -> Ask:
        arguments: Json = {}
        if mark:
            value, what = mark.say(rng, chinese)
            arguments[mark.key] = value
        elif chinese:
            what = rng.choice(("", "", "新")) + thing.chinese
        else:
            label = rng.choice(thing.spoken)
            what = rng.choice((article(label), f"a new {label}", "one more " + label))
        values, after, before = _spoken_slots(rng, extra, chinese)
        arguments.update(values)
        if chinese:
            phrase = "".join(before) + rng.choice(deed.chinese).format(t=what)
            clause = phrase + "".join("，" + part for part in after)
        else:
            phrase = _joined(rng.choice(deed.spoken), what)
            clause = with_details(phrase, after)
        if any(slot.is_text and slot.key in arguments for slot in extra):
            clause = ""  # a free text would swallow what follows
        asked = request(rng, phrase, after, chinese)
        return Ask(asked, arguments, *_outcome(rng, chinese), clause)

    return Family(tool, ask, f"{deed.names[0]} {thing.names[0]}")


def list_tool(rng: Random, thing: Thing) -> Family:
    """Returns a tool that lists all things of a kind."""
    names = rng.choice(thing.names)
    many = plural(names)
    name = styled(rng, rng.choice((f"list_{many}", f"get_{many}", f"get_all_{many}", f"all_{many}",
                                   f"show_{many}", f"{names}_list", f"list_all_{many}", f"enumerate_{many}")))  # fmt: skip
    spoken = plural(rng.choice(thing.spoken))
    text = rng.choice((f"List all {spoken}", f"Get all {spoken}.", "", f"Returns every {spoken[:-1]}"
                       if spoken == thing.spoken[0] + "s" else f"All {spoken}", f"列出所有{thing.chinese}"))  # fmt: skip
    limit = (
        rng.choice(("limit", "max_results", "top", "count", "first_n")) if chance(rng, 0.35) else ""
    )
    properties = (
        {limit: parameter("integer", rng.choice((None, "At most so many")))} if limit else {}
    )
    tool = function_tool(name, text, properties, [])

    def ask(rng: Random, chinese: bool) -> Ask:
        found = [noun(rng) for _ in range(rng.choice((2, 3)))]
        result_text = to_json(found) if chance(rng, 0.5) else ", ".join(found)
        wanted = rng.randrange(1, 60) if limit and chance(rng, 0.5) else None
        arguments = {} if wanted is None else {limit: wanted}
        if chinese:
            t = thing.chinese
            rest = (
                ""
                if wanted is None
                else rng.choice((f"只要前{wanted}个", f"最多{wanted}个", f"显示{wanted}个就行"))
            )
            base = rng.choice((f"有哪些{t}", f"列出所有{t}", f"把{t}都列出来", f"看看全部{t}", f"现在有什么{t}",
                               f"显示全部{t}", f"我有哪些{t}", f"给我{t}列表", f"所有的{t}"))  # fmt: skip
            asked = question(rng, base + ("，" + rest if rest else "") + "。", True)
            return Ask(
                asked, arguments, result_text, f"{t}有：{'、'.join(found)}。", "列出所有" + t + rest
            )
        s = plural(rng.choice(thing.spoken))
        rest = (
            ""
            if wanted is None
            else rng.choice(
                (f", only the first {wanted}", f", at most {wanted}", f", {wanted} of them")
            )
        )
        base = rng.choice(("What {s} are there", "Show me all {s}", "Which {s} do I have", "List the {s}",
                           "What {s} do we have", "Give me a list of all {s}", "I want to see the {s}",
                           "Let me see all my {s}", "Are there any {s}", "List every one of the {s}", "all {s}",
                           "Which {s} exist", "Can I see all the {s}", "Get me the full list of {s}")).format(s=s)  # fmt: skip
        mark = "?" if base.startswith(("What", "Which", "Are", "Can")) else "."
        answer = f"The {s} are: {', '.join(found)}."
        return Ask(
            question(rng, base + rest + mark, False),
            arguments,
            result_text,
            answer,
            f"list all {s}{rest}",
        )

    return Family(tool, ask, f"list {thing.names[0]}")


def count_tool(rng: Random, thing: Thing) -> Family:
    """Returns a tool that counts things of a kind."""
    many = plural(rng.choice(thing.names))
    name = styled(
        rng,
        rng.choice(
            (f"count_{many}", f"number_of_{many}", f"{thing.names[0]}_count", f"how_many_{many}")
        ),
    )
    s = plural(rng.choice(thing.spoken))
    text = rng.choice(
        (
            f"Count the {s}",
            f"How many {s} there are.",
            "",
            f"Number of {s}",
            f"统计{thing.chinese}数量",
        )
    )
    tool = function_tool(name, text, {})

    def ask(rng: Random, chinese: bool) -> Ask:
        found = number(rng)
        if chinese:
            t = thing.chinese
            base = rng.choice((f"一共有多少{t}？", f"有几个{t}？", f"{t}有多少？", f"统计一下{t}的数量。", f"数一数{t}有多少。",
                               f"现在总共多少{t}？", f"{t}的数量是多少？"))  # fmt: skip
            return Ask(
                question(rng, base, True),
                {},
                str(found),
                f"一共有{found}个{t}。",
                f"数一下{t}有多少",
            )
        base = rng.choice((f"How many {s} are there?", f"How many {s} do we have?", f"Count the {s}.",
                           f"What is the number of {s}?", f"I need to know how many {s} we have.",
                           f"How many {s} in total?", f"Count all my {s}, please."))  # fmt: skip
        return Ask(
            question(rng, base, False), {}, str(found), f"There are {found} {s}.", f"count the {s}"
        )

    return Family(tool, ask, f"count {thing.names[0]}")


def search_tool(rng: Random, thing: Thing) -> Family:
    """Returns a tool that finds things of a kind by a word."""
    many = plural(rng.choice(thing.names))
    key = rng.choice(("query", "keyword", "q", "term", "search", "text", "topic"))
    name = styled(
        rng,
        rng.choice(
            (f"search_{many}", f"find_{many}", f"{many}_search", f"query_{many}", f"lookup_{many}")
        ),
    )
    s = plural(rng.choice(thing.spoken))
    text = rng.choice(
        (
            f"Search {s}",
            f"Find {s} by a keyword.",
            "",
            f"Full text search in {s}",
            f"搜索{thing.chinese}",
        )
    )
    tool = function_tool(
        name, text, {key: parameter("string", rng.choice((None, None, "What to look for")))}
    )

    def ask(rng: Random, chinese: bool) -> Ask:
        value, word = said(rng, rng.choice(("word", "word", "title", "person", "city")), chinese)
        found = code(rng)
        if chinese:
            t = thing.chinese
            base = rng.choice((f"查找关于{word}的{t}。", f"搜索{word}相关的{t}。", f"哪些{t}提到了{word}？", f"找一下和{word}有关的{t}",
                               f"有没有关于{word}的{t}？", f"帮我搜{word}的{t}", f"在{t}里搜{word}"))  # fmt: skip
            return Ask(
                question(rng, base, True),
                {key: value},
                found,
                f"找到的{t}是{found}。",
                f"搜索关于{word}的{t}",
            )
        base = rng.choice((f"Find {s} about {word}.", f"Which {s} mention {word}?", f"Search the {s} for {word}.",
                           f"Are there {s} about {word}?", f"Look for {word} in the {s}.", f"I'm looking for {s} on {word}.",
                           f"Do we have any {s} about {word}?", f"Search {s} for {word}"))  # fmt: skip
        return Ask(
            question(rng, base, False),
            {key: value},
            found,
            f"The search found {found}.",
            f"search the {s} for {word}",
        )

    return Family(tool, ask, f"search {thing.names[0]}")


_CHANGED_KINDS = {"number": "number", "word": "word", "city": "city", "date": "date", "person": "person",
                  "code": "code", "email": "email", "phone": "phone", "time": "time"}  # fmt: skip


def change_tool(rng: Random, thing: Thing) -> Family:
    """Returns a tool that changes an attribute of a thing: the opposite of the one that tells it."""
    row = rng.choice(ATTRIBUTES_OF[SUBJECT_OF_KIND[thing.kind]])
    mark, kind = Marked(rng, thing, True), _CHANGED_KINDS[row.result]
    a = rng.choice(row.names)
    key = rng.choice((a, f"new_{a}", "value", "new_value", "to"))
    if key == mark.key:
        key = "new_value"
    verb = rng.choice(("set", "change", "update", "edit", "modify", "correct"))
    t = rng.choice(thing.names)
    name = styled(
        rng, rng.choice((f"{verb}_{t}_{a}", f"{verb}_{t}_{a}", f"{verb}_{a}", f"{verb}_{a}_of_{t}"))
    )
    spoken = rng.choice(row.spoken)
    text = rng.choice((f"{capital(verb)} the {spoken} of {article(rng.choice(thing.spoken))}", f"{capital(verb)} the {spoken}.",
                       "", f"Gives {article(rng.choice(thing.spoken))} a new {spoken}.", f"修改{thing.chinese}的{row.chinese[0]}"))  # fmt: skip
    properties = {
        mark.key: mark.schema,
        key: parameter(VALUES[kind][0], rng.choice((None, None, f"The new {spoken}"))),
    }
    tool = function_tool(name, text, properties)

    def ask(rng: Random, chinese: bool) -> Ask:
        (value, what), (new, said_new) = mark.say(rng, chinese), said(rng, kind, chinese)
        label = rng.choice(row.chinese if chinese else row.spoken)
        if chinese:
            phrase = rng.choice((f"把{what}的{label}改成{said_new}", f"把{what}的{label}设为{said_new}", f"将{what}的{label}更新为{said_new}",
                                 f"修改{what}的{label}为{said_new}"))  # fmt: skip
        else:
            verb = rng.choice(("change", "set", "update", "correct", "switch"))
            phrase = rng.choice((f"{verb} the {label} of {what} to {said_new}", f"{verb} {possessive(what)} {label} to {said_new}",
                                 f"give {what} the new {label} {said_new}", f"make {said_new} the {label} of {what}"))  # fmt: skip
        return Ask(
            request(rng, phrase, [], chinese),
            {mark.key: value, key: new},
            *_outcome(rng, chinese),
            phrase,
        )

    return Family(tool, ask, f"change {row.names[0]} {thing.names[0]}")


def random_thing(rng: Random, kind: str | None = None) -> Thing:
    """Returns a thing with any noun for a name."""
    label = noun(rng)
    if chance(rng, 0.15):
        label += "_" + noun(rng)
    spoken = label.replace("_", " ")
    return Thing(kind or rng.choice(KINDS), (label,), (spoken,), spoken)


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


def some_action(rng: Random, thing: Thing | None = None) -> Family:
    """Returns a tool that does something, to the given thing or any."""
    thing = thing or some_thing(rng)
    pick = rng.random()
    if pick < 0.08:
        return list_tool(rng, thing)
    if pick < 0.11:
        return count_tool(rng, thing)
    if pick < 0.17:
        return search_tool(rng, thing)
    if pick < 0.3:
        return change_tool(rng, thing)
    deed = random_deed(rng, thing) if chance(rng, 0.3) else rng.choice(DEEDS_OF[thing.kind])
    return deed_tool(rng, deed, thing)
