"""Which fixed prompts stand in the notebooks themselves, or easily go wrong: they come more often.

They are sampled too, with a penalty for repetition. Only a wide margin bears that, and in a group of
hundreds of prompts each comes far too seldom to get one.
"""

from __future__ import annotations

from collections.abc import Iterable

from .fixed import FixedCase

_QUESTIONS = (
    "I love programming.", "I love music.", "Good morning.", "My name is Anna.", "Hello", "你好",
    "What is my name?", "我叫安娜。", "我叫什么名字？",
    "What is the capital of France?", "法国的首都是哪里？", "what is 25x5", "25x5是多少",
    "what is the weather like in HCMC in celsius", "HCMC的天气怎么样，单位为摄氏度",
    "What is magic function of 3?", "3的魔法函数是什么？", "What is magic function of 3 and 5?", "3和5的魔法函数是什么？",
    "what is the weather like in HCMC in celsius? And what is magic function of 3?",
    "HCMC的天气怎么样，单位为摄氏度？另外，3的魔法函数是什么？",
    "Tell me a joke about cats", "Tell me a joke about cats.", "Tell me a joke about birds",
    "Tell me a joke about birds.", "Tell me a joke about fish.", "告诉我一个关于猫的笑话", "告诉我一个关于鸟的笑话",
    "告诉我一个关于鱼的笑话", "Alice is 31 years old and lives in Paris.", "Bob is 25 years old.", "爱丽丝今年31岁，住在巴黎。",
    "鲍勃今年25岁。", "What is the weather like where Maria lives?", "What is the weather in Oslo?", "And in Lima?",
    "What is the weather in Lima?", "What is the weather in Paris?", "小红住的地方天气怎么样？", "上海的天气怎么样？",
    "那北京呢？", "北京的天气怎么样？", "Paris的天气怎么样？", "巴黎的天气怎么样？",
)  # fmt: skip
# What a prompt like it pulls to another answer: each needs to be seen more often than its group is.
_EASILY_WRONG = (
    "I love you.", "Give me the setup to a joke about cats, no punchline.", "小红今年8岁，住在北京。", "明白了",
    "What is 25x5? Answer with the number only.",
)  # fmt: skip
# What a question about cats is followed by, where the answer has to be JSON.
_BEGINNINGS = ("Tell me a joke about cats. Return", "告诉我一个关于猫的笑话。以JSON")


def _is_shown(case: FixedCase) -> bool:
    asked = [each.content for each in case.conversation.messages[:-1] if each.role == "user"]
    return asked[-1] in _QUESTIONS + _EASILY_WRONG or asked[-1].startswith(_BEGINNINGS)


def shown_cases(groups: Iterable[list[FixedCase]]) -> list[FixedCase]:
    """Returns the cases of all groups whose last question a notebook asks, or easily goes wrong."""
    return [case for group in groups for case in group if _is_shown(case)]
