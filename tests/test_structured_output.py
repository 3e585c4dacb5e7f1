"""`with_structured_output` on the bundled model."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

import pytest
from langchain_core.caches import InMemoryCache
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.exceptions import OutputParserException
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGeneration
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import BaseModel, Field, RootModel, field_validator
from pydantic import v1 as pydantic_v1

from langchain_gguf import (
    ChatLlamaCpp,
    InvalidRequestError,
    SchemaError,
    UnknownArgumentError,
)
from langchain_gguf.json_reply import Check, JsonParser
from langchain_gguf.reply_parser import ReplyParser, TextPart
from langchain_gguf.tool_formats import ReplyFormat, Tool
from langchain_gguf.tool_formats.formats.json_tags import JSON_TAGS


class Joke(BaseModel):
    """A setup to a joke and the punchline."""

    setup: str = Field(description="The setup of the joke")
    punchline: str = Field(description="The punchline to the joke")


class JokeDict(TypedDict):
    """A setup to a joke and the punchline."""

    setup: str
    punchline: str


METHODS = ["json_schema", "function_calling", "json_mode"]
QUESTION = "Tell me a joke about cats"
# In JSON mode the prompt describes the keys.
QUESTIONS = {
    "json_mode": f"{QUESTION}. Return the result as a JSON with 'setup' and 'punchline' keys. "
    "Return nothing other than JSON."
}

LONG_CHOICE = "a very long choice that has many tokens, for sure"


def fitting(schema: Any) -> str:
    """A question that has an answer of the schema: without one, a number need not end."""
    return "x is 4, y is 2" if schema is Point else QUESTION


@pytest.mark.parametrize("method", METHODS)
def test_a_pydantic_class_comes_back_as_its_instance(llm: ChatLlamaCpp, method: Any) -> None:
    joke = llm.with_structured_output(Joke, method=method).invoke(QUESTIONS.get(method, QUESTION))
    assert isinstance(joke, Joke)
    assert joke.setup
    assert joke.punchline


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("schema", [JokeDict, Joke.model_json_schema()], ids=["TypedDict", "JSON"])
def test_other_schemas_come_back_as_dicts(llm: ChatLlamaCpp, method: Any, schema: Any) -> None:
    joke = llm.with_structured_output(schema, method=method).invoke(QUESTIONS.get(method, QUESTION))
    assert set(joke) == {"setup", "punchline"}


@pytest.mark.parametrize("method", METHODS)
async def test_it_works_async_too(llm: ChatLlamaCpp, method: Any) -> None:
    assert isinstance(
        await llm.with_structured_output(Joke, method=method).ainvoke(
            QUESTIONS.get(method, QUESTION)
        ),
        Joke,
    )


@pytest.mark.parametrize("method", METHODS)
def test_a_stream_ends_with_the_whole(llm: ChatLlamaCpp, method: Any) -> None:
    *_, last = llm.with_structured_output(JokeDict, method=method).stream(
        QUESTIONS.get(method, QUESTION)
    )
    assert set(last) == {"setup", "punchline"}


def test_include_raw_adds_the_message(llm: ChatLlamaCpp) -> None:
    result = llm.with_structured_output(Joke, include_raw=True).invoke(QUESTION)
    assert set(result) == {"raw", "parsed", "parsing_error"}
    assert Joke.model_validate_json(result["raw"].text) == result["parsed"]
    assert result["parsing_error"] is None


@pytest.mark.parametrize("method", METHODS)
def test_an_answer_cut_short_is_a_parsing_error_not_an_exception(
    llm: ChatLlamaCpp, method: Any
) -> None:
    model = llm.with_structured_output(Joke, method=method, include_raw=True, max_tokens=3)
    result = model.invoke(QUESTION)
    assert result["raw"].response_metadata["finish_reason"] == "length"
    assert result["parsed"] is None


def test_the_schema_holds_even_for_a_question_it_does_not_fit(llm: ChatLlamaCpp) -> None:
    class Choice(BaseModel):
        """A choice."""

        number: int = Field(ge=3, le=4)
        color: str = Field(pattern="^(red|blue)$")

    choice = llm.with_structured_output(Choice).invoke("Hello")
    assert choice.number in (3, 4)
    assert choice.color in ("red", "blue")


def test_an_unknown_method_names_the_known_ones(llm: ChatLlamaCpp) -> None:
    with pytest.raises(InvalidRequestError, match=r"'xml'.*'json_schema'"):
        llm.with_structured_output(Joke, method="xml")  # type: ignore[arg-type]


@pytest.mark.parametrize("schema", [3, "Joke", None, {"no": "title"}], ids=str)
@pytest.mark.parametrize("method", METHODS)
def test_what_is_no_schema_says_what_to_give(llm: ChatLlamaCpp, schema: Any, method: Any) -> None:
    with pytest.raises(SchemaError, match="pydantic class"):
        llm.with_structured_output(schema, method=method)


@pytest.mark.parametrize("method", METHODS)
def test_a_schema_that_cannot_be_compiled_is_refused_by_the_call(
    llm: ChatLlamaCpp, method: Any
) -> None:
    class Code(BaseModel):
        """A code."""

        code: str = Field(json_schema_extra={"pattern": "("})

    with pytest.raises(SchemaError, match="cannot be enforced"):
        llm.with_structured_output(Code, method=method).invoke("Hello")


@pytest.mark.parametrize("include_raw", [False, True])
def test_an_unknown_argument_is_refused(llm: ChatLlamaCpp, include_raw: bool) -> None:
    model = llm.with_structured_output(Joke, include_raw=include_raw, temprature=0)
    with pytest.raises(UnknownArgumentError, match="'temperature'"):
        model.invoke(QUESTION)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("schema", [Joke, JokeDict], ids=["pydantic", "TypedDict"])
@pytest.mark.parametrize("cut", [{"max_tokens": 5}, {"stop": ["cat"]}], ids=["length", "stop"])
async def test_a_reply_that_was_cut_off_is_an_error_not_a_part_of_a_value(
    llm: ChatLlamaCpp, method: Any, schema: Any, cut: dict[str, Any]
) -> None:
    structured = llm.with_structured_output(schema, method=method, **cut)
    with pytest.raises(OutputParserException, match="broke off"):
        structured.invoke(QUESTION)
    with pytest.raises(OutputParserException, match="broke off"):
        list(structured.stream(QUESTION))
    with pytest.raises(OutputParserException, match="broke off"):
        await structured.ainvoke(QUESTION)
    kept = llm.with_structured_output(schema, method=method, include_raw=True, **cut)
    result = kept.invoke(QUESTION)
    assert result["parsed"] is None
    assert isinstance(result["parsing_error"], OutputParserException)
    is_length = "max_tokens" in cut
    assert ("was cut at max_tokens" in str(result["parsing_error"])) is is_length
    assert ("Raise max_tokens" in str(result["parsing_error"])) is is_length


@pytest.mark.parametrize(
    "form",
    [
        {"constraint": {"regex": "[a-z]{100}"}},
        {"constraint": {"choice": [LONG_CHOICE]}},
        {"response_format": {"type": "json_schema", "json_schema": {
            "name": "a", "schema": {"type": "array", "minItems": 50, "items": {"type": "null"}}
        }}},
    ],
    ids=["regex", "choice", "json_schema"],
)  # fmt: skip
def test_text_of_a_form_that_is_cut_is_text_and_says_so(
    llm: ChatLlamaCpp, form: dict[str, Any]
) -> None:
    answer = llm.invoke(f"Repeat: {LONG_CHOICE}", max_tokens=3, **form)
    assert answer.text
    assert answer.response_metadata["finish_reason"] == "length"
    assert answer.usage_metadata is not None and answer.usage_metadata["output_tokens"] == 3


def test_a_model_that_is_not_asked_to_think_does_not_think_before_its_object(
    llm: ChatLlamaCpp,
) -> None:
    (tag,) = llm._service().tokenize("<think>")
    keen = llm.with_structured_output(Joke, include_raw=True, logit_bias={tag: 100.0})
    answer = keen.invoke(QUESTION, max_tokens=120)
    assert isinstance(answer["parsed"], Joke)
    assert "reasoning_content" not in answer["raw"].additional_kwargs


@pytest.mark.parametrize("method", METHODS)
def test_a_schema_needs_no_title(llm: ChatLlamaCpp, method: Any) -> None:
    schema = {key: value for key, value in Joke.model_json_schema().items() if key != "title"}
    joke = llm.with_structured_output(schema, method=method).invoke(QUESTION)
    assert set(joke) == {"setup", "punchline"}


@dataclass
class Point:
    """A point."""

    x: int
    y: int


@pytest.mark.parametrize("method", METHODS)
def test_a_dataclass_comes_back_as_its_instance(llm: ChatLlamaCpp, method: Any) -> None:
    structured = llm.with_structured_output(Point, method=method, max_tokens=200)
    assert isinstance(structured.invoke("Hello"), Point)
    *_, last = structured.stream("Hello")
    assert isinstance(last, Point)


@pytest.mark.parametrize("method", METHODS)
def test_a_class_of_pydantic_1_comes_back_as_its_instance(llm: ChatLlamaCpp, method: Any) -> None:
    class OldJoke(pydantic_v1.BaseModel):
        """A joke."""

        setup: str
        punchline: str

    assert isinstance(llm.with_structured_output(OldJoke, method=method).invoke(QUESTION), OldJoke)


@pytest.mark.parametrize("method", METHODS)
def test_a_tool_in_openais_form_is_a_schema(llm: ChatLlamaCpp, method: Any) -> None:
    structured = llm.with_structured_output(convert_to_openai_tool(Joke), method=method)
    assert set(structured.invoke(QUESTION)) == {"setup", "punchline"}


@pytest.mark.parametrize("method", METHODS)
def test_a_dict_grows_while_it_streams(llm: ChatLlamaCpp, method: Any) -> None:
    pieces = list(llm.with_structured_output(JokeDict, method=method).stream(QUESTION))
    assert len(pieces) > 3
    for before, after in itertools.pairwise(pieces):
        assert set(before or {}) <= set(after)
    assert pieces[-1] == llm.with_structured_output(JokeDict, method=method).invoke(QUESTION)


UNIQUE = {
    "title": "Tags",
    "type": "object",
    "properties": {
        "tags": {
            "type": "array",
            "items": {"const": "a"},
            "minItems": 2,
            "maxItems": 2,
            "uniqueItems": True,
        }
    },
    "required": ["tags"],
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("strict", [None, True])
def test_a_keyword_that_cannot_be_enforced_is_refused_before_any_call(
    llm: ChatLlamaCpp, method: Any, strict: bool | None
) -> None:
    with pytest.raises(SchemaError, match="#/properties/tags/uniqueItems"):
        llm.with_structured_output(UNIQUE, method=method, strict=strict)


@pytest.mark.parametrize("method", METHODS)
async def test_it_is_validated_afterwards_when_asked_for(llm: ChatLlamaCpp, method: Any) -> None:
    structured = llm.with_structured_output(UNIQUE, method=method, strict=False)
    with pytest.raises(OutputParserException, match="non-unique"):
        structured.invoke("Hello")
    with pytest.raises(OutputParserException, match="non-unique"):
        await structured.ainvoke("Hello")
    with pytest.raises(OutputParserException, match="non-unique"):
        list(structured.stream("Hello"))
    kept = llm.with_structured_output(UNIQUE, method=method, strict=False, include_raw=True)
    result = kept.invoke("Hello")
    assert isinstance(result["parsing_error"], OutputParserException)
    assert result["parsed"] is None


@pytest.mark.parametrize("method", METHODS)
def test_what_is_valid_afterwards_is_returned(llm: ChatLlamaCpp, method: Any) -> None:
    schema = {**UNIQUE, "properties": {"tags": {"const": ["a"], "contains": {"const": "a"}}}}
    structured = llm.with_structured_output(schema, method=method, strict=False)
    assert structured.invoke("Hello") == {"tags": ["a"]}


WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Get the weather of a city.",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}


@pytest.mark.parametrize("method", ["json_schema", "json_mode"])
def test_tools_may_be_called_instead(llm: ChatLlamaCpp, method: Any) -> None:
    structured = llm.with_structured_output(Joke, method=method, tools=[WEATHER], include_raw=True)
    for question in (QUESTION, "What is the weather in Paris?"):
        result = structured.invoke(question)
        assert result["parsing_error"] is None
        called = bool(result["raw"].tool_calls)
        assert called is (result["parsed"] is None)
        assert called or isinstance(result["parsed"], Joke)


def test_a_forced_call_takes_no_further_tools(llm: ChatLlamaCpp) -> None:
    with pytest.raises(InvalidRequestError, match="json_schema"):
        llm.with_structured_output(Joke, method="function_calling", tools=[WEATHER])


def test_an_answer_may_contain_what_opens_a_call(llm: ChatLlamaCpp) -> None:
    text = '<tool_call>\n{"name": "get_weather", "arguments": {}}\n</tool_call>'
    schema = {"title": "T", "const": {"text": text}}
    bound = llm.bind_tools([WEATHER], response_format=response_format(schema))
    reply = bound.invoke("Hello")
    assert reply.tool_calls or json.loads(reply.text) == {"text": text}
    parser = ReplyParser(ReplyFormat(JSON_TAGS, [Tool("f", {})], is_calls_or_answer=True))
    answer = json.dumps({"text": text})
    assert parser.feed(answer) + parser.finish() == [TextPart(answer)]


def response_format(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}


def test_a_response_format_is_an_argument_of_a_call_and_of_bind(llm: ChatLlamaCpp) -> None:
    given = response_format(Joke.model_json_schema())
    for reply in (
        llm.invoke(QUESTION, response_format=given),
        llm.bind(response_format=given).invoke(QUESTION),
        llm.bind_tools([], response_format=given).invoke(QUESTION),
    ):
        Joke.model_validate_json(reply.text)


async def test_a_bare_answer_is_validated_afterwards_too(llm: ChatLlamaCpp) -> None:
    given = response_format(UNIQUE)
    given["json_schema"]["strict"] = False
    with pytest.raises(OutputParserException, match="non-unique"):
        llm.invoke("Hello", response_format=given)
    with pytest.raises(OutputParserException, match="non-unique"):
        list(llm.stream("Hello", response_format=given))
    with pytest.raises(OutputParserException, match="non-unique"):
        await llm.ainvoke("Hello", response_format=given)
    cut = llm.invoke("Hello", response_format=given, max_tokens=3)
    assert cut.response_metadata["finish_reason"] == "length"
    given["json_schema"]["validate"] = False
    assert json.loads(llm.invoke("Hello", response_format=given).text) == {"tags": ["a", "a"]}


def test_a_call_that_is_required_comes_before_the_schema(llm: ChatLlamaCpp) -> None:
    given = response_format(Joke.model_json_schema())
    bound = llm.bind_tools([WEATHER], tool_choice="any", response_format=given)
    assert bound.invoke(QUESTION).tool_calls


@pytest.mark.parametrize("depth", [500, 5000])
def test_a_deep_schema_is_an_error_wherever_it_is_given(llm: ChatLlamaCpp, depth: int) -> None:
    schema: dict[str, Any] = {"type": "integer"}
    for _ in range(depth):
        schema = {"title": "T", "type": "object", "properties": {"a": schema}}
    for method in METHODS:
        with pytest.raises(SchemaError, match="nested more than"):
            llm.with_structured_output(schema, method=method)  # type: ignore[arg-type]
    with pytest.raises(SchemaError, match="nested more than"):
        llm.invoke("Hello", response_format=response_format(schema))
    tool = {"type": "function", "function": {"name": "f", "parameters": schema}}
    with pytest.raises(SchemaError, match="nested more than"):
        llm.invoke("Hello", tools=[tool])


def test_a_tool_whose_schema_cannot_be_enforced_is_named(llm: ChatLlamaCpp) -> None:
    parameters = {"type": "object", "properties": {"a": {"type": "array", "uniqueItems": True}}}
    function = {"name": "f", "parameters": parameters}
    with pytest.raises(SchemaError, match=r"Tool 'f': (.|\n)*#/properties/a/uniqueItems"):
        llm.invoke("Hello", tools=[{"type": "function", "function": function}])
    lenient = {"type": "function", "function": {**function, "strict": False}}
    assert llm.invoke("Hello", tools=[lenient], tool_choice="f").tool_calls[0]["name"] == "f"


class Recorder(BaseCallbackHandler):
    """Keeps what callbacks are told."""

    def __init__(self) -> None:
        self.options: list[Any] = []
        self.chunks: list[Any] = []

    def on_chat_model_start(self, *args: Any, options: Any = None, **kwargs: Any) -> None:
        self.options.append(options)

    def on_llm_new_token(self, token: str, *, chunk: Any = None, **kwargs: Any) -> None:
        self.chunks.append((token, chunk))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("schema", [Joke, JokeDict, Joke.model_json_schema(), Point], ids=str)
def test_callbacks_learn_of_the_schema_and_see_every_token(
    llm: ChatLlamaCpp, method: Any, schema: Any
) -> None:
    recorder = Recorder()
    structured = llm.with_structured_output(schema, method=method, max_tokens=200)
    list(structured.stream(fitting(schema), config={"callbacks": [recorder]}))
    (options,) = recorder.options
    told = options["ls_structured_output_format"]
    assert told["kwargs"]["method"] == method
    assert set(told["schema"]["properties"]) in ({"setup", "punchline"}, {"x", "y"})
    assert recorder.chunks
    assert all(token == chunk.text for token, chunk in recorder.chunks)


@pytest.mark.parametrize(
    "schema",
    [{"type": ["integer", "null"]}, {"enum": [1, 2]}, {"$ref": "#/$defs/a", "$defs": {"a": {}}}],
    ids=str,
)
def test_callbacks_learn_of_a_schema_of_any_form(llm: ChatLlamaCpp, schema: Any) -> None:
    recorder = Recorder()
    structured = llm.with_structured_output({"title": "Value", **schema}, max_tokens=200)
    structured.invoke("How many? 2", config={"callbacks": [recorder]})
    (options,) = recorder.options
    assert options["ls_structured_output_format"]["schema"] == {"title": "Value", **schema}


async def test_a_number_that_was_cut_off_is_an_error_though_it_can_be_read(
    llm: ChatLlamaCpp,
) -> None:
    schema = {"title": "Number", "type": "integer", "minimum": 10**9, "maximum": 10**10 - 1}
    structured = llm.with_structured_output(schema, max_tokens=3)
    with pytest.raises(OutputParserException, match="broke off"):
        structured.invoke("Hello")
    with pytest.raises(OutputParserException, match="broke off"):
        await structured.ainvoke("Hello")
    assert llm.with_structured_output(schema, max_tokens=60).invoke("Hello") >= 10**9


def test_the_cache_tells_schemas_apart() -> None:
    with ChatLlamaCpp(temperature=0, cache=InMemoryCache()) as llm:
        first = llm.with_structured_output(Joke)
        assert isinstance(first.invoke(QUESTION), Joke)
        assert isinstance(first.invoke(QUESTION), Joke)
        assert isinstance(llm.with_structured_output(Point).invoke(QUESTION), Point)
        assert llm.invoke(QUESTION, constraint={"choice": ["a"]}).text == "a"
        assert llm.invoke(QUESTION, constraint={"choice": ["b"]}).text == "b"


@pytest.mark.parametrize("text", ["[" * 100_000, "9" * 5000, '{"a": 1e999}', "no", ""], ids=len)
@pytest.mark.parametrize("reason", ["stop", "length"])
def test_json_that_python_does_not_read_is_a_parsing_error(text: str, reason: str) -> None:
    messages = [
        AIMessageChunk(text),
        AIMessageChunk("", response_metadata={"finish_reason": reason}),
    ]
    with pytest.raises(OutputParserException):
        list(Check(is_call=False).transform(iter(messages)))
    generation = ChatGeneration(message=AIMessageChunk(text))
    JsonParser().parse_result([generation], partial=True)


class Big(BaseModel):
    """An amount."""

    amount: int = Field(ge=10_000, le=99_999)
    note: str = ""


class OldBig(pydantic_v1.BaseModel):
    """An amount."""

    amount: int = pydantic_v1.Field(ge=10_000, le=99_999)


class Amount(RootModel[int]):
    """An amount."""

    root: int = Field(ge=100, le=999)


class Amounts(RootModel[list[Literal[123]]]):
    """Amounts."""

    root: list[Literal[123]] = Field(max_length=2)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("schema", [Joke, Big, OldBig, Point], ids=lambda each: str(each.__name__))
async def test_a_stream_of_a_class_yields_the_complete_instance_alone(
    llm: ChatLlamaCpp, method: Any, schema: Any
) -> None:
    structured = llm.with_structured_output(schema, method=method, max_tokens=200)
    question = fitting(schema)
    whole = structured.invoke(question)
    assert list(structured.stream(question)) == [whole]
    assert [each async for each in structured.astream(question)] == [whole]


@pytest.mark.parametrize("schema", [Amount, Amounts])
def test_a_class_whose_value_is_no_object_comes_back_as_its_instance(
    llm: ChatLlamaCpp, schema: Any
) -> None:
    structured = llm.with_structured_output(schema, max_tokens=50)
    (value,) = structured.stream("Repeat: 123")
    assert isinstance(value, schema)
    assert value == structured.invoke("Repeat: 123")


@pytest.mark.parametrize("method", METHODS)
def test_what_a_class_refuses_is_a_parsing_error(llm: ChatLlamaCpp, method: Any) -> None:
    class Picky(BaseModel):
        """Refuses everything."""

        word: str

        @field_validator("word")
        @classmethod
        def _refuse(cls, value: str) -> str:
            raise ValueError(f"{value!r} will not do")

    structured = llm.with_structured_output(Picky, method=method)
    with pytest.raises(OutputParserException, match="will not do"):
        structured.invoke(QUESTION)
    with pytest.raises(OutputParserException, match="will not do"):
        list(structured.stream(QUESTION))
