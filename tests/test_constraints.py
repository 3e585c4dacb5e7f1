"""Schemas and other constraints as grammars, compiled against the bundled model's vocabulary."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from langchain_gguf import ChatLlamaCpp, InvalidRequestError, SchemaError
from langchain_gguf.constraints import Constraint, gbnf_hint, schema_grammar

JOKE = {
    "title": "Joke",
    "type": "object",
    "properties": {"setup": {"type": "string"}, "punchline": {"type": "string"}},
    "required": ["setup", "punchline"],
}
Accepts = Callable[[str, str], bool]


def is_reply(llm: ChatLlamaCpp, grammar: str, pieces: list[str]) -> bool:
    """Whether a grammar takes a text, whose pieces are tokenized apart, as a complete reply."""
    service = llm._service()
    matcher = service._runner._grammars.new_matcher(grammar)
    tokens = [token for piece in pieces for token in service.tokenize(piece)]
    if matcher.validate_tokens(tokens) < len(tokens):
        return False
    return bool(not tokens or matcher.consume_tokens(tokens)) and matcher.is_accepting()


@pytest.fixture
def accepts(llm: ChatLlamaCpp) -> Accepts:
    """Whether a grammar takes a text as a complete reply."""
    return lambda grammar, text: is_reply(llm, grammar, [text])


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ('{"setup": "Why?", "punchline": "鸟🐦 \\"so\\""}', True),
        ('{"punchline": "a", "setup": "b"}', False),
        ('{"setup": "Why?"}', False),
        ('{"setup": "Why?", "punchline": 3}', False),
        ('{"setup": "Why?", "punchline": "So.", "rating": 3}', False),
        ('{"setup":"Why?","punchline":"So."}', False),
        ('{"setup": "Why?", "punchline": "So."', False),
        ("Why? So.", False),
    ],
)
def test_a_schema_takes_what_satisfies_it_and_nothing_else(
    accepts: Accepts, text: str, fits: bool
) -> None:
    assert accepts(schema_grammar(JOKE), text) is fits


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "integer", "minimum": 0, "maximum": 120}, "31", "121"),
        ({"enum": ["a", "b"]}, '"a"', '"c"'),
        ({"type": "array", "items": {"type": "boolean"}, "minItems": 1}, "[true, false]", "[]"),
        ({"type": ["string", "null"]}, "null", "1"),
        ({"anyOf": [{"type": "null"}, {"type": "number"}]}, "1.5", '"x"'),
        ({"type": "string", "pattern": "^[A-Z]{2}$"}, '"FR"', '"fr"'),
        ({"$defs": {"N": {"type": "integer"}}, "$ref": "#/$defs/N"}, "5", '"5"'),
        ({"type": "object"}, '{"anything": [1, null]}', "[]"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, '{"a": 1}', '{"a": "b"}'),
    ],
    ids=str,
)
def test_each_keyword_is_enforced(
    accepts: Accepts, schema: dict[str, Any], good: str, bad: str
) -> None:
    assert accepts(schema_grammar(schema), good)
    assert not accepts(schema_grammar(schema), bad)


@pytest.mark.parametrize(
    ("constraint", "good", "bad"),
    [
        ({"regex": "[0-9]{2,3}"}, "42", "4"),
        ({"regex": "a/b|c"}, "a/b", "a"),
        ({"regex": r"a\/b\n?"}, "a/b", "a\\/b"),
        ({"regex": "a\nb"}, "a\nb", "ab"),
        ({"regex": "鸟+"}, "鸟鸟", ""),
        ({"choice": ["yes", "no"]}, "no", "maybe"),
        ({"choice": ['say "hi"', "a\\b\nc"]}, "a\\b\nc", "a"),
        ({"choice": ("one",)}, "one", "one more"),
        ({"lark": 'start: "x" NUMBER\nNUMBER: /[0-9]+/'}, "x12", "12"),
        ({"lark": 'start: sum\nsum: N ("+" N)*\nN: /[0-9]+/\n%ignore / /'}, "1 + 2", "1 +"),
        ({"lark": '%llguidance {}\nstart: %json {"type": "null"}'}, "null", "1"),
    ],
    ids=str,
)
def test_a_constraint_takes_what_it_says_and_nothing_else(
    accepts: Accepts, constraint: Any, good: str, bad: str
) -> None:
    read = Constraint.read(constraint)
    grammar = read.attach(f"%llguidance {{}}\nstart: {read.rule()}\n")
    assert accepts(grammar, good)
    assert not accepts(grammar, bad)


@pytest.mark.parametrize(
    "constraint",
    [
        *("yes|no", 3, [], {}, {"regexp": "a"}, {"regex": 3}, {"lark": ["a"]}),
        {"regex": "a", "choice": ["a"]},
    ],
    ids=str,
)
def test_a_constraint_of_another_form_is_refused_with_the_known_ones(constraint: Any) -> None:
    with pytest.raises(InvalidRequestError, match=r"'?regex.*choice.*lark"):
        Constraint.read(constraint)


@pytest.mark.parametrize("choice", [[], "yes", ["yes", ""], ["yes", 3], None], ids=str)
def test_a_choice_is_a_list_of_texts(choice: Any) -> None:
    with pytest.raises(InvalidRequestError, match="list of texts"):
        Constraint.read({"choice": choice})


@pytest.mark.parametrize(
    ("constraint", "reason"),
    [
        ({"regex": "a["}, "unclosed character class"),
        ({"regex": "(?=a)"}, "look-ahead"),
        ({"lark": "begin: /a/"}, "start"),
        ({"lark": "start: missing"}, "missing"),
        ({"lark": "start: ("}, "cannot be enforced"),
    ],
    ids=str,
)
def test_a_constraint_that_cannot_be_compiled_says_why(constraint: Any, reason: str) -> None:
    with pytest.raises(SchemaError, match=reason):
        Constraint.read(constraint)


def test_a_grammar_in_gbnf_is_shown_in_lark() -> None:
    hint = gbnf_hint('root ::= "yes" | "no" [0-9]+')
    assert 'constraint={"lark": ' in hint
    lark = hint.partition("This one in Lark:\n")[2]
    Constraint.read({"lark": lark})


def test_broken_gbnf_gets_the_hint_alone() -> None:
    assert gbnf_hint("root ::= ((").endswith("slashes.")
    assert gbnf_hint(3).endswith("slashes.")


@pytest.mark.parametrize(
    ("constraint", "answers"),
    [({"choice": ["left", "right"]}, "left|right"), ({"regex": "[0-9]{3}"}, "[0-9]{3}")],
    ids=str,
)
def test_the_model_answers_within_a_constraint(
    llm: ChatLlamaCpp, constraint: Any, answers: str
) -> None:
    assert re.fullmatch(answers, llm.invoke("Hello", constraint=constraint).text)
    bound = llm.bind(constraint=constraint)
    assert re.fullmatch(answers, bound.invoke("Hello").text)
    assert re.fullmatch(answers, "".join(chunk.text for chunk in bound.stream("Hello")))


def test_the_model_answers_within_a_grammar(llm: ChatLlamaCpp) -> None:
    lark = 'start: pair ("," pair)?\npair: NAME "=" NAME\nNAME: /[a-z]{1,5}/'
    answer = llm.invoke("Hello", constraint={"lark": lark}).text
    assert re.fullmatch("[a-z]+=[a-z]+(,[a-z]+=[a-z]+)?", answer)


def test_the_model_may_call_a_tool_instead_of_an_answer_within_a_constraint(
    llm: ChatLlamaCpp,
) -> None:
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
    reply = llm.bind_tools([tool], constraint={"choice": ["left"]}).invoke("Hello")
    assert reply.text == "left" or [call["name"] for call in reply.tool_calls] == ["f"]


def test_a_constraint_leaves_no_room_for_another(llm: ChatLlamaCpp) -> None:
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
    choice = {"choice": ["a"]}
    with pytest.raises(InvalidRequestError, match="response_format"):
        llm.invoke("Hello", constraint=choice, response_format="json_object")
    with pytest.raises(InvalidRequestError, match="tool_choice"):
        llm.invoke("Hello", constraint=choice, tools=[tool], tool_choice="any")
    with pytest.raises(InvalidRequestError, match="Lark"):
        llm.invoke("Hello", constraint={"lark": "start: /a/"}, tools=[tool])
    with pytest.raises(InvalidRequestError, match=r"constraint=.*lark"):
        llm.invoke("Hello", grammar='root ::= "a"')


@pytest.mark.parametrize("num_rules", [201, 3000])
def test_a_lark_grammar_of_very_many_rules_is_refused_before_it_ends_the_process(
    num_rules: int,
) -> None:
    rules = "\n".join(f'r{number}: "a" r{number + 1}' for number in range(num_rules))
    with pytest.raises(SchemaError, match="200 rules"):
        Constraint.read({"lark": f'start: r0\n{rules}\nr{num_rules}: "b"\n'})


def test_references_that_lead_on_too_far_are_refused() -> None:
    steps = {f"d{n}": {"$ref": f"#/$defs/d{n + 1}"} for n in range(2000)}
    schema = {"$ref": "#/$defs/d0", "$defs": {**steps, "d2000": {"type": "integer"}}}
    with pytest.raises(SchemaError, match=r"too deeply|too far"):
        schema_grammar(schema)
