"""Continuous batching over a scripted model."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langchain_gguf.engine import Adapter, FinishReason, Request, TokenEvent
from langchain_gguf.engine.engine import Engine
from langchain_gguf.engine.generation import Generation
from langchain_gguf.engine.runner_protocol import CacheFullError
from langchain_gguf.errors import (
    ContextOverflowError,
    GenerationError,
    InvalidRequestError,
    SchemaError,
)
from tests.fakes import FakeRunner, Inbox, make_request


def submit(engine: Engine, prompt: str = "hello", **options: Any) -> tuple[Inbox, Generation]:
    inbox = Inbox()
    generation = engine.new_generation(make_request(prompt, **options), inbox.events.append)
    engine.add(generation)
    return inbox, generation


def finish(engine: Engine, *, max_steps: int = 10_000) -> int:
    """Step until nothing is left; the number of steps."""
    for step in range(max_steps):
        if not engine.has_work:
            return step
        engine.step()
        assert_cells_are_counted_once(engine)
    raise AssertionError("the requests do not end")


def assert_cells_are_counted_once(engine: Engine) -> None:
    runner: Any = engine.runner
    slots = engine.scheduler.pool.slots
    tokens = [[cell.token for cell in cells] for cells in runner.cache]
    assert [slot.tokens for slot in slots] == tokens
    assert engine.scheduler.pool.num_used_cells == runner.num_used_cells <= runner.num_cells
    used = [g.slot.id for g in engine.scheduler.running if g.slot is not None]
    assert len(used) == len(set(used))


def answer(prompt: str = "hello", *, runner: FakeRunner | None = None, **options: Any) -> Inbox:
    engine = Engine(runner or FakeRunner())
    inbox, _ = submit(engine, prompt, **options)
    finish(engine)
    return inbox


def test_a_request_gets_its_text_then_its_finish_reason_and_usage() -> None:
    inbox = answer("hello")
    assert inbox.text == "HELLO"
    assert inbox.ended
    assert inbox.finish_reason is FinishReason.STOP
    assert inbox.last.usage is not None
    assert inbox.last.usage.prompt_tokens == 6
    assert inbox.last.usage.completion_tokens == 5
    assert inbox.last.usage.cached_tokens == 0


@pytest.mark.parametrize("max_tokens", [1, 2, 4])
def test_max_tokens_is_exact(max_tokens: int) -> None:
    inbox = answer("hello", max_tokens=max_tokens)
    assert inbox.text == "HELLO"[:max_tokens]
    assert inbox.finish_reason is FinishReason.LENGTH


def test_a_full_context_ends_the_answer() -> None:
    inbox = answer("p" * 9, runner=FakeRunner(lambda _: "x" * 1000, n_ctx=64))
    assert inbox.finish_reason is FinishReason.LENGTH
    assert inbox.text == "x" * (64 - 10)


def test_a_stop_string_ends_the_answer_and_is_not_shown() -> None:
    inbox = answer("one two", stop=(" T",))
    assert inbox.text == "ONE"
    assert inbox.finish_reason is FinishReason.STOP


def test_held_back_text_comes_with_the_last_event() -> None:
    assert answer("hello", stop=("LOX",)).text == "HELLO"


@pytest.mark.parametrize(("num_letters", "max_tokens"), [(63, None), (43, 21), (3, 61)])
def test_a_request_that_can_never_fit_is_refused_with_the_numbers(
    num_letters: int, max_tokens: int | None
) -> None:
    runner = FakeRunner(n_ctx=64)
    engine = Engine(runner)
    limit = "" if max_tokens is None else f" and max_tokens={max_tokens}"
    numbers = rf"{num_letters + 1} tokens{limit}; .* n_ctx=64"
    with pytest.raises(ContextOverflowError, match=numbers):
        submit(engine, "p" * num_letters, max_tokens=max_tokens)
    assert not engine.has_work
    assert not runner.decodes


def test_a_request_that_just_fits_is_answered_to_its_last_token() -> None:
    runner = FakeRunner(lambda _: "x" * 100, n_ctx=64)
    assert answer("p" * 43, runner=runner, max_tokens=20).text == "x" * 20


def test_an_empty_prompt_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="empty"):
        Engine(FakeRunner()).new_generation(Request(prompt=()), lambda _: None)


def test_a_broken_grammar_is_refused_before_a_sampler_is_made() -> None:
    runner = FakeRunner()
    with pytest.raises(SchemaError):
        submit(Engine(runner), grammar="broken")
    assert runner.num_samplers == 0


def test_forced_tokens_are_delivered_without_sampling() -> None:
    runner = FakeRunner(lambda _: "FORCED text")
    inbox = answer("hello", runner=runner, grammar="FORCED ")
    assert inbox.text == "FORCED text"
    assert len(runner.decodes) == len("text") + 1


def test_forced_tokens_count_towards_max_tokens() -> None:
    inbox = answer("hello", grammar="FORCED", max_tokens=3)
    assert inbox.text == "FOR"
    assert inbox.finish_reason is FinishReason.LENGTH


def test_forced_tokens_end_at_a_stop_string() -> None:
    assert answer("hello", grammar="FORCED", stop=("RC",)).text == "FO"


def test_requests_share_each_decode() -> None:
    runner = FakeRunner(n_batch=100)
    engine = Engine(runner)
    inboxes = [submit(engine, prompt)[0] for prompt in ("one", "two", "six")]
    assert finish(engine) == 4
    assert [inbox.text for inbox in inboxes] == ["ONE", "TWO", "SIX"]
    assert [len(chunks) for chunks in runner.decodes] == [3] * 4


def test_a_repeated_beginning_is_not_computed_again() -> None:
    engine = Engine(FakeRunner(n_parallel=1))
    submit(engine, "You are helpful. Hi")
    finish(engine)
    inbox, _ = submit(engine, "You are helpful. Hello")
    finish(engine)
    assert inbox.text == "YOU ARE HELPFUL. HELLO"
    assert inbox.last.usage is not None
    assert inbox.last.usage.cached_tokens == len("You are helpful. H")


def test_a_batch_with_one_system_prompt_evaluates_it_once() -> None:
    system = "You are a helpful assistant that answers. "
    runner = FakeRunner(n_batch=100, n_parallel=8, n_ctx=1000)
    engine = Engine(runner)
    inboxes = [submit(engine, f"{system}{letter}", max_tokens=1)[0] for letter in "abcdefgh"]
    finish(engine)
    assert [inbox.text for inbox in inboxes] == ["Y"] * 8
    assert runner.num_evaluated == len(system) + 8 * len("a\n")


def test_sequences_with_caches_of_their_own_copy_a_common_beginning() -> None:
    system = "You are a helpful assistant that answers. "
    runner = FakeRunner(n_batch=100, n_parallel=4, n_ctx=100, shares_cells=False)
    engine = Engine(runner)
    inboxes = [submit(engine, f"{system}{letter}")[0] for letter in "abcd"]
    engine.step()
    engine.step()
    assert runner.num_evaluated == len(system) + 4 * len("a\n") + 1
    assert runner.num_used_cells > runner.n_ctx
    finish(engine)
    assert [inbox.text for inbox in inboxes] == [f"{system}{letter}".upper() for letter in "abcd"]


def test_each_of_many_alternating_chats_evaluates_new_tokens_alone() -> None:
    runner = FakeRunner(lambda _: "ok", n_parallel=8, n_ctx=4000, n_batch=200)
    engine = Engine(runner)
    chats = {letter: f"{letter * 30}: turn 0" for letter in "abcdefgh"}
    for turn in range(1, 5):
        for letter, chat in chats.items():
            inbox, generation = submit(engine, chat)
            finish(engine)
            assert inbox.last.usage is not None
            if turn > 1:
                new_tokens = len(f"? turn {turn}\n")
                assert len(generation.request.prompt) - inbox.last.usage.cached_tokens == new_tokens
            chats[letter] = f"{chat}? turn {turn}"


def test_log_probabilities_come_with_the_text_of_their_tokens() -> None:
    inbox = answer("hello", logprobs=2)
    assert [item.data for item in inbox.logprobs] == [b"H", b"E", b"L", b"L", b"O"]
    assert [len(item.top) for item in inbox.logprobs] == [2] * 5
    assert [len(event.logprobs) for event in inbox.events[:2]] == [1, 1]  # type: ignore[union-attr]


def test_log_probabilities_of_held_back_text_come_with_its_release() -> None:
    inbox = answer("hello", stop=("LLX",), logprobs=0)
    texts = [(event.text, len(event.logprobs)) for event in inbox.events]  # type: ignore[union-attr]
    assert texts == [("H", 1), ("E", 1), ("LLO", 3), ("", 0)]


@pytest.mark.parametrize(
    "options",
    [{}, {"stop": ("HELLO",)}, {"stop": ("LO",)}, {"max_tokens": 3}, {"grammar": "YES\n"}],
    ids=str,
)
def test_events_report_each_generated_token_once(options: dict[str, Any]) -> None:
    inbox = answer("hello", **options)
    events = [event for event in inbox.events if isinstance(event, TokenEvent)]
    assert sum(event.num_tokens for event in events) == inbox.last.usage.completion_tokens > 0


def test_without_being_asked_for_there_are_no_log_probabilities() -> None:
    assert answer("hello").logprobs == []


def test_every_token_is_sampled_when_its_log_probability_is_asked_for() -> None:
    runner = FakeRunner(lambda _: "FORCED text")
    inbox = answer("hello", runner=runner, grammar="FORCED ", logprobs=0)
    assert inbox.text == "FORCED text"
    assert len(inbox.logprobs) == len("FORCED text")


def test_an_interrupted_decode_is_done_again() -> None:
    runner = FakeRunner(n_parallel=1)
    engine = Engine(runner)
    inbox, _ = submit(engine, "hello")
    engine.step()
    runner.interrupt()
    engine.step()
    runner.resume()
    finish(engine)
    assert runner.num_interrupted == 1
    assert inbox.text == "HELLO"


def test_a_full_cache_is_relieved_of_the_youngest_request_which_is_served_later() -> None:
    runner = FakeRunner()
    engine = Engine(runner)
    old, _ = submit(engine, "old")
    young, _ = submit(engine, "young")
    engine.step()
    runner.next_error = CacheFullError()
    finish(engine)
    assert (old.text, young.text) == ("OLD", "YOUNG")


def test_a_cache_that_has_no_place_for_a_single_request_is_an_error() -> None:
    runner = FakeRunner()
    engine = Engine(runner)
    submit(engine)
    runner.next_error = CacheFullError()
    with pytest.raises(GenerationError, match="no place"):
        engine.step()


def test_a_failed_decode_empties_every_slot_of_a_recurrent_model() -> None:
    runner = FakeRunner(is_recurrent=True)
    engine = Engine(runner)
    submit(engine, "idle by then")
    finish(engine)
    inbox, _ = submit(engine, "other")
    runner.next_error = error = GenerationError("llama_decode returned -3")
    with pytest.raises(GenerationError):
        engine.step()
    engine.fail_running(error)
    assert inbox.error is error
    assert runner.num_used_cells == 0


def test_a_decode_may_be_interrupted_for_the_only_request_of_a_model_without_state() -> None:
    for is_recurrent in (False, True):
        engine = Engine(FakeRunner(is_recurrent=is_recurrent))
        _, first = submit(engine, "first")
        engine.step()
        assert engine.may_interrupt(first) is not is_recurrent
        submit(engine, "second")
        engine.step()
        assert not engine.may_interrupt(first)


def test_a_cancelled_request_frees_its_slot_and_its_sampler() -> None:
    runner = FakeRunner(n_parallel=1)
    engine = Engine(runner)
    cancelled, generation = submit(engine, "first")
    waiting, _ = submit(engine, "second")
    engine.step()
    engine.cancel(generation)
    assert cancelled.finish_reason is FinishReason.CANCELLED
    finish(engine)
    assert waiting.text == "SECOND"
    assert runner.num_samplers == 0


def test_a_waiting_request_can_be_cancelled() -> None:
    engine = Engine(FakeRunner(n_parallel=1))
    running, _ = submit(engine, "first")
    waiting, generation = submit(engine, "second")
    engine.step()
    engine.cancel(generation)
    finish(engine)
    assert (running.text, waiting.text) == ("FIRST", "")


def test_cancelling_a_request_that_ended_does_nothing() -> None:
    engine = Engine(FakeRunner())
    inbox, generation = submit(engine)
    finish(engine)
    engine.cancel(generation)
    assert inbox.finish_reason is FinishReason.STOP


def test_a_failed_decode_ends_the_running_requests_and_spares_the_waiting_ones() -> None:
    runner = FakeRunner(n_parallel=1)
    engine = Engine(runner)
    running, _ = submit(engine, "first")
    waiting, _ = submit(engine, "second")
    engine.step()
    runner.next_error = error = GenerationError("llama_decode returned 1")
    with pytest.raises(GenerationError):
        engine.step()
    engine.fail_running(error)
    finish(engine)
    assert running.error is error
    assert waiting.text == "SECOND"
    assert runner.num_samplers == 0


def test_a_failure_of_one_request_spares_the_others() -> None:
    engine = Engine(FakeRunner())
    healthy, _ = submit(engine, "healthy")
    failing, _ = submit(engine, "other", grammar="failing")
    finish(engine)
    assert isinstance(failing.error, GenerationError)
    assert healthy.text == "HEALTHY"


def test_requests_that_do_not_fit_together_all_complete() -> None:
    engine = Engine(FakeRunner(lambda prompt: prompt * 3, n_ctx=96, n_batch=16))
    prompts = [letter * 15 for letter in "abcd"]
    inboxes = [submit(engine, prompt)[0] for prompt in prompts]
    finish(engine)
    assert [inbox.text for inbox in inboxes] == [prompt * 3 for prompt in prompts]


prompts = st.builds(
    str.__add__,
    st.sampled_from(["", "A common beginning of several prompts: "]),
    st.text("ab", max_size=30),
)


@settings(max_examples=80)
@given(
    mix=st.lists(
        st.tuples(prompts, st.integers(0, 4), st.integers(0, 12), st.booleans()), max_size=10
    ),
    n_ctx=st.integers(90, 200),
    n_batch=st.integers(1, 60),
    n_parallel=st.integers(1, 5),
    is_recurrent=st.booleans(),
    shares_cells=st.booleans(),
    failing_steps=st.dictionaries(st.integers(0, 30), st.booleans()),
)
def test_whatever_the_mix_every_request_ends_with_its_own_text(
    mix: list[tuple[str, int, int, bool]],
    n_ctx: int,
    n_batch: int,
    n_parallel: int,
    is_recurrent: bool,
    shares_cells: bool,
    failing_steps: dict[int, bool],
) -> None:
    """Of `mix`: a prompt, how often the answer repeats it, steps before it, adapted or not.

    `failing_steps` says in which steps a decode is interrupted (True) or finds no place.
    """
    times = {prompt: repeats for prompt, repeats, *_ in mix}
    runner = FakeRunner(
        lambda prompt: prompt.upper() * times[prompt],
        n_ctx=n_ctx,
        n_batch=n_batch,
        n_parallel=n_parallel,
        is_recurrent=is_recurrent,
        shares_cells=shares_cells,
    )
    engine = Engine(runner)

    def step() -> None:
        is_interruption = failing_steps.get(len(runner.decodes))
        if is_interruption:
            runner.interrupt()
        elif is_interruption is False:
            runner.next_error = CacheFullError()
        # With a single request there is nothing to give up; it can still be tried again.
        with contextlib.suppress(GenerationError if is_interruption is False else ()):
            engine.step()
        runner.resume()
        runner.next_error = None
        assert_cells_are_counted_once(engine)

    inboxes = []
    for prompt, _, num_steps, is_adapted in mix:
        adapters = (Adapter("adapter.gguf", (1,)),) if is_adapted else ()
        inboxes.append((prompt, submit(engine, prompt, adapters=adapters)[0]))
        for _ in range(num_steps):
            step()
    for _ in range(3_000):
        if engine.has_work:
            step()
    for prompt, inbox in inboxes:
        room = n_ctx - len(prompt) - 1
        assert inbox.ended
        assert inbox.text == (prompt.upper() * times[prompt])[:room]
    assert runner.num_samplers == 0
    assert not any(slot.busy for slot in engine.scheduler.pool.slots)


def test_a_request_whose_sampler_cannot_be_made_ends_alone() -> None:
    class OutOfMemory(FakeRunner):
        def new_sampler(self, request: Request) -> Any:
            if request.stop:
                raise GenerationError("no memory")
            return super().new_sampler(request)

    runner = OutOfMemory()
    engine = Engine(runner)
    healthy, _ = submit(engine, "healthy")
    failing, generation = submit(engine, "failing", stop=("x",))
    engine.cancel(generation)
    finish(engine)
    assert isinstance(failing.error, GenerationError)
    assert healthy.text == "HEALTHY"
    assert runner.num_samplers == 0


def test_a_queue_costs_nothing_while_no_slot_is_free() -> None:
    engine = Engine(FakeRunner(n_parallel=1))
    submit(engine, "first")
    submit(engine, "second")
    engine.step()
    pool: Any = engine.scheduler.pool
    pool.longest_match = None  # Any comparison of prompts would fail.
    engine.step()
    assert len(engine.scheduler.waiting) == 1
