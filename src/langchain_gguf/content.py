"""Content blocks of a message to what a model can take: text, reasoning, calls and results.

Blocks come in LangChain's standard form (v1, and its predecessor v0), in OpenAI's and in
Anthropic's. Images, audio and video are refused.
"""

from __future__ import annotations

import base64
import binascii
import json
import mimetypes
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_gguf.errors import InvalidRequestError

Block = Mapping[str, Any]

_TEXT_TYPES = frozenset(
    {"application/json", "application/xml", "application/yaml", "application/x-yaml"}
    | {"application/toml", "application/javascript", "application/x-sh", "application/sql"}
)
_DATA_URL = re.compile(r"data:([^,]*);base64,", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n]+")  # MIME's base64 has lines of 76 characters.


@dataclass
class Content:
    """What the blocks of one message hold, each kind in order.

    `calls` have name, args and id; `results` have id, texts and is_error.
    """

    place: str
    texts: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)

    def read(self, blocks: str | Sequence[str | Block]) -> Content:
        """Add blocks; see the table of readers below.

        Raises:
            InvalidRequestError: a block that the model cannot take.
        """
        for block in [blocks] if isinstance(blocks, str) else blocks:
            if isinstance(block, str):
                self.texts.append(block)
            else:
                self._reader(block)(block, self)
        return self

    def _reader(self, block: Block) -> Callable[[Block, Content], None]:
        kind = block.get("type") or ("text" if "text" in block else None)
        if kind is None and "cachePoint" in block:  # Bedrock's hint to its cache.
            return _skip
        if kind is None:
            keys = ", ".join(map(repr, block)) or "none"
            raise InvalidRequestError(
                f"{self.place}: a content block has no 'type' (its keys: {keys}), and this model "
                "takes text only. Remove the block or replace it by a text block."
            )
        reader = _READERS.get(str(kind))
        if reader is None:
            raise self.refusal(kind, "Remove the block or replace it by a text block.")
        return reader

    def refusal(self, kind: object, hint: str) -> InvalidRequestError:
        """Make the error for a block that cannot be taken."""
        return InvalidRequestError(
            f"{self.place}: a content block of type {kind!r} cannot be given to this model, which "
            f"takes text only. {hint}"
        )


def _text(block: Block, content: Content) -> None:
    content.texts.append(str(block.get("text") or ""))


def _refused_by_model(block: Block, content: Content) -> None:
    content.texts.append(str(block.get("refusal") or block.get("text") or ""))


def _json(block: Block, content: Content) -> None:
    content.texts.append(json.dumps(block.get("json"), ensure_ascii=False))


def _reasoning(block: Block, content: Content) -> None:
    text = block.get("reasoning") or block.get("thinking")
    if text is None:  # OpenAI's form.
        summary = block.get("summary") or ()
        text = "\n".join(str(item.get("text", "")) for item in summary)
    if text:
        content.reasoning.append(str(text))


def _call(block: Block, content: Content) -> None:
    given = [block[key] for key in ("args", "input", "arguments") if block.get(key) is not None]
    arguments = given[0] if given else {}
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments or "{}")
        except (json.JSONDecodeError, RecursionError):
            return  # The message lists it among its invalid calls.
    if block.get("name") and isinstance(arguments, Mapping):
        identity = block.get("call_id") or block.get("id")
        content.calls.append({"name": block["name"], "args": arguments, "id": identity})


def _result(block: Block, content: Content) -> None:
    inner = Content(f"{content.place}, in a tool result").read(block.get("content") or "")
    content.results.append({"id": block.get("tool_use_id") or "", "texts": inner.texts})


def _search_result(block: Block, content: Content) -> None:
    inner = Content(content.place).read(block.get("content") or "")
    head = [block.get("title"), block.get("source")]
    content.texts.append("\n".join(str(line) for line in [*head, *inner.texts] if line))


def _non_standard(block: Block, content: Content) -> None:
    value = block.get("value")
    if not isinstance(value, Mapping):
        raise content.refusal("non_standard", "Remove the block or replace it by a text block.")
    content.read([value])


def _file(block: Block, content: Content) -> None:
    """Read a file that holds text: plain text, or base64 of a text type."""
    source = block.get("source")
    if isinstance(source, Mapping) and source.get("type") == "content":  # Anthropic.
        text: str | None = "\n".join(Content(content.place).read(source["content"]).texts)
    else:
        text = _file_text(block, content)
    extras = block.get("extras") or {}
    titles = [block.get(key) or extras.get(key) for key in ("title", "filename", "context")]
    content.texts.append("\n".join(str(line) for line in [*titles, text] if line))


def _file_text(block: Block, content: Content) -> str:
    inner = block.get("file") or block.get("source")  # OpenAI's form, Anthropic's.
    given = {**block, **inner} if isinstance(inner, Mapping) else dict(block)
    kind = given.get("mime_type") or given.get("media_type")
    if block.get("type") == "text-plain" or "text" in (given.get("source_type"), given.get("type")):
        # LangChain's v0 keeps the text under "url".
        text = given.get("text") or given.get("data")
        if text is None and given.get("source_type") == "text":
            text = given.get("url")
        if text is not None:
            return str(text)
    found = [given[key] for key in ("base64", "data", "file_data", "url") if key in given]
    data = found[0] if found else None
    data_url = _DATA_URL.match(data) if isinstance(data, str) else None
    if isinstance(data, str) and data_url is not None:
        kind, data = data_url[1], data[data_url.end() :]
    elif not isinstance(data, str) or data == given.get("url"):
        raise content.refusal(
            block.get("type"), "Fetch the file and give its text as a text block."
        )
    return _decode(data, kind or mimetypes.guess_type(str(given.get("filename")))[0], content)


def _decode(data: str, kind: str | None, content: Content) -> str:
    name = (kind or "text/plain").partition(";")[0].strip().lower()
    if not (name.startswith("text/") or name in _TEXT_TYPES or name.endswith(("+json", "+xml"))):
        raise content.refusal(
            "file",
            f"It is {name}; extract its text, for example with a LangChain document loader, and "
            "give that as a text block.",
        )
    try:
        return base64.b64decode(_SPACE.sub("", data), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise content.refusal(
            "file", f"It is not text in UTF-8, written in base64 ({error}). Give a text block."
        ) from error


def _media(block: Block, content: Content) -> None:
    raise content.refusal(
        block.get("type"), "Remove the block, or describe what it shows or says in a text block."
    )


def _skip(block: Block, content: Content) -> None:
    """Leave out what says nothing to another model, or is kept elsewhere in the message."""


_READERS: Mapping[str, Callable[[Block, Content], None]] = {
    **dict.fromkeys(("text", "input_text", "output_text"), _text),
    **dict.fromkeys(("text-plain", "file", "document", "input_file"), _file),
    **dict.fromkeys(("thinking", "reasoning"), _reasoning),
    **dict.fromkeys(("tool_use", "tool_call", "tool_call_chunk", "function_call"), _call),
    "tool_result": _result,
    "search_result": _search_result,
    "refusal": _refused_by_model,
    "json": _json,
    "non_standard": _non_standard,
    # Media come here when models that see and hear are supported.
    **dict.fromkeys(("image", "image_url", "input_image", "media"), _media),
    **dict.fromkeys(("audio", "input_audio", "video", "video_url"), _media),
    # What another provider's servers did by themselves, and hints to its cache.
    **dict.fromkeys(("server_tool_call", "server_tool_call_chunk", "server_tool_result"), _skip),
    **dict.fromkeys(("server_tool_use", "web_search_tool_result", "web_search_call"), _skip),
    **dict.fromkeys(("redacted_thinking", "invalid_tool_call", "cache_point"), _skip),
}
