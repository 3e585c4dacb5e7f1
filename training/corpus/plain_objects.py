"""Plain {answer, justification} objects: sums, comparisons, and where things are; jokes in two parts."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from ..chat_format import (
    SCHEMA_INSTRUCTION,
    Conversation,
    Json,
    Message,
    assistant,
    system,
    to_json,
    user,
)
from . import plain_values
from .arithmetic import with_check, worked
from .chat import first_joke, joke_parts, joke_topic
from .plain_comparisons import compared, worked_out
from .schemas import Field, Task, schema_of
from .sum_wording import question as sum_question
from .words import chance

# A question, its answer and the reason for it.
Reasoned = tuple[str, str, str]

_WHY = (" Why?", " and why", " Give a reason.", " Say why.", " How do you know?")
_CHINESE_WHY = ("为什么？", "请说明原因。", "理由是什么？", "怎么得出的？")


def asked_sum(rng: Random, chinese: bool) -> Reasoned:
    """Returns a sum, worked, and the sum that proves it."""
    a, b, op, check = with_check(rng)
    question = sum_question(rng, a, b, op, chinese)
    return question, worked(a, b, op), check


def _comparison(rng: Random, chinese: bool) -> Reasoned:
    found = compared(rng, chinese)
    return found.question, worked_out(found.comparison, found.found, chinese), found.why


# what somebody does with a thing, and the preposition that says where it is then
_LEFT = ("{p} left the {n} {w}.", "{p} hid the {n} {w}.", "{p} forgot the {n} {w}.", "{p} saw the {n} {w}.",
         "{p} keeps the {n} {w}.", "{p} dropped the {n} {w}.", "The {n} is {w}.", "The {n} stands {w}.",
         "The {n} fell {w}.", "{p}'s {n} is {w}.", "I know from {p} that the {n} is {w}.", "{p} stored the {n} {w}.")  # fmt: skip
_PREPOSITIONS = "on under in behind near beside inside above below".split()
_WHERE = ("Where is the {n}?", "Where is the {n} now?", "Where can I find the {n}?", "Where do I find the {n}?",
          "In which place is the {n}?", "Tell me where the {n} is.", "where's the {n}", "I need the {n}. Where is it?")  # fmt: skip
_CHINESE_LEFT = ("{p}把{n}忘在{w}了。", "{p}把{n}藏在{w}。", "{p}把{n}留在{w}。", "{p}看见{n}在{w}。", "{p}的{n}掉在{w}了。",
                 "{n}就在{w}。", "{n}摆在{w}。", "{p}把{n}收在{w}。", "听{p}讲，{n}在{w}。", "{p}将{n}搁到{w}。")  # fmt: skip
_CHINESE_SIDES = ("上面", "下面", "里面", "后面", "旁边", "前面", "上", "里", "底下", "边上")
_CHINESE_WHERE = ("{n}在哪儿？", "{n}在什么地方？", "{n}现在在哪里？", "哪里能找到{n}？", "要找{n}，去哪里？", "请告诉我{n}在哪。", "我要用{n}，它在哪？")  # fmt: skip


def _place(rng: Random, chinese: bool) -> Reasoned:
    """One or two things that lie somewhere, and where one of them is."""
    facts = []
    for _ in range(rng.choice((1, 1, 2))):
        thing, place = plain_values.thing(rng, chinese), plain_values.thing(rng, chinese)
        if chinese:
            where = place + rng.choice(_CHINESE_SIDES)
            told, person = rng.choice(_CHINESE_LEFT), plain_values.chinese_name(rng)
        else:
            where = f"{rng.choice(_PREPOSITIONS)} the {place}"
            told, person = rng.choice(_LEFT), plain_values.first_name(rng)
        facts.append((thing, where, told.format(p=person, n=thing, w=where)))
    thing, where, sentence = rng.choice(facts)
    ask = rng.choice(_CHINESE_WHERE if chinese else _WHERE).format(n=thing)
    if sum(fact[2].count(thing) for fact in facts) > 1:  # named twice
        return _place(rng, chinese)
    text = ("" if chinese else " ").join(fact[2] for fact in facts)
    return text + ("" if chinese else " ") + ask, where, sentence


# what is told, what is asked; {v} is the answer
_TOLD: tuple[tuple[str, str, str], ...] = (
    ("thing", "{p} wants the {v}.", "What does {p} want?"),
    ("thing", "{p} is looking for the {v}.", "What is {p} looking for?"),
    ("thing", "{p} paid for the {v}.", "What did {p} pay for?"),
    ("city", "{p} lives in {v}.", "Where does {p} live?"),
    ("city", "{p} flies to {v}.", "Where does {p} fly?"),
    ("time", "{p} comes at {v}.", "When does {p} come?"),
    ("time", "{p} eats at {v}.", "What time does {p} eat?"),
    ("code", "The code of {p} is {v}.", "Which code does {p} have?"),
    ("person", "{p} works for {v}.", "Who does {p} work for?"),
    ("person", "{p} is waiting for {v}.", "Who is {p} waiting for?"),
)
_CHINESE_TOLD: tuple[tuple[str, str, str], ...] = (
    ("thing", "{p}想要{v}。", "{p}想要什么？"),
    ("thing", "{p}在找{v}。", "{p}在找什么？"),
    ("thing", "{p}买了{v}。", "{p}买了什么？"),
    ("city", "{p}住在{v}。", "{p}住在哪里？"),
    ("city", "{p}飞往{v}。", "{p}飞往哪里？"),
    ("time", "{p}{v}来。", "{p}什么时候来？"),
    ("time", "{p}{v}吃饭。", "{p}几点吃饭？"),
    ("code", "{p}的密码是{v}。", "{p}的密码是什么？"),
    ("person", "{p}在等{v}。", "{p}在等谁？"),
    ("person", "{p}替{v}工作。", "{p}替谁工作？"),
)
_VALUES: dict[str, Callable[[Random, bool], str]] = {
    "thing": plain_values.thing,
    "city": plain_values.city,
    "time": plain_values.time,
    "code": plain_values.code,
    "person": plain_values.person,
}


def _told(rng: Random, chinese: bool) -> Reasoned:
    """What one of two people wants, where they live, when they come."""
    kind, told, ask = rng.choice(_CHINESE_TOLD if chinese else _TOLD)
    facts: list[tuple[str, str, str]] = []
    while len(facts) < rng.choice((1, 2)):
        person = plain_values.chinese_name(rng) if chinese else plain_values.first_name(rng)
        value = _VALUES[kind](rng, chinese)
        facts.append((person, value, told.format(p=person, v=value)))
    person, value, sentence = rng.choice(facts)
    if sum(person == fact[0] for fact in facts) > 1:
        return _told(rng, chinese)
    space = "" if chinese else " "
    return space.join([*(fact[2] for fact in facts), ask.format(p=person)]), value, sentence


_MAKERS = (asked_sum, _comparison, _place, _told)
_TITLES = ("AnswerWithJustification", "Answer", "Response", "JustifiedAnswer", "Solution", "Finding")  # fmt: skip
_ABOUT = ("An answer and why it is right.", "The answer to a question with its justification.", "What is asked for, and the reason.", "Answer first, then the reason.")  # fmt: skip
_CHINESE_ABOUT = ("答案，以及为什么正确。", "问题的答案和依据。", "先回答，再给出原因。")
_JOKE_ABOUT = ("A joke: how it begins and how it ends.", "Something funny.", "A joke with its two parts.")  # fmt: skip
_CHINESE_JOKE_ABOUT = ("一个笑话：开头和结尾。", "好笑的话。", "笑话的两个部分。")
# How jokes are asked for: a beginning, a word for it, and its topic {t}.
_JOKE_STARTS = ("", "", "Tell me ", "Give me ", "Let me have ", "I could use ", "Time for ", "Show me ", "Think of ", "Make up ", "Come up with ", "Can you do ",
                "Is there ", "Have you ", "Please write ", "We want ", "I feel like ", "Could I have ", "Surprise us with ", "Brighten my day with ", "Any chance of ")  # fmt: skip
_JOKE_WORDS = ("a joke", "a pun", "a gag", "a quip", "a good joke", "a silly joke", "a funny line", "something to laugh at", "something funny", "something silly",
               "a one-liner", "a good one", "a bad joke", "a short joke", "one joke", "a laugh", "some humour", "something amusing")  # fmt: skip
_JOKE_TOPICS = (" about {t}", " about {t}", " on {t}", " with {t}", " with {t} inside", " concerning {t}", ", topic: {t}", " where {t} comes in", " for a friend of {t}")  # fmt: skip
_LAUGH = ("Make us laugh about {t}.", "Let me laugh about {t}", "What is funny about {t}?", "make fun of {t}", "I want to smile about {t}.", "Crack me up with {t}", "Amuse me with {t}!",
          "What is so funny about {t}?", "Be funny about {t}.", "Say anything funny on {t}")  # fmt: skip
_CHINESE_JOKE_STARTS = ("", "讲", "说", "来", "给我讲", "给我来", "我想听", "编", "想", "有没有", "能不能讲", "给大家说", "请说", "再来", "麻烦讲", "快讲", "随便讲", "可以来")  # fmt: skip
_CHINESE_JOKE_FORMS = ("个{t}笑话", "一个{t}的笑话", "个关于{t}的段子", "一个与{t}有关的段子", "段{t}的俏皮话", "个{t}的冷笑话", "句{t}的玩笑话", "点{t}的趣事", "个{t}梗", "个和{t}沾边的笑话",
                       "些{t}的好笑的话", "个提到{t}的笑话", "个{t}的包袱", "个{t}的小段子")  # fmt: skip
_CHINESE_LAUGH = ("拿{t}逗大家笑", "{t}有什么好玩的？", "用{t}开个玩笑", "{t}好笑在哪儿？", "用{t}让我乐一乐", "逗我乐，说说{t}", "{t}能有什么笑点", "关于{t}，说点搞笑的", "以{t}为题说个段子", "{t}的笑话有吗")  # fmt: skip
_REASONS = ("justification",) * 6 + ("reason", "explanation")
_STYLES = ("typed_dict", "typed_dict", "plain", "pydantic", "titled")


def _conversation(rng: Random, task: Task) -> Conversation:
    text = SCHEMA_INSTRUCTION + to_json(schema_of(task, rng.choice(_STYLES)))
    messages: list[Message] = [system(text)]
    for request, found in task.turns:
        messages += [user(request), assistant(to_json(found))]
    return Conversation(tuple(messages))


def with_why(rng: Random, question: str, chinese: bool) -> str:
    """Returns the question, which asks for the reason too."""
    if chinese:
        mark = "" if question.endswith(("？", "。", "?")) else "，"
        return question + mark + rng.choice(_CHINESE_WHY)
    tail = rng.choice(_WHY)
    return (question.rstrip("?.") if tail.startswith(" and") else question) + tail


def answers(rng: Random, turns: list[Reasoned], chinese: bool) -> Conversation:
    """Returns questions to one schema, answered with their reasons."""
    reason = rng.choice(_REASONS)
    found = [(question, {"answer": answer, reason: why}) for question, answer, why in turns]
    about = rng.choice(_CHINESE_ABOUT if chinese else _ABOUT)
    fields = [Field("answer", "word"), Field(reason, "word")]
    return _conversation(rng, Task(rng.choice(_TITLES), about, fields, found))


def _answers(rng: Random, chinese: bool) -> Conversation:
    turns: list[Reasoned] = []
    for _ in range(rng.choice((1, 3, 4, 5, 6))):
        question, answer, why = rng.choices(_MAKERS, (32, 30, 26, 12))[0](rng, chinese)
        if chance(rng, 0.3):
            question = with_why(rng, question, chinese)
        turns.append((question, answer, why))
    return answers(rng, turns, chinese)


def _joke_request(rng: Random, topic: str, chinese: bool) -> str:
    """Returns one of many ways to ask for a joke about something."""
    if chance(rng, 0.3):
        return rng.choice(_CHINESE_LAUGH if chinese else _LAUGH).format(t=topic)
    if chinese:
        form = rng.choice(_CHINESE_JOKE_STARTS) + rng.choice(_CHINESE_JOKE_FORMS)
        return form.format(t=topic) + rng.choice(("", "。", "吧", "吧。", "？"))
    form = rng.choice(_JOKE_STARTS) + rng.choice(_JOKE_WORDS) + rng.choice(_JOKE_TOPICS)
    return form.format(t=topic) + rng.choice(("", "", ".", ", please", "!", "?"))


def _joke_about(rng: Random, chinese: bool) -> tuple[str, str, str]:
    """A request for a joke about something, and the two parts of the joke."""
    if chance(rng, 0.3):
        return joke_parts(rng, chinese)
    topic, setup, punchline = joke_topic(rng, chinese)
    if chance(rng, 0.25):  # there is no joke about it: the first one does
        topic = plain_values.unseen_thing(rng, chinese)
        topic = topic if chinese else f"a {topic}"
        setup, punchline = first_joke(chinese)
    return _joke_request(rng, topic, chinese), setup, punchline


def _jokes(rng: Random, chinese: bool) -> Conversation:
    """Jokes; now and then the language of the request changes, and with it that of the joke."""
    turns: list[tuple[str, Json]] = []
    mixed = chance(rng, 0.35)
    for _ in range(rng.choice((2, 3, 4, 5))):
        speaks_chinese = chance(rng, 0.5) if mixed else chinese
        request, setup, punchline = _joke_about(rng, speaks_chinese)
        turns.append((request, {"setup": setup, "punchline": punchline}))
    fields = [Field("setup", "word"), Field("punchline", "word")]
    about = rng.choice(_CHINESE_JOKE_ABOUT if chinese else _JOKE_ABOUT)
    return _conversation(
        rng, Task(rng.choice(("Joke", "Joke", "JokeParts", "Fun")), about, fields, turns)
    )


def sample(rng: Random) -> Conversation:
    """Returns questions with reasoned answers to one schema, or jokes in two parts."""
    chinese = chance(rng, 0.45)
    return (_jokes if chance(rng, 0.4) else _answers)(rng, chinese)
