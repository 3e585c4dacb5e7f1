"""Facts to find in a text: the sentence that names what is asked about is the answer.

A text says one thing of each of several people, things or places; each question names one of
them, or something that the text does not name at all.
"""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, Message, assistant, system, user
from .layout import heading
from .long_context import num_tokens
from .phrasing import question as as_typed
from .plain_facts import (
    ROWS,
    Names,
    PlainFact,
    Row,
    facts,
    filler,
    name_alone,
    question,
    question_back,
)
from .retrieval import NOT_THERE, NOT_THERE_CHINESE, follow_up_frame, prompt
from .words import chance, read_lines

_ALL_RULES = read_lines("plain_rules.txt")
_RULES = tuple(
    [rule for rule in _ALL_RULES if rule.isascii() != chinese] for chinese in (False, True)
)
_PROMPTS = (
    ("{x}\n\n{q}", "{x}\n{q}", "Text:\n{x}\n\n{q}", "Text: {x}\n\nQuestion: {q}", "{q}\n\n{x}",
     "This is what I have:\n{x}\n\n{q}", "Please read:\n{x}\n\n{q}", "<text>\n{x}\n</text>\n{q}", "{x}\n---\n{q}",
     "Facts:\n{x}\n\n{q}", "From my notebook:\n{x}\n\nMy question: {q}", "{x}\n\nSay, {q}", "Question: {q}\nText: {x}"),
    ("{x}\n\n{q}", "{x}\n{q}", "文字：\n{x}\n\n{q}", "文字：{x}\n\n问题：{q}", "{q}\n\n{x}",
     "我手上有这些：\n{x}\n\n{q}", "请看：\n{x}\n\n{q}", "<text>\n{x}\n</text>\n{q}", "{x}\n---\n{q}",
     "事实：\n{x}\n\n{q}", "我的本子上写着：\n{x}\n\n我想问：{q}", "{x}\n\n你说，{q}", "问题：{q}\n文字：{x}"),
)  # fmt: skip


def _arranged(rng: Random, sentences: list[str], chinese: bool) -> str:
    """The sentences as a paragraph, lines, bullets, or paragraphs of a few."""
    pick, space = rng.random(), "" if chinese else " "
    if pick < 0.62:
        return space.join(sentences)
    if pick < 0.76:
        return "\n".join(sentences)
    if pick < 0.86:
        mark = rng.choice(("- ", "* ", "• "))
        return "\n".join(mark + sentence for sentence in sentences)
    if pick < 0.91:
        return "\n".join(f"{index}. {sentence}" for index, sentence in enumerate(sentences, 1))
    size = rng.choice((2, 3, 5))
    groups = [space.join(sentences[i : i + size]) for i in range(0, len(sentences), size)]
    head = f"{heading(rng, chinese)}\n\n" if chance(rng, 0.3) else ""
    return head + "\n\n".join(groups)


class _Asker:
    """Asks about the things of a text, and about things that it does not name.

    Args:
        names: The names that the text holds.
        found: The facts that it states.
        text: The text.
        alone: How often a later question is no more than a name.
        absent: How often it is about something that the text does not name.
    """

    def __init__(
        self, names: Names, found: list[PlainFact], text: str, alone: float, absent: float
    ) -> None:
        self.rng, self.chinese = names.rng, names.chinese
        self.names, self.found, self.text = names, found, text
        self.alone, self.absent = alone, absent

    def _question(self, row: Row, name: str, is_first: bool) -> str:
        rng, chinese = self.rng, self.chinese
        if chance(rng, 0.04 if is_first else self.alone):
            return name_alone(rng, row, name, chinese)
        asked, pick = question(rng, row, name, chinese), rng.random()
        if pick < 0.2 and not is_first:
            return follow_up_frame(rng, asked, chinese)
        return as_typed(rng, asked, chinese) if pick < 0.35 else asked

    def _absent(self, is_first: bool) -> str:
        rows = [fact.row for fact in self.found] if chance(self.rng, 0.65) else ROWS[self.chinese]
        row = self.rng.choice(rows)
        while True:
            name = self.names.thing(row.kind)
            if name.lower() not in self.text.lower():
                return self._question(row, name, is_first)

    def pairs(self, num_questions: int) -> list[tuple[str, str]]:
        """Returns questions with their answers; each fact once before any comes again."""
        rng, pairs = self.rng, []
        order: list[PlainFact] = []
        for index in range(num_questions):
            if chance(rng, self.absent):
                nothing = NOT_THERE_CHINESE if self.chinese else NOT_THERE
                pairs.append((self._absent(index == 0), nothing))
                continue
            order = order or rng.sample(self.found, len(self.found))
            fact = order.pop()
            if len(fact.value) > 2 and self.text.count(fact.value) == 1 and chance(rng, 0.08):
                asked = question_back(rng, fact, self.chinese)
            else:
                asked = self._question(fact.row, fact.name, index == 0)
            pairs.append((asked, fact.text))
        return pairs


def _first_turn(rng: Random, text: str, asked: str, chinese: bool) -> list[Message]:
    """The text and the first question, with a system message or without."""
    pick = rng.random()
    if pick < 0.1:
        return [system(f"{rng.choice(_RULES[chinese])}\n\n{text}"), user(asked)]
    if chance(rng, 0.72):
        said = rng.choice(_PROMPTS[chinese]).replace("{q}", asked).replace("{x}", text)
    else:
        said = prompt(rng, text, asked, chinese)
    return [system(rng.choice(_RULES[chinese])), user(said)] if pick < 0.5 else [user(said)]


def _conversation(
    rng: Random, text: str, pairs: list[tuple[str, str]], chinese: bool
) -> Conversation:
    messages: list[Message] = []
    for asked, answer in pairs:
        first = not messages
        messages += _first_turn(rng, text, asked, chinese) if first else [user(asked)]
        messages.append(assistant(answer))
    return Conversation(tuple(messages))


def sample(rng: Random) -> Conversation:
    """Returns a short text and four to thirteen questions about it."""
    chinese = chance(rng, 0.45)
    if chance(rng, 0.45):
        return _drill(rng, chinese)
    names = Names(rng, chinese)
    found = facts(rng, rng.choice((2, 3, 3, 4, 4, 5, 5, 6, 6, 7)), names, chinese)
    sentences = [fact.text for fact in found]
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
        sentences.insert(rng.randrange(len(sentences) + 1), filler(rng, names, chinese))
    text = _arranged(rng, sentences, chinese)
    num_questions = min(2 * len(found), rng.choice((4, 5, 6, 7, 8, 9, 10)))
    pairs = _Asker(names, found, text, alone=0.4, absent=rng.choice((0.08, 0.14, 0.22))).pairs(
        num_questions
    )
    return _conversation(rng, text, pairs, chinese)


def _drill(rng: Random, chinese: bool) -> Conversation:
    """Nothing but facts, and each is asked for by little more than its name."""
    names = Names(rng, chinese)
    found = facts(rng, rng.choice((4, 5, 6, 7, 8, 9, 10)), names, chinese, turned=0.6)
    text = _arranged(rng, [fact.text for fact in found], chinese)
    pairs = _Asker(names, found, text, alone=0.8, absent=0.1).pairs(len(found) + 3)
    return _conversation(rng, text, pairs, chinese)


def _long_text(rng: Random, found: list[PlainFact], names: Names, size: int, chinese: bool) -> str:
    """The facts among fillers, about so many tokens together."""
    sentences: list[str] = []
    room = size - sum(num_tokens(fact.text) for fact in found)
    while room > 0:
        sentence = filler(rng, names, chinese)
        if sentence not in sentences:
            sentences.append(sentence)
            room -= num_tokens(sentence)
    for fact in found:
        sentences.insert(rng.randrange(len(sentences) + 1), fact.text)
    return _arranged(rng, sentences, chinese)


def long_sample(rng: Random) -> Conversation:
    """Returns a text of 150 to 1,500 tokens with facts to find, and questions about them."""
    chinese = chance(rng, 0.45)
    names = Names(rng, chinese)
    found = facts(rng, rng.choice((4, 5, 6, 7, 8, 9)), names, chinese, alike=0.4)
    low, high = rng.choices(((120, 250), (250, 550), (550, 850), (850, 1000)), (22, 38, 22, 18))[0]
    text = _long_text(rng, found, names, rng.randrange(low, high), chinese)
    pairs = _Asker(names, found, text, alone=0.4, absent=rng.choice((0.08, 0.14, 0.22))).pairs(
        rng.choice((5, 6, 7, 8, 9, 10))
    )
    return _conversation(rng, text, pairs, chinese)
