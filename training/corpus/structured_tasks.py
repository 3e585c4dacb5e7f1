"""What structured output is asked for: jokes, reasoned answers, people, and what others make."""

from __future__ import annotations

from random import Random
from typing import Any

from ..chat_format import Json
from . import classification, extraction
from .arithmetic import question as sum_question
from .arithmetic import with_check, worked
from .chat import CAPITALS, fact, joke_parts
from .kept_apart import is_free
from .out_of_depth import out_of_depth
from .plain_comparisons import compared, worked_out
from .records import record_task
from .schemas import Field, Task
from .words import chance, value

__all__ = [
    "Field",
    "Task",
    "joke_task",
    "justification_task",
    "person_task",
    "random_task",
    "record_task",
]

# keys of the two parts of a joke; what the second and later ones are is told by descriptions
_JOKE_KEYS = (("setup", "punchline"), ("joke_setup", "joke_punchline"), ("setup", "delivery"), ("premise", "punch_line"),
              ("opening", "ending"), ("first_part", "second_part"), ("question", "reply"), ("start", "end"))  # fmt: skip
_ABOUT_SETUP = (
    "The setup of the joke",
    "question to set up a joke",
    "How the joke begins",
    "The first part of the joke",
    "笑话的铺垫",
)
_ABOUT_PUNCHLINE = (
    "The punchline to the joke",
    "answer to resolve the joke",
    "How the joke ends",
    "The funny part of the joke",
    "笑话的包袱",
)


def _joke_fields(rng: Random, optional: bool) -> list[Field]:
    keys = _JOKE_KEYS[0] if chance(rng, 0.7) else rng.choice(_JOKE_KEYS)
    described = keys != _JOKE_KEYS[0] or chance(rng, 0.5)
    index = rng.randrange(len(_ABOUT_SETUP))
    return [Field(keys[0], "word", _ABOUT_SETUP[index] if described else None),
            Field(keys[1], "word", _ABOUT_PUNCHLINE[index] if described else None, optional)]  # fmt: skip


def joke_task(rng: Random, turns: int, chinese: bool) -> Task:
    """Returns jokes as setup and punchline, sometimes without the punchline."""
    optional = chance(rng, 0.3)
    fields = _joke_fields(rng, optional)
    first, second = fields[0].name, fields[1].name
    rated = chance(rng, 0.15)
    if rated:
        about = rng.choice((None, "How funny the joke is, from 1 to 10"))
        fields.append(Field("rating", "integer", about, chance(rng, 0.5)))
    if chance(rng, 0.08):
        fields.reverse()
    found = []
    for _ in range(turns):
        request, setup, punchline = joke_parts(rng, chinese)
        answer: Json = {first: setup, second: punchline, "rating": 7}
        if optional and chance(rng, 0.4) and not chinese:
            topic = request.split(" about ")[-1].rstrip(".?")
            none = chance(rng, 0.5)
            request = (f"Give me the setup to a joke about {topic}, no punchline." if none
                       else f"Give me a joke about {topic}, include the punchline.")  # fmt: skip
            answer[second] = None if none else punchline
        found.append((request, {field.name: answer[field.name] for field in fields}))
    texts = (
        "A setup to a joke and the punchline.",
        "Joke to tell user.",
        "Joke to tell user.",
        "A joke.",
    )
    return Task(rng.choice(("Joke", "Joke", "Joke", "JokeDict")), rng.choice(texts), fields, found)


# Equal weights of two different things.
_MATERIALS = (("bricks", "砖头"), ("feathers", "羽毛"), ("gold", "黄金"), ("flour", "面粉"), ("iron", "铁"), ("cotton", "棉花"), ("stones", "石头"),
              ("wool", "羊毛"), ("sand", "沙子"), ("paper", "纸"), ("lead", "铅"), ("wood", "木头"), ("sugar", "糖"), ("water", "水"), ("straw", "稻草"))  # fmt: skip
_FREE_MATERIALS = [pair for pair in _MATERIALS if is_free(pair[0]) and is_free(pair[1])]
_UNITS = (("pound", "斤"), ("pound", "斤"), ("kilo", "公斤"), ("kilogram", "千克"), ("ton", "吨"))
_DO_NOT_KNOW = ("I don't know", "That is beyond me.")
_DO_NOT_KNOW_CHINESE = ("我不知道", "这超出了我的能力。")
Reasoned = tuple[str, str, str]


def _riddle(rng: Random, chinese: bool) -> Reasoned:
    """Which of two things of one weight is heavier."""
    (x, x_zh), (y, y_zh) = rng.sample(_FREE_MATERIALS, 2)
    unit, unit_zh = rng.choice(_UNITS)
    if chinese:
        forms = (
            "一{u}{x}和一{u}{y}哪个更重？",
            "一{u}{x}和一{u}{y}，哪个重？",
            "一{u}{x}重还是一{u}{y}重？",
        )
        return (
            rng.choice(forms).format(u=unit_zh, x=x_zh, y=y_zh),
            "一样重",
            f"它们都是一{unit_zh}。",
        )
    forms = ("What weighs more, a {u} of {x} or a {u} of {y}?", "What weighs more a {u} of {x} or a {u} of {y}",
             "Which is heavier, a {u} of {x} or a {u} of {y}?", "Is a {u} of {x} heavier than a {u} of {y}?")  # fmt: skip
    return (
        rng.choice(forms).format(u=unit, x=x, y=y),
        "They weigh the same",
        f"Both weigh one {unit}.",
    )


def _capital(rng: Random, chinese: bool) -> Reasoned:
    country, capital, country_zh, capital_zh = rng.choice(CAPITALS)
    if chinese:
        return f"{country_zh}的首都是哪里？", capital_zh, f"{country_zh}的首都是{capital_zh}。"
    forms = (
        "What is the capital of {}?",
        "what's the capital of {}",
        "Which city is the capital of {}?",
    )
    return rng.choice(forms).format(country), capital, f"The capital of {country} is {capital}."


def _sum(rng: Random, chinese: bool) -> Reasoned:
    """A sum: its working is the answer, which comes first; the sum that proves it is the reason."""
    a, b, op, check = with_check(rng)
    return sum_question(rng, a, b, op, chinese), worked(a, b, op), check


def _comparison(rng: Random, chinese: bool) -> Reasoned:
    found = compared(rng, chinese)
    return found.question, worked_out(found.comparison, found.found, chinese), found.why


def _fact(rng: Random, chinese: bool) -> Reasoned:
    question, answer = fact(rng, chinese)
    return question, answer.rstrip(".。"), answer


def _too_hard(rng: Random, chinese: bool) -> Reasoned:
    question, _ = out_of_depth(rng, chinese)
    return question, *(_DO_NOT_KNOW_CHINESE if chinese else _DO_NOT_KNOW)


def justification_task(rng: Random, turns: int, chinese: bool) -> Task:
    """Returns questions answered with an answer and the reason for it."""
    reason = rng.choice(
        ("justification", "justification", "reason", "explanation", "reasoning", "why", "rationale")
    )
    described = chance(rng, 0.3)
    about = (
        ("The answer to the question", "The reason for the answer")
        if not chinese or chance(rng, 0.6)
        else ("问题的答案", "理由")
    )
    makers = (_riddle, _capital, _sum, _fact, _comparison, _too_hard)
    weights, kind = (18, 20, 26, 16, 12, 8), "word"
    if chance(rng, 0.08):  # sums alone have a number as answer
        weights, kind = (0, 0, 1, 0, 0, 0), "integer"
    name = rng.choice(("answer", "answer", "answer", "result", "response"))
    fields = [Field(name, kind, about[0] if described else None),
              Field(reason, "word", about[1] if described else None)]  # fmt: skip
    if chance(rng, 0.2):
        fields.reverse()
    found = []
    for _ in range(turns):
        question, answer, why = rng.choices(makers, weights)[0](rng, chinese)
        values: Json = {name: int(answer.split()[-1]) if kind == "integer" else answer, reason: why}
        found.append((question, {field.name: values[field.name] for field in fields}))
    text = "An answer to the user question along with justification for the answer."
    title = rng.choice(
        ("AnswerWithJustification", "AnswerWithJustification", "Answer", "Reply", "ReasonedAnswer")
    )
    return Task(title, text if chance(rng, 0.7) else "", fields, found)


Attribute = tuple[str, str, tuple[str, ...], str]
# key, kind, English clause, Chinese clause
_ABOUT_PEOPLE: tuple[Attribute, ...] = (
    ("city", "city", ("lives in {}",), "住在{}"),
    ("country", "city", ("comes from {}", "is from {}"), "来自{}"),
    ("job", "word", ("works as a {}", "is a {}"), "是{}"),
    ("height", "integer", ("is {} cm tall",), "身高{}"),
    ("hair_color", "word", ("has {} hair",), "头发是{}"),
    ("email", "email", ("uses the email {}",), "邮箱是{}"),
    ("hobby", "word", ("likes {}",), "喜欢{}"),
    ("hobbies", "list", ("likes {}",), "喜欢{}"),
)


def _spoken(what: Any, chinese: bool) -> str:
    """A value as a sentence holds it."""
    if isinstance(what, list):
        head = ("、" if chinese else ", ").join(what[:-1])
        return f"{head}和{what[-1]}" if chinese else f"{head} and {what[-1]}"
    return str(what)


def _attribute(rng: Random, key: str, kind: str, chinese: bool) -> Any:
    if kind == "list":
        return [str(value(rng, "word", chinese)) for _ in range(rng.choice((2, 2, 3)))]
    return rng.randrange(90, 211) if key == "height" else value(rng, kind, chinese)


def _person_turn(
    rng: Random, extra: list[Attribute], optional: bool, chinese: bool
) -> tuple[str, Json]:
    """Returns a sentence about a person and what it says."""
    name = value(rng, "person", chinese)
    age = rng.randrange(1, 100)
    found: Json = {"name": name, "age": age}
    ages = ("is {} years old", "is {}", "is {} years old")
    clauses = [f"{age}岁" if chinese else rng.choice(ages).format(age)]
    for key, kind, english, chinese_clause in extra:
        if optional and chance(rng, 0.35):
            found[key] = None
            continue
        found[key] = _attribute(rng, key, kind, chinese)
        clause = chinese_clause if chinese else rng.choice(english)
        clauses.append(clause.format(_spoken(found[key], chinese)))
    if chance(rng, 0.3):
        clauses.reverse()
    if chinese:
        this_year = rng.choice(("", "今年")) if clauses[0].endswith("岁") else ""
        return f"{name}{this_year}{'，'.join(clauses)}。", found
    said = clauses[0] if len(clauses) == 1 else f"{', '.join(clauses[:-1])} and {clauses[-1]}"
    return f"{name} {said}.", found


def person_task(rng: Random, turns: int, chinese: bool, misses: bool = True) -> Task:
    """Returns sentences about people, to be read into name, age and more."""
    extra = []
    for _ in range(rng.choice((0, 1, 1, 1, 2))):
        row = rng.choice(_ABOUT_PEOPLE)
        if row not in extra:
            extra.append(row)
    optional = misses and chance(rng, 0.4)
    fields = [Field("name", "person", rng.choice((None, None, "The name of the person"))),
              Field("age", "integer", rng.choice((None, None, "The age of the person")))]  # fmt: skip
    fields += [Field(row[0], row[1], None, optional) for row in extra]
    text = rng.choice(("", "", "A person.", "Information about a person."))
    title = rng.choice(("Person", "Person", "Person", "User", "Contact"))
    return Task(
        title, text, fields, [_person_turn(rng, extra, optional, chinese) for _ in range(turns)]
    )


def random_task(rng: Random, turns: int, misses: bool = True) -> Task:
    """Returns a task of any kind.

    Args:
        rng: Where every choice comes from.
        turns: How many requests for it.
        misses: Whether a text may lack what is asked for.
    """
    chinese = chance(rng, 0.4)
    pick = rng.choices(range(7), (20, 17, 8, 20, 36, 9, 5))[0]
    if pick == 3:
        return record_task(rng, turns, chinese, misses=misses)
    if pick == 4:
        return extraction.domain_task(rng, turns, chinese, misses)
    if pick == 2:
        return person_task(rng, turns, chinese, misses)
    makers = {0: joke_task, 1: justification_task, 5: classification.opinion_task}
    return makers.get(pick, classification.objects_task)(rng, turns, chinese)
