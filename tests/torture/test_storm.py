"""Many callers at once: no crash, no hang, no leak, no changed answer."""

from __future__ import annotations

import pytest

from tests.torture.program import Report, run_program

# What may be added after the first quarter, in MiB: Python's own pools, and one engine more or less
# at the moment of a sample.
MEMORY_BOUND = 32


@pytest.fixture(scope="module")
def storm(request: pytest.FixtureRequest) -> Report:
    if request.config.getoption("--long"):
        return run_program("storm", limit=300, seconds=120, num_threads=64, num_tasks=200, seed=1)
    return run_program("storm", limit=90, seconds=4, num_threads=8, num_tasks=24, seed=1)


def test_every_greedy_answer_is_the_one_given_alone(storm: Report) -> None:
    assert storm["differing"] == []
    answered = [number for name, number in storm["done"].items() if name.endswith(": answered")]
    assert sum(answered) > 10


def test_no_call_fails_but_those_that_ask_for_it(storm: Report) -> None:
    assert storm["surprises"] == []


def test_closing_a_model_midway_ends_its_calls_and_no_others(storm: Report) -> None:
    assert storm["num_closed"] > 5
    assert sum(number for name, number in storm["done"].items() if name.endswith(": closed")) > 0


def test_no_slot_thread_engine_or_file_is_left_behind(storm: Report) -> None:
    assert storm["leaks"] == []


def test_the_model_answers_as_before_when_all_is_over(storm: Report) -> None:
    assert storm["differing_afterwards"] == []


def test_memory_stays_flat_once_warm(storm: Report, request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--long"):
        pytest.skip("takes the long form: seconds are too short to warm up")
    if not storm["memory"]:
        pytest.skip("this system does not say how much memory is in use")
    warm = storm["memory"][len(storm["memory"]) // 4 :]
    quarter = len(warm) // 3
    before, after = sorted(warm[:quarter]), sorted(warm[-quarter:])
    assert after[quarter // 2] - before[quarter // 2] < MEMORY_BOUND  # Medians.
