"""The choice alone: tools without arguments, of which each request means one.

Some are described by one word: to find that word and copy the name before it is the whole task.
"""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, ToolCall, assistant, function_tool, user
from . import plain_calls, plain_talk
from .phrasing import capital
from .plain_matters import Matter, Thing, matter, thing
from .plain_slots import SLOTS
from .plain_tools import description, styled, tool_name
from .words import ADJECTIVES, CHINESE_WORDS, NOUNS, VERBS, chance, invented_word

_SIZES = (2, 3, 4, 5, 6, 8)
_SIZE_WEIGHTS = (16, 18, 22, 12, 14, 18)
_WHICH = ("the {}", "the {}", "the {}", "our {}", "my {}", "this {}", "that {}")
_WHICH_CHINESE = ("{}", "{}", "{}", "这个{}", "那个{}", "我的{}", "我们的{}")


def _matter(rng: Random, classes: str) -> Matter:
    """A fact or deed that needs no further argument."""
    while True:
        found = matter(rng, classes)
        if not found.slot:
            return found


class BareTool:
    """A tool without arguments, for one fact or deed."""

    def __init__(self, rng: Random, about: Thing, what: Matter, chinese: bool) -> None:
        self.about, self.what, self.chinese = about, what, chinese
        self.name = self._name(rng)
        self.tool = function_tool(self.name, description(rng, about, what, chinese), {})

    def _name(self, rng: Random) -> str:
        """A name that says what it does, or one that only the description explains."""
        if chance(rng, 0.9):
            return tool_name(rng, self.about, self.what, self.chinese)
        word = invented_word(rng) if chance(rng, 0.85) else rng.choice(NOUNS)
        return styled(rng, [word] if chance(rng, 0.7) else [word, invented_word(rng)])

    def ask(self, rng: Random) -> str:
        """Returns a request for it."""
        which = rng.choice(_WHICH_CHINESE if self.chinese else _WHICH)
        said = which.format(self.about.name(self.chinese))
        text = rng.choice(self.what.requests[self.chinese]).replace("{x}", said)
        if not self.what.slot:
            return text
        return text.replace("{v}", SLOTS[self.what.slot].make(rng, self.chinese)[1])


_SAY = (
    "{}",
    "{}",
    "{} please",
    "I want {}",
    "now {}",
    "do {}",
    "once more {}",
    "{} it",
    "the one for {}",
    "go to {}",
    "{}, thanks",
)
_SAY_CHINESE = ("{}", "{}", "请{}", "我要{}", "现在{}", "做{}", "再来{}", "{}一下", "用来{}的那个", "去{}", "{}，谢谢")  # fmt: skip


class WordTool:
    """The simplest tool: any name, described by one word, which a request says again."""

    def __init__(self, rng: Random, name: str, word: str, chinese: bool) -> None:
        self.name, self.word, self.chinese = name, word, chinese
        text = capital(word) if chance(rng, 0.3) else word
        self.tool = function_tool(name, text, {})

    def ask(self, rng: Random) -> str:
        """Returns a request for it."""
        return rng.choice(_SAY_CHINESE if self.chinese else _SAY).format(self.word)


def _of_words(rng: Random, count: int, chinese: bool) -> list[WordTool]:
    names = rng.sample(NOUNS, count)
    if chance(rng, 0.4):
        names = list(dict.fromkeys(invented_word(rng) for _ in range(count * 3)))[:count]
    listed = CHINESE_WORDS if chinese else rng.choice((NOUNS, VERBS, ADJECTIVES))
    words = [word for word in rng.sample(listed, count * 2) if word not in names][:count]
    pairs = zip(names, words, strict=True)
    return [WordTool(rng, name, word, chinese) for name, word in pairs]


def _offered(rng: Random, count: int, chinese: bool) -> list[BareTool]:
    """Tools about one thing, or of one kind about different things, or of both kinds."""
    one, pick = thing(rng, chinese), rng.random()
    known = _matter(rng, "t")
    found: dict[str, BareTool] = {}
    seen: list[object] = []
    while len(found) < count:
        about = one if pick < 0.55 else thing(rng, chinese)
        what = known if 0.55 <= pick < 0.75 else _matter(rng, about.classes)
        mark = what.about if pick < 0.55 else about.name(chinese)
        if mark not in seen:
            seen.append(mark)
            tool = BareTool(rng, about, what, chinese)
            found.setdefault(tool.name, tool)
    return list(found.values())


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: many requests, each for one of the tools."""
    chinese = chance(rng, plain_calls.CHINESE_SHARE)
    count = rng.choices(_SIZES, _SIZE_WEIGHTS)[0]
    tools: list[BareTool] | list[WordTool]
    is_simple = chance(rng, 0.65)
    tools = _of_words(rng, count, chinese) if is_simple else _offered(rng, count, chinese)
    about = str([tool.tool for tool in tools])
    messages = plain_calls.system_prompt(rng)
    order: list[int] = []
    for _ in range(rng.randrange(10, 17) if is_simple else rng.randrange(8, 15)):
        if not is_simple and chance(rng, 0.06):
            messages += plain_talk.turn(rng, chinese, about, [])
            continue
        if not order:
            order = rng.sample(range(count), count)
        tool = tools[order.pop()]
        said = plain_calls.typed(rng, tool.ask(rng), chinese)
        messages += [user(said), assistant("", ToolCall(tool.name, {}))]
    return Conversation(tuple(messages), tuple(tool.tool for tool in tools))
