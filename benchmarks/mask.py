"""What a grammar's mask costs at a vocabulary of 128,000 tokens."""

from __future__ import annotations

import statistics
import time
from contextlib import closing
from typing import Any

from benchmarks.constrained import MAX_TOKENS, N_CTX, PROMPT, RECORD, count_tokens
from benchmarks.engine import GREEDY, engine_config, open_engine, random_prompt, run
from benchmarks.measure import Report, interleave, median_ratio, rounded
from benchmarks.models import random_model
from langchain_gguf.constraints import schema_grammar
from langchain_gguf.engine.runner import ModelRunner
from langchain_gguf.engine.scheduler import Chunk

SAMPLES_PER_REPETITION = 100


def measure(report: Report) -> None:
    """Measures the runner alone, then what the engine as a whole needs longer."""
    measure_runner(report)
    measure_engine(report)


def measure_runner(report: Report) -> None:
    """Times the runner's `sample` with a grammar and without, on the same logits in turn."""
    config = engine_config(random_model("128k"), n_ctx=N_CTX, n_parallel=1)
    num_samples = SAMPLES_PER_REPETITION * report.repetitions(10)
    with closing(ModelRunner(config)) as runner:
        sampler = runner.new_sampler(GREEDY)
        walk = GrammarWalk(runner, sampler)
        pairs = [walk.step() for _ in range(num_samples + SAMPLES_PER_REPETITION)]
        runner.free_sampler(sampler)
    pairs = pairs[SAMPLES_PER_REPETITION:]
    report.samples["mask_runner"] = {
        "seconds_free": rounded([free for free, _ in pairs]),
        "seconds_masked": rounded([masked for _, masked in pairs]),
    }
    added = [1e3 * (masked - free) for free, masked in pairs]
    report.figures["mask_ms_128k"] = statistics.fmean(added)
    report.figures["mask_ms_128k_median"] = statistics.median(added)


class GrammarWalk:
    """Walks through answers that follow a schema, as the engine does."""

    def __init__(self, runner: ModelRunner, sampler: Any) -> None:
        self.runner, self.sampler = runner, sampler
        self.grammar = schema_grammar(RECORD)
        self.matcher = runner.new_matcher(self.grammar)
        self.token = random_prompt(1, seed=3)[0]

    def step(self) -> tuple[float, float]:
        """Returns the seconds to choose the next token: from all tokens, and within the grammar."""
        if self.matcher.is_stopped():
            self.matcher = self.runner.new_matcher(self.grammar)
        # The generation is the engine's concern; the runner reads the rest.
        generation: Any = None
        self.runner.truncate(0, 0)
        (row,) = self.runner.decode([Chunk(generation, 0, 0, [self.token], needs_logits=True)])
        start = time.perf_counter()
        self.runner.sample(self.sampler, row, None)
        middle = time.perf_counter()
        self.token = self.runner.sample(self.sampler, row, self.matcher)
        end = time.perf_counter()
        if not self.matcher.is_stopped():
            self.runner.forced_tokens(self.sampler, self.matcher)
        return middle - start, end - middle


def measure_engine(report: Report) -> None:
    """Times whole requests, with everything that a constraint adds to a token."""
    grammar = schema_grammar(RECORD)
    with open_engine(random_model("128k"), n_ctx=N_CTX) as service:
        num_tokens = count_tokens(service, grammar)
        seconds = interleave(
            {
                "constrained": lambda: run(service, PROMPT, MAX_TOKENS, grammar).seconds,
                "free": lambda: run(service, PROMPT, num_tokens).seconds,
            },
            report.repetitions(5),
        )
    report.samples["mask_engine"] = {
        "num_tokens": num_tokens,
        **{f"seconds_{name}": rounded(values) for name, values in seconds.items()},
    }
    report.figures["constrained_vs_free_time_128k"] = median_ratio(
        seconds["constrained"], seconds["free"]
    )
