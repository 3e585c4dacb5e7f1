"""The table of bad input: what is given, the error, and what its message must say.

Run as a script with a folder for files, it goes through the table in one process.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from langchain_core.messages import ChatMessage, HumanMessage, RemoveMessage

from langchain_gguf import (
    ChatLlamaCpp,
    ContextOverflowError,
    InvalidModelFileError,
    InvalidRequestError,
    ModelFileNotFoundError,
    ModelLoadError,
    SchemaError,
    ToolChoiceError,
    UnknownArgumentError,
)
from langchain_gguf.hub import BUNDLED_MODEL

Subject = TypeVar("Subject")


@dataclass(frozen=True)
class Case(Generic[Subject]):
    """One row: `says` are texts of the message, in order."""

    name: str
    run: Callable[[Subject], object]
    error: type[Exception]
    says: tuple[str, ...]

    def check(self, run: Callable[[], object]) -> None:
        try:
            run()
        except self.error as error:
            pattern = ".*".join(map(re.escape, self.says))
            if not re.search(pattern, str(error), re.DOTALL):
                raise AssertionError(f"{self.name}: {error}") from error
        else:
            raise AssertionError(f"{self.name}: no error")


@dataclass(frozen=True)
class Files:
    """Files that are no models."""

    folder: Path
    text: Path
    truncated: Path
    header_only: Path

    @classmethod
    def make(cls, folder: Path) -> Files:
        files = cls(folder, folder / "text.gguf", folder / "cut.gguf", folder / "header.gguf")
        model = BUNDLED_MODEL.read_bytes()
        files.text.write_text("Not a model.")
        files.truncated.write_bytes(model[: len(model) // 2])
        files.header_only.write_bytes(model[:200])
        return files


def load(path: Path) -> object:
    with ChatLlamaCpp(model_path=str(path), n_threads=1) as model:
        return model.invoke("Hello")


def use(**settings: Any) -> object:
    with ChatLlamaCpp(**{"n_threads": 1, **settings}) as model:
        return model.invoke("Hello")


BAD_CONSTRUCTIONS: list[Case[Files]] = [
    Case(
        "missing file",
        lambda files: ChatLlamaCpp(model_path=str(files.folder / "none.gguf")),
        ModelFileNotFoundError,
        ("none.gguf", "model_path", "bundled model"),
    ),
    Case(
        "directory",
        lambda files: ChatLlamaCpp(model_path=str(files.folder)),
        InvalidModelFileError,
        ("directory", "text.gguf", "path of one GGUF file"),
    ),
    Case(
        "empty path",
        lambda _: ChatLlamaCpp(model_path=""),
        InvalidModelFileError,
        ("directory",),
    ),
    Case(
        "no GGUF",
        lambda files: ChatLlamaCpp(model_path=str(files.text)),
        InvalidModelFileError,
        ("text.gguf", "b'Not '", "b'GGUF'", "converted"),
    ),
    Case(
        "truncated GGUF", lambda files: load(files.truncated), ModelLoadError, ("cut.gguf", "size")
    ),
    Case("bare header", lambda files: load(files.header_only), ModelLoadError, ("header.gguf",)),
    Case(
        "unknown argument",
        lambda _: ChatLlamaCpp(temprature=0),
        UnknownArgumentError,
        ("'temprature'", "ChatLlamaCpp", "'temperature'"),
    ),
    *(
        Case(
            f"{name}={value}",
            lambda _, name=name, value=value: ChatLlamaCpp(**{name: value}),
            ValueError,
            (name, "positive number", str(value)),
        )
        for name, value in [
            ("n_ctx", 0),
            ("n_ctx", -1),
            ("n_ctx", 2**40),
            ("n_batch", 0),
            ("n_parallel", 0),
            ("n_parallel", 1000),
            ("n_threads", 0),
            ("n_threads", 100_000),
            ("max_tokens", 0),
            ("timeout", 0),
        ]
    ),
    Case("n_ctx=1", lambda _: use(n_ctx=1), ContextOverflowError, ("n_ctx=1.", "larger n_ctx")),
    Case("temperature=-1", lambda _: use(temperature=-1), ValueError, ("temperature=-1",)),
    Case("temperature='hot'", lambda _: use(temperature="hot"), ValueError, ("temperature", "hot")),
]

MAGIC = {
    "type": "function",
    "function": {
        "name": "magic",
        "description": "Magic.",
        "parameters": {"type": "object", "properties": {"x": {"type": "integer"}}},
    },
}


def with_schema(llm: ChatLlamaCpp, schema: dict[str, Any]) -> object:
    return llm.with_structured_output({"title": "T", "type": "object", **schema}).invoke("Hello")


BAD_CALLS: list[Case[ChatLlamaCpp]] = [
    Case(
        "prompt longer than the context",
        lambda llm: llm.invoke("word " * 3000),
        ContextOverflowError,
        ("The prompt has ", " tokens", "n_ctx=", "trim_messages", "larger n_ctx"),
    ),
    Case(
        "unknown argument of a call",
        lambda llm: llm.invoke("Hello", max_token=5),
        UnknownArgumentError,
        ("'max_token'", "'max_tokens'"),
    ),
    Case(
        "tool_choice that names no bound tool",
        lambda llm: llm.bind_tools([MAGIC], tool_choice="magik"),
        ToolChoiceError,
        ("'magik'", "Bound are: magic", "'auto'"),
    ),
    Case(
        "tool_choice without tools",
        lambda llm: llm.invoke("Hello", tool_choice="any"),
        ToolChoiceError,
        ("'any'", "none are bound"),
    ),
    Case(
        "tools in another form",
        lambda llm: llm.invoke("Hello", tools=[{"name": "magic"}]),
        InvalidRequestError,
        ("'magic'", "bind_tools"),
    ),
    Case(
        "schema that cannot be compiled",
        lambda llm: with_schema(llm, {"properties": {"a": {"type": "string", "pattern": "("}}}),
        SchemaError,
        ("cannot be enforced", "no regular expression"),
    ),
    Case(
        "schema that refers to nothing",
        lambda llm: with_schema(llm, {"properties": {"a": {"$ref": "#/$defs/missing"}}}),
        SchemaError,
        ("cannot be enforced", "missing"),
    ),
    Case(
        "tool whose schema cannot be compiled",
        lambda llm: llm.invoke(
            "Hello",
            tools=[{"type": "function", "function": {"name": "f", "parameters": {"type": "odd"}}}],
        ),
        SchemaError,
        ("cannot be enforced", "odd"),
    ),
    Case(
        "unknown response format",
        lambda llm: llm.invoke("Hello", response_format="xml"),
        InvalidRequestError,
        ("xml", "'json_schema'"),
    ),
    *(
        Case(
            f"{name}={value!r}",
            lambda llm, name=name, value=value: llm.invoke("Hello", **{name: value}),
            InvalidRequestError,
            (f"{name}={value!r}",),
        )
        for name, value in [
            ("temperature", -1),
            ("temperature", float("nan")),
            ("top_p", 2),
            ("top_k", -1),
            ("top_k", 2**40),
            ("min_p", -1),
            ("repeat_penalty", 0),
            ("repeat_last_n", -5),
            ("frequency_penalty", float("inf")),
            ("seed", "lucky"),
            ("max_tokens", 0),
            ("max_tokens", -1),
            ("timeout", 0),
        ]
    ),
    Case(
        "content block that the model cannot take",
        lambda llm: llm.invoke(
            [HumanMessage([{"type": "image_url", "image_url": {"url": "data:image/png;base64,"}}])]
        ),
        InvalidRequestError,
        ("'image_url'", "text only", "Remove the block"),
    ),
    Case(
        "no message",
        lambda llm: llm.invoke([]),
        InvalidRequestError,
        ("list of messages is empty", "at least one message"),
    ),
    Case(
        "message that no model can take",
        lambda llm: llm.invoke([RemoveMessage(id="1")]),
        InvalidRequestError,
        ("RemoveMessage", "human"),
    ),
]

# Odd but good: these must be answered.
ODD_CALLS: list[Callable[[ChatLlamaCpp], object]] = [
    lambda llm: llm.invoke("lone surrogate \ud83d and NUL \0", max_tokens=2),
    lambda llm: llm.invoke("", max_tokens=2),
    lambda llm: llm.invoke([ChatMessage("Hi", role="critic")], max_tokens=2),
    lambda llm: llm.invoke("Hi", seed=-1, temperature=1, max_tokens=2),
    lambda llm: llm.invoke("Hi", seed=2**70, temperature=1e-9, max_tokens=2),
    lambda llm: llm.invoke("Hi", top_k=0, top_p=0, min_p=1, temperature=100, max_tokens=2),
    lambda llm: llm.invoke("Hi", repeat_penalty=1000, repeat_last_n=-1, max_tokens=2),
]


def main(folder: str) -> None:
    files = Files.make(Path(folder))
    for case in BAD_CONSTRUCTIONS:
        case.check(lambda case=case: case.run(files))
    with ChatLlamaCpp(n_threads=1) as llm:
        for bad in BAD_CALLS:
            bad.check(lambda bad=bad: bad.run(llm))
        for odd in ODD_CALLS:
            odd(llm)
    print(f"{len(BAD_CONSTRUCTIONS) + len(BAD_CALLS)} clear errors")


if __name__ == "__main__":
    main(sys.argv[1])
