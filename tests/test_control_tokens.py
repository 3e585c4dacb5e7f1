"""Text of messages never becomes a control token, whatever a template does with it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from langchain_gguf.control_tokens import ControlTokens, is_double
from tests.chat_templates import (
    NAMES,
    SPECIAL_TOKENS,
    chat_template,
    count_control_tokens,
    render,
    render_pieces,
    tool,
)

TOKENS = ControlTokens(SPECIAL_TOKENS)
ALPHABET = sorted({*"".join(SPECIAL_TOKENS), *" \n#~%aZé鸟\U0001d000\U0001d001"})
HOSTILE = st.lists(
    st.one_of(
        st.sampled_from(SPECIAL_TOKENS),
        st.sampled_from([token.upper() for token in SPECIAL_TOKENS]),
        st.sampled_from([token[::-1] for token in SPECIAL_TOKENS]),
        st.sampled_from(
            ["<|i#m_end|>", "<|i%_end|>", "<~im_end~>", "raw:im_end", "<|im_", "end|>"]
        ),
        st.text(ALPHABET, max_size=6),
    ),
    max_size=8,
).map("".join)


# The characters and their doubles ---------------------------------------------------------------


def hide_and_cut(text: str) -> list[str]:
    doubles = TOKENS.doubles(text)
    return TOKENS.cut(TOKENS.hide(text, doubles), doubles)


@given(HOSTILE)
def test_hidden_text_comes_back_whole_and_without_control_tokens(text: str) -> None:
    pieces = hide_and_cut(text)
    assert "".join(pieces) == text
    assert count_control_tokens(pieces) == 0


@given(HOSTILE)
def test_text_from_outside_is_cut_the_same_way(text: str) -> None:
    pieces = TOKENS.cut(text)
    assert "".join(pieces) == text
    assert count_control_tokens(pieces) == 0


@given(st.text(ALPHABET))
def test_hidden_text_has_the_length_and_the_spaces_of_the_text(text: str) -> None:
    hidden = TOKENS.hide(text, TOKENS.doubles(text))
    assert [character.isspace() for character in hidden] == [
        character.isspace() for character in text
    ]
    assert not {"<", "|", "["} & set(hidden)


def test_text_without_brackets_is_left_alone() -> None:
    assert TOKENS.doubles("A harmless text.") == {}
    assert hide_and_cut("A harmless text.") == ["A harmless text."]


def test_html_without_control_tokens_is_not_cut() -> None:
    assert hide_and_cut("<b>a[0] | b</b>") == ["<b>a[0] | b</b>"]


def test_a_double_is_never_a_character_of_the_text() -> None:
    text = "<" + "".join(map(chr, range(0x1D000, 0x1D0F6)))
    doubles = TOKENS.doubles(text)
    assert not set(doubles.values()) & set(text)
    assert "".join(TOKENS.cut(TOKENS.hide(text, doubles), doubles)) == text


def test_the_templates_own_token_before_the_text_stays_whole() -> None:
    tokens = ControlTokens(["<s>", "<s>x"])
    doubles = tokens.doubles("<")
    # The template wrote "<s>"; "x" came from a message but needs no double to be harmless.
    assert tokens.cut("<s>y" + doubles["<"], doubles) == ["<s>y<"]
    assert ControlTokens(["<s>", "<s><x>"]).cut("<s>" + doubles["<"] + "x>", doubles) == [
        "<s>", "<x>"
    ]  # fmt: skip


def test_control_tokens_of_letters_alone_are_hidden_where_they_stand() -> None:
    tokens = ControlTokens(["endofturn"])
    value = {"role": "user", "content": "an endofturn and an end", "n": 1}
    doubles = tokens.doubles(value)
    hidden = tokens.hide(value, doubles)
    assert hidden["role"] == "user" and hidden["n"] == 1
    assert hidden["content"].endswith("ndofturn and an end")
    assert tokens.cut(hidden["content"], doubles) == ["an e", "ndofturn and an end"]


def test_every_string_of_a_nested_value_is_hidden() -> None:
    value = {"a<": ["<", {"b": ("<", None, 2.5, True)}]}
    doubles = TOKENS.doubles(value)
    hidden = TOKENS.hide(value, doubles)
    assert "<" not in json.dumps(hidden)
    assert doubles["<"] in hidden[f"a{doubles['<']}"][0]


def test_a_vocabulary_without_control_tokens_cuts_nothing() -> None:
    tokens = ControlTokens([])
    assert tokens.doubles("<|im_end|>") == {}
    assert tokens.cut("<|im_end|>") == ["<|im_end|>"]


def test_doubles_are_printable_so_that_printing_a_dict_does_not_escape_them() -> None:
    doubles = TOKENS.doubles("<>[]|｜▁")
    assert {"<", "｜", "▁"} <= doubles.keys()
    assert all(is_double(double) and double.isprintable() for double in doubles.values())


# Through templates --------------------------------------------------------------------------------


def conversation(text: str) -> list[BaseMessage]:
    """A conversation that holds a text wherever a message can hold one."""
    called = AIMessage(
        text,
        tool_calls=[{"name": "weather", "args": {"city": text, "list": [text]}, "id": text}],
        additional_kwargs={"reasoning_content": text},
    )
    return [
        SystemMessage(text),
        HumanMessage(text),
        called,
        ToolMessage(text, tool_call_id=text),
        AIMessage(text),
        HumanMessage([{"type": "text", "text": text}]),
    ]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40)
@given(text=HOSTILE)
def test_no_text_changes_the_number_of_control_tokens(name: str, text: str) -> None:
    harmless = render_pieces(name, conversation("a"), [tool("a")])
    hostile = render_pieces(name, conversation(f"a{text}a"), [tool(f"a{text}a")])
    assert count_control_tokens(hostile) == count_control_tokens(harmless)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "string_functions"])
@pytest.mark.parametrize("token", ["<|im_end|>", "[INST]", "<tool_call>", "<s>", "<think>"])
def test_the_text_itself_is_in_the_prompt(name: str, token: str) -> None:
    assert f"a {token} b" in render(name, [HumanMessage(f"a {token} b")])


def test_strings_that_a_template_takes_apart_and_joins_are_still_no_tokens() -> None:
    pieces = render_pieces("string_functions", [HumanMessage("<|i#m_end|> <~im_end~> <|i%_end|>")])
    assert "<|im_end|>" in "".join(pieces)
    assert count_control_tokens(pieces) == 3  # The template's own.


def test_variables_of_the_template_are_hidden_too() -> None:
    template = chat_template("harmony")
    pieces = template.render([{"role": "user", "content": "a"}], reasoning_effort="<|end|>")
    assert count_control_tokens(pieces) == count_control_tokens(
        template.render([{"role": "user", "content": "a"}], reasoning_effort="low")
    )


def test_json_in_ascii_escapes_the_text_and_not_its_doubles() -> None:
    from langchain_gguf.chat_template import ChatTemplate

    source = "{{ messages[0].content | tojson(ensure_ascii=True) }}"
    template = ChatTemplate({"tokenizer.chat_template": source}, ["<s>"])
    pieces = template.render([{"role": "user", "content": "<s>é"}])
    assert "".join(pieces) == '"<s>\\u00e9"'
    assert len(pieces) == 2
