"""KV-cache slots."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from langchain_gguf.engine.slots import SlotPool, common_prefix_length

token_lists = st.lists(st.integers(0, 2), max_size=20)


def pool_of(*contents: list[int], num_cells: int = 100) -> SlotPool:
    pool = SlotPool(len(contents), num_cells)
    for slot, tokens in zip(pool.slots, contents, strict=True):
        slot.tokens = list(tokens)
    return pool


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


def test_the_slot_with_the_longest_common_prefix_is_chosen() -> None:
    pool = pool_of([1, 2], [1, 2, 3], [9])
    slot, shared = pool.choose([1, 2, 3, 4]) or (None, None)
    assert (slot, shared) == (pool.slots[1], 3)


def test_one_prompt_token_is_always_left_to_evaluate() -> None:
    pool = pool_of([1, 2, 3])
    assert pool.choose([1, 2, 3]) == (pool.slots[0], 2)
    assert pool.choose([1]) == (pool.slots[0], 0)


def test_a_long_conversation_is_not_given_up_for_a_short_common_beginning() -> None:
    pool = pool_of([1, 2, 3, 4, 5, 6, 7, 8], [])
    assert pool.choose([1, 2, 9]) == (pool.slots[1], 0)


def test_an_empty_slot_is_preferred_to_one_that_holds_another_conversation() -> None:
    pool = pool_of([7, 8], [], [9])
    assert pool.choose([1, 2]) == (pool.slots[1], 0)


def test_the_longest_unused_slot_goes_first() -> None:
    pool = pool_of([7], [8])
    for slot in (pool.slots[1], pool.slots[0]):
        pool.take(slot)
        pool.release(slot)
    assert pool.choose([1, 2]) == (pool.slots[1], 0)
    assert pool.next_victim() is pool.slots[1]
    assert pool.next_victim(keep=pool.slots[1]) is pool.slots[0]


def test_busy_slots_are_neither_chosen_nor_emptied() -> None:
    pool = pool_of([1, 2])
    pool.take(pool.slots[0])
    assert pool.choose([1, 2, 3]) is None
    assert pool.next_victim() is None


def test_empty_slots_are_no_victims() -> None:
    assert pool_of([], []).next_victim() is None


def test_a_released_slot_keeps_its_tokens_for_reuse() -> None:
    pool = pool_of([])
    pool.take(pool.slots[0])
    pool.slots[0].tokens = [1, 2, 3]
    pool.release(pool.slots[0])
    assert pool.choose([1, 2, 3, 4]) == (pool.slots[0], 3)


@given(st.lists(token_lists, min_size=1, max_size=5))
def test_free_cells_are_those_that_no_slot_fills(contents: list[list[int]]) -> None:
    assert pool_of(*contents).num_free_cells == 100 - sum(map(len, contents))
