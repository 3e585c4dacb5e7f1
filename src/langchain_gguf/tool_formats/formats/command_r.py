"""Command R and A: a JSON list of actions, after a word or between tokens.

Action:
```json
[
    {
        "tool_name": "get_weather",
        "parameters": {"city": "Paris"}
    }
]```
<|START_ACTION|>[
    {"tool_call_id": "0", "tool_name": "get_weather", "parameters": {"city": "Paris"}}
]<|END_ACTION|>
"""

from __future__ import annotations

from langchain_gguf.tool_formats.shapes.json_calls import JsonCalls

COMMAND_R = JsonCalls(
    begin="Action:\n```json\n[\n    ",
    opening="Action:\n```json",
    before_name='{\n        "tool_name": ',
    after_name=',\n        "parameters": ',
    after_arguments="\n    }",
    separator=",\n    ",
    end="\n]```",
)
COMMAND_A = JsonCalls(
    begin="<|START_ACTION|>[\n    ",
    opening="<|START_ACTION|>",
    before_name='{"tool_call_id": "$index", "tool_name": ',
    after_name=', "parameters": ',
    separator=",\n    ",
    end="\n]<|END_ACTION|>",
)
