"""KV-cache slots."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from langchain_gguf.engine import Adapter
from langchain_gguf.engine.slots import Slot, SlotPool, common_prefix_length
from tests.fakes import Cell, FakeRunner

token_lists = st.lists(st.integers(0, 2), max_size=20)


def pool_of(*contents: list[int], num_cells: int = 100, **settings: Any) -> SlotPool:
    runner = FakeRunner(n_parallel=len(contents), n_ctx=num_cells, **settings)
    pool = SlotPool(len(contents), num_cells, runner)
    for slot, tokens in zip(pool.slots, contents, strict=True):
        evaluate(pool, slot, tokens)
    return pool


def choose(pool: SlotPool, prompt: list[int]) -> Slot | None:
    return pool.choose(*pool.longest_match(prompt))


def evaluate(pool: SlotPool, slot: Slot, tokens: list[int]) -> None:
    memory: Any = pool._memory
    memory.cache[slot.id] += [Cell(token, slot.adapters) for token in tokens]
    pool.append(slot, tokens)


def assert_books_are_right(pool: SlotPool) -> None:
    """What the pool says its slots hold is what the memory holds."""
    memory: Any = pool._memory
    assert [slot.tokens for slot in pool.slots] == [
        [cell.token for cell in cells] for cells in memory.cache
    ]
    assert pool.num_used_cells == memory.num_used_cells
    for slot in pool.slots:
        others = {id(c) for i, cells in enumerate(memory.cache) if i != slot.id for c in cells}
        own = sum(id(cell) not in others for cell in memory.cache[slot.id])
        assert pool.num_freed_cells(slot) == own


@given(first=token_lists, second=token_lists)
def test_common_prefix_length_counts_leading_equal_tokens(
    first: list[int], second: list[int]
) -> None:
    length = common_prefix_length(first, second)
    assert first[:length] == second[:length]
    assert first[length : length + 1] != second[length : length + 1] or length in (
        len(first),
        len(second),
    )


def test_the_idle_slot_with_the_longest_common_prefix_is_chosen() -> None:
    pool = pool_of([1, 2], [1, 2, 3], [9])
    assert choose(pool, [1, 2, 3, 4]) is pool.slots[1]
    assert pool.fill(pool.slots[1], [1, 2, 3, 4]) == 3


def test_one_prompt_token_is_always_left_to_evaluate() -> None:
    pool = pool_of([1, 2, 3])
    assert pool.longest_match([1, 2, 3]) == (pool.slots[0], 2)
    assert pool.longest_match([1]) == (None, 0)
    assert pool.fill(pool.slots[0], [1, 2, 3]) == 2
    assert_books_are_right(pool)


def test_a_long_conversation_is_not_given_up_for_a_short_common_beginning() -> None:
    pool = pool_of([1, 2, 3, 4, 5, 6, 7, 8], [])
    assert choose(pool, [1, 2, 9]) is pool.slots[1]


def test_a_slot_gets_the_beginning_of_a_prompt_from_another_one() -> None:
    pool = pool_of([1, 2, 3, 4, 5, 6, 7, 8], [7])
    assert pool.fill(pool.slots[1], [1, 2, 9]) == 2
    assert pool.slots[1].tokens == [1, 2]
    assert pool.num_used_cells == 8
    assert_books_are_right(pool)


def test_a_busy_slot_lends_its_beginning_too() -> None:
    pool = pool_of([1, 2, 3], [])
    pool.take(pool.slots[0])
    assert pool.fill(pool.slots[1], [1, 2, 3, 4]) == 3
    assert_books_are_right(pool)


def test_the_same_prompt_again_is_evaluated_by_its_last_token_alone() -> None:
    """Although the answer that follows it in the cache is longer than the prompt."""
    pool = pool_of([1, 2, 5, 5, 5, 5, 5, 5], [])
    slot = choose(pool, [1, 2, 3])
    assert slot is pool.slots[1]
    assert pool.fill(slot, [1, 2, 3]) == 2


def test_an_empty_slot_is_preferred_to_one_that_holds_another_conversation() -> None:
    pool = pool_of([7, 8], [], [9])
    assert choose(pool, [1, 2]) is pool.slots[1]


def test_the_longest_unused_slot_goes_first() -> None:
    pool = pool_of([7], [8])
    for slot in (pool.slots[1], pool.slots[0]):
        pool.take(slot)
        pool.release(slot)
    assert choose(pool, [1, 2]) is pool.slots[1]
    assert pool.next_victim() is pool.slots[1]
    assert pool.next_victim(pool.slots[1]) is pool.slots[0]


def test_a_slot_that_lends_its_beginning_is_overwritten_last() -> None:
    pool = pool_of([1, 2, 3, 4, 5, 6], [8])
    pool.take(pool.slots[1])
    pool.release(pool.slots[1])
    assert choose(pool, [1, 2, 9]) is pool.slots[1]


def test_the_only_idle_slot_is_cut_when_there_is_no_other() -> None:
    pool = pool_of([1, 2, 3, 4, 5, 6], [8])
    pool.take(pool.slots[1])
    slot = choose(pool, [1, 2, 9])
    assert slot is pool.slots[0]
    assert pool.fill(slot, [1, 2, 9]) == 2
    assert_books_are_right(pool)


def test_busy_slots_are_neither_chosen_nor_emptied() -> None:
    pool = pool_of([1, 2])
    pool.take(pool.slots[0])
    assert choose(pool, [1, 2, 3]) is None
    assert pool.next_victim() is None


def test_empty_slots_are_no_victims() -> None:
    assert pool_of([], []).next_victim() is None


def test_a_released_slot_keeps_its_tokens_for_reuse() -> None:
    pool = pool_of([1, 2, 3])
    pool.take(pool.slots[0])
    pool.release(pool.slots[0])
    assert pool.longest_match([1, 2, 3, 4]) == (pool.slots[0], 3)


def test_what_was_computed_with_other_adapters_is_not_reused() -> None:
    adapter = Adapter("adapter.gguf", (1,))
    pool = pool_of([1, 2, 3], [])
    assert pool.longest_match([1, 2, 3, 4], (adapter,)) == (None, 0)
    assert pool.fill(pool.slots[0], [1, 2, 3, 4], (adapter,)) == 0
    evaluate(pool, pool.slots[0], [1, 2, 3])
    assert pool.longest_match([1, 2, 3, 4], (adapter,)) == (pool.slots[0], 3)
    assert pool.longest_match([1, 2, 3, 4]) == (None, 0)


def test_a_window_that_is_gone_is_not_continued() -> None:
    pool = pool_of([1, 2, 3, 4])
    memory: Any = pool._memory
    memory.lost_windows = {0}
    assert pool.longest_match([1, 2, 9]) == (None, 0)
    assert pool.longest_match([1, 2, 3, 4, 9]) == (pool.slots[0], 4)


def test_a_recurrent_slot_is_continued_as_a_whole() -> None:
    pool = pool_of([1, 2], [], is_recurrent=True)
    assert pool.fill(pool.slots[1], [1, 2, 3]) == 2
    assert_books_are_right(pool)


def test_a_recurrent_slot_goes_back_to_its_checkpoint_or_begins_anew() -> None:
    pool = pool_of([1, 2], is_recurrent=True)
    slot = pool.slots[0]
    pool.save_checkpoint(slot)
    evaluate(pool, slot, [3, 4])
    assert pool.fill(slot, [1, 2, 9]) == 2
    evaluate(pool, slot, [9])
    assert_books_are_right(pool)
    assert pool.fill(slot, [1, 8]) == 0
    assert slot.checkpoint is None
    assert_books_are_right(pool)


def test_a_recurrent_slot_gets_the_checkpoint_of_another_one() -> None:
    pool = pool_of([1, 2], [7, 7, 7], is_recurrent=True)
    pool.save_checkpoint(pool.slots[0])
    evaluate(pool, pool.slots[0], [3, 4])
    assert pool.fill(pool.slots[1], [1, 2, 9]) == 2
    assert_books_are_right(pool)


def test_a_checkpoint_that_cannot_be_restored_costs_time_but_not_the_right_text() -> None:
    pool = pool_of([1, 2], is_recurrent=True)
    pool.save_checkpoint(pool.slots[0])
    evaluate(pool, pool.slots[0], [3])
    memory: Any = pool._memory
    memory.restore = lambda *_: False
    assert pool.fill(pool.slots[0], [1, 2, 9]) == 0
    assert_books_are_right(pool)


operations = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["fill", "append", "cut", "save"]), token_lists),
    max_size=30,
)


@given(operations=operations, is_recurrent=st.booleans(), shares_cells=st.booleans())
def test_cells_that_slots_share_are_counted_once_whatever_happens(
    operations: list[tuple[int, str, list[int]]], is_recurrent: bool, shares_cells: bool
) -> None:
    pool = pool_of([], [], [], [], is_recurrent=is_recurrent, shares_cells=shares_cells)
    for index, operation, tokens in operations:
        slot = pool.slots[index]
        if operation == "append":
            evaluate(pool, slot, tokens)
        elif operation == "cut":
            pool.truncate(slot, min(len(tokens), len(slot.tokens)))
        elif operation == "save" and is_recurrent:
            pool.save_checkpoint(slot)
        elif operation == "fill" and tokens:
            cached = pool.fill(slot, tokens)
            assert slot.tokens == tokens[:cached]
            assert cached < len(tokens)
        assert_books_are_right(pool)
