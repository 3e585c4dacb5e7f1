"""What structured output is asked for: jokes, reasoned answers, people, records."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

from ..chat_format import Json
from .arithmetic import question as sum_question
from .arithmetic import split_sum, worked
from .chat import CAPITALS, fact, joke_parts
from .words import capitalised, chance, noun, value


class Field(NamedTuple):
    """One property of a schema."""

    name: str
    kind: str
    description: str | None = None
    optional: bool = False


class Task(NamedTuple):
    """A schema with the requests for it and the objects that answer them."""

    title: str
    description: str
    fields: list[Field]
    turns: list[tuple[str, Json]]


def joke_task(rng: Random, turns: int, chinese: bool) -> Task:
    """Returns jokes as setup and punchline, sometimes without the punchline."""
    optional = chance(rng, 0.3)
    fields = [
        Field("setup", "word", rng.choice((None, None, "The setup of the joke", "question to set up a joke"))),
        Field("punchline", "word",
              rng.choice((None, None, "The punchline to the joke", "answer to resolve the joke")), optional),
    ]  # fmt: skip
    rated = chance(rng, 0.12)
    if rated:
        about = rng.choice((None, "How funny the joke is, from 1 to 10"))
        fields.append(Field("rating", "integer", about, chance(rng, 0.5)))
    found = []
    for _ in range(turns):
        request, setup, punchline = joke_parts(rng, chinese)
        answer: Json = {"setup": setup, "punchline": punchline}
        if optional and chance(rng, 0.4) and not chinese:
            topic = request.split(" about ")[-1].rstrip(".?")
            none = chance(rng, 0.5)
            request = (f"Give me the setup to a joke about {topic}, no punchline." if none
                       else f"Give me a joke about {topic}, include the punchline.")  # fmt: skip
            answer["punchline"] = None if none else punchline
        if rated:
            answer["rating"] = 7
        found.append((request, answer))
    texts = (
        "A setup to a joke and the punchline.",
        "Joke to tell user.",
        "Joke to tell user.",
        "A joke.",
    )
    return Task(rng.choice(("Joke", "Joke", "Joke", "JokeDict")), rng.choice(texts), fields, found)


_RIDDLES = (
    ("What weighs more, a pound of bricks or a pound of feathers?", "They weigh the same", "Both weigh one pound."),
    ("What weighs more a pound of bricks or a pound of feathers", "They weigh the same", "Both weigh one pound."),
    ("What weighs more, a pound of gold or a pound of flour?", "They weigh the same", "Both weigh one pound."),
    ("一斤铁和一斤棉花哪个更重？", "一样重", "它们都是一斤。"),
)  # fmt: skip


def _reasoned_answer(rng: Random, chinese: bool) -> tuple[str, str, str]:
    pick = rng.random()
    if pick < 0.2:
        return rng.choice([row for row in _RIDDLES if row[0].isascii() != chinese])
    if pick < 0.5:
        country, capital, country_zh, capital_zh = rng.choice(CAPITALS)
        if chinese:
            return f"{country_zh}的首都是哪里？", capital_zh, f"{country_zh}的首都是{capital_zh}。"
        return (
            f"What is the capital of {country}?",
            capital,
            f"The capital of {country} is {capital}.",
        )
    if pick < 0.75:
        a, b, op = split_sum(rng, held_out=False)
        steps = worked(a, b, op)
        return sum_question(rng, a, b, op, chinese), steps.rsplit("= ", 1)[1], f"{steps}."
    question, answer = fact(rng, chinese)
    return question, answer.rstrip(".。"), answer


def justification_task(rng: Random, turns: int, chinese: bool) -> Task:
    """Returns questions answered with an answer and the reason for it."""
    reason = rng.choice(("justification", "justification", "reason", "explanation"))
    described = chance(rng, 0.3)
    fields = [Field("answer", "word", "The answer to the question" if described else None),
              Field(reason, "word", "The reason for the answer" if described else None)]  # fmt: skip
    found = []
    for _ in range(turns):
        question, answer, why = _reasoned_answer(rng, chinese)
        found.append((question, {"answer": answer, reason: why}))
    text = "An answer to the user question along with justification for the answer."
    title = rng.choice(("AnswerWithJustification", "AnswerWithJustification", "Answer"))
    return Task(title, text, fields, found)


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


def person_task(rng: Random, turns: int, chinese: bool) -> Task:
    """Returns sentences about people, to be read into name, age and more."""
    extra = []
    for _ in range(rng.choice((0, 1, 1, 1, 2))):
        row = rng.choice(_ABOUT_PEOPLE)
        if row not in extra:
            extra.append(row)
    optional = chance(rng, 0.4)
    fields = [Field("name", "person", rng.choice((None, None, "The name of the person"))),
              Field("age", "integer", rng.choice((None, None, "The age of the person")))]  # fmt: skip
    fields += [Field(row[0], row[1], None, optional) for row in extra]
    text = rng.choice(("", "", "A person.", "Information about a person."))
    title = rng.choice(("Person", "Person", "Person", "User", "Contact"))
    return Task(
        title, text, fields, [_person_turn(rng, extra, optional, chinese) for _ in range(turns)]
    )


_COMMON_FIELDS = ("name", "title", "price", "color", "size", "count", "year", "author", "date",
                  "quantity", "status", "city", "rating")  # fmt: skip


def _record_text(rng: Random, found: Json, chinese: bool) -> str:
    items = [(key, what) for key, what in found.items() if what is not None]
    if chance(rng, 0.35):
        items.reverse()
    if chinese:
        return "，".join(f"{key}是{_spoken(what, True)}" for key, what in items) + "。"
    said = [(key.replace("_", " "), _spoken(what, False)) for key, what in items]
    form = rng.randrange(4)
    if form == 0:
        text = ", ".join(f"the {key} is {what}" for key, what in said) + "."
    elif form == 1:
        text = " and ".join(f"{key} {what}" for key, what in said) + "."
    elif form == 2:
        text = ", ".join(f"{key}: {what}" for key, what in said)
    else:
        text = "The " + " and the ".join(f"{key} is {what}" for key, what in said) + "."
    return text[0].upper() + text[1:] if chance(rng, 0.5) else text


def record_task(rng: Random, turns: int, chinese: bool, held_out: bool = False) -> Task:
    """Returns texts that name the values of fields made of random words."""
    kinds: dict[str, str] = {}
    for _ in range(rng.choice((1, 2, 2, 3))):
        key = noun(rng, held_out) if chance(rng, 0.6) else rng.choice(_COMMON_FIELDS)
        kinds[key] = rng.choice(
            ("word", "integer", "city", "person", "code", "phrase", "number", "list", "word")
        )
    found = []
    for _ in range(turns):
        record: Json = {}
        for key, kind in kinds.items():
            if kind == "list":
                record[key] = [
                    str(value(rng, "word", chinese)) for _ in range(rng.choice((2, 2, 3)))
                ]
            else:
                record[key] = value(rng, kind, chinese)
        found.append((_record_text(rng, record, chinese), record))
    fields = [
        Field(key, kind, rng.choice((None, None, f"The {key}"))) for key, kind in kinds.items()
    ]
    title = rng.choice(
        ("Item", "Record", "Data", capitalised(rng), noun(rng, held_out).capitalize())
    )
    text = rng.choice(("", "", "Information to extract", f"A {title.lower()}."))
    return Task(title, text, fields, found)


def random_task(rng: Random, turns: int) -> Task:
    """Returns a task of any kind."""
    chinese = chance(rng, 0.25)
    makers = (joke_task, justification_task, person_task, record_task)
    return rng.choices(makers, (26, 16, 26, 40))[0](rng, turns, chinese)
