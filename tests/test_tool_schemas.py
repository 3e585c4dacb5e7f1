"""In every tool format, arguments satisfy schemas that had to be rewritten to be enforced."""

from __future__ import annotations

import json
import random
from typing import Any

import jsonschema
import pytest

from langchain_gguf.reply import merge_parts
from langchain_gguf.reply_parser import ReplyParser, ToolCallPart
from langchain_gguf.schemas import enforce
from langchain_gguf.tool_formats import TOOL_FORMATS, ReplyFormat, Tool, reply_grammar
from tests.schema_sweep import random_answer

ANSWERS = 8
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "day": {"type": "string", "format": "date", "pattern": "^20"},
        "count": {"type": "integer", "minimum": 3, "maximum": 9},
        "code": {"oneOf": [{"type": "string", "pattern": "^[a-z]{1,3}$"}, {"type": "null"}]},
        "choice": {"enum": ["x", "y", 5]},
    },
    "required": ["day", "count", "code", "choice"],
}


@pytest.mark.parametrize("tool_format", TOOL_FORMATS.values(), ids=TOOL_FORMATS.keys())
def test_arguments_satisfy_a_rewritten_schema(tool_format: Any) -> None:
    reply_format = ReplyFormat(tool_format, [Tool("f", enforce(SCHEMA).schema)])
    grammar = reply_grammar(reply_format, {}, tools=reply_format.tools, answer=None, parallel=False)
    validator = jsonschema.Draft202012Validator(
        SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    answers = [random_answer(grammar, random.Random(seed)) for seed in range(ANSWERS)]
    whole = [answer for answer in answers if answer is not None]
    assert len(whole) > ANSWERS / 2
    for answer in whole:
        parser = ReplyParser(reply_format)
        parts = merge_parts(parser.feed(answer) + parser.finish())
        (call,) = [part for part in parts if isinstance(part, ToolCallPart)]
        validator.validate(json.loads(call.arguments))
