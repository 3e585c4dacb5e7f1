"""Which requests run next, and how many of their tokens."""

from __future__ import annotations

from typing import Any

from langchain_gguf.engine import Adapter
from langchain_gguf.engine.generation import Generation
from langchain_gguf.engine.scheduler import Chunk, Scheduler
from langchain_gguf.engine.slots import SlotPool
from tests.fakes import Cell, FakeRunner, make_generation


def make_scheduler(
    *, n_ctx: int = 1000, n_batch: int = 8, n_parallel: int = 4, is_recurrent: bool = False
) -> Scheduler:
    runner = FakeRunner(n_ctx=n_ctx, n_parallel=n_parallel, is_recurrent=is_recurrent)
    return Scheduler(SlotPool(n_parallel, n_ctx, runner), n_batch)


def run_step(scheduler: Scheduler) -> list[Chunk]:
    """Plan a decode, note it as done, and give each request that is ready one more token."""
    chunks = scheduler.schedule()
    memory: Any = scheduler.pool._memory
    for chunk in chunks:
        memory.cache[chunk.slot_id] += [Cell(token) for token in chunk.tokens]
        scheduler.record(chunk)
        if chunk.needs_logits:
            chunk.generation.tokens.append(ord("x"))
    return chunks


def sizes(chunks: list[Chunk]) -> list[int]:
    return [len(chunk.tokens) for chunk in chunks]


def start(scheduler: Scheduler, *prompts: str, **settings: Any) -> list[Generation]:
    generations = [make_generation(prompt, **settings) for prompt in prompts]
    for generation in generations:
        scheduler.add(generation)
    return generations


def test_without_requests_there_is_nothing_to_do() -> None:
    scheduler = make_scheduler()
    assert not scheduler.has_work
    assert scheduler.schedule() == []


def test_a_long_prompt_is_evaluated_in_chunks_of_at_most_n_batch() -> None:
    scheduler = make_scheduler(n_batch=8)
    start(scheduler, "p" * 19)  # 20 tokens with the line break
    steps = [run_step(scheduler) for _ in range(4)]
    assert [sizes(chunks) for chunks in steps] == [[8], [8], [4], [1]]
    assert [chunks[0].needs_logits for chunks in steps] == [False, False, True, True]
    assert [chunks[0].position for chunks in steps] == [0, 8, 16, 20]


def test_running_streams_go_before_prompts() -> None:
    scheduler = make_scheduler(n_batch=8)
    (stream,) = start(scheduler, "short")
    run_step(scheduler)
    (newcomer,) = start(scheduler, "p" * 30)
    chunks = run_step(scheduler)
    assert [chunk.generation for chunk in chunks] == [stream, newcomer]
    assert sizes(chunks) == [1, 7]


def test_a_long_prompt_delays_running_streams_by_at_most_one_batch() -> None:
    scheduler = make_scheduler(n_batch=8)
    (prompt,) = start(scheduler, "p" * 100)
    run_step(scheduler)
    (stream,) = start(scheduler, "s")  # Behind the long prompt, but once it runs it is served.
    while prompt.num_pending > 1:
        run_step(scheduler)
    run_step(scheduler)
    assert stream.num_generated >= 1
    (third,) = start(scheduler, "q" * 100)
    while third.num_pending > 1:
        before = stream.num_generated, prompt.num_generated
        run_step(scheduler)
        assert (stream.num_generated, prompt.num_generated) == (before[0] + 1, before[1] + 1)


def test_prompts_are_served_first_come_first_served() -> None:
    scheduler = make_scheduler(n_parallel=2)
    first, second, third = start(scheduler, "one", "two", "three")
    scheduler.schedule()
    assert scheduler.running == [first, second]
    assert list(scheduler.waiting) == [third]
    scheduler.remove(first)
    scheduler.schedule()
    assert scheduler.running == [second, third]


def test_no_request_overtakes_one_that_waits_for_cells() -> None:
    scheduler = make_scheduler(n_ctx=100)
    start(scheduler, "p" * 50)
    scheduler.schedule()
    big, small = start(scheduler, "b" * 60, "s")
    scheduler.schedule()
    assert list(scheduler.waiting) == [big, small]


def test_a_removed_request_frees_its_slot_and_keeps_its_tokens_there() -> None:
    scheduler = make_scheduler(n_parallel=1)
    first, second = start(scheduler, "hello", "hello world")
    run_step(scheduler)
    assert list(scheduler.waiting) == [second]
    scheduler.remove(first)
    scheduler.schedule()
    assert second.cached_tokens == len("hello")


def test_removing_a_request_that_waits_leaves_the_others() -> None:
    scheduler = make_scheduler(n_parallel=1)
    first, second, third = start(scheduler, "one", "two", "three")
    scheduler.schedule()
    scheduler.remove(second)
    assert scheduler.running == [first]
    assert list(scheduler.waiting) == [third]


def test_a_prompt_begins_where_the_cache_already_agrees() -> None:
    scheduler = make_scheduler(n_batch=100)
    (first,) = start(scheduler, "You are helpful. Hi")
    run_step(scheduler)
    scheduler.remove(first)
    (second,) = start(scheduler, "You are helpful. Hello")
    (chunk,) = scheduler.schedule()
    assert chunk.position == len("You are helpful. H")
    assert second.cached_tokens == chunk.position


SYSTEM = "You are a helpful assistant that answers questions. "


def test_prompts_that_begin_alike_evaluate_their_beginning_once() -> None:
    scheduler = make_scheduler(n_batch=200)
    first, *others = start(scheduler, *(f"{SYSTEM}{letter}" for letter in "abc"))
    assert [chunk.generation for chunk in run_step(scheduler)] == [first]
    chunks = run_step(scheduler)
    assert [chunk.generation for chunk in chunks] == [first, *others]
    assert sizes(chunks) == [1, 2, 2]
    assert [other.cached_tokens for other in others] == [len(SYSTEM)] * 2
    assert scheduler.pool.num_used_cells == len(SYSTEM) + 3 * 2 + 1


def test_a_short_common_beginning_is_not_worth_waiting_for() -> None:
    scheduler = make_scheduler(n_batch=200)
    start(scheduler, "The cat", "The dog")
    assert len(run_step(scheduler)) == 2


def test_a_request_stops_waiting_when_the_one_before_it_is_gone() -> None:
    scheduler = make_scheduler(n_batch=20)
    first, second = start(scheduler, f"{SYSTEM}a", f"{SYSTEM}b")
    run_step(scheduler)
    scheduler.remove(first)
    (chunk,) = run_step(scheduler)
    assert chunk.generation is second
    assert second.cached_tokens == 20


def test_a_request_that_waits_for_a_beginning_does_not_hold_up_others() -> None:
    scheduler = make_scheduler(n_batch=30)
    start(scheduler, f"{SYSTEM}a", f"{SYSTEM}b")
    run_step(scheduler)
    (other,) = start(scheduler, "x")
    assert other in [chunk.generation for chunk in run_step(scheduler)]


def test_common_beginnings_count_once_when_requests_are_admitted() -> None:
    scheduler = make_scheduler(n_ctx=150, n_batch=200)
    start(scheduler, *(f"{SYSTEM}{letter}" for letter in "abc"))
    scheduler.schedule()
    assert len(scheduler.running) == 3


def test_a_recurrent_model_stops_before_the_last_token_to_save_its_state() -> None:
    scheduler = make_scheduler(n_batch=100, is_recurrent=True)
    (first,) = start(scheduler, "You are helpful. Hi")
    assert [sizes(run_step(scheduler)) for _ in range(3)] == [[19], [1], [1]]
    scheduler.remove(first)
    (second,) = start(scheduler, "You are helpful. Hi")
    assert sizes(run_step(scheduler)) == [1]
    assert second.cached_tokens == len("You are helpful. Hi")


def test_a_recurrent_model_evaluates_a_prompt_that_differs_earlier_as_a_whole() -> None:
    scheduler = make_scheduler(n_batch=100, is_recurrent=True)
    (first,) = start(scheduler, "You are helpful. Hi")
    run_step(scheduler)
    scheduler.remove(first)
    (second,) = start(scheduler, "You are helpful. Hello")
    (chunk,) = scheduler.schedule()
    assert chunk.position == 0
    assert second.cached_tokens == 0


def test_requests_with_different_adapters_take_turns() -> None:
    scheduler = make_scheduler(n_batch=100)
    adapters = (Adapter("adapter.gguf", (1,)),)
    plain = start(scheduler, "one", "two")
    adapted = start(scheduler, "one", "two", adapters=adapters)
    steps = [[chunk.generation for chunk in run_step(scheduler)] for _ in range(4)]
    assert steps == [plain, adapted, plain, adapted]
    assert [generation.cached_tokens for generation in (*plain, *adapted)] == [0] * 4


def test_streams_go_before_prompts_even_when_tokens_were_forced() -> None:
    scheduler = make_scheduler(n_batch=8)
    (prompt,) = start(scheduler, "p" * 100)
    (stream,) = start(scheduler, "s")
    while not stream.is_streaming:
        run_step(scheduler)
    stream.tokens += b"forced"
    (newcomer,) = start(scheduler, "q" * 100)
    run_step(scheduler)
    assert stream.num_pending == 1
    assert newcomer.num_pending > 90
    assert prompt in scheduler.running


def test_space_is_made_by_an_idle_slot_then_by_the_youngest_request() -> None:
    scheduler = make_scheduler(n_batch=100)
    (gone,) = start(scheduler, "gone")
    run_step(scheduler)
    scheduler.remove(gone)
    old, young = start(scheduler, "old", "young")
    run_step(scheduler)
    assert scheduler.make_space()
    assert scheduler.running == [old, young]
    assert scheduler.make_space()
    assert scheduler.running == [old]
    assert not scheduler.make_space()


def test_idle_slots_are_emptied_before_a_request_has_to_wait() -> None:
    scheduler = make_scheduler(n_ctx=100, n_batch=100)
    (first,) = start(scheduler, "a" * 70)
    run_step(scheduler)
    scheduler.remove(first)
    (second,) = start(scheduler, "b" * 70)
    assert sizes(scheduler.schedule()) == [71]
    assert scheduler.running == [second]
    assert [len(slot.tokens) for slot in scheduler.pool.slots] == [0] * 4


def test_the_youngest_request_gives_way_when_the_cells_run_out() -> None:
    scheduler = make_scheduler(n_ctx=60, n_batch=60)
    old, young = start(scheduler, "o" * 20, "y" * 20)
    run_step(scheduler)
    assert scheduler.running == [old, young]
    while young in scheduler.running:
        run_step(scheduler)
    generated = young.num_generated
    assert scheduler.pool.num_free_cells >= 60 - old.num_pending - len(old.tokens)
    assert list(scheduler.waiting) == [young]
    scheduler.remove(old)
    (chunk,) = run_step(scheduler)  # What it had generated is evaluated again, not sampled again.
    assert chunk.generation is young
    assert len(chunk.tokens) == 21 + generated
    assert young.num_generated == generated + 1


def test_preempted_requests_keep_their_order() -> None:
    scheduler = make_scheduler(n_ctx=100, n_batch=100)
    requests = start(scheduler, "a" * 15, "b" * 15, "c" * 15)
    run_step(scheduler)
    assert scheduler.running == requests
    while len(scheduler.running) > 1:
        run_step(scheduler)
    assert [*scheduler.running, *scheduler.waiting] == requests
