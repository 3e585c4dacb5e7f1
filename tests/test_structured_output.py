"""`with_structured_output` on the bundled model."""

from __future__ import annotations

from typing import Any, TypedDict

import pytest
from langchain_core.exceptions import OutputParserException
from pydantic import BaseModel, Field

from langchain_gguf import (
    ChatLlamaCpp,
    InvalidRequestError,
    SchemaError,
    UnknownArgumentError,
)


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


@pytest.mark.parametrize("method", METHODS)
def test_a_schema_needs_no_title(llm: ChatLlamaCpp, method: Any) -> None:
    schema = {key: value for key, value in Joke.model_json_schema().items() if key != "title"}
    joke = llm.with_structured_output(schema, method=method).invoke(QUESTION)
    assert set(joke) == {"setup", "punchline"}
