"""Tools for whole collections and their entries: list, count, search, change."""

from __future__ import annotations

from random import Random

from ..chat_format import function_tool, to_json
from .action_tools import Marked, deed_tool, outcome, random_deed, some_thing
from .attribute_tools import SUBJECT_OF_KIND
from .phrasing import article, capital, plural, possessive, question, request
from .tool_families import Ask, Family, parameter, styled
from .tool_values import VALUES, said
from .tool_words import ATTRIBUTES_OF, DEEDS_OF, Thing
from .words import chance, code, noun, number


def list_tool(rng: Random, thing: Thing) -> Family:
    """Returns a tool that lists all things of a kind."""
    names = rng.choice(thing.names)
    many = plural(names)
    name = styled(rng, rng.choice((f"list_{many}", f"get_{many}", f"get_all_{many}", f"all_{many}",
                                   f"show_{many}", f"{names}_list", f"list_all_{many}", f"enumerate_{many}")))  # fmt: skip
    spoken = plural(rng.choice(thing.spoken))
    texts = ((f"List all {spoken}", f"Get all {spoken}.", "", f"Returns every {spoken[:-1]}"
                       if spoken == thing.spoken[0] + "s" else f"All {spoken}", f"列出所有{thing.chinese}"))  # fmt: skip
    limit = (
        rng.choice(("limit", "max_results", "top", "count", "first_n")) if chance(rng, 0.35) else ""
    )
    properties = (
        {limit: parameter("integer", rng.choice((None, "At most so many")))} if limit else {}
    )
    text = texts[-1] if thing.only_chinese else rng.choice(texts)
    tool = function_tool(name, text, properties, [])

    def ask(rng: Random, chinese: bool) -> Ask:
        chinese = chinese or thing.only_chinese
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
            mark = "？" if "哪些" in base or "什么" in base else "。"
            asked = question(rng, base + ("，" + rest if rest else "") + mark, True)
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

    return Family(tool, ask, f"list {thing.names[0]}", subject="new -")


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
    texts = (
        f"Count the {s}",
        f"How many {s} there are.",
        "",
        f"Number of {s}",
        f"统计{thing.chinese}数量",
    )
    text = texts[-1] if thing.only_chinese else rng.choice(texts)
    tool = function_tool(name, text, {})

    def ask(rng: Random, chinese: bool) -> Ask:
        chinese = chinese or thing.only_chinese
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
    texts = (
        f"Search {s}",
        f"Find {s} by a keyword.",
        "",
        f"Full text search in {s}",
        f"搜索{thing.chinese}",
    )
    tool = function_tool(
        name,
        texts[-1] if thing.only_chinese else rng.choice(texts),
        {key: parameter("string", rng.choice((None, None, "What to look for")))},
    )

    def ask(rng: Random, chinese: bool) -> Ask:
        chinese = chinese or thing.only_chinese
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
    texts = ((f"{capital(verb)} the {spoken} of {article(rng.choice(thing.spoken))}", f"{capital(verb)} the {spoken}.",
                       "", f"Gives {article(rng.choice(thing.spoken))} a new {spoken}.", f"修改{thing.chinese}的{row.chinese[0]}"))  # fmt: skip
    properties = {
        mark.key: mark.schema,
        key: parameter(VALUES[kind][0], rng.choice((None, None, f"The new {spoken}"))),
    }
    text = texts[-1] if thing.only_chinese else rng.choice(texts)
    tool = function_tool(name, text, properties)

    def ask(rng: Random, chinese: bool) -> Ask:
        chinese = chinese or thing.only_chinese
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
            *outcome(rng, chinese),
            phrase,
        )

    return Family(tool, ask, f"change {row.names[0]} {thing.names[0]}")


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
