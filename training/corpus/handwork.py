"""Tools as people write them for a program of their own, many requests on each set of them.

Values of several words, lists, yes or no, one of few, things that may be left out; the tools that
stand together are near to each other, so that a request has to be read as a whole.
"""

from __future__ import annotations

import re
from random import Random
from typing import NamedTuple

from ..chat_format import Conversation, Json, ToolCall, assistant, function_tool, user
from . import plain_calls, plain_talk
from .handwork_values import KINDS, clock_of, make, option
from .plain_tools import Request, styled
from .words import allowed, chance, invented_word, read_lines

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_BLANK = re.compile(r"\{(\w+)\}")
_SUFFIX = re.compile("_(value|count)$")
_SET = re.compile(r"\{!(\w+):(\d+)\}")
_SIZES, _SIZE_WEIGHTS = (1, 2, 3, 4, 5, 6), (10, 36, 28, 14, 7, 5)


class Row(NamedTuple):
    """A kind of tool. The pairs are English, Chinese."""

    group: str
    topic: str
    names: tuple[tuple[str, ...], tuple[str, ...]]
    about: tuple[tuple[str, ...], tuple[str, ...]]
    # kind: may it be left out
    arguments: dict[str, bool]
    requests: tuple[tuple[str, ...], tuple[str, ...]]


def _cells(text: str) -> tuple[str, ...]:
    return tuple(allowed(text.split(";")))


def _row(block: dict[str, str]) -> Row:
    group, topic = block["topic"].split()
    pairs = [
        (_cells(block[key]), _cells(block[f"{key}_zh"])) for key in ("names", "about", "asked")
    ]
    kinds = [] if block["args"] == "-" else block["args"].split()
    given = {kind.rstrip("?"): kind.endswith("?") for kind in kinds}
    return Row(group, topic, pairs[0], pairs[1], given, pairs[2])


def _rows(table: str) -> list[Row]:
    blocks: list[dict[str, str]] = []
    for line in read_lines(table):
        name, _, text = line.partition(": ")
        if name == "topic":
            blocks.append({})
        blocks[-1][name] = text
    return [_row(block) for block in blocks]


ROWS = _rows("handwork_tools.txt")
# Everyday tools that differ in one thing, such as the begin and the end of music.
PAIRS = _rows("handwork_pairs.txt")
_SHARE_OF_PAIRS = 0.5
# Of two of these one request could mean both.
_ALIKE = (
    {"plan_in", "nag"}, {"plan_in", "invite"}, {"rollback", "restart"}, {"get_more", "buy_these"}, {"order_food", "buy_these"},
    {"lent", "give_refund"}, {"see_doctor", "nag"}, {"t_new", "rollback"}, {"explain_word", "web_look"}, {"invite", "book_seats"},
    {"plan_in", "plan_of"}, {"order_food", "food_note"}, {"add_list", "split"}, {"machine_on", "wash_go"}, {"text_to", "t_owner"},
    {"tune_end", "count_stop"}, {"bell_new", "count_down"}, {"bell_drop", "count_stop"}, {"day_view", "hall_free"},
)  # fmt: skip
# What talk could be a request for such a tool, in the words of plain_talk.py.
_TALK = {
    "words2": "words", "web2": "web", "dates": "plan", "meetings": "plan", "mails": "talk", "lists": "list", "debts": "pay", "orders": "post",
    "trips": "travel", "stay": "travel", "table": "food", "cinema": "food", "wellness": "health", "clinic": "health", "leagues": "sport",
    "library": "words", "pictures": "camera", "numbers2": "numbers", "secrets": "numbers", "laundry": "house", "tickets2": "tickets",
    "garden": "house", "animals": "food", "school": "talk", "users": "talk", "exchange": "pay", "ops": "plan", "stores": "list",
    "people": "person", "words": "person", "cash": "pay", "cases": "tickets", "warmth": "house", "staff": "talk", "moves": "sport", "shelf": "shop",
    "calendar": "plan", "free_days": "plan", "chance": "numbers", "rows": "numbers", "timer": "wake", "waking": "wake",
    "sky": "outside", "writing": "talk", "seek": "web", "reckon": "numbers",
}  # fmt: skip


# Of these two the second is never the first again.
_OTHERS = {
    "coin_to": "coin_from", "goal_city": "origin", "city2": "city", "path2": "path",
           "date_until": "date"}  # fmt: skip


def _counted(count: int, chinese: bool) -> str:
    """Returns a number as it stands before things."""
    return "一两三四五六七八九"[count - 1] if chinese and count < 10 else str(count)


class HandworkTool:
    """A tool of the table, asked for in one of the languages."""

    def __init__(self, rng: Random, row: Row, chinese: bool) -> None:
        self.row, self.chinese = row, chinese
        self.in_chinese = chinese and chance(rng, 0.82)
        in_chinese_names = self.in_chinese and chance(rng, 0.2)
        self.names: dict[str, str] = {}
        properties: Json = {}
        is_described = chance(rng, 0.6)
        for name in row.arguments:
            kind = KINDS[name]
            free = [each for each in kind.names[in_chinese_names] if each not in properties]
            self.names[name] = rng.choice(free)
            schema = kind.schema(name, chinese)
            if is_described and chance(rng, 0.85):
                about = rng.choice(kind.about[self.in_chinese])
                schema = {"type": schema.pop("type"), "description": about, **schema}
            properties[self.names[name]] = schema
        names = row.names[chinese and chance(rng, 0.5)]
        # An invented name leaves everything to the description.
        self.name = styled(rng, [invented_word(rng) if chance(rng, 0.1) else rng.choice(names)])
        required = [self.names[name] for name, optional in row.arguments.items() if not optional]
        text = rng.choice(row.about[self.in_chinese])
        self.tool = function_tool(self.name, text, properties, required)

    def ask(self, rng: Random) -> Request:
        """Returns a request for the tool, and its call."""
        chinese = self.chinese
        template = rng.choice(self.row.requests[chinese])
        while _CHOICE.search(template):
            template = _CHOICE.sub(lambda match: rng.choice(match[1].split("|")), template)
        template = " ".join(template.split())  # an alternative may be nothing
        values, said = {}, {}
        for name in self.names:
            values[name], said[name] = make(rng, name, chinese)
            while name in _OTHERS and values[name] == values.get(_OTHERS[name]):
                values[name], said[name] = make(rng, name, chinese)
            said[f"{name}_value"] = str(values[name])
            if isinstance(values[name], list):
                said[f"{name}_count"] = _counted(len(values[name]), chinese)
        if "{hm}" in template:
            said["hm"] = clock_of(rng, values["hour"], values["minute"], chinese)
            template += f"{{!hour:{values['hour']}}}{{!minute:{values['minute']}}}"
        blanks = [
            blank if blank in KINDS else _SUFFIX.sub("", blank)
            for blank in _BLANK.findall(template)
        ]
        for name, index in _SET.findall(template):
            if name in self.names:
                values[name] = option(KINDS[name], int(index), chinese)
                blanks.append(name)
        text = _BLANK.sub(lambda match: said[match[1]], _SET.sub("", template))
        given = {key: values[name] for name, key in self.names.items() if name in blanks}
        return Request(text, ToolCall(self.name, given))


def _are_alike(one: str, other: str) -> bool:
    return any(one in group and other in group for group in _ALIKE)


def handwork_tools(rng: Random, count: int, chinese: bool) -> list[HandworkTool]:
    """Returns different tools, mostly some that belong together."""
    among = PAIRS if chance(rng, _SHARE_OF_PAIRS) else ROWS
    rows = rng.sample(among, len(among))
    if among is PAIRS or chance(rng, 0.6):
        group = rows[0].group
        rows.sort(key=lambda row: row.group != group)
    found: dict[str, HandworkTool] = {}
    for row in rows:
        if any(_are_alike(row.topic, tool.row.topic) for tool in found.values()):
            continue
        tool = HandworkTool(rng, row, chinese)
        found.setdefault(tool.name, tool)
        if len(found) == count:
            break
    tools = list(found.values())
    rng.shuffle(tools)
    return tools


def talk_topics(tools: list[HandworkTool]) -> list[str]:
    """Returns what the tools are about, as `plain_talk` names it."""
    return [_TALK.get(tool.row.group, tool.row.group) for tool in tools]


def question(rng: Random, tool: HandworkTool) -> Request:
    """Returns a request as people type it; "today" is never added to one that names a day."""
    asked = tool.ask(rng)
    copied: list[object] = []
    for value in asked.call.arguments.values():
        copied += value if isinstance(value, list) else [value]
    typed = plain_calls.typed(rng, asked.text, tool.chinese, copied)
    takes_day = any(name in ("near", "past", "date", "time") for name in tool.names)
    return asked._replace(text=asked.text if takes_day and "today" in typed else typed)


# With one of these there is a tool for much of what is asked of another.
_WIDE = frozenset({"web2", "dates", "mails", "lists", "tickets2", "meetings"})
# In these groups nobody would take one tool for another.
_APART = frozenset(
    {
        "doors",
        "files2",
        "tickets2",
        "git",
        "database",
        "numbers2",
        "words2",
        "debts",
        "library",
        "trips",
    }
)


def stranger(rng: Random, tools: list[HandworkTool], chinese: bool) -> str:
    """Returns a request for a tool that is not there, now and then a near one; or nothing."""
    groups = {tool.row.group for tool in tools}
    among = PAIRS if tools[0].row in PAIRS else ROWS
    row = rng.choice(among)
    if chance(rng, 0.4):
        group = rng.choice(tools).row.group
        row = rng.choice([each for each in among if each.group == group])
    topics = [tool.row.topic for tool in tools]
    if row.topic in topics or any(_are_alike(row.topic, topic) for topic in topics):
        return ""
    if row.group not in _APART if row.group in groups else groups & _WIDE:
        return ""
    return question(rng, HandworkTool(rng, row, chinese)).text


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: many requests, each for one of the tools, or talk."""
    chinese = chance(rng, plain_calls.CHINESE_SHARE)
    tools = handwork_tools(rng, rng.choices(_SIZES, _SIZE_WEIGHTS)[0], chinese)
    about = str([tool.tool for tool in tools])
    messages = plain_calls.system_prompt(rng)
    order: list[HandworkTool] = []
    for _ in range(rng.randrange(4, 9)):
        if chance(rng, 0.08):
            messages += plain_talk.turn(rng, chinese, about, talk_topics(tools))
            continue
        if not order:  # each tool is asked for, in any order
            order = rng.sample(tools, len(tools))
        asked = question(rng, order.pop())
        messages += [user(asked.text), assistant("", asked.call)]
    return Conversation(tuple(messages), tuple(tool.tool for tool in tools))
