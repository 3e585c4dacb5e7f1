"""The table of tool formats: how each writes one call, and the tokens that its models have.

A new format needs a row here and, if models render calls with it, `templates/tools_<name>.jinja`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from langchain_gguf.tool_formats import Call, Tool


@dataclass(frozen=True)
class Case:
    """One format.

    Attributes:
        written: the reply that calls `get_weather` with `ONE_CALL`.
        tokens: parts of it that are single tokens of the models.
        template: name of the template in `templates/`; None if no template tells of the format.
        one_call: the format allows one call in a reply.
    """

    written: str
    tokens: Sequence[str] = ()
    template: str | None = None
    one_call: bool = False


ONE_CALL = Call("get_weather", {"city": "Paris", "days": 3})
WEATHER = Tool(
    "get_weather",
    {
        "type": "object",
        "properties": {
            "city": {"type": "string"},
            "days": {"type": "integer", "minimum": 0, "maximum": 14},
            "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
            "hourly": {"type": "boolean"},
            "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "at": {"$ref": "#/$defs/Point"},
            "tags": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["city", "days"],
        "$defs": {
            "Point": {
                "type": "object",
                "properties": {"lat": {"type": "number"}, "label": {"type": "string"}},
                "required": ["lat"],
            }
        },
    },
)
NOW = Tool("now", {"type": "object", "properties": {}})
TOOLS = (WEATHER, NOW)

_DEEPSEEK = ("<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>", "<｜tool▁call▁begin｜>",
             "<｜tool▁call▁end｜>", "<｜tool▁sep｜>")  # fmt: skip
_JSON = '{"city": "Paris", "days": 3}'
_OBJECT = '{"name": "get_weather", "arguments": {"city": "Paris", "days": 3}}'
_TAGS = ("<tool_call>", "</tool_call>")

CASES = {
    "json-tags": Case(
        f"<tool_call>\n{_OBJECT}\n</tool_call>", _TAGS, template="json_tags"
    ),
    "json-tags-on-one-line": Case(
        f"<tool_call>\n{_OBJECT}\n</tool_call>", _TAGS, template="json_tags_on_one_line"
    ),
    "qwen3-coder": Case(
        "<tool_call>\n<function=get_weather>\n<parameter=city>\nParis\n</parameter>\n"
        "<parameter=days>\n3\n</parameter>\n</function>\n</tool_call>",
        _TAGS,
        template="qwen3_coder",
    ),
    "qwen3-coder-on-one-line": Case(
        "<tool_call>\n<function=get_weather>\n<parameter=city>\nParis\n</parameter>\n"
        "<parameter=days>\n3\n</parameter>\n</function>\n</tool_call>",
        _TAGS,
        template="qwen3_coder_on_one_line",
    ),
    "seed-oss": Case(
        "<seed:tool_call>\n<function=get_weather>\n<parameter=city>Paris</parameter>\n"
        "<parameter=days>3</parameter>\n</function>\n</seed:tool_call>",
        ("<seed:tool_call>", "</seed:tool_call>"),
        template="seed_oss",
    ),
    "glm-4.5": Case(
        "<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Paris</arg_value>\n"
        "<arg_key>days</arg_key>\n<arg_value>3</arg_value>\n</tool_call>",
        (*_TAGS, "<arg_key>", "</arg_key>", "<arg_value>", "</arg_value>"),
        template="glm_4_5",
    ),
    "glm-4.7": Case(
        "<tool_call>get_weather<arg_key>city</arg_key><arg_value>Paris</arg_value>"
        "<arg_key>days</arg_key><arg_value>3</arg_value></tool_call>",
        (*_TAGS, "<arg_key>", "</arg_key>", "<arg_value>", "</arg_value>"),
        template="glm_4_7",
    ),
    "minimax-m1": Case(f"<tool_calls>\n{_OBJECT}\n</tool_calls>", template="minimax_m1"),
    "minimax-m2": Case(
        '<minimax:tool_call>\n<invoke name="get_weather">\n<parameter name="city">Paris'
        '</parameter>\n<parameter name="days">3</parameter>\n</invoke>\n</minimax:tool_call>',
        ("<minimax:tool_call>", "</minimax:tool_call>"),
        template="minimax_m2",
    ),
    "minimax-m3": Case(
        ']<]minimax[>[<tool_call>\n]<]minimax[>[<invoke name="get_weather">]<]minimax[>[<city>Paris'
        "]<]minimax[>[</city>]<]minimax[>[<days>3]<]minimax[>[</days>]<]minimax[>[</invoke>\n"
        "]<]minimax[>[</tool_call>",
        ("]<]minimax[>[", "<tool_call>", "</tool_call>"),
        template="minimax_m3",
    ),
    "deepseek-r1": Case(
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather\n"
        f"```json\n{_JSON}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        _DEEPSEEK,
        template="deepseek_r1",
    ),
    "deepseek-v3.1": Case(
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>"
        f"{_JSON}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        _DEEPSEEK,
        template="deepseek_v3_1",
    ),
    "deepseek-v3.2": Case(
        '<｜DSML｜function_calls>\n<｜DSML｜invoke name="get_weather">\n'
        '<｜DSML｜parameter name="city" string="true">Paris</｜DSML｜parameter>\n'
        '<｜DSML｜parameter name="days" string="false">3</｜DSML｜parameter>\n'
        "</｜DSML｜invoke>\n</｜DSML｜function_calls>",
        template="deepseek_v3_2",
    ),
    "deepseek-v4": Case(
        '<｜DSML｜tool_calls>\n<｜DSML｜invoke name="get_weather">\n'
        '<｜DSML｜parameter name="city" string="true">Paris</｜DSML｜parameter>\n'
        '<｜DSML｜parameter name="days" string="false">3</｜DSML｜parameter>\n'
        "</｜DSML｜invoke>\n</｜DSML｜tool_calls>",
        template="deepseek_v4",
    ),
    "kimi-k2": Case(
        "<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0"
        f"<|tool_call_argument_begin|>{_JSON}<|tool_call_end|><|tool_calls_section_end|>",
        ("<|tool_calls_section_begin|>", "<|tool_call_begin|>", "<|tool_call_argument_begin|>",
         "<|tool_call_end|>", "<|tool_calls_section_end|>"),
        template="kimi_k2",
    ),
    "kimi-k3": Case(
        '<|open|>tools<|sep|><|open|>call tool="get_weather" index="1"<|sep|>'
        '<|open|>argument key="city" type="string"<|sep|>Paris<|close|>argument<|sep|>'
        '<|open|>argument key="days" type="number"<|sep|>3<|close|>argument<|sep|>'
        "<|close|>call<|sep|><|close|>tools<|sep|>",
        ("<|open|>", "<|close|>", "<|sep|>", "<|end_of_msg|>"),
        template="kimi_k3",
    ),
    "mistral": Case(
        f"[TOOL_CALLS]get_weather[ARGS]{_JSON}", ("[TOOL_CALLS]", "[ARGS]"), template="mistral"
    ),
    "mistral-with-ids": Case(
        f"[TOOL_CALLS]get_weather[CALL_ID]abcdefghi[ARGS]{_JSON}",
        ("[TOOL_CALLS]", "[CALL_ID]", "[ARGS]"),
        template="mistral_with_ids",
    ),
    "mistral-list": Case(
        f"[TOOL_CALLS][{_OBJECT}]", ("[TOOL_CALLS]",), template="mistral_list"
    ),
    "mistral-spaced-list": Case(
        f"[TOOL_CALLS] [{_OBJECT}]", ("[TOOL_CALLS]",), template="mistral_spaced_list"
    ),
    "command-r": Case(
        'Action:\n```json\n[\n    {\n        "tool_name": "get_weather",\n'
        f'        "parameters": {_JSON}\n    }}\n]```',
        template="command_r",
    ),
    "command-a": Case(
        '<|START_ACTION|>[\n    {"tool_call_id": "0", "tool_name": "get_weather", '
        f'"parameters": {_JSON}}}\n]<|END_ACTION|>',
        ("<|START_ACTION|>", "<|END_ACTION|>"),
        template="command_a",
    ),
    "granite": Case(f"<|tool_call|>[{_OBJECT}]", ("<|tool_call|>",), template="granite"),
    "phi-4-mini": Case(
        f"<|tool_call|>[{_OBJECT}]<|/tool_call|>",
        ("<|tool_call|>", "<|/tool_call|>"),
        template="phi_4_mini",
    ),
    "nemotron": Case(f"<TOOLCALL>[{_OBJECT}]</TOOLCALL>", template="nemotron"),
    "apriel": Case(f"<tool_calls>[{_OBJECT}]</tool_calls>", template="apriel"),
    "apertus": Case(
        f'<|tools_prefix|>[{{"get_weather": {_JSON}}}]<|tools_suffix|>',
        ("<|tools_prefix|>", "<|tools_suffix|>"),
        template="apertus",
    ),
    "gigachat-3": Case(
        f"function call<|role_sep|>\n{_OBJECT}", ("<|role_sep|>",), template="gigachat_3"
    ),
    "gigachat-3.1": Case(
        f"<|function_call|>{_OBJECT}", ("<|function_call|>",), template="gigachat_3_1"
    ),
    "functionary-v3.1": Case(
        f"<function=get_weather>{_JSON}</function>", template="functionary_v3_1"
    ),
    "functionary-v3.2": Case(f"get_weather\n{_JSON}", template="functionary_v3_2"),
    "gemma-3": Case('```tool_code\nget_weather(city="Paris", days=3)\n```'),
    "function-gemma": Case(
        "<start_function_call>call:get_weather{city:<escape>Paris<escape>,days:3}"
        "<end_function_call>",
        ("<start_function_call>", "<end_function_call>", "<escape>"),
        template="function_gemma",
    ),
    "gemma-4": Case(
        '<|tool_call>call:get_weather{city:<|"|>Paris<|"|>,days:3}<tool_call|>',
        ("<|tool_call>", "<tool_call|>", '<|"|>'),
        template="gemma_4",
    ),
    "lfm2": Case(
        '<|tool_call_start|>[get_weather(city="Paris", days=3)]<|tool_call_end|>',
        ("<|tool_call_start|>", "<|tool_call_end|>"),
        template="lfm2",
    ),
    "olmo-3": Case(
        '<function_calls>\nget_weather(city="Paris", days=3)\n</function_calls>',
        ("<function_calls>", "</function_calls>"),
        template="olmo_3",
    ),
    "json-list": Case(f"[{_OBJECT}]", template="json_list"),
    "llama-4": Case('[get_weather(city="Paris", days=3)]', template="llama_4"),
    "llama-3": Case(
        f'{{"name": "get_weather", "parameters": {_JSON}}}', ("<|python_tag|>",), template="llama_3"
    ),
    "gpt-oss": Case(
        "<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>" + _JSON,
        ("<|channel|>", "<|message|>", "<|start|>", "<|end|>", "<|constrain|>"),
        template="gpt_oss",
        one_call=True,
    ),
}  # fmt: skip
