"""What was said some turns before: names, numbers, preferences."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from ..chat_format import Message, assistant, user
from .case import Case, Row, chat, rows_of
from .judges import states
from .words import cities, code, full_name, names, objects

Texts = dict[str, tuple[str, ...]]
# What makes a value; how it is told ({v}) and asked for.
_FACTS: tuple[tuple[Callable[[Random, str], str], Texts, Texts], ...] = (
    (full_name, {
        "en": ("you can call me {v}", "Hi, {v} here.", "People know me as {v}."),
        "zh": ("你可以叫我{v}", "你好，我叫{v}。", "大家都叫我{v}。"),
    }, {
        "en": ("remember who I am?", "do you still know my name", "What did I say my name was?"),
        "zh": ("你记得我是谁吗", "还记得我叫什么吗", "我刚才说我叫什么？"),
    }),
    (lambda rng, language: names(rng, language, 1)[0], {
        "en": ("my sister is called {v}", "I have a sister, {v}."),
        "zh": ("我妹妹叫{v}", "我有个妹妹，名字是{v}。"),
    }, {
        "en": ("my sister's name?", "How is my sister called?", "what was my sister's name again"),
        "zh": ("我妹妹叫什么？", "我妹妹的名字是？", "说说我妹妹叫啥"),
    }),
    (lambda rng, language: str(rng.randrange(101, 9990)), {
        "en": ("my locker has the number {v}", "Locker number {v} is mine."),
        "zh": ("我的储物柜是{v}号", "{v}号储物柜是我的。"),
    }, {
        "en": ("which locker is mine?", "locker number?", "I forgot my locker's number, help"),
        "zh": ("我的储物柜是几号？", "储物柜号码是多少", "我忘了储物柜号，是几？"),
    }),
    (lambda rng, language: code(rng), {
        "en": ("the ticket I got is {v}", "They gave me ticket {v}."),
        "zh": ("我拿到的票号是{v}", "他们给了我{v}这张票。"),
    }, {
        "en": ("what ticket do i have", "Which ticket did they give me?", "My ticket, please?"),
        "zh": ("我的票号是什么？", "我拿的是哪张票", "票号再说一遍？"),
    }),
    (lambda rng, language: cities(rng, language, 1)[0], {
        "en": ("I moved to {v} last year", "These days I live in {v}."),
        "zh": ("我去年搬到了{v}", "我现在住在{v}。"),
    }, {
        "en": ("which city did I move to", "Where do I live?", "my town is?"),
        "zh": ("我住在哪儿？", "我搬到哪个城市了", "我在哪里住？"),
    }),
    (lambda rng, language: objects(rng, language, 1)[0], {
        "en": ("the thing I like best is my {v}", "Nothing beats my {v}, I love it."),
        "zh": ("我最喜欢的东西是{v}", "我就爱{v}，别的都比不上。"),
    }, {
        "en": ("what thing do I love most", "Which object do I like best?", "my favourite thing?"),
        "zh": ("我最喜欢什么东西？", "我最爱的是什么", "我喜欢哪样东西？"),
    }),
)  # fmt: skip
_REPLIES = {
    "en": ("Noted.", "Got it.", "Good to know.", "I see.", "Okay, thank you."),
    "zh": ("记下了。", "明白。", "知道了。", "好，谢谢。", "了解。"),
}
_ASIDES = {
    "en": (
        ("it is windy today", "I see."),
        ("I just had soup.", "Sounds good."),
        ("wait a second", "Take your time."),
        ("The train was late again.", "That is a pity."),
        ("my neighbours are loud", "I am sorry to hear that."),
        ("Tomorrow I have an exam.", "Good luck!"),
        ("I like talking to you", "Thank you."),
    ),
    "zh": (
        ("今天风好大", "是啊。"),
        ("我刚喝了汤。", "听起来不错。"),
        ("等我一下", "不急。"),
        ("地铁又晚点了。", "真可惜。"),
        ("邻居太吵了", "真遗憾。"),
        ("明天我要考试。", "祝你好运！"),
        ("跟你聊天挺开心", "谢谢。"),
    ),
}


def _make(rng: Random, language: str) -> Case:
    # Up to eight turns of the user, the question among them.
    num_facts = rng.choice((1, 1, 2, 3, 4))
    num_asides = rng.randrange(0, 8 - num_facts)
    turns: list[tuple[str, str]] = []
    values, questions = [], []
    for make, told, asked in rng.sample(_FACTS, num_facts):
        value = make(rng, language)
        values.append(value)
        questions.append(rng.choice(asked[language]))
        turns.append((rng.choice(told[language]).format(v=value), rng.choice(_REPLIES[language])))
    turns += rng.sample(_ASIDES[language], num_asides)
    rng.shuffle(turns)
    messages: list[Message] = []
    for said, replied in turns:
        messages += [user(said), assistant(replied)]
    right = states(values[0], others=values[1:], language=language)
    return Case(chat(*messages, user(questions[0])), right, values[0])


def rows() -> list[Row]:
    """Returns a row for each language."""
    return rows_of("recall over up to 8 turns", 0.98, _make)
