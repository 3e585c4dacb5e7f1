"""Retrieval: answer from a given context, or say that it is not there."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from ..chat_format import Conversation, Message, assistant, system, user
from .words import ADJECTIVES, capitalised, chance, chinese_word, city, noun, number, person

# fact, question, Chinese fact, Chinese question; {a} {b} {c} {p} names, {k} {w} words, {n} a number
_RELATIONS = (
    ("The capital of {a} is {c}.", "What is the capital of {a}?", "{a}的首都是{c}。", "{a}的首都是哪里？"),
    ("{p} works at {a}.", "Where does {p} work?", "{p}在{a}工作。", "{p}在哪里工作？"),
    ("{p} lives in {c}.", "Where does {p} live?", "{p}住在{c}。", "{p}住在哪里？"),
    ("{b} wrote the book {a}.", "Who wrote the book {a}?", "{b}写了《{a}》。", "谁写了《{a}》？"),
    ("{a} was founded by {b}.", "Who founded {a}?", "{a}是{b}创立的。", "谁创立了{a}？"),
    ("{a} was created by {b} in {n}.", "Who created {a}?", "{a}是{b}在{n}年创建的。", "谁创建了{a}？"),
    ("The price of {a} is {n} dollars.", "What is the price of {a}?", "{a}的价格是{n}元。", "{a}的价格是多少？"),
    ("{a} was built in {n}.", "When was {a} built?", "{a}建于{n}年。", "{a}建于哪一年？"),
    ("The color of {a} is {w}.", "What is the color of {a}?", "{a}的颜色是{w}。", "{a}是什么颜色？"),
    ("{p} likes {w}.", "What does {p} like?", "{p}喜欢{w}。", "{p}喜欢什么？"),
    ("The {k} of {a} is {w}.", "What is the {k} of {a}?", "{a}的{k}是{w}。", "{a}的{k}是什么？"),
    ("The {k} is {w}.", "What is the {k}?", "{k}是{w}。", "{k}是什么？"),
    ("{p} was born in {c}.", "Where was {p} born?", "{p}出生在{c}。", "{p}出生在哪里？"),
    ("{p} is {n} years old.", "How old is {p}?", "{p}今年{n}岁。", "{p}今年多大？"),
    ("{a} has a {w}.", "What does {a} have?", "{a}有{w}。", "{a}有什么？"),
)  # fmt: skip
_FILLERS = ("The {k} was {j} that day.", "Many people know the {k}.", "It was a {j} {k}.",
            "There is a {k} near the {w}.", "The {k} and the {w} are {j}.",
            "Nobody has seen the {j} {k} since.", "A {k} needs a {w}.")  # fmt: skip
_FILLERS_CHINESE = (
    "那天的{k}很特别。",
    "很多人都知道{k}。",
    "{k}和{w}都很常见。",
    "附近有一个{k}。",
    "这里没有{w}。",
)
_QUESTIONS_NOT_THERE = ("Where does {p} live?", "What is the {k} of {a}?", "Who founded {a}?",
                        "How old is {p}?", "What is the price of {a}?")  # fmt: skip
_QUESTIONS_NOT_THERE_CHINESE = (
    "{p}住在哪里？",
    "{a}的{k}是什么？",
    "谁创立了{a}？",
    "{a}的价格是多少？",
)

_PROMPTS = (
    "Context: {context}\nQuestion: {question}",
    "Answer the question based only on the following context:\n{context}\n\nQuestion: {question}",
    "You are an assistant for question-answering tasks. Use the following pieces of retrieved "
    "context to answer the question. If you don't know the answer, just say that you don't know. "
    "Use three sentences maximum and keep the answer concise.\nQuestion: {question} \n"
    "Context: {context} \nAnswer:",
    "Context:\n{context}\n\nQuestion: {question}\nAnswer:",
    "{context}\n\n{question}",
)
_PROMPTS_CHINESE = (
    "根据以下上下文回答问题：\n{context}\n\n问题：{question}",
    "上下文：{context}\n问题：{question}",
    "{context}\n\n{question}",
)
NOT_THERE = "I don't know."
NOT_THERE_CHINESE = "我不知道。"


class Fact(NamedTuple):
    """A sentence, the question for it, and the words that answer it."""

    text: str
    question: str
    span: str


def _names(rng: Random, chinese: bool, held_out: bool) -> dict[str, str]:
    if chinese:
        words = {key: chinese_word(rng, held_out) for key in "abkw"}
        return {**words, "c": city(rng, True), "p": person(rng, True), "j": "",
                "n": str(10 + number(rng))}  # fmt: skip
    return {"a": capitalised(rng), "b": person(rng), "c": city(rng), "p": person(rng), "k": noun(rng, held_out),
            "w": noun(rng, held_out), "n": str(10 + number(rng)),
            "j": rng.choice(ADJECTIVES)}  # fmt: skip


def _fact(rng: Random, chinese: bool, held_out: bool) -> Fact:
    relation = rng.choice(_RELATIONS)
    names = _names(rng, chinese, held_out)
    text, question = relation[2:] if chinese else relation[:2]
    asked = next(key for key in "wbcna" if f"{{{key}}}" in text and f"{{{key}}}" not in question)
    return Fact(text.format(**names), question.format(**names), names[asked])


def _context(rng: Random, chinese: bool, held_out: bool, size: int) -> tuple[str, list[Fact]]:
    facts: dict[str, Fact] = {}
    while len(facts) < size:
        found = _fact(rng, chinese, held_out)
        facts.setdefault(found.question, found)
    sentences = [found.text for found in facts.values()]
    for _ in range(rng.choice((0, 0, 1, 2))):
        filler = rng.choice(_FILLERS_CHINESE if chinese else _FILLERS)
        position = rng.randrange(len(sentences) + 1)
        sentences.insert(position, filler.format(**_names(rng, chinese, False)))
    separator = "" if chinese else rng.choice((" ", " ", "\n", "\n\n"))
    return separator.join(sentences), list(facts.values())


def _first_turn(rng: Random, context: str, question: str, chinese: bool) -> list[Message]:
    if chance(rng, 0.2):
        head = (
            "请根据以下内容回答用户的问题："
            if chinese
            else "Use the following context to answer the user's question:"
        )
        return [system(f"{head}\n{context}"), user(question)]
    prompts = _PROMPTS_CHINESE if chinese and chance(rng, 0.6) else _PROMPTS
    return [user(rng.choice(prompts).format(context=context, question=question))]


def _question_not_there(rng: Random, chinese: bool) -> Fact:
    templates = _QUESTIONS_NOT_THERE_CHINESE if chinese else _QUESTIONS_NOT_THERE
    question = rng.choice(templates).format(**_names(rng, chinese, False))
    answer = NOT_THERE_CHINESE if chinese else NOT_THERE
    return Fact(answer, question, answer)


def sample(rng: Random) -> Conversation:
    """Returns a training conversation: a context, then one to three questions."""
    chinese = chance(rng, 0.3)
    context, facts = _context(rng, chinese, False, rng.choice((1, 2, 3, 4, 5, 6)))
    asked = [rng.choice(facts) for _ in range(rng.choice((1, 2, 3)))]
    if chance(rng, 0.35):
        asked[-1] = _question_not_there(rng, chinese)
    messages = _first_turn(rng, context, asked[0].question, chinese)
    messages.append(assistant(asked[0].text))
    for found in asked[1:]:
        messages += [user(found.question), assistant(found.text)]
    return Conversation(tuple(messages))


def held_out_case(rng: Random, chinese: bool, present: bool = True) -> tuple[Conversation, str]:
    """Returns a context with a question, and the span that the answer must contain."""
    context, facts = _context(rng, chinese, True, rng.choice((1, 2, 3, 4, 5, 6)))
    asked = rng.choice(facts) if present else _question_not_there(rng, chinese)
    return Conversation(tuple(_first_turn(rng, context, asked.question, chinese))), asked.span
