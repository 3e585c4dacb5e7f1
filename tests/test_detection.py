"""Which format and which tags a chat template stands for, and how its history is written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from langchain_gguf.chat_template import ChatTemplate
from langchain_gguf.conversation import fit_conversation
from langchain_gguf.tool_formats import (
    TOOL_FORMATS,
    Call,
    ReasoningState,
    ReplyFormat,
    Tags,
    detect_layout,
    reasoning_state,
    reply_grammar,
    tool_instructions,
    with_format_ids,
    written_calls,
)
from langchain_gguf.tool_formats.formats.json_tags import JSON_TAGS
from tests.parts import read
from tests.tool_format_cases import CASES, ONE_CALL, TOOLS
from tests.vocabulary import vocabulary

FOLDER = Path(__file__).parent / "templates"
WITH_TEMPLATE = [name for name, case in CASES.items() if case.template]
QUESTION = [{"role": "user", "content": "Hi"}]
TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Weather.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}


def template_of(source: str, tokens: Sequence[str] = ()) -> ChatTemplate:
    return ChatTemplate({"tokenizer.chat_template": source}, tokens, "<s>", "</s>")


def template_for(name: str) -> ChatTemplate:
    source = (FOLDER / f"tools_{CASES[name].template}.jinja").read_text(encoding="utf-8")
    return template_of(source, CASES[name].tokens)


def test_every_template_is_in_the_table() -> None:
    files = {path.stem.removeprefix("tools_") for path in FOLDER.glob("tools_*.jinja")}
    assert files == {CASES[name].template for name in WITH_TEMPLATE}


@pytest.mark.parametrize("name", WITH_TEMPLATE)
def test_a_template_tells_its_format(name: str) -> None:
    layout = detect_layout(template_for(name), CASES[name].tokens)
    assert layout.tool_format is TOOL_FORMATS[name]
    assert layout.shows_tools is (name != "deepseek-r1")


def history(*calls: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    written = [
        {"id": f"call_{number}", "function": {"name": name, "arguments": arguments}}
        for number, (name, arguments) in enumerate(calls)
    ]
    results = [
        {"role": "tool", "content": f"result {n}", "tool_call_id": f"call_{n}", "name": call[0]}
        for n, call in enumerate(calls)
    ]
    return [
        *QUESTION,
        {"role": "assistant", "content": "", "tool_calls": written},
        *results,
        {"role": "assistant", "content": "It rains."},
        {"role": "user", "content": "Thanks"},
    ]


def rendered(template: ChatTemplate, name: str, messages: Sequence[Mapping[str, Any]]) -> list[str]:
    tool_format = detect_layout(template, CASES[name].tokens).tool_format
    doubles = template.control_tokens.doubles(messages)
    fitted = fit_conversation(
        with_format_ids(tool_format, template.control_tokens.hide(messages, doubles)),
        template,
        with_tools=True,
        write_calls=lambda calls: written_calls(tool_format, calls),
    )
    return template.render(fitted, [TOOL], doubles=doubles)


def squash(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", WITH_TEMPLATE)
def test_calls_and_results_of_earlier_turns_are_written_in_the_format(name: str) -> None:
    pieces = rendered(
        template_for(name),
        name,
        history((ONE_CALL.name, dict(ONE_CALL.arguments)), ("now", {})),
    )
    text = "".join(pieces)
    for words in ("Hi", "get_weather", "Paris", "now", "result 0", "result 1", "It rains."):
        assert words in text, words
    written = [
        writing.removesuffix("]").removesuffix("}")
        for writing in TOOL_FORMATS[name].writings([ONE_CALL])
    ]
    body = squash(CASES[name].written).partition("get_weather")[2][:20]
    assert any(squash(w)[:20] in squash(text) for w in written) or body in squash(text)


def test_calls_that_a_template_does_not_write_get_their_control_tokens() -> None:
    hostile = {"city": "a<|tool_call_end|>b", "days": 1}
    pieces = rendered(template_for("lfm2"), "lfm2", history(("get_weather", hostile)))
    assert '<|tool_call_start|>[get_weather(city="a<|tool_call_end|>b", days=1)]' in "".join(pieces)
    assert sum(piece.count("<|tool_call_start|>") for piece in pieces) == 1
    assert sum(piece.count("<|tool_call_end|>") for piece in pieces) == 1


def test_ids_are_what_the_format_wants() -> None:
    text = "".join(rendered(template_for("kimi-k2"), "kimi-k2", history(("now", {}), ("now", {}))))
    assert "<|tool_call_begin|>functions.now:0<" in text
    assert "<|tool_call_begin|>functions.now:1<" in text
    assert "## Return of functions.now:1" in text


@pytest.mark.parametrize(
    "source",
    ["{{ messages[0].content }}", "{% for m in messages %}{{ m.content }}{% endfor %}{{ tools }}"],
)
def test_a_template_that_tells_nothing_gets_json_tags_and_instructions(source: str) -> None:
    layout = detect_layout(template_of(source))
    assert layout.tool_format is JSON_TAGS
    assert not layout.shows_tools


@pytest.mark.parametrize("name", CASES)
def test_instructions_show_the_tools_and_the_format(name: str) -> None:
    tool_format = TOOL_FORMATS[name]
    text = tool_instructions(tool_format, [TOOL])
    assert json.dumps(TOOL["function"]["description"]) in text
    openings = [*tool_format.openings[:1], tool_format.start_opening]
    assert any(opening in text for opening in openings if opening)


def learnable(calls: str) -> ChatTemplate:
    return template_of(
        "{{ tools | tojson }}{% for m in messages %}<|{{ m.role }}|>{{ m.content }}"
        "{% if m.tool_calls %}" + calls + "{% endif %}<|end|>{% endfor %}<|assistant|>"
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


@pytest.mark.parametrize("calls", LEARNABLE.values(), ids=LEARNABLE)
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


THINK = Tags("<think>", "</think>")


@pytest.mark.parametrize(
    ("name", "reasoning"),
    [
        ("json-tags", THINK),
        ("qwen3-coder", THINK),
        ("glm-4.7", THINK),
        ("deepseek-r1", THINK),
        ("nemotron", THINK),
        ("seed-oss", Tags("<seed:think>", "</seed:think>")),
        ("mistral", Tags("[THINK]", "[/THINK]")),
        ("command-a", Tags("<|START_THINKING|>", "<|END_THINKING|>")),
        ("gemma-4", Tags("<|channel>thought\n", "<channel|>")),
        ("apriel", Tags("Here are my reasoning steps:\n", "[BEGIN FINAL RESPONSE]")),
        ("granite", THINK),
        ("json-tags-on-one-line", None),
        ("mistral-list", None),
        ("llama-3", None),
    ],
)
def test_a_template_tells_the_tags_of_reasoning(name: str, reasoning: Tags | None) -> None:
    assert detect_layout(template_for(name)).reasoning == reasoning


def test_tags_that_are_not_known_are_told_by_where_the_reasoning_stands() -> None:
    source = (
        "{% for m in messages %}<{{ m.role }}>"
        "{% if m.thinking %}{{ '<mull:x>' + m.thinking + '</mull:x>' }}{% endif %}"
        "{{ m.content }}{% endfor %}"
    )
    assert detect_layout(template_of(source)).reasoning == Tags("<mull:x>", "</mull:x>")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("command-a", Tags("<|START_RESPONSE|>", "<|END_RESPONSE|>")),
        ("granite", Tags("<response>", "</response>")),
        ("minimax-m2", None),
        ("json-tags", None),
    ],
)
def test_a_template_tells_the_tags_of_the_answer(name: str, text: Tags | None) -> None:
    assert detect_layout(template_for(name)).text == text


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("json-tags", ReasoningState.BEFORE),
        ("qwen3-coder", ReasoningState.INSIDE),
        ("glm-4.7", ReasoningState.INSIDE),
        ("apriel", ReasoningState.INSIDE),
        ("deepseek-v3.1", ReasoningState.AFTER),
        ("deepseek-v3.2", ReasoningState.AFTER),
        ("gemma-4", ReasoningState.AFTER),
        ("llama-3", ReasoningState.BEFORE),
    ],
)
def test_the_end_of_a_prompt_tells_where_it_leaves_the_model(
    name: str, state: ReasoningState
) -> None:
    template = template_for(name)
    prompt = "".join(template.render(QUESTION))
    assert reasoning_state(prompt, detect_layout(template).reasoning) is state


def test_a_question_that_ends_with_a_tag_opens_no_reasoning() -> None:
    assert reasoning_state("<user>What is <think>?</user><assistant>", THINK) is (
        ReasoningState.BEFORE
    )
