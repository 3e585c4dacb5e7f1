"""Steps to the choice among eight tools: ordinary names, ordinary things, many requests on a list.

Among four tools the right one is soon found; among eight that differ by one word each, only after
much practice: most of their names begin with the same word, so that the first letters already
choose. First the request says a description again, word by word; then it says the same in other
words; then the tools have arguments, which lie between their names.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from ..chat_format import Conversation, ToolCall, assistant, function_tool, user
from . import plain_calls
from .phrasing import capital
from .plain_keys import KEYS
from .plain_matters import Matter, Thing
from .plain_slots import SLOTS
from .plain_synonyms import MATTERS, some_matters, things
from .plain_tools import PlainTool, first_word, styled, told
from .words import chance, holds_held_out

# The long lists are harder in English, whose names and descriptions share more letters.
_CHINESE_SHARE = 0.4
_SIZES, _SIZE_WEIGHTS = (2, 3, 4, 6, 8, 10), (4, 8, 14, 24, 42, 8)
_WHICH = ("the {}", "the {}", "our {}", "my {}", "this {}")
_WHICH_CHINESE = ("{}", "{}", "这个{}", "我的{}", "我们的{}")
_TELL = ("tell me {}", "say {}", "I want to know {}", "find out {}", "{}", "let me know {}", "do you know {}", "please look up {}")  # fmt: skip
_TELL_CHINESE = ("{}", "告诉我{}", "查一下{}", "我想知道{}", "看看{}", "请问{}", "说说{}")
_DO = ("{}", "{}", "please {}", "can you {}", "I want you to {}", "go and {}", "{} for me", "somebody has to {}")  # fmt: skip
_DO_CHINESE = ("{}", "{}", "请{}", "帮我{}", "能不能{}", "我想{}", "现在{}", "要{}")
# Begin what is known with a clause: anything else is a noun.
_CLAUSE = ("how", "what", "which", "who", "whose", "whether", "where", "in", "from", "by", "to", "until", "since", "out")  # fmt: skip
_MANY_WORDINGS = 15


def imperative(text: str) -> str:
    """Returns what somebody is told to do, of what a tool says that it does: "Makes the bed"."""
    verb, _, rest = text.partition(" ")
    verb = verb.lower()
    if verb == "has":
        verb = "have"
    elif verb.endswith("ies"):
        verb = verb[:-3] + "y"
    else:
        ends = ("ches", "shes", "sses", "xes")
        verb = verb[:-2] if verb.endswith(ends) else verb[:-1]
    return f"{verb} {rest}"


def _says_deed(text: str) -> bool:
    """Whether it begins with what the tool does: not "Loan of the bed", "Stickers for the bed"."""
    first, second, *_ = text.split(" ")
    return first.endswith("s") and second not in ("of", "for")


def _sayings(what: Matter, chinese: bool) -> tuple[str, ...]:
    """The descriptions that a request can say again."""
    if what.is_deed and not chinese:
        return tuple(text for text in what.about[0] if _says_deed(text))
    if what.is_deed:
        return tuple(text for text in what.about[1] if "的" not in text and text[0] != "{")
    return what.about[chinese]


class StepTool:
    """A tool without arguments, whose description is a sentence about a thing."""

    def __init__(self, rng: Random, about: Thing, what: Matter, chinese: bool) -> None:
        self.about, self.what, self.chinese = about, what, chinese
        word, label = rng.choice(what.words), about.english
        parts = rng.choice(([word, label], [label, word]))
        if chance(rng, 0.1 if what.is_deed else 0.45):
            parts = [first_word(rng, what), *parts]
        self.name = styled(rng, parts)
        self.saying = rng.choice(_sayings(what, chinese) or what.about[chinese])
        text = self.saying.format(n=about.name(chinese))
        text = capital(text) if chance(rng, 0.5) else told(rng, what, text, chinese)
        self.tool = function_tool(self.name, text, {})

    def _said_again(self, rng: Random, which: str) -> str:
        """A request in the words of the description."""
        text = self.saying
        if self.what.is_deed and not self.chinese:
            text = imperative(text)
        text = text.replace("{n}" if self.chinese else "the {n}", which)
        if self.what.is_deed:
            return rng.choice(_DO_CHINESE if self.chinese else _DO).format(text)
        if not self.chinese and text.split(" ", 1)[0] not in _CLAUSE:
            text = f"the {text}"
        return rng.choice(_TELL_CHINESE if self.chinese else _TELL).format(text)

    def ask(self, rng: Random, again: float) -> str:
        """Returns a request, with that probability in the words of the description."""
        which = rng.choice(_WHICH_CHINESE if self.chinese else _WHICH)
        which = which.format(self.about.name(self.chinese))
        if chance(rng, again) and self.saying in _sayings(self.what, self.chinese):
            return self._said_again(rng, which)
        text = rng.choice(self.what.requests[self.chinese]).replace("{x}", which)
        if self.what.slot:
            text = text.replace("{v}", SLOTS[self.what.slot].make(rng, self.chinese)[1])
        return text


# What people ask of a thing more often than anything else.
_COMMON = tuple(what for what in MATTERS if len(what.requests[0]) >= _MANY_WORDINGS)


def _matters(rng: Random, count: int) -> list[Matter]:
    """Different things to know and to do."""
    pick = rng.random()
    if pick < 0.5 and count <= len(_COMMON):
        return rng.sample(_COMMON, count)
    return some_matters(rng, count) if pick < 0.75 else rng.sample(MATTERS, count)


def _pairs(rng: Random, count: int, chinese: bool) -> list[tuple[Thing, Matter]]:
    """What tools are about: one thing, one matter, a grid of two things, or each other ones."""
    pick = rng.random()
    matters = _matters(rng, count)
    if pick < 0.66:
        return [(about, what) for about in things(rng, 1, chinese) for what in matters]
    if pick < 0.72:
        return [(about, matters[0]) for about in things(rng, count, chinese)]
    if pick < 0.84:
        half = matters[: (count + 1) // 2]
        grid = [(about, what) for about in things(rng, 2, chinese) for what in half]
        return rng.sample(grid, count)
    return list(zip(things(rng, count, chinese), matters, strict=True))


_USUAL_KEYS = KEYS[:5]


def _filled(rng: Random, pairs: Sequence[tuple[Thing, Matter]], chinese: bool) -> list[PlainTool]:
    """Tools with arguments; half of the lists name their things all in one way."""
    common = rng.choice(_USUAL_KEYS) if chance(rng, 0.5) else None
    tools: list[PlainTool] = []
    for about, what in pairs:
        key = common or rng.choice(_USUAL_KEYS)
        while what.words[0] in ("owner", "reserve", "whereabouts_of") and key in KEYS[3:5]:
            key = rng.choice(KEYS[:3])
        tools.append(
            PlainTool(rng, about, what, chinese, key, is_short=True, has_optional=chance(rng, 0.1))
        )
    return tools


def _order(rng: Random, count: int, turns: int) -> list[int]:
    """Numbers below the count, each about as often, in any order."""
    order: list[int] = []
    while len(order) < turns:
        order += rng.sample(range(count), count)
    return order[:turns]


def _asked(
    rng: Random, chinese: bool
) -> tuple[list[StepTool | PlainTool], list[tuple[str, ToolCall]]]:
    """Tools and requests for them."""
    pairs = _pairs(rng, rng.choices(_SIZES, _SIZE_WEIGHTS)[0], chinese)
    asked: list[tuple[str, ToolCall]] = []
    if chance(rng, 0.5):
        filled = {tool.name: tool for tool in _filled(rng, pairs, chinese)}
        tools = list(filled.values())
        for number in _order(rng, len(tools), rng.randrange(7, 11)):
            question = plain_calls.question(rng, tools[number], chinese)
            asked.append((question.text, question.call))
        return [*tools], asked
    again = rng.choice((1.0, 0.5, 0.3, 0.0))
    bare = {tool.name: tool for tool in (StepTool(rng, *pair, chinese) for pair in pairs)}
    steps = list(bare.values())
    for number in _order(rng, len(steps), rng.randrange(10, 16)):
        text = plain_calls.typed(rng, steps[number].ask(rng, again), chinese)
        asked.append((text, ToolCall(steps[number].name, {})))
    return [*steps], asked


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: a list of tools, and each of them asked for twice or so."""
    chinese = chance(rng, _CHINESE_SHARE)
    tools, asked = _asked(rng, chinese)
    while any(holds_held_out(tool.name) for tool in tools):
        tools, asked = _asked(rng, chinese)
    messages = plain_calls.system_prompt(rng)
    for text, call in asked:
        messages += [user(text), assistant("", call)]
    return Conversation(tuple(messages), tuple(tool.tool for tool in tools))
