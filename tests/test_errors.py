"""Every class in the tree of errors is raised by some use of the public API."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import convert_to_messages, trim_messages

from langchain_gguf import (
    ChatLlamaCpp,
    ChatTemplateError,
    ContextOverflowError,
    EngineClosedError,
    GenerationError,
    GenerationTimeoutError,
    InvalidModelFileError,
    InvalidRequestError,
    LlamaCppError,
    ModelDownloadError,
    ModelFileNotFoundError,
    ModelLoadError,
    SchemaError,
    ToolChoiceError,
    UnknownArgumentError,
)
from langchain_gguf.hub import BUNDLED_MODEL

# A context size of its own gives these tests an engine that they may break.
N_CTX = 896


def classes(root: type[Exception] = LlamaCppError) -> Iterator[type[Exception]]:
    """The tree, without its root: that is for callers to catch and never raised itself."""
    for error in root.__subclasses__():
        yield error
        yield from classes(error)


def make_model(**settings: Any) -> ChatLlamaCpp:
    return ChatLlamaCpp(**{"n_ctx": N_CTX, "n_threads": 1, "temperature": 0, **settings})


def model_with_template(folder: Path, template: bytes) -> ChatLlamaCpp:
    """The bundled model with another chat template of the same length."""
    data = BUNDLED_MODEL.read_bytes()
    start = data.index(b"tokenizer.chat_template") + len(b"tokenizer.chat_template") + 4
    length = int.from_bytes(data[start : start + 8], "little")
    path = folder / "other_template.gguf"
    path.write_bytes(data[: start + 8] + template.ljust(length) + data[start + 8 + length :])
    return make_model(model_path=str(path))


def damaged(folder: Path, data: bytes) -> str:
    path = folder / "damaged.gguf"
    path.write_bytes(data)
    return str(path)


# What is wrong about the file or the construction: a call makes the model and asks it.
CONSTRUCTIONS: list[tuple[type[Exception], Callable[[Path], ChatLlamaCpp]]] = [
    (ModelFileNotFoundError, lambda folder: make_model(model_path=str(folder / "none.gguf"))),
    (InvalidModelFileError, lambda folder: make_model(model_path=damaged(folder, b"text"))),
    (ModelLoadError, lambda folder: make_model(model_path=damaged(folder, b"GGUF" + bytes(99)))),
    (UnknownArgumentError, lambda _: make_model(temprature=0)),
    (
        ModelDownloadError,
        lambda folder: ChatLlamaCpp.from_pretrained(
            "nobody/nothing", "none.gguf", cache_dir=folder, endpoint="http://127.0.0.1:9"
        ),
    ),
    (
        ChatTemplateError,
        lambda folder: model_with_template(folder, b"{{ raise_exception('No system please') }}"),
    ),
    (ChatTemplateError, lambda folder: model_with_template(folder, b"{% if %}")),
]

BAD_SCHEMA = {"type": "object", "properties": {"a": {"type": "string", "pattern": "("}}}
# llguidance gives up on this one after some hundred characters, not when it compiles it.
ENDLESS_SCHEMA = {
    "type": "object",
    "properties": {"a": {"type": "string", "pattern": "^.*[a-m].{300}[n-z].{300}$"}},
    "required": ["a"],
}

# What is wrong about a call: its arguments.
CALLS: list[tuple[type[Exception], dict[str, Any]]] = [
    (UnknownArgumentError, {"max_token": 1}),
    (InvalidRequestError, {"temperature": -1}),
    (ToolChoiceError, {"tool_choice": "any"}),
    (SchemaError, {"response_format": {"type": "json_object", "schema": BAD_SCHEMA}}),
    (ContextOverflowError, {"input": "word " * 3000}),
    (GenerationTimeoutError, {"timeout": 1e-6}),
]


async def ask(model: ChatLlamaCpp, way: str, call: dict[str, Any]) -> None:
    call = {"input": "Hello", **call}
    if way == "invoke":
        model.invoke(**call)
    elif way == "stream":
        list(model.stream(**call))
    elif way == "ainvoke":
        await model.ainvoke(**call)
    else:
        [chunk async for chunk in model.astream(**call)]


WAYS = ["invoke", "stream", "ainvoke", "astream"]


def test_every_class_of_the_tree_has_a_case_below() -> None:
    elsewhere = {EngineClosedError, GenerationError}  # These have tests of their own.
    provoked = {error for error, _ in [*CONSTRUCTIONS, *CALLS]} | elsewhere
    assert provoked == set(classes())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("error", "make"), CONSTRUCTIONS)
async def test_what_is_wrong_about_a_model_is_its_own_error(
    error: type[Exception], make: Callable[[Path], ChatLlamaCpp], way: str, tmp_path: Path
) -> None:
    with pytest.raises(error) as caught:
        with make(tmp_path) as model:
            await ask(model, way, {})
    assert type(caught.value) is error


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("error", "call"), CALLS)
async def test_what_is_wrong_about_a_call_is_its_own_error(
    error: type[Exception], call: dict[str, Any], way: str
) -> None:
    with make_model() as model:
        with pytest.raises(error) as caught:
            await ask(model, way, call)
        assert type(caught.value) is error
        assert model.invoke("Hello").text


@pytest.mark.parametrize("max_tokens", [None, 100])
@pytest.mark.parametrize("num_words", [900, 30_000])
def test_the_example_in_the_error_about_the_context_works(
    max_tokens: int | None, num_words: int
) -> None:
    said = [
        ("system", "Be brief."),
        ("human", "word " * num_words),
        ("ai", "Yes."),
        ("human", "Hi"),
    ]
    messages = convert_to_messages(said)
    with make_model() as llm:
        with pytest.raises(ContextOverflowError) as caught:
            llm.invoke(messages, max_tokens=max_tokens)
        message = str(caught.value)
        assert f"n_ctx={N_CTX}" in message
        assert max_tokens is None or f" and max_tokens={max_tokens};" in message
        example = re.search(r"trim_messages\(.*?\)", message)
        assert example is not None
        given = {"trim_messages": trim_messages, "messages": messages, "llm": llm}
        trimmed = eval(example[0], given)
        assert [item.text for item in trimmed] == ["Be brief.", "Hi"]
        assert llm.invoke(trimmed, max_tokens=max_tokens).text


def test_where_max_tokens_alone_is_too_much_trimming_is_not_proposed() -> None:
    with make_model() as llm, pytest.raises(ContextOverflowError) as caught:
        llm.invoke("Hi", max_tokens=N_CTX)
    assert "Lower max_tokens or" in str(caught.value)
    assert "trim_messages" not in str(caught.value)


@pytest.mark.parametrize("way", WAYS)
async def test_a_closed_model_raises_engine_closed_error(way: str) -> None:
    model = make_model()
    model.close()
    with pytest.raises(EngineClosedError):
        await ask(model, way, {})


@pytest.mark.parametrize("way", WAYS)
async def test_a_failed_decode_raises_generation_error(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with make_model() as model:
        expected = model.invoke("Hello").text
        with monkeypatch.context() as patch:
            patch.setattr("llama_cpp.llama_decode", lambda *_: -3)
            with pytest.raises(GenerationError, match="-3"):
                await ask(model, way, {"input": "How are you?"})
        assert model.invoke("Hello").text == expected


@pytest.mark.parametrize("way", WAYS)
async def test_a_grammar_that_gives_up_midway_raises_generation_error(way: str) -> None:
    """Not an answer that seems to have ended by itself."""
    schema = {"response_format": {"type": "json_object", "schema": ENDLESS_SCHEMA}}
    # Text that is rejected now and then, so that the grammar has to say what may come instead.
    wild = {"temperature": 3.0, "top_k": 0, "top_p": 1.0, "min_p": 0.0, "seed": 1}
    with make_model(**wild) as model:
        with pytest.raises(GenerationError, match=r"grammar|llguidance"):
            await ask(model, way, {"input": "Say aaaabbbb", **schema})


@pytest.mark.parametrize(
    ("error", "call"),
    [
        (InvalidRequestError, {"chat_template_kwargs": "enable_thinking"}),
        (InvalidRequestError, {"chat_template_kwargs": {"messages": []}}),
        (InvalidRequestError, {"tools": 5}),
        (InvalidRequestError, {"timeout": 1e300}),
    ],
)
def test_odd_arguments_are_refused_with_an_error_of_ours(
    llm: ChatLlamaCpp, error: type[Exception], call: dict[str, Any]
) -> None:
    with pytest.raises(error, match=next(iter(call))):
        llm.invoke("Hello", **call)


@pytest.mark.parametrize("depth", [500, 5000])
def test_a_schema_nested_too_deeply_is_a_schema_error(llm: ChatLlamaCpp, depth: int) -> None:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"type": "object", "properties": {"a": schema}}
    with pytest.raises(SchemaError, match=r"deep|nest"):
        llm.invoke("Hello", response_format={"type": "json_object", "schema": schema})
