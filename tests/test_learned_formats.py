"""Formats that are not in the table are learned from the template.

Among them are those that other servers have parsers for, in the shapes that are published.
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from langchain_gguf.chat_template import ChatTemplate
from langchain_gguf.tool_formats import (
    TOOL_FORMATS,
    Call,
    ReplyFormat,
    detect_layout,
    reply_grammar,
)
from langchain_gguf.tool_formats.formats.json_tags import JSON_TAGS
from tests.parts import read
from tests.tool_format_cases import ONE_CALL, TOOLS
from tests.vocabulary import vocabulary


def learnable(calls: str) -> ChatTemplate:
    return ChatTemplate(
        {},
        source="{{ tools | tojson }}{% for m in messages %}<|{{ m.role }}|>{{ m.content }}"
        "{% if m.tool_calls %}" + calls + "{% endif %}<|end|>{% endfor %}<|assistant|>",
    )


LEARNABLE = {
    "JSON after names": "<|calls|>{% for c in m.tool_calls %}<|call|>{{ c.id }}<|name|>"
    "{{ c.function.name }}<|args|>{{ c.function.arguments | tojson }}<|/call|>{% endfor %}"
    "<|/calls|>",
    "JSON around names": '{% for c in m.tool_calls %}<do>{"tool": "{{ c.function.name }}", "with": '
    "{{ c.function.arguments | tojson }}}</do>{% endfor %}",
    "tags": "<tools:x>{% for c in m.tool_calls %}\n<tool:x>{{ c.function.name }}<args:x>"
    "{% for k, v in c.function.arguments.items() %}\n<key:x>{{ k }}</key:x><value:x>"
    "{{ v if v is string else v | tojson }}</value:x>{% endfor %}\n</tool:x>{% endfor %}"
    "\n</tools:x>",
    "attributes": "{% for c in m.tool_calls %}{{ '' if loop.first else '\n' }}"
    '<call name="{{ c.function.name }}">{% for k, v in c.function.arguments.items() %}'
    '<arg name="{{ k }}">{{ v if v is string else v | tojson }}</arg>{% endfor %}</call>'
    "{% endfor %}",
}


NAME, JSON = "{{ c.function.name }}", "{{ c.function.arguments | tojson }}"
CALL = f'{{"name": "{NAME}", "arguments": {JSON}}}'


def each(call: str, separator: str = "") -> str:
    """All calls, one after the other."""
    between = "{{ '' if loop.last else '" + separator + "' }}" if separator else ""
    return "{% for c in m.tool_calls %}" + call + between + "{% endfor %}"


def arguments(before_key: str, after_key: str, after_value: str, after_other_key: str = "") -> str:
    """The arguments of a call one by one; `after_other_key` before what is no string."""
    other = f"{{% if v is string %}}{after_key}{{% else %}}{after_other_key}{{% endif %}}"
    return (
        "{% for k, v in c.function.arguments.items() %}"
        f"{before_key}{{{{ k }}}}{other if after_other_key else after_key}"
        f"{{{{ v if v is string else v | tojson }}}}{after_value}{{% endfor %}}"
    )


FAMILIES = {
    "Hunyuan A13B, Jamba": f"<tool_calls>[{each(CALL, ', ')}]</tool_calls>",
    "Jamba 1.5": "<tool_calls>[\n" + each(CALL, ",\n") + "\n]</tool_calls>",
    "Phi-4-mini, Firefunction": f"functools[{each(CALL, ', ')}]",
    "HyperCLOVA X": f"-> tool/function_call\n[{each(CALL, ', ')}]",
    "Pangu": f"[unused11][{each(CALL, ', ')}][unused12]",
    "InternLM": each(
        f'<|action_start|><|plugin|>\n{{"name": "{NAME}", "parameters": {JSON}}}<|action_end|>'
    ),
    "LongCat Flash": each(f"<longcat_tool_call>\n{CALL}\n</longcat_tool_call>\n"),
    "LongCat Flash Thinking": each(
        f"<longcat_tool_call>{NAME}\n"
        + arguments("<longcat_arg_key>", "</longcat_arg_key>\n<longcat_arg_value>",
                    "</longcat_arg_value>\n")
        + "</longcat_tool_call>\n"
    ),
    "Granite 20B": each(f"<function_call> {CALL}", "\n"),
    "Step 3": "<｜tool_calls_begin｜>\n"
    + each(
        f'<｜tool_call_begin｜>function<｜tool_sep｜><steptml:invoke name="{NAME}">\n'
        + arguments('<steptml:parameter name="', '">', "</steptml:parameter>\n")
        + "</steptml:invoke><｜tool_call_end｜>\n"
    )
    + "<｜tool_calls_end｜>",
    "Hunyuan 3": "<tool_calls>\n"
    + each(
        f"<tool_call>{NAME}<tool_sep>\n"
        + arguments("<arg_key>", "</arg_key>\n<arg_value>", "</arg_value>\n")
        + "</tool_call>\n"
    )
    + "</tool_calls>",
    "Hunyuan 4": "<tool_calls:x>"
    + each(
        f"<tool_call:x>{NAME}"
        + arguments("<arg_key:x>", "</arg_key:x><arg_value:x>", "</arg_value:x>")
        + "</tool_call:x>"
    )
    + "</tool_calls:x>",
    "MiniCPM 5": each(
        f'<function name="{NAME}">'
        + arguments('<param name="', '">', "</param>")
        + "</function>",
        "\n",
    ),
    "Solar Open": "<|tool_calls|>"
    + each(
        f"<|tool_call:begin|>{{{{ c.id }}}}<|tool_call:name|>{NAME}<|tool_call:args|>{JSON}"
        "<|tool_call:end|>"
    ),
    "Solar Open 2": each(
        f"<|tool_call:start|>{NAME}\n"
        + arguments("<|tool_arg:start|>", "<|tool_arg:value|>", "<|tool_arg:end|>\n")
        + "<|tool_call:end|>\n"
    ),
    "dots": "<dots_function_call>\n"
    + each(
        f'<invoke name="{NAME}">\n'
        + arguments('<parameter name="', '">', "</parameter>\n")
        + "</invoke>\n"
    )
    + "</dots_function_call>",
    "GigaChat 3.5": "<｜GCML｜tool_calls>\n"
    + each(
        f'<｜GCML｜invoke name="{NAME}">\n'
        + arguments('<｜GCML｜parameter name="', '" string="true">', "</｜GCML｜parameter>\n",
                    '" string="false">')
        + "</｜GCML｜invoke>\n"
    )
    + "</｜GCML｜tool_calls>",
    "K2 Horizon": "<ifm|tool_calls>\n"
    + each(
        f"<ifm|tool_call>{NAME}\n"
        + arguments("<ifm|arg_key>", "</ifm|arg_key>\n<ifm|arg_value>", "</ifm|arg_value>\n")
        + "</ifm|tool_call>\n"
    )
    + "</ifm|tool_calls>",
}  # fmt: skip


@pytest.mark.parametrize(
    "calls", [*LEARNABLE.values(), *FAMILIES.values()], ids=[*LEARNABLE, *FAMILIES]
)
def test_a_format_that_is_not_in_the_table_is_learned(calls: str) -> None:
    layout = detect_layout(learnable(calls))
    assert layout.shows_tools
    assert layout.tool_format not in TOOL_FORMATS.values()
    two_calls = [replace(ONE_CALL, id="a1"), Call("now", {}, "b2")]
    reply_format = ReplyFormat(layout.tool_format, TOOLS)
    for written in (two_calls[:1], two_calls[1:], two_calls):
        text = layout.tool_format.write(written)
        reply = read(reply_format, *f"Let me see.\n{text}")
        assert reply.text == "Let me see."
        found = [(name, json.loads(arguments)) for name, arguments in reply.calls]
        assert found == [(call.name, call.arguments) for call in written]
        grammar = reply_grammar(reply_format, tools=TOOLS, answer=None)
        assert vocabulary().accepts(grammar, text)
    wrong = layout.tool_format.write([Call("get_weather", {"city": "Paris", "days": "three"})])
    assert not vocabulary().accepts(grammar, wrong)


@pytest.mark.parametrize(
    "calls",
    [
        "{% for c in m.tool_calls %}call {{ c.function.name }} {{ c.function.arguments | tojson }}"
        "{% endfor %}",
        "{% for c in m.tool_calls %}<do {{ loop.index }}>{{ c.function.name }} "
        "{{ c.function.arguments | tojson }}</do>{% endfor %}",
    ],
    ids=["without marks", "numbered"],
)
def test_what_cannot_be_learned_is_replaced_by_json_tags(calls: str) -> None:
    layout = detect_layout(learnable(calls))
    assert layout.tool_format is JSON_TAGS
    assert not layout.shows_tools


LLAMA = f'{{"name": "{NAME}", "parameters": {JSON}}}'


@pytest.mark.parametrize(
    ("calls", "name"),
    [
        ("<think>\n\n</think>\n\n[" + each(CALL, ", ") + "]", "json-list"),
        (f"<|python_start|><|python_end|>{each(LLAMA, '; ')}", "llama-3"),
        (f"<|python_tag|>{each(LLAMA, '; ')}", "llama-3"),
        (each(LLAMA, "; "), "llama-3"),
    ],
)
def test_nothing_is_learned_where_calls_without_marks_begin_a_reply(calls: str, name: str) -> None:
    assert detect_layout(learnable(calls)).tool_format is TOOL_FORMATS[name]


@pytest.mark.parametrize("space", [" ", "\n"], ids=repr)
def test_space_before_the_opening_of_calls_is_not_demanded_after_it(space: str) -> None:
    layout = detect_layout(learnable(f"{space}functools[{each(CALL, ', ')}]"))
    text = layout.tool_format.write([ONE_CALL, Call("now", {})]).strip()
    assert text.startswith("functools[")
    reply_format = ReplyFormat(layout.tool_format, TOOLS)
    for answer in ("", None):
        grammar = reply_grammar(reply_format, tools=TOOLS, answer=answer)
        assert vocabulary().accepts(grammar, text)
        assert not vocabulary().accepts(grammar, f"functools[ {text}")
    assert [name for name, _ in read(reply_format, text).calls] == [ONE_CALL.name, "now"]
