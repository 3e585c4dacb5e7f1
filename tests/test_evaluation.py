"""The evaluation of the bundled model: fair judges, its own wording, every row of its table."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage

from langchain_gguf import ChatLlamaCpp
from tests.evaluation_cases import FIXED, Cases, all_cases, count_roughly
from tests.replies import replied
from training.chat_format import text_of
from training.evaluate import NUM_CASES, NUM_QUICK_CASES, results, write
from training.evaluation import fixed_prompts, handwritten_tools, judges, long_prompts
from training.evaluation.case import Row
from training.evaluation.measure import NO_GRAMMAR, Models, measure
from training.evaluation.table import COMPARED, rows
from training.evaluation.unconstrained import UnconstrainedChat

FLOORS = Path(__file__).parent.parent / "training/evaluation/floors.json"
SAMPLE_HASH = "cdf5eadccc78317a0d957a7ee33fe3f98c6d9854ede7dfd7ca6c973dd54f3508"
GOALS = {
    "translate English to French": 0.98,
    "translate English to German": 0.98,
    "translate English to Chinese": 0.98,
    "translate Chinese to English": 0.98,
    "unseen tool, 1 offered": 0.99,
    "unseen tool, 2 offered": 0.96,
    "unseen tool, 4 offered": 0.92,
    "unseen tool, 8 offered": 0.85,
    "tool chosen by meaning": 0.96,
    "two or three parallel calls": 0.95,
    "no call when none fits": 0.99,
    "answer from a tool result": 0.98,
    "second call after the first result": 0.90,
    "extraction to an unseen schema": 0.97,
    "answer and joke as objects": 0.98,
    "arithmetic": 0.99,
    "span from a context": 0.95,
    "not in the context": 0.95,
    "recall over up to 8 turns": 0.98,
    "fact in a prompt of 256 tokens": 0.98,
    "fact in a prompt of 512 tokens": 0.97,
    "fact in a prompt of 1,024 tokens": 0.95,
    "fact in a prompt of 1,500 tokens": 0.90,
    "facts, greetings, tutorials, standard tests": 1.0,
    "tutorials at temperature 0.5, all of 20 seeds": 1.0,
    "anything else: says what it is and can do": 0.95,
    "tool requests written by hand": 0.90,
    "thinking, then the answer": 0.95,
}


@pytest.fixture(scope="module")
def cases() -> Cases:
    return all_cases()


# The table


def test_every_task_has_a_row_in_each_language_with_its_goal() -> None:
    assert {(row.task, row.language, row.goal) for row in rows()} == {
        (task, language, goal) for task, goal in GOALS.items() for language in ("en", "zh")
    }


def test_every_row_has_200_different_cases_or_all_there_are(
    cases: Cases,
) -> None:
    for row in rows():
        found = cases[row.task, row.language]
        prompts = {(text_of(case.conversation), str(case.schema)) for case in found}
        assert row.has_all or len(prompts) == NUM_CASES == 200, row.task


@pytest.mark.parametrize(
    ("task", "least", "least_together"),
    [
        ("anything else: says what it is and can do", 100, 200),
        ("tool requests written by hand", 75, 150),
        ("facts, greetings, tutorials, standard tests", 200, 400),
        ("tutorials at temperature 0.5, all of 20 seeds", 30, 60),
    ],
)
def test_sets_of_fixed_and_handwritten_prompts_are_large_enough(
    cases: Cases, task: str, least: int, least_together: int
) -> None:
    sizes = [len(cases[task, language]) for language in ("en", "zh")]
    assert min(sizes) >= least
    assert sum(sizes) >= least_together


def test_the_same_cases_come_each_time(cases: Cases) -> None:
    digest = hashlib.sha256()
    for (task, language), found in cases.items():
        # Sentences to translate and fixed prompts change with the corpus.
        if task not in FIXED and not task.startswith("translate"):
            for case in found:
                text = (
                    f"{task} {language} {text_of(case.conversation)} {case.schema} {case.expected}"
                )
                digest.update(text.encode())
    assert digest.hexdigest() == SAMPLE_HASH


def test_a_shorter_run_asks_the_first_cases_of_a_longer_one() -> None:
    row = next(row for row in rows() if row.task == "unseen tool, 4 offered")
    few, many = row.cases(5, count_roughly), row.cases(50, count_roughly)
    assert [case.prompt for case in few] == [case.prompt for case in many[:5]]


def test_tools_structured_answers_and_parallel_calls_are_asked_without_grammars_too() -> None:
    assert {row.task for row in rows() if row.is_compared} == set(COMPARED)


def test_tutorials_are_asked_with_twenty_seeds() -> None:
    assert {row.seeds for row in rows() if row.task == FIXED[1]} == {20}


def test_prompts_of_the_notebooks_are_among_the_sampled_ones() -> None:
    asked = {
        message.content
        for language in ("en", "zh")
        for conversation in fixed_prompts.tutorial_conversations(language)
        for message in conversation.messages
    }
    assert {
        "what is 25x5",
        "25x5是多少",
        "Tell me a joke about birds",
        "I love programming.",
    } <= asked


def test_a_tutorial_whose_answer_has_thoughts_is_asked_to_think() -> None:
    cases = [
        case
        for row in rows()
        if row.task == FIXED[1]
        for case in row.cases(fixed_prompts.MANY, len)
    ]
    asked = {case.prompt for case in cases if case.thinks}
    assert {"What is 23 + 45 - 12?", "23 + 45 - 12等于多少？"} <= asked
    assert "what is 25x5" not in asked


# What is asked can be answered


def test_expected_calls_are_right_and_fit_the_tools(
    cases: Cases,
) -> None:
    pattern = re.compile(r"([\w-]+)\((\{.*?\})\)(?= |$)")
    for (task, _), found in cases.items():
        if not task.startswith(("unseen tool", "tool chosen", "two or three", "second call")):
            continue
        for case in found:
            calls = [(name, json.loads(args)) for name, args in pattern.findall(case.expected)]
            assert calls, case.expected
            tools = {t["function"]["name"]: t["function"] for t in case.conversation.tools}
            assert len(tools) == len(case.conversation.tools)
            for name, arguments in calls:
                jsonschema.validate(arguments, tools[name]["parameters"])
            assert case.is_right(replied("", *calls)), case.expected
            wrong = [(name, {**arguments, next(iter(arguments)): "?"}) for name, arguments in calls]
            assert not case.is_right(replied("", *wrong))


def test_expected_objects_are_right_and_fit_the_schemas(
    cases: Cases,
) -> None:
    for language in ("en", "zh"):
        for case in cases["extraction to an unseen schema", language]:
            expected = json.loads(case.expected)
            jsonschema.validate(expected, case.schema)
            assert case.is_right(replied(case.expected))
            assert not case.is_right(replied(json.dumps({**expected, "extra": 1})))


@pytest.mark.parametrize(
    "task",
    ["arithmetic", "span from a context", "recall over up to 8 turns", "not in the context",
     "fact in a prompt of 256 tokens", "translate English to French", *FIXED[:1]],
)  # fmt: skip
def test_expected_texts_are_right_and_others_are_wrong(cases: Cases, task: str) -> None:
    for language in ("en", "zh"):
        for case in cases[task, language]:
            if case.tool_choice is None and not case.conversation.tools:
                assert case.is_right(replied(case.expected)), case.expected
            assert not case.is_right(replied("The weather is nice. 天气不错。"))


def test_every_kind_of_schema_is_asked_for(cases: Cases) -> None:
    kinds: set[str] = set()
    for case in cases["extraction to an unseen schema", "en"]:
        assert case.schema is not None
        for schema in case.schema["properties"].values():
            kinds.add("enum" if "enum" in schema else schema["type"])
    assert kinds == {"string", "number", "integer", "boolean", "enum", "array", "object"}


def test_calls_of_handwritten_requests_fit_their_tools() -> None:
    for language in ("en", "zh"):
        for case in handwritten_tools.all_cases(language):
            name, *arguments = case.expected.split(" | ")
            tools = {t["function"]["name"]: t["function"] for t in case.conversation.tools}
            schema = tools[name]["parameters"]
            given = {argument.partition(": ")[0] for argument in arguments}
            assert given <= schema["properties"].keys(), case.prompt
            assert set(schema["required"]) <= given, case.prompt
            for argument in arguments:
                key, _, texts = argument.partition(": ")
                for text in texts.split(" / "):
                    value = handwritten_tools.read_value(text, schema["properties"][key])
                    if value is not judges.ABSENT:
                        jsonschema.validate(value, schema["properties"][key])


def test_long_prompts_are_as_long_as_they_say(llm: ChatLlamaCpp) -> None:
    for row in long_prompts.rows():
        length = int(re.sub(r"\D", "", row.task))
        for case in row.cases(9, llm.get_num_tokens):
            found = llm.get_num_tokens_from_messages([HumanMessage(case.prompt)])
            assert 0.88 * length <= found <= length + 8, (row.task, found)


# How handwritten requests are written down


_names = st.from_regex(r"[a-z][a-zA-Z_-]{0,12}", fullmatch=True)
_texts = st.from_regex(r"[A-Za-z一-十][A-Za-z一-十 ,.]{0,20}[a-z一-十]", fullmatch=True)


@given(
    _names,
    _texts,
    st.dictionaries(
        _names,
        st.tuples(
            st.booleans(),
            st.sampled_from(["string", "integer", "number", "boolean", "strings", "integers"]),
            st.none() | st.lists(_names, min_size=2, max_size=3, unique=True),
            st.none() | _texts,
        ),
        max_size=3,
    ),
)
def test_tools_are_read_as_they_are_written_down(
    name: str, about: str, arguments: dict[str, tuple[bool, str, list[str] | None, str | None]]
) -> None:
    parts = [f"{name}: {about}"]
    for key, (is_optional, kind, enum, described) in arguments.items():
        part = f"{key}{'?' if is_optional else ''} {kind}"
        part += f" {'/'.join(enum)}" if enum else ""
        parts.append(part + (f": {described}" if described else ""))
    function = handwritten_tools.read_tool(" | ".join(parts))["function"]
    assert (function["name"], function["description"]) == (name, about)
    required = [key for key, (is_optional, *_) in arguments.items() if not is_optional]
    assert function["parameters"]["required"] == required
    for key, (_, kind, enum, described) in arguments.items():
        schema = function["parameters"]["properties"][key]
        assert schema["type"] == ("array" if kind.endswith("s") else kind)
        assert schema.get("enum") == enum
        assert schema.get("description") == described


# With and without grammars


def test_without_grammars_the_prompt_is_the_same() -> None:
    row = next(row for row in rows() if row.task == COMPARED[0])
    case = row.cases(1, count_roughly)[0]
    kwargs = {"tools": list(case.conversation.tools)}
    message = [HumanMessage(case.prompt)]
    with ChatLlamaCpp() as constrained, UnconstrainedChat() as free:
        _, with_grammar, *_ = constrained._prepare(message, None, dict(kwargs))
        _, without, *_ = free._prepare(message, None, dict(kwargs))
    assert with_grammar.grammar is not None
    assert without.grammar is None
    assert with_grammar.prompt == without.prompt


def test_constrained_decoding_has_the_unconstrained_figure_as_its_goal() -> None:
    row = replace(next(row for row in rows() if row.task == COMPARED[0]), goal=0.123)
    models = Models()
    try:
        constrained, free, both = measure(models, row, 3)
    finally:
        models.close()
    assert [constrained.task, free.task] == [row.task, row.task + NO_GRAMMAR]
    assert both.task == f"constrained decoding: {row.task}"
    assert (both.accuracy, both.goal) == (constrained.accuracy, free.accuracy)
    assert constrained.goal == free.goal == 0.123


# The model


@pytest.mark.timeout(900)
def test_the_quick_form_reaches_its_floors(tmp_path: Path) -> None:
    floors: dict[str, dict[str, float]] = json.loads(FLOORS.read_text(encoding="utf-8"))
    found = list(results(NUM_QUICK_CASES, num_workers=1))
    missed = [
        (result.task, result.language, result.accuracy, result.failures[:3])
        for result in found
        if result.accuracy < floors.get(result.task, {}).get(result.language, 0)
    ]
    assert missed == []
    assert floors.keys() <= {result.task for result in found}
    write(found, tmp_path / "evaluation.json")
    table = json.loads((tmp_path / "evaluation.json").read_text(encoding="utf-8"))
    assert len(table) == len(rows()) + 4 * len(COMPARED)
    for line in table:
        assert line.keys() == {"task", "language", "n", "accuracy", "goal"}
        assert 0 <= line["accuracy"] <= 1 and 0 <= line["goal"] <= 1


def test_every_row_can_be_told_apart() -> None:
    found: list[Row] = rows()
    assert len({(row.task, row.language) for row in found}) == len(found)
