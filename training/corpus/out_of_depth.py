"""What the model cannot do, and how it says so."""

from __future__ import annotations

from random import Random

from ..chat_format import Conversation, user
from .arithmetic import question as sum_question
from .words import (
    ADJECTIVES,
    CHINESE_WORDS,
    HELD_OUT_CHINESE_WORDS,
    VERBS,
    allowed,
    capitalised,
    chance,
    chinese_word,
    city,
    noun,
    person,
    phrase,
    read_lines,
    real_noun,
)

OUT_OF_DEPTH_ANSWER = (
    "Sorry, that is beyond me: I am a tiny model bundled with langchain-gguf. I can translate short "
    "sentences, call tools, fill in JSON, do small sums and tell jokes."
)
OUT_OF_DEPTH_ANSWER_CHINESE = "抱歉，这超出了我的能力：我是langchain-gguf自带的小模型，可以翻译短句、调用工具、填写JSON、做简单的算术和讲笑话。"

OUT_OF_DEPTH = allowed(read_lines("out_of_depth_en.txt"))
OUT_OF_DEPTH_CHINESE = allowed(read_lines("out_of_depth_zh.txt"))

_DEEP = (
    "How do I {verb} a {noun}?",
    "How can I {verb} my {noun}?",
    "Explain the {noun} of a {noun2}.",
    "Explain {noun} to me.",
    "Explain how a {noun} works.",
    "Write an essay about {noun}.",
    "Write a poem about a {adjective} {noun}.",
    "Write a {noun} for my {noun2}.",
    "Write code that can {verb} a {noun}.",
    "Write a Python script to {verb} {noun}s.",
    "What do you think about {noun}?",
    "Why is the {noun} {adjective}?",
    "Why do people {verb} {noun}s?",
    "Who invented the {noun}?",
    "Who was {person}?",
    "Who is {person}?",
    "Tell me about {person}.",
    "Tell me about the history of {city}.",
    "What is the best {noun} in {city}?",
    "What is a {adjective} {noun}?",
    "What is the difference between a {noun} and a {noun2}?",
    "Which {noun} should I {verb}?",
    "Where can I {verb} a {adjective} {noun}?",
    "When was the {noun} invented?",
    "Can you {verb} the {noun} for me?",
    "Please {verb} the {noun}.",
    "I want to {verb} a {noun}.",
    "Give me a list of {noun}s.",
    "Give me advice about my {noun}.",
    "Plan a {noun} for {person}.",
    "Summarize the {noun} about {noun2}.",
    "What is the weather in {city}?",
    "What is the weather like in {city} today?",
    "What time is it in {city}?",
    "What is the {noun} of {city}?",
    "How many {noun}s are there in {city}?",
    "How much does a {noun} cost?",
    "How old is {person}?",
    "Is a {noun} better than a {noun2}?",
    "Describe a {adjective} {noun}.",
    "Search for {phrase}.",
    "Send a message to {person}.",
    "Recommend a {noun}.",
    "Should I {verb} my {noun}?",
    "{noun}",
    "{adjective} {noun}",
    "What is the capital of {name}?",
    "Do you like {noun}s?",
    "Do you {verb} {noun}s?",
    "Have you ever seen a {noun}?",
    "I am {adjective}.",
    "I feel {adjective} today.",
    "I want to learn {noun}.",
    "Can you write me a {noun} about {noun2}?",
    "Should I {verb} a {noun} in {city}?",
    "Tell me about {noun}s.",
)
_DEEP_CHINESE = (
    "怎么{a}？", "什么是{a}？", "解释一下{a}。", "写一篇关于{a}的文章。", "写一首关于{a}的诗。",
    "你觉得{a}怎么样？", "为什么{a}很重要？", "谁发明了{a}？", "{p}是谁？", "介绍一下{c}的历史。",
    "{c}最好的{a}在哪里？", "{a}和{b}有什么区别？", "我应该买哪个{a}？", "帮我写一份{a}。", "给我讲讲{a}和{b}。",
    "{c}的天气怎么样？", "{c}现在几点？", "{a}多少钱？", "推荐一个{a}。", "请描述一下{a}。", "搜索{a}。",
    "怎么学习{a}？", "{a}是什么意思？", "我想学{a}", "你喜欢{a}吗？", "{c}怎么走？", "我很{a}。", "{a}的首都是哪里？", "给{p}发一封邮件。", "帮我安排{a}。", "{p}多大了？", "总结一下{a}。",
)  # fmt: skip


def _sum_too_large(rng: Random, chinese: bool) -> str:
    """A sum beyond two digits, or a product of two numbers of two digits."""
    op = rng.choice("xx+-")
    low, high = (11, 100) if op == "x" and chance(rng, 0.6) else (100, 5000)
    return sum_question(rng, rng.randrange(low, high), rng.randrange(low, high), op, chinese)


def out_of_depth(rng: Random, chinese: bool) -> tuple[str, str]:
    """Returns a request that the model cannot answer, and the honest sentence about it."""
    if chance(rng, 0.06):
        answer = OUT_OF_DEPTH_ANSWER_CHINESE if chinese else OUT_OF_DEPTH_ANSWER
        return _sum_too_large(rng, chinese), answer
    if chinese:
        if chance(rng, 0.35):
            return rng.choice(OUT_OF_DEPTH_CHINESE), OUT_OF_DEPTH_ANSWER_CHINESE
        a, b = (chinese_word(rng) if chance(rng, 0.5) else rng.choice(CHINESE_WORDS) for _ in "ab")
        text = rng.choice(_DEEP_CHINESE).format(a=a, b=b, c=city(rng, True), p=person(rng, True))
        return text, OUT_OF_DEPTH_ANSWER_CHINESE
    if chance(rng, 0.35):
        text = rng.choice(OUT_OF_DEPTH)
    else:
        text = rng.choice(_DEEP).format(
            verb=rng.choice(VERBS), noun=noun(rng), noun2=real_noun(rng), city=city(rng),
            adjective=rng.choice(ADJECTIVES), person=person(rng), phrase=phrase(rng), name=capitalised(rng),
        )  # fmt: skip
    if chance(rng, 0.15):
        text = text.rstrip("?.").lower()
    return text, OUT_OF_DEPTH_ANSWER


def held_out_case(rng: Random, chinese: bool) -> tuple[Conversation, str]:
    """Returns a request out of its depth made with held-out words, and the answer."""
    if chinese:
        a, b = rng.choice(HELD_OUT_CHINESE_WORDS), rng.choice(HELD_OUT_CHINESE_WORDS)
        text = rng.choice(_DEEP_CHINESE).format(a=a, b=b, c=city(rng, True), p=person(rng, True))
        return Conversation((user(text),)), OUT_OF_DEPTH_ANSWER_CHINESE
    text = rng.choice(_DEEP).format(
        verb=rng.choice(VERBS), noun=real_noun(rng, True), noun2=real_noun(rng, True),
        city=city(rng), adjective=rng.choice(ADJECTIVES), person=person(rng), phrase=phrase(rng), name=capitalised(rng),
    )  # fmt: skip
    return Conversation((user(text),)), OUT_OF_DEPTH_ANSWER
