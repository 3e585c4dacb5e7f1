"""The training text for extraction, reasoned answers, sums, thinking and translation is right."""

from __future__ import annotations

import ast
import json
import operator
import re
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from training.chat_format import Conversation, text_of
from training.corpus import (
    arithmetic,
    classification,
    extraction,
    long_sums,
    sentences,
    structured,
    structured_tasks,
    thinking,
    translation,
    word_problems,
    words,
)
from training.corpus.schemas import STYLES, as_answered, nothing, schema_of

CHINESE = re.compile("[\u4e00-\u9fff]")
_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


def value_of(sum_text: str) -> float:
    def walk(node: ast.expr) -> float:
        if isinstance(node, ast.BinOp):
            return float(_OPERATORS[type(node.op)](walk(node.left), walk(node.right)))
        if isinstance(node, ast.UnaryOp):
            return -walk(node.operand)
        assert isinstance(node, ast.Constant)
        return float(node.value)  # type: ignore[arg-type]

    return walk(ast.parse(sum_text.replace(" x ", " * "), mode="eval").body)


def equations(text: str) -> list[str]:
    """Every "12 + 7 = 19" of a text, chains such as "12 x 3 = 30 + 6 = 36" included."""
    return re.findall(r"-?\d+(?: [-+x/] -?\d+)+(?: = -?\d+(?: [-+x/] -?\d+)*)+", text)


def assert_equations_hold(text: str) -> int:
    found = equations(text)
    for equation in found:
        values = {value_of(side) for side in equation.split(" = ")}
        assert len(values) == 1, equation
    return len(found)


@pytest.mark.parametrize("task", [arithmetic, thinking])
def test_every_equation_holds(task: Any) -> None:
    rng = Random(1)
    answers = (m.reasoning + "\n" + m.content for _ in range(1500)
               for m in task.sample(rng).messages if m.role == "assistant")  # fmt: skip
    assert sum(assert_equations_hold(text) for text in answers) > 1000


def test_columns_end_in_the_result() -> None:
    rng = Random(2)
    for _ in range(500):
        a, b, op = long_sums.long_sum(rng)
        assert long_sums.column(a, b, op, False)[-1].endswith(f"= {arithmetic.result(a, b, op)}")


def test_stories_are_solved_by_their_steps_and_hold_their_numbers() -> None:
    rng = Random(3)
    for index in range(1000):
        found = word_problems.problem(rng, index % 2 == 0, rng.choice((1, 2, 3)))
        for first, second in zip(found.steps, found.steps[1:], strict=False):
            assert arithmetic.result(*first) == second[0]
        numbers = set(re.findall(r"\d+", found.question))
        assert {str(found.steps[0][0]), *(str(step[1]) for step in found.steps)} <= numbers


def test_no_held_out_sum_is_a_step_of_a_story() -> None:
    rng = Random(4)
    for index in range(1000):
        for a, b, op in word_problems.problem(rng, index % 2 == 0, 2).steps:
            assert b == 1 or not words.is_held_out(f"sum {a}{op}{b}", 20)


def test_what_thinks_has_thoughts_after_the_last_question_only() -> None:
    rng = Random(5)
    for _ in range(500):
        conversation = thinking.sample(rng)
        last = max(i for i, m in enumerate(conversation.messages) if m.role == "user")
        for index, message in enumerate(conversation.messages):
            if message.role == "assistant":
                assert bool(message.reasoning) == (index > last)


def test_no_long_sum_is_refused_where_it_may_be_thought_about() -> None:
    rng = Random(16)
    for index in range(600):
        asked = thinking.small_thing(rng, index % 2 == 0).messages[-2].content
        assert not re.search(r"\d", asked)


def test_calls_after_thoughts_name_offered_tools() -> None:
    rng = Random(6)
    for _ in range(300):
        conversation = thinking.tool_use(rng, False)
        offered = {tool["function"]["name"] for tool in conversation.tools}
        assert all(call.name in offered for m in conversation.messages for call in m.calls)


def strings_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in strings_in(part)]
    if isinstance(value, list):
        return [text for part in value for text in strings_in(part)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("chinese", [False, True])
@pytest.mark.parametrize("make", [extraction.domain_task, structured_tasks.record_task])
def test_extracted_strings_are_copied_from_the_text(make: Any, chinese: bool) -> None:
    rng = Random(7)
    for _ in range(600):
        task = make(rng, 2, chinese)
        enums = {field.name for field in task.fields if field.options}
        for text, found in task.turns:
            for name, value in found.items():
                if name not in enums:
                    assert all(part in text for part in strings_in(value)), (text, found)


@pytest.mark.parametrize("style", STYLES)
def test_every_answer_follows_its_schema(style: str) -> None:
    rng = Random(style)
    for _ in range(300):
        task = structured_tasks.random_task(rng, 2)
        validator = Draft202012Validator(schema_of(task, style))
        for _, found in task.turns:
            answer = as_answered(task, style, found)
            validator.validate(answer)
            assert list(answer) == [f.name for f in task.fields if f.name in answer]


def test_what_a_text_lacks_is_null_or_the_empty_value() -> None:
    rng = Random(8)
    lacking = 0
    for _ in range(600):
        task = extraction.domain_task(rng, 1, False)
        for field in task.fields:
            value = task.turns[0][1][field.name]
            lacking += value is None
            if value is None:
                assert field.optional
            elif value in ("", []):
                assert value == nothing(field)
    assert lacking > 50


def test_structured_answers_are_json_spaced_as_python_writes_it() -> None:
    rng = Random(9)
    for _ in range(400):
        conversation = structured.sample(rng)
        for message in conversation.messages:
            if message.role == "assistant" and message.content:
                parsed = json.loads(message.content)
                assert json.dumps(parsed, ensure_ascii=False) == message.content


def test_reasoned_sums_are_right() -> None:
    rng = Random(10)
    for index in range(300):
        for _, found in structured_tasks.justification_task(rng, 2, index % 2 == 0).turns:
            assert_equations_hold(" ".join(strings_in(found)))


def test_a_text_has_one_sentiment() -> None:
    texts = [row[3] for row in classification.OPINIONS]
    assert len(texts) == len(set(texts)) > 100


@pytest.mark.parametrize("task", [arithmetic, structured, thinking, translation])
def test_no_held_out_word_occurs(task: Any) -> None:
    rng = Random(11)
    nouns = set(words.HELD_OUT_NOUNS)
    for _ in range(1000):
        text = text_of(task.sample(rng))
        assert not nouns & set(re.findall("[a-z]+", text.lower())), text
        assert not any(word in text for word in words.HELD_OUT_CHINESE_WORDS), text


def first_request(conversation: Conversation) -> str:
    return next(m.content for m in conversation.messages if m.role == "user")


@pytest.mark.parametrize("task", [arithmetic, structured, thinking])
def test_about_two_in_five_are_chinese(task: Any) -> None:
    rng = Random(12)
    share = sum(bool(CHINESE.search(first_request(task.sample(rng)))) for _ in range(1000)) / 1000
    assert 0.3 < share < 0.6


def test_a_sum_is_asked_for_in_many_ways() -> None:
    rng = Random(13)
    for chinese in (False, True):
        for op in "+-x/":
            ways = {arithmetic.question(rng, 12, 4, op, chinese) for _ in range(3000)}
            assert len(ways) > 100


def test_chinese_sentences_that_are_translated_back_have_one_meaning() -> None:
    rng = Random(14)
    meanings: dict[str, str] = {}
    for _ in range(20_000):
        sentence = sentences.random_sentence(rng)
        if sentence.reversible:
            assert meanings.setdefault(sentence.chinese, sentence.english) == sentence.english
    for noun in sentences.NOUNS:
        assert [n.english for n in sentences.NOUNS if n.chinese == noun.chinese] == [noun.english]


@pytest.mark.parametrize(
    ("english", "french", "german", "chinese"),
    [
        ("I hear a horse.", "J'entends un cheval.", "Ich höre ein Pferd.", "我听见一匹马。"),
        ("This is an island.", "C'est une île.", "Das ist eine Insel.", "这是一座岛。"),
        ("My pear is sweet.", "Ma poire est sucrée.", "Meine Birne ist süß.", "我的梨很甜。"),
    ],
)  # fmt: skip
def test_grammar_of_new_words(english: str, french: str, german: str, chinese: str) -> None:
    rng = Random(15)
    found = next(
        s for s in iter(lambda: sentences.random_sentence(rng), None) if s.english == english
    )
    assert found[:4] == (english, french, german, chinese)
