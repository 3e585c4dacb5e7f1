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
    numbers = {"num_forks": 7, "num_forks_from_threads": 8, "num_spawned": 3}
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
@pytest.mark.parametrize(
    ("what", "child"),
    [
        ("read on", "EngineClosedError"),  # The engine that writes the stream is not there.
        ("close", "nothing raised"),
        ("drop", "nothing raised"),
        ("load", "the same"),
    ],
)
def test_a_child_forked_at_a_bad_moment_does_not_hang(what: str, child: str) -> None:
    report = run_program("bad_moments", limit=60, what=what)
    assert report == {"child": child, "parent": "whole"}
