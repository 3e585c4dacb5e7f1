"""Retrieval: answer from a given context, or say that it is not there.

The answer is the sentence of the context that holds it, word for word.
"""

from __future__ import annotations

import re
from random import Random

from ..chat_format import Conversation, Message, assistant, system, user
from .phrasing import lowered
from .phrasing import question as as_typed
from .prose import Document, document, off_topic, pronoun
from .relations import RELATIONS, Fact
from .words import chance, read_lines

NOT_THERE = "I don't know."
NOT_THERE_CHINESE = "我不知道。"


def _templates(name: str) -> list[str]:
    return [line.replace("\\n", "\n") for line in read_lines(name)]


_PROMPTS = (_templates("rag_prompts_en.txt"), _templates("rag_prompts_zh.txt"))
_ALL_SYSTEM_PROMPTS = _templates("rag_system_prompts.txt")
_SYSTEM_PROMPTS = tuple(
    [text for text in _ALL_SYSTEM_PROMPTS if text.isascii() != chinese] for chinese in (False, True)
)
_PLAIN_SYSTEM = ("You are a helpful assistant.", "Answer from the given text.", "You answer questions about documents.",
                 "If the answer is not in the text, say that you don't know.", "你是一个有用的助手。",
                 "你是一个问答助手。", "Keep the answer short.", "请根据资料回答。")  # fmt: skip
_AGAIN = (
    "And {q}",
    "{Q}",
    "{Q}",
    "{Q}",
    "Thanks. {Q}",
    "OK, {q}",
    "Next question: {Q}",
    "One more: {Q}",
    "Good. {Q}",
)
_AGAIN_CHINESE = (
    "那{Q}",
    "{Q}",
    "{Q}",
    "{Q}",
    "谢谢。{Q}",
    "好的，{Q}",
    "下一个问题：{Q}",
    "再问一下，{Q}",
    "还有，{Q}",
)


def _not_there(chinese: bool) -> str:
    return NOT_THERE_CHINESE if chinese else NOT_THERE


def _typed(rng: Random, question: str, chinese: bool) -> str:
    """The question as people type it, most often as it is."""
    return as_typed(rng, question, chinese) if chance(rng, 0.3) else question


def prompt(rng: Random, context: str, question: str, chinese: bool) -> str:
    """Returns a context and a question in one message."""
    text = rng.choice(_PROMPTS[chinese and chance(rng, 0.85)])
    text = text.replace("{lowered}", lowered(question)).replace("{question}", question)
    return text.replace("{context}", context)


def follow_up_frame(rng: Random, question: str, chinese: bool) -> str:
    """Returns a question as it follows another."""
    frame = rng.choice(_AGAIN_CHINESE if chinese else _AGAIN)
    return frame.format(q=lowered(question), Q=question)


def _first_turn(rng: Random, context: str, question: str, chinese: bool) -> list[Message]:
    if chance(rng, 0.25):
        head = rng.choice(_SYSTEM_PROMPTS[chinese and chance(rng, 0.75)])
        return [system(head.replace("{context}", context)), user(question)]
    messages = [user(prompt(rng, context, question, chinese))]
    return [system(rng.choice(_PLAIN_SYSTEM)), *messages] if chance(rng, 0.15) else messages


def _in_other_language(rng: Random, found: Fact, chinese: bool) -> str | None:
    """The fact's question in the other language, where both know the relation."""
    if found.relation not in RELATIONS[chinese]:
        return None
    other = RELATIONS[not chinese][RELATIONS[chinese].index(found.relation)]
    return rng.choice(other.questions).format(s=found.subject) if other.questions else None


def _by_pronoun(rng: Random, found: Fact, chinese: bool) -> str:
    """The question with "it" or "she" for what was just talked about, where that reads well."""
    if not found.subject or found.relation.kind in ("generic", "bare"):
        return found.question
    pattern, kind = rng.choice(found.relation.questions), found.relation.kind
    word = pronoun(rng, kind, chinese)
    if chinese:
        return pattern.replace("{s}", word)
    word = word.lower()
    if kind in ("person", "pet"):
        if (
            not re.search(r"\b(does|is|was|did|has) \{s\}(?!')", pattern)
            or pattern.count("{s}") > 1
        ):
            return found.question
        return pattern.replace("{s}", word)
    if kind == "kind":
        return found.question
    return pattern.replace("the {s}", "{s}").replace("{s}'s", "its").replace("{s}", "it")


def _follow_up(rng: Random, before: Fact | None, found: Fact, chinese: bool) -> tuple[Fact, str]:
    question = found.question
    if (
        before is not None
        and found.subject == before.subject
        and found != before
        and chance(rng, 0.3)
    ):
        question = _by_pronoun(rng, found, chinese)
    return found, follow_up_frame(rng, question, chinese)


def _conversation(rng: Random, found: Document, chinese: bool) -> Conversation:
    absent_first = chance(rng, 0.3)
    # The text is read once; each further question costs little and teaches as much.
    facts = rng.sample(found.facts, len(found.facts))
    absent = list(dict.fromkeys(found.not_there))
    asked = None if absent_first else facts.pop()
    if asked is None:
        question, answer = absent.pop(), _not_there(chinese)
    else:
        question, answer = asked.question, asked.text
        if chance(rng, 0.05):
            question = _in_other_language(rng, asked, chinese) or question
    messages = _first_turn(rng, found.text, _typed(rng, question, chinese), chinese)
    messages.append(assistant(answer))
    for _ in range(rng.choice((0, 1, 2, 3, 4, 5))):
        if absent and (not facts or chance(rng, 0.35)):
            asked, question, answer = None, absent.pop(), _not_there(chinese)
            question = as_typed(rng, question, chinese)
        elif facts:
            asked, question = _follow_up(rng, asked, facts.pop(), chinese)
            answer = asked.text
        else:
            break
        messages += [user(question), assistant(answer)]
    return Conversation(tuple(messages))


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: a context, then one to six questions."""
    chinese = chance(rng, 0.42)
    if chance(rng, 0.01):  # nothing was found
        question = _typed(rng, off_topic(rng, chinese), chinese)
        return Conversation(
            (*_first_turn(rng, "", question, chinese), assistant(_not_there(chinese)))
        )
    return _conversation(
        rng, document(rng, chinese, rng.choice((1, 2, 3, 3, 4, 4, 5, 6, 7, 9))), chinese
    )
