"""Thinking mode: a few short steps inside think tags, then the answer."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from ..chat_format import Conversation, Message, ToolCall, assistant, system, user
from . import (
    chat,
    comparisons,
    long_sums,
    plain_calls,
    plain_contexts,
    retrieval,
    sum_wording,
    translation,
    word_problems,
)
from .arithmetic import result, split_sum, worked
from .out_of_depth import out_of_depth
from .words import chance, holds_held_out

_MOST_LETTERS_OF_CALL = 80


def is_chinese(text: str) -> bool:
    """Says whether a text is mostly Chinese."""
    han = sum("\u4e00" <= letter <= "\u9fff" for letter in text)
    return han > 0 and han * 2 >= sum(letter.isalpha() and letter.isascii() for letter in text) / 3


def _conversation(rng: Random, question: str, thought: str, answer: str) -> Conversation:
    messages: list[Message] = []
    if chance(rng, 0.3):
        messages.append(system(rng.choice(chat.SYSTEM_PROMPTS)))
    if chance(rng, 0.12):  # something came before; it is not learnt from
        messages += [user(text) if i == 0 else assistant(text) for i, text in
                     enumerate(chat.exchange(rng, is_chinese(question)))]  # fmt: skip
    messages += [user(question), assistant(answer, reasoning=thought)]
    return Conversation(tuple(messages))


def short_sum(rng: Random, chinese: bool) -> Conversation:
    """Returns a sum that needs no thought; its working is the thought."""
    a, b, op = split_sum(rng, held_out=False)
    question = sum_wording.question(rng, a, b, op, chinese)
    return _conversation(rng, question, worked(a, b, op), f"{a} {op} {b} = {result(a, b, op)}.")


def chain(rng: Random, chinese: bool) -> Conversation:
    """Returns three or more numbers in one sum."""
    make = long_sums.chain if chance(rng, 0.65) else long_sums.product_chain
    text, steps, value = make(rng)
    frame = rng.choice(sum_wording.CHINESE_FRAMES if chinese else sum_wording.ENGLISH_FRAMES)
    return _conversation(rng, frame.format(s=text), "\n".join(steps), _the_answer(value, chinese))


def _the_answer(value: int | str, chinese: bool) -> str:
    return f"答案是{value}。" if chinese else f"The answer is {value}."


def word_problem(rng: Random, chinese: bool) -> Conversation:
    """Returns a story; the thought tells each step and its sum."""
    found = word_problems.problem(rng, chinese, rng.choice((1, 2, 2, 2, 2, 2)))
    colon = "：" if chinese else ": "
    told = zip(found.told, found.steps, strict=True)
    thought = "\n".join(f"{text}{colon}{worked(*step)}" for text, step in told)
    return _conversation(rng, found.question, thought, _the_answer(found.value, chinese))


def comparison(rng: Random, chinese: bool) -> Conversation:
    """Returns a question about size or order."""
    found = comparisons.comparison(rng, chinese)
    return _conversation(rng, found.question, "\n".join(found.steps), found.answer)


def small_thing(rng: Random, chinese: bool) -> Conversation:
    """Returns small talk, a fact, a joke, or what is out of its depth, with one line of thought."""
    make, thought, thought_chinese = rng.choices(
        (
            (chat.small_talk, "This is small talk. I answer kindly.", "这是闲聊，我礼貌地回答。"),
            (chat.fact, "I know this fact.", "这个我知道。"),
            (chat.capital_city, "I know this capital.", "这个首都我知道。"),
            (chat.joke, "The user wants a joke.", "用户想听笑话。"),
            (
                out_of_depth,
                "I cannot do this. I say what I can do.",
                "这个我不会，我说明自己能做什么。",
            ),
        ),
        (25, 12, 12, 12, 39),
    )[0]
    question, answer = make(rng, chinese)
    while any(letter.isdigit() for letter in question):  # with thoughts, long sums are not too hard
        question, answer = make(rng, chinese)
    return _conversation(rng, question, thought_chinese if chinese else thought, answer)


def _first_exchange(conversation: Conversation) -> Conversation:
    """The conversation up to its second question."""
    messages = conversation.messages
    asked = [i for i, message in enumerate(messages) if message.role == "user"]
    end = asked[1] if len(asked) > 1 else len(messages)
    return replace(conversation, messages=messages[:end])


def _call_in_words(call: ToolCall, chinese: bool) -> str:
    given = ", ".join(f"{key} = {what}" for key, what in call.arguments.items())
    head = f"我调用{call.name}" if chinese else f"I call {call.name}"
    if not given or len(given) > _MOST_LETTERS_OF_CALL or "\n" in given:
        return head + ("。" if chinese else ".")
    return f"{head}：{given}。" if chinese else f"{head}: {given}."


def _thought_about_tools(message: Message, result: str | None, chinese: bool) -> str:
    """What is thought before a call, after a result, or where no tool fits."""
    if message.calls:
        return "\n".join(_call_in_words(call, chinese) for call in message.calls)
    if result is not None and result.startswith(("Error", "错误")):
        return "工具出错了。" if chinese else "The tool failed."
    if result is not None:
        return "工具给出了结果。" if chinese else "The tool gave the result."
    return "没有合适的工具，我自己回答。" if chinese else "No tool fits. I answer myself."


def tool_use(rng: Random, _: bool) -> Conversation:
    """Returns a question with tools; the thought says which one is called with what."""
    while True:
        found = _first_exchange(plain_calls.sample(rng))
        if found.tools and not any(message.forced for message in found.messages):
            break
    chinese = is_chinese(next(m.content for m in found.messages if m.role == "user"))
    messages: list[Message] = []
    result_text: str | None = None
    for message in found.messages:
        if message.role == "assistant":
            thought = _thought_about_tools(message, result_text, chinese)
            message = replace(message, reasoning=thought)
        result_text = message.content if message.role == "tool" else None
        messages.append(message)
    return replace(found, messages=tuple(messages))


def lookup(rng: Random, _: bool) -> Conversation:
    """Returns a question about a text; the thought quotes the sentence that answers it."""
    found = _first_exchange(plain_contexts.sample(rng))
    # Two words that meet may make one that is kept for evaluation.
    while any(holds_held_out(message.content) for message in found.messages):
        found = _first_exchange(plain_contexts.sample(rng))
    *before, answer = found.messages
    chinese = is_chinese(answer.content)
    if answer.content in (retrieval.NOT_THERE, retrieval.NOT_THERE_CHINESE):
        thought = "文中没有提到。" if chinese else "The context does not say this."
    else:
        thought = f"{'文中说：' if chinese else 'The context says: '}{answer.content}"
    return replace(found, messages=(*before, replace(answer, reasoning=thought)))


def translated(rng: Random, _: bool) -> Conversation:
    """Returns a translation, with the thought that it is one."""
    found = _first_exchange(translation.sample(rng))
    *before, answer = found.messages
    chinese = is_chinese(before[0].content)
    thought = "我来翻译这句话。" if chinese else "I translate the sentence."
    return replace(found, messages=(*before, replace(answer, reasoning=thought)))


def sample(rng: Random) -> Conversation:
    """Returns a training conversation whose answer comes after thoughts."""
    makers = (short_sum, chain, word_problem, comparison, small_thing, tool_use, lookup, translated)
    weights = (10, 16, 32, 16, 10, 8, 5, 3)
    return rng.choices(makers, weights)[0](rng, chance(rng, 0.4))
