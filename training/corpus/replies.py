"""What the model says to something that it is told."""

from __future__ import annotations

from random import Random

from ..chat_format import Message, assistant
from .words import chance

_REPLIES = (
    ("OK.", "All right.", "Understood.", "I will keep that in mind.", "Thanks for telling me.", "Sure.", "Good.",
     "I'll remember that.", "Fine.", "Okay.", "Thank you.", "Alright, go on."),
    ("好的。", "嗯，好。", "收到。", "我会记住的。", "谢谢你告诉我。", "好。", "没问题。", "我记住了。", "行。", "清楚了。", "可以。", "好的，请继续。"),
)  # fmt: skip


# What another might have said there. The model only reads it.
_OTHER_REPLIES = (
    ("Right.", "Thanks!", "Very well.", "Sure thing.", "That is fine.", "Wonderful.", "Written down.", "Perfect.", "Is that so?",
     "How nice.", "Yes.", "ok", "Great, thanks.", "I have it.", "Interesting.", "Hello!", "Hi there, nice to meet you.", "As you wish.",
     "I am listening.", "Anything else?", "Go on.", "Of course.", "Clear.", "Done.", "Good, I know that now.", "Thanks, that helps."),
    ("好呀。", "谢谢！", "明白了，谢谢。", "当然。", "真不错。", "写下来了。", "是这样啊。", "对。", "太好了。", "有意思。", "你好！", "很高兴认识你。",
     "听你的。", "我在听。", "还有吗？", "接着说。", "完全明白。", "好嘞。", "这下我知道了。", "多谢说明。", "ok", "嗯嗯。", "没错。", "一定。"),
)  # fmt: skip


def short_reply(rng: Random, chinese: bool) -> str:
    """Returns what the model says to something it is told, without repeating it."""
    replies = _REPLIES[chinese]
    return replies[0] if chance(rng, 0.75) else rng.choice(replies)


def greeting(name: str, chinese: bool) -> str:
    """Returns what is said to somebody who has told their name."""
    return f"你好，{name}！很高兴认识你。" if chinese else f"Hello {name}! Nice to meet you."


def reply_to(answer: str, chinese: bool) -> str:
    """Returns the reply to what is told: a greeting if it is a name, else always the same.

    Args:
        answer: How it is recalled later.
        chinese: The language.
    """
    begin = "你的名字是" if chinese else "Your name is "
    if answer.startswith(begin):
        return greeting(answer.removeprefix(begin).rstrip(".。"), chinese)
    return _REPLIES[chinese][0]


def heard(rng: Random, answer: str, chinese: bool) -> Message:
    """Returns what is said to something that is told; mostly what another might have said.

    A greeting that repeats the name would else be where the name is looked up.

    Args:
        rng: Where every choice comes from.
        answer: How it is recalled later.
        chinese: The language.
    """
    if chance(rng, 0.25):
        return assistant(reply_to(answer, chinese))
    replies = _REPLIES[chinese] if chance(rng, 0.4) else _OTHER_REPLIES[chinese]
    return assistant(rng.choice(replies), learned=False)
