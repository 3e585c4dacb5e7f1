"""`ChatLlamaCpp` on the bundled model."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool

from langchain_gguf import (
    ChatLlamaCpp,
    ContextOverflowError,
    GenerationTimeoutError,
    UnknownArgumentError,
)
from langchain_gguf.sampling import resolve_sampling
from tests.bad_input import BAD_CALLS, BAD_CONSTRUCTIONS, Files

STORY = "Write a story about a cat."
PROMPTS = ["what is 25x5", "Hello", "25x5是多少", "Tell me a joke about cats.", "How are you?"]


@tool
def get_current_weather(location: str, unit: str) -> str:
    """Get the current weather in a given location.

    Args:
        location: The city and state, e.g. San Francisco, CA
        unit: celsius or fahrenheit
    """
    return f"Now the weather in {location} is 22 {unit}"


@tool
def get_magic_function(magic_function_input: int) -> int:
    """Get the value of magic function for an input.

    Args:
        magic_function_input: The input value for magic function
    """
    return magic_function_input + 2


def add_up(chunks: list[AIMessageChunk]) -> AIMessageChunk:
    return sum(chunks[1:], chunks[0])


# Answers ------------------------------------------------------------------------------------


def test_it_answers(llm: ChatLlamaCpp) -> None:
    message = llm.invoke("what is 25x5")
    assert "125" in message.text
    assert message.response_metadata["finish_reason"] == "stop"
    assert message.response_metadata["model_name"] == llm.model_name


def test_the_bundled_model_recommends_greedy_sampling(llm: ChatLlamaCpp) -> None:
    assert resolve_sampling(llm._service().metadata, {}).temperature == 0


def test_it_calls_the_tool_that_is_forced(llm: ChatLlamaCpp) -> None:
    model = llm.bind_tools([get_current_weather, get_magic_function], tool_choice="any")
    (call,) = model.invoke("What is magic function of 3?").tool_calls
    assert (call["name"], call["args"]) == ("get_magic_function", {"magic_function_input": 3})
    assert call["id"]


def test_a_named_tool_is_called_whatever_the_question(llm: ChatLlamaCpp) -> None:
    model = llm.bind_tools([get_current_weather], tool_choice="get_current_weather")
    message = model.invoke("Hello")
    assert [call["name"] for call in message.tool_calls] == ["get_current_weather"]
    assert message.text == ""
    assert message.response_metadata["finish_reason"] == "tool_calls"


def test_without_leave_to_call_it_writes_text(llm: ChatLlamaCpp) -> None:
    model = llm.bind_tools([get_magic_function], tool_choice="none")
    assert not model.invoke("What is magic function of 3?").tool_calls


async def test_a_streamed_call_adds_up_to_the_same(llm: ChatLlamaCpp) -> None:
    model = llm.bind_tools([get_magic_function], tool_choice="any")
    question = "What is magic function of 3?"
    expected = [(call["name"], call["args"]) for call in model.invoke(question).tool_calls]
    chunks: list[Any] = list(model.stream(question))
    async_chunks: list[Any] = [chunk async for chunk in model.astream(question)]
    for message in (add_up(chunks), add_up(async_chunks)):
        assert [(call["name"], call["args"]) for call in message.tool_calls] == expected
        assert message.response_metadata["finish_reason"] == "tool_calls"


def test_a_result_is_answered(llm: ChatLlamaCpp) -> None:
    model = llm.bind_tools([get_current_weather, get_magic_function], tool_choice="any")
    question = HumanMessage("What is magic function of 3?")
    call = model.invoke([question])
    result = ToolMessage("5", tool_call_id=call.tool_calls[0]["id"])
    answer = llm.bind_tools([get_current_weather, get_magic_function]).invoke(
        [question, call, result]
    )
    assert "5" in answer.text


# One text, however it is asked for -------------------------------------------------------------


def text_by_stream(model: ChatLlamaCpp, prompt: str) -> str:
    return "".join(chunk.text for chunk in model.stream(prompt))


async def test_every_way_of_asking_gives_the_same_greedy_text(llm: ChatLlamaCpp) -> None:
    alone = [llm.invoke(prompt).text for prompt in PROMPTS]
    assert [text_by_stream(llm, prompt) for prompt in PROMPTS] == alone
    assert [message.text for message in llm.batch(PROMPTS)] == alone
    assert [message.text for message in await llm.abatch(PROMPTS)] == alone
    assert (await llm.ainvoke(PROMPTS[0])).text == alone[0]
    assert "".join([chunk.text async for chunk in llm.astream(PROMPTS[0])]) == alone[0]


def test_two_threads_do_not_disturb_each_other(llm: ChatLlamaCpp) -> None:
    prompts = PROMPTS[:2]
    alone = [llm.invoke(prompt).text for prompt in prompts]
    answers: dict[str, list[str]] = {prompt: [] for prompt in prompts}

    def ask(prompt: str) -> None:
        answers[prompt] += [text_by_stream(llm, prompt) for _ in range(3)]

    threads = [threading.Thread(target=ask, args=[prompt]) for prompt in prompts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answers[prompt] for prompt in prompts] == [[text] * 3 for text in alone]


def test_two_interleaved_streams_do_not_mix(llm: ChatLlamaCpp) -> None:
    alone = [llm.invoke(prompt).text for prompt in PROMPTS[:2]]
    streams = [llm.stream(prompt) for prompt in PROMPTS[:2]]
    texts = ["", ""]
    open_streams = [0, 1]
    while open_streams:
        for index in list(open_streams):
            chunk = next(streams[index], None)
            if chunk is None:
                open_streams.remove(index)
            else:
                texts[index] += chunk.text
    assert texts == alone


def test_more_calls_than_slots_all_get_their_answer(llm: ChatLlamaCpp) -> None:
    with ChatLlamaCpp(n_parallel=2, n_threads=1) as model:
        answers = [message.text for message in model.batch(PROMPTS[:3] * 2)]
    assert answers == [llm.invoke(prompt).text for prompt in PROMPTS[:3]] * 2


@pytest.mark.parametrize("n_batch", [1, 7])
def test_small_batches_give_the_same_text(llm: ChatLlamaCpp, n_batch: int) -> None:
    with ChatLlamaCpp(n_batch=n_batch, n_threads=1) as model:
        assert model.invoke(PROMPTS[0]).text == llm.invoke(PROMPTS[0]).text


# Limits, stops, usage, seeds -----------------------------------------------------------------


@pytest.mark.parametrize("max_tokens", [1, 5])
def test_max_tokens_is_exact(llm: ChatLlamaCpp, max_tokens: int) -> None:
    message = llm.invoke(STORY, max_tokens=max_tokens)
    assert message.usage_metadata is not None
    assert message.usage_metadata["output_tokens"] == max_tokens
    assert message.response_metadata["finish_reason"] == "length"


def test_a_call_may_allow_more_than_the_model_object(llm: ChatLlamaCpp) -> None:
    model = llm.model_copy(update={"max_tokens": 2})
    assert model.invoke(STORY).usage_metadata["output_tokens"] == 2
    assert model.invoke(STORY, max_tokens=4).usage_metadata["output_tokens"] == 4


def test_stop_strings_end_the_answer(llm: ChatLlamaCpp) -> None:
    question = PROMPTS[0]
    whole = llm.invoke(question).text
    stop = whole[-4:-1]
    expected = whole[: whole.index(stop)]
    message = llm.invoke(question, stop=[stop])
    assert message.text == expected
    assert message.response_metadata["finish_reason"] == "stop"
    assert "".join(chunk.text for chunk in llm.stream(question, stop=[stop])) == expected
    assert llm.model_copy(update={"stop": [stop]}).invoke(question).text == expected


def test_a_stop_given_as_one_string_is_one_stop(llm: ChatLlamaCpp) -> None:
    whole = llm.invoke(PROMPTS[0]).text
    stop: Any = whole[-4:-1]
    assert llm.invoke(PROMPTS[0], stop=stop).text == whole[: whole.index(stop)]


def test_only_the_last_chunk_of_a_stream_carries_usage(llm: ChatLlamaCpp) -> None:
    chunks: list[Any] = list(llm.stream("Hello"))
    assert [chunk.usage_metadata is not None for chunk in chunks].count(True) == 1
    assert (
        add_up(chunks).usage_metadata["output_tokens"]
        == (llm.invoke("Hello").usage_metadata["output_tokens"])
    )


def test_a_conversation_that_goes_on_is_read_from_the_cache(llm: ChatLlamaCpp) -> None:
    question = HumanMessage("what is 25x5")
    answer = llm.invoke([question])
    usage = llm.invoke([question, answer, HumanMessage("Thank you")]).usage_metadata
    assert usage["input_token_details"]["cache_read"] >= answer.usage_metadata["input_tokens"]


def test_the_same_seed_gives_the_same_text() -> None:
    # Each on a fresh cache: where in it the tokens lie changes the last bits of the logits. Hot
    # enough that a model that knows its story by heart makes up others.
    def text(seed: int | None) -> str:
        with ChatLlamaCpp(
            n_ctx=256, n_threads=1, temperature=5.0, top_k=0, top_p=1.0, min_p=0.0
        ) as model:
            return model.invoke(STORY, seed=seed, max_tokens=40).text

    assert text(7) == text(7)
    assert text(0) == text(0)
    assert len({text(seed) for seed in range(5)}) > 1
    assert len({text(None) for _ in range(5)}) > 1


def test_a_stream_that_is_closed_early_leaves_the_model_usable(llm: ChatLlamaCpp) -> None:
    expected = llm.invoke("Hello").text
    for _ in range(3):
        stream = llm.stream(STORY)
        next(stream)
        stream.close()  # type: ignore[attr-defined]
    assert llm.invoke("Hello").text == expected


async def test_a_cancelled_task_leaves_the_model_usable(llm: ChatLlamaCpp) -> None:
    expected = llm.invoke("Hello").text
    task = asyncio.create_task(llm.ainvoke(STORY))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await llm.ainvoke("Hello")).text == expected


def test_a_timeout_is_an_error_of_both_kinds(llm: ChatLlamaCpp) -> None:
    with pytest.raises(GenerationTimeoutError) as caught:
        llm.invoke(STORY, timeout=1e-6)
    assert isinstance(caught.value, TimeoutError)
    assert llm.invoke("Hello").text


# Around it ---------------------------------------------------------------------------------------


def test_tracing_knows_the_model_and_its_settings(llm: ChatLlamaCpp) -> None:
    params = llm.model_copy(update={"temperature": 0.5, "max_tokens": 9})._get_ls_params(["x"])
    assert params["ls_provider"]
    assert params["ls_model_name"] == llm.model_name
    assert params["ls_model_type"] == "chat"
    assert params["ls_temperature"] == 0.5
    assert params["ls_max_tokens"] == 9
    assert params["ls_stop"] == ["x"]


def test_tokens_are_counted_with_the_models_vocabulary(llm: ChatLlamaCpp) -> None:
    assert llm.get_num_tokens("what is 25x5") == len(llm.get_token_ids("what is 25x5")) > 0


def test_loading_and_answering_print_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with ChatLlamaCpp(n_ctx=512, n_threads=1) as model:
        model.invoke("Hello")
    assert capfd.readouterr() == ("", "")


def test_verbose_shows_the_log_of_llama_cpp(capfd: pytest.CaptureFixture[str]) -> None:
    logger = logging.getLogger("langchain_gguf.llama")
    handlers, level = list(logger.handlers), logger.level
    try:
        for _ in range(2):
            with ChatLlamaCpp(n_ctx=640, n_threads=1, verbose=True) as model:
                model.invoke("Hello", max_tokens=1)
        assert "llama" in capfd.readouterr().err
        assert len(logger.handlers) <= len(handlers) + 1
    finally:
        logger.handlers, logger.level = handlers, level
        logger.setLevel(level)


def test_a_path_object_is_as_good_as_text(llm: ChatLlamaCpp) -> None:
    model = ChatLlamaCpp(model_path=llm._model_file)  # type: ignore[arg-type]
    assert model.model_path == str(llm._model_file)


# Bad input: one clear error, and the process lives ----------------------------------------------


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files.make(tmp_path_factory.mktemp("models"))


@pytest.mark.parametrize("case", BAD_CONSTRUCTIONS, ids=lambda case: case.name)
def test_a_bad_construction_is_one_clear_error(case: Any, files: Files) -> None:
    case.check(lambda: case.run(files))


@pytest.mark.parametrize("case", BAD_CALLS, ids=lambda case: case.name)
def test_a_bad_call_is_one_clear_error(case: Any, llm: ChatLlamaCpp) -> None:
    case.check(lambda: case.run(llm))


def test_the_model_answers_after_every_bad_call(llm: ChatLlamaCpp) -> None:
    for case in BAD_CALLS:
        case.check(lambda case=case: case.run(llm))
    assert "125" in llm.invoke("what is 25x5").text


def test_no_bad_input_ends_the_process(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tests.bad_input", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=Path(__file__).parent.parent,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout == f"{len(BAD_CONSTRUCTIONS) + len(BAD_CALLS)} clear errors\n"


async def test_bad_input_is_refused_async_too(llm: ChatLlamaCpp) -> None:
    long = "word " * 5000
    with pytest.raises(ContextOverflowError):
        await llm.ainvoke(long)
    with pytest.raises(ContextOverflowError):
        async for _ in llm.astream(long):
            pass
    with pytest.raises(ContextOverflowError):
        list(llm.stream([SystemMessage("Be brief."), HumanMessage(long)]))


@pytest.mark.parametrize(
    "question", ["What is the magic function of 3?", "Hello", "3的魔法函数是什么？"]
)
def test_tool_choice_none_forbids_calls(llm: ChatLlamaCpp, question: str) -> None:
    def magic_function(input: int) -> int:  # noqa: A002
        """Applies a magic function to an input."""
        return input + 2

    answer = llm.bind_tools([magic_function], tool_choice="none").invoke(question)
    assert answer.text
    assert "<tool_call>" not in answer.text
    assert answer.tool_calls == []


@pytest.mark.parametrize(
    "bad", [{"top_p": 2}, {"temperature": -1}, {"top_k": -5}, {"repeat_penalty": 0}, {"min_p": 3},
            {"n_gpu_layers": -3}],
    ids=str,
)  # fmt: skip
def test_values_out_of_range_are_refused_when_the_model_is_made(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(bad))):
        ChatLlamaCpp(**bad)


def test_a_misspelt_argument_is_refused_when_tools_are_bound(llm: ChatLlamaCpp) -> None:
    with pytest.raises(UnknownArgumentError, match="temperature"):
        llm.bind_tools([], temprature=1)


@pytest.mark.parametrize("bad", [{"n_gpu_layer": 8}, {"model_path": "x.gguf"}], ids=str)
def test_from_pretrained_refuses_arguments_before_it_fetches(
    monkeypatch: pytest.MonkeyPatch, bad: dict[str, Any]
) -> None:
    def fetch(*_: object, **__: object) -> None:
        pytest.fail("the hub was asked")

    monkeypatch.setattr("langchain_gguf.local_model.fetch_model", fetch)
    with pytest.raises(UnknownArgumentError, match=next(iter(bad))):
        ChatLlamaCpp.from_pretrained("owner/name", "*.gguf", **bad)
