"""The grammars that hold replies to a format and to the schemas of the tools."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

import jsonschema
import pytest

from langchain_gguf.constraints import json_rule
from langchain_gguf.errors import SchemaError
from langchain_gguf.tool_formats import (
    TOOL_FORMATS,
    Call,
    FramedFormat,
    ReasoningState,
    ReplyFormat,
    Tags,
    Tool,
    reply_grammar,
)
from tests.parts import read
from tests.test_tool_formats import EMPTY, HARD, TAGGED, every_format, layout, replies, written
from tests.tool_format_cases import CASES, NOW, ONE_CALL, TOOLS
from tests.vocabulary import Vocabulary, vocabulary

# A text may be called for, a call, or either.
CHOSEN, FORCED = "", None


@pytest.fixture(params=["special tokens", "plain text"])
def with_tokens(request: pytest.FixtureRequest) -> bool:
    """Whether the marks of a format are tokens of the model or plain text."""
    return bool(request.param == "special tokens")


def vocabulary_of(name: str, *, with_tokens: bool) -> Vocabulary:
    return vocabulary(*CASES[name].tokens) if with_tokens else vocabulary()


def grammar_of(
    name: str,
    vocabulary: Vocabulary,
    tools: Sequence[Tool] = TOOLS,
    answer: str | None = CHOSEN,
    *,
    parallel: bool = True,
) -> str:
    return reply_grammar(
        layout(name), vocabulary.special, tools=tools, answer=answer, parallel=parallel
    )


@every_format
@pytest.mark.parametrize("answer", [CHOSEN, FORCED], ids=["chosen", "forced"])
def test_a_grammar_takes_what_its_format_writes(
    name: str, answer: str | None, with_tokens: bool
) -> None:
    words = vocabulary_of(name, with_tokens=with_tokens)
    grammar = grammar_of(name, words, answer=answer)
    for kind, calls in replies(name).items():
        assert words.accepts(grammar, written(name, *calls)), kind


def with_arguments(**arguments: Any) -> Call:
    return Call("get_weather", arguments, "abcdefghi")


WRONG = {
    "another tool": Call("get_wether", ONE_CALL.arguments),
    "a missing argument": with_arguments(days=3),
    "an invented argument": with_arguments(city="Paris", days=3, mood="good"),
    "a number too large": with_arguments(city="Paris", days=15),
    "text for a number": with_arguments(city="Paris", days="three"),
    "a fraction": with_arguments(city="Paris", days=1.5),
    "a value outside the enum": with_arguments(city="Paris", days=3, unit="kelvin"),
    "text for a boolean": with_arguments(city="Paris", days=3, hourly="maybe"),
    "a part that is missing": with_arguments(city="Paris", days=3, at={"label": "here"}),
    "a part that is too much": with_arguments(city="Paris", days=3, at={"lat": 1, "x": 2}),
    "numbers for texts": with_arguments(city="Paris", days=3, tags=[1]),
    "an argument for a tool without": Call("now", {"zone": "CET"}),
}


def wrong_calls(name: str) -> dict[str, Call]:
    """Calls that the grammar of a format refuses."""
    # Where items of lists stand bare, 1 is the string "1" where one is asked for.
    bare = {"numbers for texts"} if name == "minimax-m3" else set()
    return {kind: call for kind, call in WRONG.items() if kind not in bare}


@every_format
@pytest.mark.parametrize("answer", [CHOSEN, FORCED], ids=["chosen", "forced"])
def test_a_grammar_refuses_what_the_schema_does(
    name: str, answer: str | None, with_tokens: bool
) -> None:
    words = vocabulary_of(name, with_tokens=with_tokens)
    grammar = grammar_of(name, words, answer=answer)
    for kind, call in wrong_calls(name).items():
        assert not words.accepts(grammar, written(name, call)), kind


@every_format
def test_a_call_that_breaks_off_is_no_complete_reply(name: str) -> None:
    words = vocabulary_of(name, with_tokens=True)
    grammar = grammar_of(name, words, answer=FORCED)
    text = written(name, ONE_CALL)
    for cut in ("Paris", "get_weather"):
        assert not words.accepts(grammar, text.partition(cut)[0] + cut)


TEXTS = ["Hello.", "", "Two\nlines < 3, 鸟🐦", "a <tool> b", "```python\nx = 1\n```", "(1)"]


def as_text(name: str, text: str) -> str:
    """A reply that is text, as the models of a format write it."""
    frames = {"gpt-oss": "<|channel|>final<|message|>", "functionary-v3.2": "all\n"}
    return frames.get(name, "") + text


@every_format
@pytest.mark.parametrize("text", TEXTS)
def test_text_is_free_when_the_model_chooses(name: str, text: str, with_tokens: bool) -> None:
    words = vocabulary_of(name, with_tokens=with_tokens)
    assert words.accepts(grammar_of(name, words), as_text(name, text))
    assert not words.accepts(grammar_of(name, words, answer=FORCED), as_text(name, text))


@every_format
def test_without_tools_that_may_be_called_there_is_only_text(name: str, with_tokens: bool) -> None:
    words = vocabulary_of(name, with_tokens=with_tokens)
    grammar = grammar_of(name, words, tools=())
    assert words.accepts(grammar, as_text(name, "Hello."))
    assert not words.accepts(grammar, written(name, ONE_CALL))


AFTER_TEXT = [
    name
    for name, item in TOOL_FORMATS.items()
    if not isinstance(item, FramedFormat) and not item.start_opening
]


@pytest.mark.parametrize("name", AFTER_TEXT)
def test_calls_may_follow_text_when_the_model_chooses(name: str, with_tokens: bool) -> None:
    words = vocabulary_of(name, with_tokens=with_tokens)
    text = f"Let me see.\n{written(name, ONE_CALL)}"
    assert words.accepts(grammar_of(name, words), text)
    assert words.accepts(grammar_of(name, words), f"{text}\nNow:\n{written(name, EMPTY)}")
    assert not words.accepts(grammar_of(name, words, answer=FORCED), text)
    for call in wrong_calls(name).values():
        assert not words.accepts(grammar_of(name, words), f"Let me see.\n{written(name, call)}")


@pytest.mark.parametrize("name", AFTER_TEXT)
def test_an_opening_that_is_spelled_out_holds_the_call_to_its_schema_as_well(name: str) -> None:
    words = vocabulary_of(name, with_tokens=True)
    opening = TOOL_FORMATS[name].openings[0]
    grammar = grammar_of(name, words)

    def spelled(call: Call) -> list[int]:
        rest = written(name, call).removeprefix(opening)
        return words.tokenize(f"See: {opening}", spelled=True) + words.tokenize(rest)

    assert words.takes(grammar, spelled(ONE_CALL))
    assert not words.takes(grammar, spelled(WRONG["another tool"]))


@every_format
@pytest.mark.parametrize("answer", [CHOSEN, FORCED], ids=["chosen", "forced"])
def test_one_call_is_all_without_parallel_calls(name: str, answer: str | None) -> None:
    words = vocabulary_of(name, with_tokens=True)
    grammar = grammar_of(name, words, answer=answer, parallel=False)
    assert words.accepts(grammar, written(name, HARD))
    assert not words.accepts(grammar, written(name, EMPTY, EMPTY))


@pytest.mark.parametrize("name", AFTER_TEXT)
@pytest.mark.parametrize("before", ["", "Let me see.\n"])
@pytest.mark.parametrize("after", ["", "\n", " And so on", "\nDone."])
def test_only_the_end_comes_after_the_one_call(
    name: str, before: str, after: str, with_tokens: bool
) -> None:
    words = vocabulary_of(name, with_tokens=with_tokens)
    reply = f"{before}{written(name, ONE_CALL)}{after}"
    assert words.accepts(grammar_of(name, words, parallel=False), reply) is (after == "")
    assert words.accepts(grammar_of(name, words), reply)


@every_format
def test_a_named_tool_is_the_only_one(name: str) -> None:
    words = vocabulary_of(name, with_tokens=True)
    grammar = grammar_of(name, words, tools=(NOW,), answer=FORCED, parallel=False)
    assert words.accepts(grammar, written(name, EMPTY))
    assert not words.accepts(grammar, written(name, ONE_CALL))


# Small values, so that even a model that writes at random comes to an end.
SHORT = Tool(
    "get_weather",
    {
        "type": "object",
        "properties": {
            "code": {"type": "string", "pattern": "^[A-C7]{1,2}$"},
            "days": {"type": "integer", "minimum": 0, "maximum": 14},
            "unit": {"enum": ["celsius", "7", None, 7]},
            "flag": {"type": ["boolean", "null"]},
            "word": {"anyOf": [{"type": "string", "maxLength": 2}, {"type": "null"}]},
            "when": {"type": "string", "format": "date"},
            "list": {"type": "array", "items": {"type": "boolean"}, "maxItems": 2},
            "part": {
                "type": "object",
                "properties": {"a": {"type": "boolean"}, "b": {"const": "x"}},
                "required": ["a"],
            },
        },
        "required": ["code", "days", "unit", "word"],
    },
)


def written_at_random(words: Vocabulary, grammar: str, seed: int) -> str | None:
    """What a model writes that knows nothing; None if it finds no end."""
    choice = random.Random(seed)
    matcher = words.matcher(grammar)
    tokens: list[int] = []
    while not matcher.is_stopped() and len(tokens) < 2000:
        mask = matcher.compute_logit_bias()
        allowed = [token for token in range(len(words.tokens)) if mask[token]]
        if words.eos_token_id in allowed:
            return words.text(tokens)
        # Beyond ASCII, bytes would be halves of characters.
        token = choice.choice([t for t in allowed if t < 128 or t > 256] or allowed)
        assert matcher.consume_token(token)
        tokens.append(token)
    return words.text(tokens) if matcher.is_stopped() else None


@every_format
def test_arguments_satisfy_the_schema_whatever_the_model_writes(name: str) -> None:
    words = vocabulary_of(name, with_tokens=True)
    grammar = grammar_of(name, words, tools=(SHORT,), answer=FORCED, parallel=False)
    for seed in range(25):
        text = written_at_random(words, grammar, seed)
        assert text is not None
        reply = read(layout(name, (SHORT,)), text)
        ((found, arguments),) = reply.calls
        assert (reply.text, found) == ("", "get_weather"), text
        jsonschema.validate(json.loads(arguments), SHORT.parameters)


# Reasoning before text, calls and answers -------------------------------------------------------

TAGS = Tags("<think>\n", "\n</think>\n")


@pytest.mark.parametrize("name", [*AFTER_TEXT, "llama-3", "llama-4"])
@pytest.mark.parametrize("state", ReasoningState)
def test_reasoning_may_come_before_calls(
    name: str, state: ReasoningState, with_tokens: bool
) -> None:
    tokens = (*CASES[name].tokens, "<think>", "</think>") if with_tokens else ()
    words = vocabulary(*tokens)
    reply_format = ReplyFormat(TOOL_FORMATS[name], TOOLS, TAGS, state)
    call, thought = written(name, ONE_CALL), "<think>\nI call.\n</think>\n\n"
    for answer in (CHOSEN, FORCED):
        grammar = reply_grammar(reply_format, words.special, tools=TOOLS, answer=answer)
        inside = thought.removeprefix("<think>") + call
        assert words.accepts(grammar, call) is (state is not ReasoningState.INSIDE)
        fitting = {ReasoningState.BEFORE: thought + call, ReasoningState.INSIDE: inside}
        if text := fitting.get(state):
            assert words.accepts(grammar, text)
            reply = read(reply_format, text)
            assert reply.reasoning == "I call."
            assert [found for found, _ in reply.calls] == ["get_weather"]
        if with_tokens:  # Plain text may hold anything.
            for other in fitting.keys() - {state}:
                assert not words.accepts(grammar, fitting[other])


@pytest.mark.parametrize("state", ReasoningState)
def test_reasoning_may_come_before_an_answer_in_json(state: ReasoningState) -> None:
    words = vocabulary("<think>", "</think>")
    reply_format = ReplyFormat(None, (), TAGS, state)
    answer = json_rule({"type": "object", "properties": {"a": {"type": "integer"}}})
    grammar = reply_grammar(reply_format, words.special, answer=answer)
    thought = "Hm.</think>\n\n"
    assert words.accepts(grammar, '{"a": 1}') is (state is not ReasoningState.INSIDE)
    assert words.accepts(grammar, f'{thought}{{"a": 1}}') is (state is ReasoningState.INSIDE)
    before = words.accepts(grammar, f'<think>{thought}{{"a": 1}}')
    assert before is (state is ReasoningState.BEFORE)
    assert not words.accepts(grammar, "text")


@pytest.mark.parametrize("name", CASES)
def test_tools_and_an_answer_in_json_may_be_offered_together(name: str) -> None:
    words = vocabulary_of(name, with_tokens=True)
    answer = json_rule({"type": "object", "properties": {"a": {"type": "integer"}}})
    grammar = grammar_of(name, words, answer=answer)
    assert words.accepts(grammar, as_text(name, '{"a": 1}'))
    assert words.accepts(grammar, written(name, ONE_CALL))
    assert not words.accepts(grammar, as_text(name, "Hello."))


def test_harmony_reasons_before_it_calls_or_answers() -> None:
    words = vocabulary(*CASES["gpt-oss"].tokens)
    thought = "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant"
    comment = "<|channel|>commentary<|message|>Let me see.<|end|><|start|>assistant"
    call = written("gpt-oss", ONE_CALL)
    chosen, forced = (grammar_of("gpt-oss", words, answer=answer) for answer in (CHOSEN, FORCED))
    assert words.accepts(chosen, f"{thought}{comment}{call}")
    assert words.accepts(chosen, f"{thought}<|channel|>final<|message|>Hello.")
    assert words.accepts(forced, f"{thought}{call}")
    assert not words.accepts(forced, f"{thought}{comment}{call}")
    other = " to=functions.now<|channel|>commentary json<|message|>{}"
    assert words.accepts(forced, thought + other)


def test_a_frame_around_the_answer_is_optional() -> None:
    words = vocabulary("<answer>", "</answer>", *CASES["json-tags"].tokens)
    frame = Tags("<answer>", "</answer>")
    reply_format = ReplyFormat(TOOL_FORMATS["json-tags"], TOOLS, text=frame)
    grammar = reply_grammar(reply_format, words.special, tools=TOOLS)
    call = written("json-tags", ONE_CALL)
    for text in ("Hi.", "<answer>Hi.</answer>", f"<answer>Hi.</answer>{call}", call):
        assert words.accepts(grammar, text), text


def test_calls_may_close_a_text_that_the_prompt_has_opened() -> None:
    words = vocabulary(*CASES["kimi-k3"].tokens)
    frame = Tags(
        "<|open|>response<|sep|>", "<|close|>response<|sep|>", closing="<|close|>message<|sep|>"
    )
    reply_format = ReplyFormat(TOOL_FORMATS["kimi-k3"], TOOLS, text=frame)
    call = written("kimi-k3", ONE_CALL)
    chosen, forced = (
        reply_grammar(reply_format, words.special, tools=TOOLS, answer=answer)
        for answer in (CHOSEN, FORCED)
    )
    texts = [f"Hi.{frame.end}", f"{frame.begin}Hi.{frame.end}", ""]
    for text in texts:
        for reply in (text + frame.closing, text + call, text + call + frame.closing):
            assert words.accepts(chosen, reply), reply
            found = read(reply_format, *reply)
            assert found.text == ("Hi." if text else "")
            assert len(found.calls) == (call in reply)
    for text in (frame.end, frame.begin + frame.end, ""):
        assert words.accepts(forced, text + call)
    assert not words.accepts(forced, texts[0] + call)


# Schemas in formats that are not JSON -------------------------------------------------------------


@pytest.mark.parametrize("name", [*TAGGED, "gemma-4"])
@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "string", "pattern": "^a/b+$"}, ["a/b", "a/bb"], ["a/", "xa/b"]),
        ({"type": "string", "pattern": "b"}, ["b", "abc"], ["a"]),
        ({"type": "string", "minLength": 2, "maxLength": 3}, ["ab", "鸟🐦"], ["a", "abcd"]),
        ({"const": "x"}, ["x"], ["y"]),
        (
            {"type": "string", "format": "date"},
            ["2026-11-25", "2024-02-29"],
            ["2026-13-01", "2026-09-31"],
        ),
        ({"type": "string", "format": "uri"}, ["https://a.b/c?d=e"], ["a b"]),
        ({"type": "string", "format": "email"}, ["a.b@c.org"], ["a.b"]),
        ({"$ref": "#/$defs/Unit"}, ["c"], ["k"]),
        ({"allOf": [{"$ref": "#/$defs/Unit"}], "description": "x"}, ["c"], ["k"]),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 1}, [[1, 2]], [[], ["a"]]),
        ({"anyOf": [{"type": "integer"}, {"type": "boolean"}]}, [1, True], [1.5, None]),
        ({"type": ["string", "null"]}, ["x", None, ""], [True, 1]),
        ({"enum": [1, "x", None]}, [1, "x", None], [2, "y"]),
    ],
    ids=str,
)
def test_schemas_are_enforced_in_formats_that_are_not_json(
    name: str, schema: dict[str, Any], good: list[Any], bad: list[Any]
) -> None:
    words = vocabulary_of(name, with_tokens=True)
    parameters = {
        "type": "object",
        "properties": {"x": schema},
        "required": ["x"],
        "$defs": {"Unit": {"enum": ["c", "f"]}},
    }
    tool = Tool("f", parameters)
    grammar = grammar_of(name, words, tools=(tool,), answer=FORCED)
    for value in good:
        assert words.accepts(grammar, written(name, Call("f", {"x": value}))), value
    for value in bad:
        if name != "gemma-4" and schema == {"type": ["string", "null"]}:
            continue  # Bare, these are strings.
        assert not words.accepts(grammar, written(name, Call("f", {"x": value}))), value


@pytest.mark.parametrize("name", [*TAGGED, "gemma-4", "lfm2"])
@pytest.mark.parametrize(
    "parameters",
    [
        {"type": "object", "properties": {}, "patternProperties": {"a": {}}},
        {"type": "object", "properties": {}, "minProperties": 1},
        {"anyOf": [{"type": "object", "properties": {"a": {}}}, {"type": "object"}]},
        {"type": "object", "properties": {"a": {"$ref": "#/$defs/Missing"}}},
    ],
    ids=str,
)
def test_what_a_format_cannot_enforce_is_refused_by_name(
    name: str, parameters: dict[str, Any]
) -> None:
    with pytest.raises(SchemaError, match=r"cannot be enforced|leads nowhere"):
        grammar_of(name, vocabulary(), tools=(Tool("f", parameters),))


@pytest.mark.parametrize("name", [*TAGGED, "gemma-4"])
def test_a_format_of_strings_that_is_not_known_is_refused(name: str) -> None:
    parameters = {"type": "object", "properties": {"a": {"type": "string", "format": "rune"}}}
    with pytest.raises(SchemaError, match="rune"):
        grammar_of(name, vocabulary(), tools=(Tool("f", parameters),))


@pytest.mark.parametrize("name", ["minimax-m3", "gemma-4"])
@pytest.mark.parametrize(
    ("schema", "keyword"),
    [
        ({"const": {"a": 1}}, "const"),
        ({"enum": [[1], [2]]}, "enum"),
        ({"type": "array", "prefixItems": [{"type": "string"}]}, "prefixItems"),
        ({"type": "array", "uniqueItems": True}, "uniqueItems"),
    ],
    ids=str,
)
def test_nested_values_that_cannot_be_held_are_refused_by_name(
    name: str, schema: dict[str, Any], keyword: str
) -> None:
    parameters = {"type": "object", "properties": {"a": schema}}
    with pytest.raises(SchemaError, match=f"'{keyword}'.*cannot be enforced"):
        grammar_of(name, vocabulary(), tools=(Tool("f", parameters),))


# Calls in Python name their arguments.
PYTHONIC = {"lfm2", "olmo-3", "llama-4", "gemma-3"}


@pytest.mark.parametrize("name", sorted(TOOL_FORMATS.keys() - PYTHONIC))
def test_a_tool_that_names_no_arguments_takes_any(name: str) -> None:
    words = vocabulary_of(name, with_tokens=True)
    grammar = grammar_of(name, words, tools=(Tool("f", {"type": "object"}),), answer=FORCED)
    for arguments in ({}, {"a": "x"}, {"a": 1, "b": "y"}):
        assert words.accepts(grammar, written(name, Call("f", arguments))), arguments


def test_a_schema_that_refers_to_itself_is_enforced() -> None:
    tree = {
        "type": "object",
        "properties": {
            "value": {"type": "string"},
            "children": {"type": "array", "items": {"$ref": "#/$defs/Tree"}},
        },
        "required": ["value"],
    }
    tool = Tool(
        "f",
        {"type": "object", "properties": {"tree": {"$ref": "#/$defs/Tree"}}, "required": ["tree"],
         "$defs": {"Tree": tree}},
    )  # fmt: skip
    for name in CASES:
        words = vocabulary_of(name, with_tokens=True)
        grammar = grammar_of(name, words, tools=(tool,), answer=FORCED)
        leaf = {"value": "b", "children": []}
        good = Call("f", {"tree": {"value": "a", "children": [leaf]}})
        bad = Call("f", {"tree": {"value": "a", "children": [{"children": []}]}})
        assert words.accepts(grammar, written(name, good)), name
        assert not words.accepts(grammar, written(name, bad)), name


@every_format
def test_a_schema_that_contains_itself_or_has_no_end_is_refused(name: str) -> None:
    itself: dict[str, Any] = {"type": "object", "properties": {}, "required": ["a"]}
    itself["properties"]["a"] = itself
    deep: dict[str, Any] = {"type": "string"}
    for _ in range(2000):
        deep = {"type": "object", "properties": {"a": deep}}
    for parameters in (itself, deep):
        with pytest.raises(SchemaError, match=r"contains itself|nested too deeply"):
            grammar_of(name, vocabulary(), tools=(Tool("f", parameters),))


@pytest.mark.parametrize("name", [*TAGGED, "gemma-4", "lfm2"])
@pytest.mark.parametrize(
    "parameters",
    [
        {"type": "object", "properties": 3},
        {"type": "object", "properties": {"a": {"enum": 3}}},
        {"type": "object", "properties": {"a": {"type": {}}}},
        {"type": "object", "properties": {"a": {"anyOf": 3}}},
    ],
    ids=str,
)
def test_what_is_no_schema_is_refused(name: str, parameters: dict[str, Any]) -> None:
    with pytest.raises(SchemaError, match="not a JSON schema"):
        grammar_of(name, vocabulary(), tools=(Tool("f", parameters),))


def test_names_with_quotes_and_backslashes_do_not_break_a_grammar() -> None:
    odd = Tool('a"b\\c', {"type": "object", "properties": {}})
    for name in CASES:
        words = vocabulary_of(name, with_tokens=True)
        grammar = grammar_of(name, words, tools=(odd,), answer=FORCED)
        assert words.accepts(grammar, written(name, Call(odd.name))), name
