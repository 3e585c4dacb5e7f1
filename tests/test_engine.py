"""Continuous batching over a scripted model."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langchain_gguf.engine import FinishReason
from langchain_gguf.engine.engine import Engine
from langchain_gguf.engine.generation import Generation
from langchain_gguf.errors import ContextOverflowError, GenerationError, SchemaError
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
    assert [slot.tokens for slot in slots] == runner._cache
    assert sum(len(slot.tokens) for slot in slots) <= runner.n_ctx
    assert engine.scheduler.pool.num_free_cells >= 0
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


def test_a_prompt_that_fills_the_context_is_refused_with_the_numbers() -> None:
    engine = Engine(FakeRunner(n_ctx=64))
    with pytest.raises(ContextOverflowError, match=r"64 tokens .* n_ctx=64"):
        submit(engine, "p" * 63)
    assert not engine.has_work


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


prompts = st.text("ab", max_size=40)


@settings(max_examples=60)
@given(
    mix=st.lists(st.tuples(prompts, st.integers(0, 4), st.integers(0, 12)), max_size=10),
    n_ctx=st.integers(48, 160),
    n_batch=st.integers(1, 40),
    n_parallel=st.integers(1, 5),
    partial_removal=st.booleans(),
)
def test_whatever_the_mix_every_request_ends_with_its_own_text(
    mix: list[tuple[str, int, int]],
    n_ctx: int,
    n_batch: int,
    n_parallel: int,
    partial_removal: bool,
) -> None:
    """Each of `mix` is a prompt, how often the answer repeats it, and the steps before it comes."""
    times = {prompt: repeats for prompt, repeats, _ in mix}
    runner = FakeRunner(
        lambda prompt: prompt.upper() * times[prompt],
        n_ctx=n_ctx,
        n_batch=n_batch,
        n_parallel=n_parallel,
        partial_removal=partial_removal,
    )
    engine = Engine(runner)
    inboxes = []
    for prompt, _, num_steps in mix:
        inboxes.append((prompt, submit(engine, prompt)[0]))
        for _ in range(num_steps):
            engine.step()
            assert_cells_are_counted_once(engine)
    finish(engine)
    for prompt, inbox in inboxes:
        room = n_ctx - len(prompt) - 1
        assert inbox.ended
        assert inbox.text == (prompt.upper() * times[prompt])[:room]
    assert runner.num_samplers == 0
    assert not any(slot.busy for slot in engine.scheduler.pool.slots)
