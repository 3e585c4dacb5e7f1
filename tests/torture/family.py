"""Forks, spawned processes and pickles of a model that is in use.

Everything a child does is bounded by a watchdog of its own: a hang ends it with another status
than 0, and the report says which scenario it was.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import faulthandler
import gc
import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from random import Random

from langchain_gguf import ChatLlamaCpp
from tests.torture.inside import leaks_of, leaks_of_process
from tests.torture.program import Report, Surprises, run_main
from tests.torture.questions import make_questions

QUESTION = "what is 25x5"
STORY = "Write a story about a cat."
SECONDS_OF_A_CHILD = 60
SECONDS_OF_A_POOL = 300
WRONG_ANSWER = 3


def answers(llm: ChatLlamaCpp) -> str:
    return llm.invoke(QUESTION).text


# What a forked child does with the parent's model -----------------------------------------------


def ask(llm: ChatLlamaCpp) -> str:
    return answers(llm)


def ask_in_an_event_loop(llm: ChatLlamaCpp) -> str:
    return str(asyncio.run(llm.ainvoke(QUESTION)).text)


def ask_from_threads(llm: ChatLlamaCpp) -> str:
    texts = [message.text for message in llm.batch([QUESTION] * 4)]
    return texts[0] if len(set(texts)) == 1 else repr(texts)


def ask_a_pickled_copy(llm: ChatLlamaCpp) -> str:
    return answers(pickle.loads(pickle.dumps(llm)))


def ask_a_new_model(llm: ChatLlamaCpp) -> str:
    with ChatLlamaCpp(temperature=0, n_ctx=512, n_threads=2) as model:
        return answers(model)


def close_and_ask_a_copy(llm: ChatLlamaCpp) -> str:
    other = copy.deepcopy(llm)
    llm.close()
    return answers(other)


def ask_in_a_grandchild(llm: ChatLlamaCpp) -> str:
    own = answers(llm)
    status = status_of_child(lambda: answers(llm), expected=own)
    return own if status == 0 else f"the grandchild ended with {status}"


SCENARIOS: list[Callable[[ChatLlamaCpp], str]] = [
    *(ask, ask_in_an_event_loop, ask_from_threads, ask_a_pickled_copy),
    *(ask_a_new_model, close_and_ask_a_copy, ask_in_a_grandchild),
]


def watch_child() -> None:
    """End this process after a while. The parent's watchdog thread does not survive a fork, and
    `faulthandler` would wait for it, so the system's alarm has to do.
    """
    faulthandler.register(signal.SIGALRM, chain=True)
    signal.alarm(SECONDS_OF_A_CHILD)


def status_of_child(action: Callable[[], str], expected: str) -> int:
    """Fork, carry out an action in the child, and return how the child ended."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            watch_child()
            answer = action()
            status = 0 if answer == expected else WRONG_ANSWER
            if status:
                os.write(2, f"answered {answer!r}\n".encode())
        except BaseException as error:
            os.write(2, f"{error!r}\n".encode())
        finally:
            os._exit(status)
    # The alarm ends the child, so this wait is bounded.
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


# In other processes, which get the model as a pickle ---------------------------------------------


def ask_what_arrived(llm: ChatLlamaCpp) -> str:
    return answers(llm)


class Family:
    """A parent that goes on answering while its children come and go."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.surprises = Surprises()
        self.done: Counter[str] = Counter()
        self.over = threading.Event()
        self._lock = threading.Lock()
        self.llm = ChatLlamaCpp(temperature=0)
        self.expected = answers(self.llm)
        self.schema = next(item for item in make_questions() if item.name == "schema")
        self.story = self.llm.invoke(STORY).text

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """Keep the parent busy with what holds locks: streams, grammars, opening, closing."""
        work: list[tuple[Callable[[], str], str]] = [
            (lambda: "".join(chunk.text for chunk in self.llm.stream(STORY)), self.story),
            (lambda: self.schema.alone(self.llm), self.schema.alone(self.llm)),
            (lambda: ask_a_new_model(self.llm), self.expected),
        ]
        threads = [threading.Thread(target=self._work, args=item) for item in work]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()

    def _work(self, action: Callable[[], str], expected: str) -> None:
        while not self.over.wait(0.05):  # Leave some of the machine to the children.
            try:
                self._note("answers of the parent", action(), expected)
            except Exception as error:
                self.surprises.add("the parent", error)
                return

    def fork(self, number: int, first: int = 0) -> None:
        """Fork children, one at a time; callable from several threads."""
        for index in range(first, first + number):
            scenario = SCENARIOS[index % len(SCENARIOS)]
            status = status_of_child(partial(scenario, self.llm), self.expected)
            if status != 0:
                self.surprises.add(f"fork, {scenario.__name__}", f"ended with {status}")
            with self._lock:
                self.done[f"fork: {scenario.__name__}"] += 1
                self.done["round trips"] += 2 if scenario is ask_in_a_grandchild else 1

    def fork_from_threads(self, number: int, num_threads: int) -> None:
        threads = [
            threading.Thread(target=self.fork, args=[number // num_threads, 2 * index])
            for index in range(num_threads)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def send_to_pool(self, method: str, number: int) -> None:
        """Send pickled models, of two configurations, to processes that are used again."""
        other = ChatLlamaCpp(temperature=0, n_ctx=512, n_threads=1, max_tokens=30)
        models = [self.random.choice([self.llm, other]) for _ in range(number)]
        # A process that died would be waited for in vain by map().
        with multiprocessing.get_context(method).Pool(min(2, 1 + number // 10)) as pool:
            for answer in pool.map_async(ask_what_arrived, models).get(timeout=SECONDS_OF_A_POOL):
                self._note(f"pool of {method}", answer, self.expected)
        self.done["round trips"] += number

    def pickle_here(self, number: int) -> None:
        """Pickle and copy within the process; the copies share the engine."""
        for index in range(number):
            protocol = index % (pickle.HIGHEST_PROTOCOL + 1)
            twin = pickle.loads(pickle.dumps(self.llm, protocol=protocol))
            self._note("pickle here", answers(twin), self.expected)
            if index % 2:
                twin.close()
        self.done["round trips"] += number

    def _note(self, what: str, answer: str, expected: str) -> None:
        with self._lock:
            self.done[what] += 1
        if answer != expected:
            self.surprises.add(what, f"answered {answer!r}, expected {expected!r}")


def main(
    *, num_forks: int, num_forks_from_threads: int, num_spawned: int, num_pickles: int, seed: int
) -> Report:
    family = Family(seed)
    start = time.monotonic()
    seconds: dict[str, float] = {}
    with family.surprises.watching():
        with family.at_work():
            if hasattr(os, "fork"):
                family.fork(num_forks)
                seconds["forks"] = time.monotonic() - start
                family.fork_from_threads(num_forks_from_threads, 4)
                seconds["forks from threads"] = time.monotonic() - start
            family.pickle_here(num_pickles)
            seconds["pickles"] = time.monotonic() - start
        family.send_to_pool("spawn", num_spawned)
        seconds["spawn"] = time.monotonic() - start
        gc.collect()
        leaks = leaks_of(family.llm)
        family.llm.close()
        leaks += leaks_of_process()
    return {
        "done": dict(sorted(family.done.items())),
        "seconds": {name: round(value, 1) for name, value in seconds.items()},
        "surprises": family.surprises.found,
        "leaks": leaks,
    }


if __name__ == "__main__":
    run_main(main)
