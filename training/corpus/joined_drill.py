"""Drill on requests that stand together: where each ends, how many there are, whose tool it is.

Few tools and many messages on them; a message holds one, two or three requests. First the tools
are easy to tell apart, so that only the order and the ends of the requests are to be learnt.
"""

from __future__ import annotations

from itertools import combinations
from random import Random

from ..chat_format import Conversation, Message, ToolCall, assistant, user
from . import deed_drill, plain_calls, sibling_drill
from .drill_tools import LinkedTool, WordTool, listed
from .drill_values import KINDS
from .everyday_values import VALUES, Made
from .handwork import HandworkTool
from .phrasing import capital
from .plain_everyday import ROWS, EverydayTool, are_alike
from .plain_tools import PlainTool, Request
from .words import chance, holds_held_out

Tool = WordTool | LinkedTool | EverydayTool | HandworkTool | PlainTool
_CHINESE_SHARE = 0.6
# What the tools are for is much harder to tell than where a request ends.
_SIMPLE_SHARE, _EVERYDAY_SHARE, _DEED_SHARE = 0.05, 0.65, 0.26
_SETS = deed_drill.SETS + sibling_drill.SETS
_KINDS = ("town", "person", "code", "thing", "topic", "room", "date", "email")
_COMMON_TOPICS = frozenset({
    "weather", "clock", "search", "sum", "person", "parcel", "price", "message", "light", "heating", "in_stock", "call",
    "alarm", "timer", "translate", "currency", "news", "calendar", "note", "heating_read", "light_state",
})  # fmt: skip
_COMMON = [row for row in ROWS if row.topic in _COMMON_TOPICS]
_CORE_TOPICS = tuple(row.topic for row in _COMMON[:10])
_CORE = [row for row in _COMMON if row.topic in _CORE_TOPICS]

# A request ends with a mark; a word may lead on to the next one.
_MARKS = ("; ", "; ", ". ", ". ", "\n", "\n\n", " - ", " + ", " & ", " | ", " / ", "... ", " // ")
_LEADS = (
    "", "", "and ", "and ", "also ", "also, ", "then ", "then, ", "and then ", "then: ", "next: ", "plus ", "and also ", "after that: ",
    "second: ", "now ", "besides, ", "oh, and ", "one more thing: ", "apart from that, ", "at the same time ",
)  # fmt: skip
# These go well only where it is plain that a request has ended.
_WEAK = (
    ", and ",
    ", then ",
    ", and then ",
    " and ",
    " then ",
    ", plus ",
    " plus ",
    ", also ",
    ", ",
    " and also ",
)
_MARKS_CHINESE = ("，", "，", "，", "；", "；", "。", "。", "\n", "……", " + ", " / ")
_LEADS_CHINESE = (
    "然后，", "然后：", "还有，", "还有，", "还有：", "另外，", "另外，", "另外：", "对了，", "对了，", "接着：", "此外，", "再有，", "还有件事，", "最后：",
    "其次，", "除此之外，", "再就是，", "顺便问一句，", "哦对，",
)  # fmt: skip
# Without a comma these would run into a value that follows: 顺便 and 飞鹤.
_RUN_ON_CHINESE = ("然后", "再", "另外", "接着", "顺便", "同时", "最后", "之后", "再", "再")
# What 再 may stand before: 再帮我查, but not 再我想.
_DEEDS_AFTER_AGAIN = "帮把给查看算告让请搜找关开打发写读调订删"
_NUMBERS = ("{0}. {1}\n", "{0}) {1}\n", "- {1}\n", "* {1}\n", "({0}) {1} ", "{0}: {1}\n")
_ENDS = "?？.。"

# Questions about several at once: {x} lists them, {o} does so with "or".
_COMPARED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "weather": (
        ("where is it colder, {o}?", "which is sunnier: {o}", "is it nicer in {o}?", "rain or sun in {x}", "the air in {x}, please", "do {x} have fog",
         "warm clothes for {x}?", "compare the weather of {x}", "which is warmer, {x}?", "how cold are {x} today",
         "compare the temperatures in {x}", "{o}: where does it rain?", "dry in {x}?", "{x}: which of them is wetter?", "rubber boots for {x}, yes or no", "how do {x} differ in weather"),
        ("{x}哪儿更冷", "比比{x}的气温", "{x}哪里热些", "{x}下雨吗，都看看", "{x}今天分别多少度", "对比{x}的天气", "{x}分别冷不冷", "{x}谁那儿暖和些", "{x}都冷吗", "{x}各是什么天气", "{x}的气温差多少", "{x}都是晴天吗", "{x}都要穿毛衣吗", "把{x}的天气都看看"),
    ),
    "clock": (
        ("is it later in {o}?", "what hour do {x} have", "tell me what time {x} have", "how late in {x}?", "which is ahead, {o}?", "the hour in {x}, please", "clocks in {x}?", "what time have {x} got",
         "are people in {x} awake", "what do the clocks in {x} show?", "times for {x}"),
        ("{x}哪个时间更晚", "{x}分别是几点钟", "说一下{x}的时间", "{x}眼下各几点", "{x}的时间各是多少", "{x}差几个小时", "{x}各到几点了", "{x}那边都天亮了吗", "把{x}的钟点都报一下", "{x}都几点", "{x}谁的时间早"),
    ),
    "person": (
        ("who is longer with us, {o}?", "who might {x} be?", "details on {x}, please", "the entries of {x}", "I want to see {x}",
         "bring up {x}", "{x}: who are they", "what is on file for {x}", "the cards of {x}", "show these: {x}", "how do I reach {x}", "do {x} work in one team?",
         "what do we know about {x}", "are {x} colleagues?", "fetch {x} from the directory"),
        ("{x}谁来得早", "{x}各是谁", "{x}分别在哪个部门", "调出{x}的资料", "查查{x}登了些什么", "{x}的资料都要", "翻翻{x}的档案", "{x}是一个部门的吗", "{x}各是什么职位", "把{x}的档案都找出来", "{x}都怎么联系", "{x}都是我们的人吗", "{x}是做什么的"),
    ),
    "parcel": (
        ("which comes first, {o}?", "where did {x} get to", "are {x} here yet", "how far have {x} come", "find {x} for me", "did {x} get delivered", "did {x} arrive?", "{x} are late, where do they lie", "are {x} still on the road", "trace {x}",
         "is any of {x} here", "{x}, how long must I wait for them", "when will {x} be here"),
        ("{x}哪个先到", "{x}都送来了没", "{x}分别到哪了", "看{x}各走到哪里", "{x}有没有送到", "{x}都在什么地方", "{x}都发出了吗", "{x}还在路上吗", "把{x}都跟踪一下", "{x}都没到，查查", "{x}几时能到", "{x}现在各在哪里"),
    ),
    "price": (
        ("which costs less, {o}?", "what is cheaper, {x}?", "cheaper one: {x}", "what would {x} cost me", "have we got {x} in stock", "price of {x}?",
         "are {x} still sold", "is {o} dearer?", "which is better value: {o}", "{o}, which one can I afford?",
         "I can't choose between {x}, which is less expensive", "prices of {x}", "do you have {x}", "how dear are {x}",
         "{o} - what saves me money?", "the {x}: what must I pay for each"),
        ("{x}哪个更划算", "{x}哪一个便宜些", "{x}卖什么价", "{x}分别卖多少", "{x}是不是都有货", "{x}都还有吗", "{x}哪个便宜一点", "{x}谁更贵", "{x}哪个价低", "买{x}哪个省钱", "{x}相比，哪个不贵", "{x}都有存货吗", "{x}各要多少钱", "{x}都什么价位", "{x}差多少钱"),
    ),
}  # fmt: skip


def _simple(rng: Random, count: int, chinese: bool) -> list[Tool]:
    """Tools of a word and a kind each; sometimes they are of one kind."""
    kinds = rng.sample(_KINDS, count)
    if chance(rng, 0.25):
        kinds = [kinds[0]] * count
    tools: list[Tool] = [WordTool(rng, KINDS[kind], chinese, False) for kind in kinds]
    if chance(rng, 0.4):
        tools[-1] = LinkedTool(rng, chinese)
    return tools


def _everyday(rng: Random, count: int, chinese: bool) -> list[Tool]:
    of = _CORE if chance(rng, 0.8) else _COMMON
    rows = rng.sample(of, count)
    while any(are_alike(one.topic, other.topic) for one, other in combinations(rows, 2)):
        rows = rng.sample(of, count)
    return [EverydayTool(rng, row, chinese) for row in rows]


def _deeds(rng: Random, count: int, chinese: bool) -> list[Tool]:
    """Deeds to one thing, or to as many things as there are tools."""
    given = rng.choice(_SETS)
    if chance(rng, 0.35):
        rows = rng.sample(given.rows, min(count, len(given.rows)))
        things = [rng.choice(given.things)] * len(rows)
    else:
        things = rng.sample(given.things, min(count, len(given.things)))
        rows = [rng.choice(given.rows) for _ in things]
    pairs = zip(rows, things, strict=True)
    tools = [
        HandworkTool(rng, sibling_drill.about_thing(row, thing), chinese) for row, thing in pairs
    ]
    return [tool for tool in tools if not holds_held_out(tool.name)]


def _offered(rng: Random, chinese: bool) -> list[Tool]:
    """One to four tools with different names and words."""
    while True:
        count, pick = rng.choice((1, 2, 2, 2, 3, 3, 3, 3, 4, 4)), rng.random()
        if pick < _SIMPLE_SHARE:
            tools = _simple(rng, count, chinese)
        elif pick < _SIMPLE_SHARE + _EVERYDAY_SHARE:
            tools = _everyday(rng, count, chinese)
        elif pick < _SIMPLE_SHARE + _EVERYDAY_SHARE + _DEED_SHARE:
            tools = _deeds(rng, count, chinese)
        else:
            tools = [*plain_calls.offered(rng, count, chinese, 0)]
        words = [getattr(tool, "word", tool.name) for tool in tools]
        if tools and len({tool.name for tool in tools}) == len(set(words)) == len(tools):
            rng.shuffle(tools)
            return tools


def _values(call: ToolCall) -> list[str]:
    found = []
    for value in call.arguments.values():
        found += value if isinstance(value, list) else [value]
    return [str(value) for value in found]


def _ends_openly(request: Request, chinese: bool) -> bool:
    """Says whether a request ends with words that could go on, such as a message."""
    ends = [value for value in _values(request.call) if request.text.endswith(value)]
    return any(len(value) > 4 if chinese else " " in value for value in ends)


def _starts_with_value(request: Request) -> bool:
    return any(request.text.startswith(value) for value in _values(request.call))


def _shared(rng: Random, chinese: bool) -> dict[str, Made]:
    """One town, room and person that all requests of a message are about; mostly none."""
    if not chance(rng, 0.15):
        return {}
    return {kind: VALUES[kind].make(rng, chinese) for kind in ("city", "room", "person")}


def _asked(rng: Random, tool: Tool, chinese: bool, shared: dict[str, Made]) -> Request:
    """A request as it stands among others: with or without a capital and a mark at its end."""
    asked = tool.ask(rng, shared) if isinstance(tool, EverydayTool) else tool.ask(rng)
    text = asked.text
    if not chinese and chance(rng, 0.4) and not _starts_with_value(asked):
        text = capital(text)
    return asked._replace(text=text)


def _joint_chinese(rng: Random, is_open: bool, runs_on: bool) -> str:
    """What stands between two requests in Chinese."""
    mark, pick = rng.choice(_MARKS_CHINESE), rng.random()
    if runs_on and not (is_open and mark == "，") and pick < 0.3:
        return mark + rng.choice(_RUN_ON_CHINESE)
    is_bare = pick > 0.8 and (mark != "，" or not is_open)
    return mark + ("" if is_bare else rng.choice(_LEADS_CHINESE))


def _joint(rng: Random, chinese: bool, is_open: bool, runs_on: bool) -> str:
    """What stands between two requests; one that runs on has no mark before the next."""
    if chinese:
        return _joint_chinese(rng, is_open, runs_on)
    if not is_open and chance(rng, 0.35):
        return rng.choice(_WEAK)
    mark, lead = rng.choice(_MARKS), rng.choice(_LEADS)
    return mark + (capital(lead) if mark[0] == "." and lead else lead)


def _apart(before: str, joint: str, after: str, chinese: bool) -> str:
    """The joint; one that does not go with what stands beside it gives way to another."""
    if joint.endswith("再") and after[0] not in _DEEDS_AFTER_AGAIN:
        return joint[:-1] + "另外，"
    is_sign = joint.strip() in ("+", "-", "/", "//", "|")
    if is_sign and (before[-1].isdigit() or after[0].isdigit()):
        return "；" if chinese else "; "
    return joint


def together(rng: Random, asked: list[Request], chinese: bool) -> str:
    """Returns several requests as one message, as people join them."""
    if chance(rng, 0.08) and len(asked) > 1:
        form = rng.choice(_NUMBERS)
        return "".join(form.format(i, each.text) for i, each in enumerate(asked, 1)).strip()
    whole, before = asked[0].text, asked[0]
    runs_on = not any(map(_starts_with_value, asked[1:]))
    is_open = any(_ends_openly(each, chinese) for each in asked[:-1])
    joint = _joint(rng, chinese, is_open, runs_on)
    is_one_joint = chance(rng, 0.6)
    for each in asked[1:]:
        if not is_one_joint:
            runs_on = not _starts_with_value(each)
            joint = _joint(rng, chinese, _ends_openly(before, chinese), runs_on)
        if not chinese and each.text[0].isupper() and chance(rng, 0.85):
            whole += ("" if whole[-1] in _ENDS else ".") + rng.choice((" ", " ", "\n"))
        elif chinese and whole[-1] in _ENDS and chance(rng, 0.25):
            whole += rng.choice(("", "", "\n"))
        else:
            whole = whole.rstrip(_ENDS)
            whole += _apart(whole, joint, each.text, chinese)
        whole, before = whole + each.text, each
    return whole


def _several(
    rng: Random, tools: list[Tool], count: int, chinese: bool
) -> tuple[str, list[ToolCall]]:
    """Requests for different tools; now and then one of them is needed twice."""
    is_any = count > len(tools) or chance(rng, 0.1)
    chosen = rng.choices(tools, k=count) if is_any else rng.sample(tools, count)
    asked: list[Request] = []
    shared = _shared(rng, chinese)
    for tool in chosen:
        each = _asked(rng, tool, chinese, shared)
        if each.call not in [other.call for other in asked]:
            asked.append(each)
    return together(rng, asked, chinese), [each.call for each in asked]


def _listed_all(rng: Random, tool: Tool, count: int, chinese: bool) -> tuple[str, list[ToolCall]]:
    """One request about several things that one tool deals with."""
    if isinstance(tool, HandworkTool):
        return _several(rng, [tool], count, chinese)
    compared = _COMPARED.get(tool.row.topic) if isinstance(tool, EverydayTool) else None
    if compared is None or chance(rng, 0.5):
        return tool.ask_all(rng, count)
    calls: list[ToolCall] = []
    while len(calls) < count:
        call = tool.ask(rng).call
        if call not in calls:
            calls.append(call)
    said = [_values(call)[0] for call in calls]
    either = ", ".join(said[:-1]) + " or " + said[-1]
    text = rng.choice(compared[chinese]).format(x=listed(rng, said, chinese), o=either)
    return text, calls


def _turn(rng: Random, tools: list[Tool], chinese: bool, is_first: bool) -> list[Message]:
    # Three are as frequent as two: whether one more follows has to be read.
    pick, count = rng.random(), rng.choice((2, 3))
    if pick < 0.2 and not is_first:
        text, calls = _several(rng, [rng.choice(tools)], 1, chinese)
    elif pick < 0.45:
        text, calls = _listed_all(rng, rng.choice(tools), count, chinese)
    else:
        text, calls = _several(rng, tools, count, chinese)
    return [user(text), assistant("", *calls)]


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: messages of one to three requests on a few tools."""
    chinese = chance(rng, _CHINESE_SHARE)
    tools = _offered(rng, chinese)
    messages: list[Message] = []
    for number in range(rng.choice((2, 3, 3, 4))):
        messages += _turn(rng, tools, chinese, number == 0)
    return Conversation(tuple(messages), tuple(tool.tool for tool in tools))
