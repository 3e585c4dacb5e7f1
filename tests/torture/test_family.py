"""Forked children, spawned processes and pickles answer, and the parent goes on."""

from __future__ import annotations

import os

import pytest

from tests.torture.program import Report, run_program

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@pytest.fixture(scope="module")
def family(request: pytest.FixtureRequest) -> Report:
    if request.config.getoption("--long"):
        numbers = {"num_forks": 140, "num_forks_from_threads": 112, "num_spawned": 150}
        return run_program("family", limit=600, num_pickles=70, seed=1, **numbers)
    numbers = {"num_forks": 7, "num_forks_from_threads": 8, "num_spawned": 4}
    return run_program("family", limit=120, num_pickles=12, seed=1, **numbers)


def test_every_process_and_copy_answers_as_the_parent_does(
    family: Report, request: pytest.FixtureRequest
) -> None:
    assert family["surprises"] == []
    if hasattr(os, "fork"):
        long = request.config.getoption("--long")
        assert family["done"]["round trips"] >= (500 if long else 30)


def test_the_parent_answers_on_meanwhile(family: Report) -> None:
    assert family["done"]["answers of the parent"] > 0


def test_the_parent_is_left_with_nothing(family: Report) -> None:
    assert family["leaks"] == []


@needs_fork
@pytest.mark.parametrize("what", ["read_on", "close", "drop"])
def test_a_stream_of_the_parent_does_not_hang_a_forked_child(what: str) -> None:
    """The engine that writes it is not there: an error when read, nothing when let go."""
    report = run_program("inherited_stream", limit=20, what=what)
    expected = "EngineClosedError" if what == "read_on" else "nothing raised"
    assert report == {"child": expected, "parent": "whole"}
