"""Names of tools: which are refused when they are bound, and which by a model's format of calls."""

from __future__ import annotations

import pytest

from langchain_gguf import ChatLlamaCpp, InvalidRequestError
from langchain_gguf.tool_formats import TOOL_FORMATS, Call, ReplyFormat, Tool
from langchain_gguf.tool_names import MAX_NAME_LENGTH, check_callable, check_tool_name
from tests.parts import read
from tests.test_tool_formats import every_format, written

FREE = {"type": "object", "properties": {}}
GOOD_NAMES = [
    "get_weather",
    "weather.get-now",
    "files/read",
    "查询天气",
    "مى\u200cخواهم",
    "मौसम",
    "état_2",
    "naïve!",
    "a\\b",
    "a" * MAX_NAME_LENGTH,
]
BAD_NAMES = {
    "": "empty",
    "a" * (MAX_NAME_LENGTH + 1): "257 characters",
    "get weather": "' '",
    "get\nweather": r"'\\n'",
    "a\u3000b": "u3000",
    "a\x00b": "x00",
    "a\ud83db": "ud83d",
    'say_"hi"': "'\"'",
    "it's": '"\'"',
    "<|im_end|>": "'<', '>'",
    "{x}": "'{', '}'",
}
# Signs that some formats have between name and arguments, and others can have in names.
ODD_NAMES = [
    "Box[int]",
    "f(x)",
    "a,b",
    "a=b",
    "functions.f:0",
    "2fa",
    ".hidden",
    "a:b",
    "@x",
    "all",
]


@pytest.mark.parametrize("name", GOOD_NAMES, ids=ascii)
def test_names_of_any_language_may_be_bound(llm: ChatLlamaCpp, name: str) -> None:
    llm.bind_tools([{"name": name, "parameters": FREE}])


@pytest.mark.parametrize(("name", "says"), BAD_NAMES.items(), ids=ascii)
def test_a_name_that_would_break_calls_is_refused_when_it_is_bound(
    llm: ChatLlamaCpp, name: str, says: str
) -> None:
    with pytest.raises(InvalidRequestError, match=says):
        check_tool_name(name)
    tool = {"type": "function", "function": {"name": name, "parameters": FREE}}
    with pytest.raises(InvalidRequestError, match=says):
        llm.bind_tools([tool])


@every_format
def test_good_names_come_back_in_every_format(name: str) -> None:
    for good in GOOD_NAMES:
        check_callable(TOOL_FORMATS[name], good, {})
        layout = ReplyFormat(TOOL_FORMATS[name], (Tool(good, FREE),))
        assert read(layout, written(name, Call(good, {}, "abcdefghi"))).calls == [(good, "{}")]


@every_format
def test_a_name_comes_back_or_is_refused_by_the_format(name: str) -> None:
    for odd in ODD_NAMES:
        layout = ReplyFormat(TOOL_FORMATS[name], (Tool(odd, FREE),))
        calls = read(layout, written(name, Call(odd, {}, "abcdefghi"))).calls
        if calls == [(odd, "{}")]:
            check_callable(TOOL_FORMATS[name], odd, {})
        elif not written(name, Call("f")).startswith(("all\n", "f\n")):
            with pytest.raises(InvalidRequestError, match="Rename the tool"):
                check_callable(TOOL_FORMATS[name], odd, {})


def test_a_name_that_holds_a_token_of_the_model_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="Rename the tool"):
        check_callable(TOOL_FORMATS["json-tags"], "[INST]", {"[INST]": 3})


def test_a_call_says_which_name_the_model_cannot_call(llm: ChatLlamaCpp) -> None:
    """The format is known when the model is loaded; the bundled one takes brackets."""
    tool = {"name": "Box[int]", "parameters": FREE}
    bound = llm.bind_tools([tool], tool_choice="any")
    assert bound.invoke("Hello", max_tokens=60).tool_calls[0]["name"] == "Box[int]"
