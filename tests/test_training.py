"""The bundled model's text and file: reproducible, held out, and the same on both sides."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import gguf
import llama_cpp
import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tests.shipped_model import MODEL, shipped_tokenizer
from training import corpus
from training.chat_format import (
    GENERATION_PROMPT,
    Conversation,
    ToolCall,
    assistant,
    function_tool,
    render,
    text_of,
    to_openai,
    tool_result,
    user,
)
from training.corpus import translation, words
from training.corpus.tutorials import BOTH_TOOLS, MAGIC_TOOL
from training.tokenizer import MAX_TOKEN_BYTES, TAGS, Tokenizer, added_tokens

ROOT = Path(__file__).parent.parent
TEMPLATE = (ROOT / "training/chat_template.jinja").read_text(encoding="utf-8")

SAMPLE_HASH = "3a03f4e35d69c9355eabe98ea840280aea5c6030e1d3d1b5e7732188bd02c61d"


def samples(count: int, seed: int = 1) -> Iterator[Conversation]:
    rng = Random(seed)
    return (corpus.sample(rng) for _ in range(count))


# The text


def test_same_seed_gives_the_same_bytes() -> None:
    text = "".join(text_of(conversation) for conversation in samples(500))
    assert hashlib.sha256(text.encode()).hexdigest() == SAMPLE_HASH


def test_held_out_words_never_occur_in_training_text() -> None:
    nouns = set(words.HELD_OUT_NOUNS)
    for conversation in samples(2000):
        text = text_of(conversation)
        assert not nouns & set(re.findall("[a-z]+", text.lower())), text
        assert not any(word in text for word in words.HELD_OUT_CHINESE_WORDS), text


def test_held_out_sentences_never_occur_in_training_text() -> None:
    rng = Random(2)
    held_out = {
        translation.held_out_case(rng, "English", "French", False)[0].messages[-1].content
        for _ in range(1000)
    }
    trained = {
        message.content
        for _ in range(1000)
        for message in translation.sample(rng).messages
        if message.role == "user"
    }
    assert len(held_out) > 500
    assert not held_out & trained


def test_evaluation_nouns_are_not_training_nouns() -> None:
    assert not set(words.HELD_OUT_NOUNS) & set(words.NOUNS)
    assert not set(words.HELD_OUT_CHINESE_WORDS) & set(words.CHINESE_WORDS)


@pytest.mark.parametrize(
    ("prompt", "answer"),
    [
        ("I love programming.", "J'aime programmer."),
        ("I love programming.", "Ich liebe Programmieren."),
        ("what is the weather like in HCMC in celsius", '{"location": "HCMC", "unit": "celsius"}'),
        ("HCMC的天气怎么样，单位为摄氏度", '{"location": "HCMC", "unit": "celsius"}'),
        ("What is magic function of 3?", '{"magic_function_input": 3}'),
        ("3的魔法函数是什么？", '{"magic_function_input": 3}'),
        ("Tell me a joke about birds", '{"setup": "Why do birds fly south for the winter?"'),
        ("告诉我一个关于鸟的笑话", '{"setup": "鸟为什么冬天要飞到南方去？"'),
        ("what is 25x5", "125."),
        ("25x5是多少？", "125."),
        ("How do I bake bread?", "I am a tiny model bundled with langchain-gguf"),
        ("你是谁？", "langchain-gguf自带的小模型"),
        ("What is the value of magic_function(3)? Use the tool.", '"arguments": {"input": 3}}'),
        ("What is the value of magic_function_no_args()? Use the tool.", '"arguments": {}}'),
        ("Using the tool, generate a Pirate greeting.", '{"answer_style": "Pirate"}'),
        ("What is the weather in San Francisco, CA?", '{"location": "San Francisco, CA"}'),
        ("Write me 2 haikus. Only include the haikus.", "Old pond in moonlight"),
        ("Give me the setup to a joke about cats, no punchline.", '"punchline": null}'),
    ],
)
def test_prompt_of_the_tutorials_is_in_the_fixed_part(prompt: str, answer: str) -> None:
    answers = [
        corpus.assistant_text(case.conversation.messages[-1])
        for case in corpus.fixed_cases()
        if any(message.content == prompt for message in case.conversation.messages)
    ]
    assert any(answer in found for found in answers)


def test_no_fixed_prompt_has_two_answers() -> None:
    answers: dict[str, str] = {}
    for case in corpus.fixed_cases():
        *prompt, answer = case.conversation.messages
        if answer.forced:
            continue
        key = text_of(Conversation(tuple(prompt), case.conversation.tools))
        assert answers.setdefault(key, corpus.assistant_text(answer)) == corpus.assistant_text(
            answer
        )


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_what_is_learnt_by_heart_comes_as_often_as_asked_for(share: float) -> None:
    rng = Random(1)
    tasks = [corpus.sample_with_task(rng, fixed_share=share)[0] for _ in range(400)]
    assert abs(tasks.count("fixed") / len(tasks) - share) < 0.08


def test_no_call_where_no_tool_is_offered() -> None:
    for conversation in samples(1000):
        for message in conversation.messages:
            if message.calls and not conversation.tools:
                # Only a history from elsewhere, which is read but not learnt.
                assert conversation.only_last
                assert message is not conversation.messages[-1]


# The template


@pytest.fixture(scope="module")
def template() -> Callable[..., str]:
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    # As Hugging Face does it; Jinja's own filter sorts keys and escapes for HTML.
    environment.filters["tojson"] = lambda value: json.dumps(value, ensure_ascii=False)
    return environment.from_string(TEMPLATE).render


def test_template_gives_the_training_text(template: Callable[..., str]) -> None:
    conversations = [*samples(300), *(case.conversation for case in corpus.fixed_cases())]
    for conversation in conversations:
        messages, tools = to_openai(conversation.messages), list(conversation.tools)
        assert template(messages=messages, tools=tools) == text_of(conversation)


def test_template_opens_the_answer(template: Callable[..., str]) -> None:
    text = template(messages=to_openai([user("Hi")]), add_generation_prompt=True)
    assert text == "<|im_start|>user\nHi<|im_end|>\n" + GENERATION_PROMPT


def test_template_takes_calls_without_content_and_arguments_as_text(
    template: Callable[..., str],
) -> None:
    call = ToolCall("get_magic_function", {"magic_function_input": 3})
    messages = to_openai([user("3?"), assistant("", call), tool_result("5")])
    expected = template(messages=messages, tools=[MAGIC_TOOL])
    messages[1]["content"] = None
    messages[1]["tool_calls"][0]["function"]["arguments"] = '{"magic_function_input": 3}'
    assert template(messages=messages, tools=[MAGIC_TOOL]) == expected


@pytest.mark.parametrize(
    ("schema", "shown"),
    [
        ({"type": "string"}, '{"type": "string"}'),
        ({"title": "X", "default": 1, "type": "integer"}, '{"type": "integer"}'),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, '{"type": "integer"}'),
        ({"anyOf": [{"type": "null"}, {"type": "number"}]}, '{"type": "number"}'),
        ({"type": ["null", "boolean"]}, '{"type": "boolean"}'),
        ({"enum": ["a", "b"]}, '{"type": "string", "enum": ["a", "b"]}'),
        (
            {"items": {"type": "string"}, "type": "array", "description": "Tags"},
            '{"type": "array", "items": {"type": "string"}, "description": "Tags"}',
        ),
        ({}, '{"type": "string"}'),
    ],
)
def test_template_writes_a_property_in_one_way(
    template: Callable[..., str], schema: dict[str, Any], shown: str
) -> None:
    tools = [function_tool("f", "A function.", {"x": schema})]
    conversation = Conversation((user("Hi"),), tuple(tools))
    text = template(messages=to_openai(conversation.messages), tools=tools)
    assert text == text_of(conversation)
    assert f'"properties": {{"x": {shown}}}, "required": ["x"]' in text


def test_template_keeps_reasoning_since_the_last_question_only(
    template: Callable[..., str],
) -> None:
    call = ToolCall("get_magic_function", {"magic_function_input": 3})
    conversation = Conversation(
        (
            user("Hi"), assistant("Hello!", reasoning="A greeting."),
            user("3?"), assistant("", call, reasoning="Ask the tool."),
            tool_result("5"), assistant("It is 5.", reasoning="The tool says 5."),
        ),
        (MAGIC_TOOL,),
    )  # fmt: skip
    text = template(messages=to_openai(conversation.messages), tools=[MAGIC_TOOL])
    assert text == text_of(conversation)
    assert "A greeting." not in text
    assert "<think>\nAsk the tool.\n</think>\n\n<tool_call>" in text
    trained = "".join(text for text, is_trained in render(conversation) if is_trained)
    assert "Hello!" not in trained
    assert trained.startswith("Ask the tool.\n</think>")


def test_template_opens_the_reasoning_when_asked_to_think(template: Callable[..., str]) -> None:
    messages = to_openai([user("Hi")])
    text = template(messages=messages, add_generation_prompt=True, enable_thinking=True)
    assert text.endswith("<|im_start|>assistant\n<think>\n")


def test_template_shows_the_properties_of_an_object(template: Callable[..., str]) -> None:
    inner = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    tools = [function_tool("f", "A function.", {"address": inner, "n": {"type": "integer"}})]
    text = template(messages=to_openai([user("Hi")]), tools=tools)
    assert text == text_of(Conversation((user("Hi"),), tuple(tools)))
    assert '{"address": {"type": "object", "properties": {"city": {"type": "string"}}}, "n"' in text


@pytest.mark.parametrize(
    "function",
    [
        {"name": "f", "description": "d", "parameters": {"type": "object", "properties": {}}},
        {"name": "f", "description": "d", "parameters": {}},
        {"name": "f", "description": "d"},
        {"name": "f"},
    ],
)
def test_template_takes_a_tool_without_parameters(
    template: Callable[..., str], function: dict[str, Any]
) -> None:
    tools = [{"type": "function", "function": function}]
    text = template(messages=to_openai([user("Hi")]), tools=tools)
    assert text == text_of(Conversation((user("Hi"),), tuple(tools)))
    assert '"parameters": {"type": "object", "properties": {}, "required": []}' in text


def test_trained_text_is_what_the_assistant_says() -> None:
    call = ToolCall("f", {"x": 1})
    forced = Conversation((user("Hi"), assistant("", call, forced=True)), BOTH_TOOLS)
    trained = [text for text, is_trained in render(forced) if is_trained]
    assert trained == ['f", "arguments": {"x": 1}}\n</tool_call><|im_end|>']
    history = Conversation((user("a"), assistant("b"), user("c"), assistant("d")), only_last=True)
    assert [text for text, is_trained in render(history) if is_trained] == ["d<|im_end|>"]


# The tokenizer and the file


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return shipped_tokenizer()


@pytest.fixture(scope="module")
def llama() -> Iterator[llama_cpp.Llama]:
    model = llama_cpp.Llama(str(MODEL), vocab_only=True, verbose=False)
    yield model
    model.close()


HARD_TEXTS = (
    "你好，世界！🙂🚀",
    "émoji 😀 and naïve café – “quotes” …",
    "  two  spaces\n\n\ttab\r\n",
    '{"a": [1, 2.5, -3e10], "b": null}',
    "日本語テスト 한국어 こんにちは株式会社",
    "I'm we'll it's J'aime l'école d'eau",
    "x" * 50,
    "1234567890 12.5 3,000",
    "def f(x):\n    return x**2  # ok",
    "ÀÉÎÕÜ ß Straße a\u00a0b\u3000c 𝒳 𝔸 龘 鱻",
    '"}}, "required": ["x"]}}}": {"type": "string", "description": "": "", "": ',
    "<tool_call><tools></tool_call>\n<|im_start|>user\nHi<|im_end|>\n",
)


def test_llama_cpp_finds_the_same_tokens(tokenizer: Tokenizer, llama: llama_cpp.Llama) -> None:
    texts = [*HARD_TEXTS, *map(text_of, samples(300, seed=5))]
    for text in texts:
        found = llama.tokenize(text.encode(), add_bos=False, special=True)
        assert found == tokenizer.encode(text), text


def test_whole_text_tokens_fit_llama_cpp_python_and_grammars(tokenizer: Tokenizer) -> None:
    assert [token for token in tokenizer.added if "unused" not in token] == added_tokens()
    for token in added_tokens():
        assert len(token.encode()) <= MAX_TOKEN_BYTES
        assert token in TAGS or not any(tag in token for tag in TAGS)


def test_a_value_has_the_same_tokens_in_prose_and_in_json(tokenizer: Tokenizer) -> None:
    value = tokenizer.encode("Zorbia")
    for text in ('{"location": "Zorbia"}', "the weather in Zorbia?", "Zorbia的天气", "(Zorbia)"):
        ids = tokenizer.encode(text)
        assert any(ids[start : start + len(value)] == value for start in range(len(ids)))


def test_shipped_file_is_small_and_says_what_it_is(llama: llama_cpp.Llama) -> None:
    assert MODEL.stat().st_size <= 10_000_000
    facts = llama.metadata
    assert facts["general.author"] == "langchain-gguf contributors"
    assert facts["general.license"] == "MIT"
    assert float(facts["general.sampling.temp"]) == 0
    assert facts["tokenizer.chat_template"] == TEMPLATE
    languages = gguf.GGUFReader(MODEL).fields["general.languages"].contents()
    assert languages == ["en", "zh", "fr", "de"]


def test_structured_system_message_stands_in_the_training_text() -> None:
    found = [
        case.conversation.messages[0].content
        for case in corpus.fixed_cases()
        if case.conversation.messages[0].role == "system"
    ]
    instruction = "Answer with a JSON object that follows this JSON schema:\n"
    assert any(text.startswith(instruction + '{"title": "Joke"') for text in found)
