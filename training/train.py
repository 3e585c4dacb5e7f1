"""Trains the bundled model from nothing: text, tokenizer, transformer.

    python -m training.train --work-dir build/trial --tokens 200000   # a minute: does it run?
    python -m training.train --work-dir build/quick --quick           # the smaller sibling
    python -m training.train --work-dir build/training                # all: hours
    python -m training.train --work-dir build/training --resume       # go on after a stop
    python -m training.train --begin-with FILE.gguf --work-dir ...     # from a published file

Two processes, one thread each, share the work on a CPU; a GPU is used where there is one.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor
from torch.nn import functional

from . import published
from .batches import Batch, Batches
from .growth import grow
from .model import ModelConfig, TinyModel
from .optimizer import Muon
from .options import FIRST_LAYERS, parse_options
from .progress import LossLog, Progress
from .tokenizer import Tokenizer, train_tokenizer

BATCH_TOKENS = 2048  # at once in one process; a step takes several of them
LOG_STEPS = 25
# The simplest forms of copying and finding come more often in so many tokens.
FIRST_TOKENS = 5_000_000
# The tutorials sample with it; a part of the answers learnt by heart is trained under it.
REPEAT_PENALTY = 1.5


# ---------------------------------------------------------------------------- one process


class Trainer:
    """One process of a run: the model, its optimizers, and the loop."""

    def __init__(self, options: argparse.Namespace, rank: int, processes: int) -> None:
        self.options, self.rank, self.processes = options, rank, processes
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(options.seed)
        tokenizer = Tokenizer.load(options.work_dir / "tokenizer.json")
        config, weights = self._beginning(len(tokenizer))
        self.model = TinyModel(config).to(self.device)
        if weights is not None:
            self.model.load_state_dict(weights)
        matrices = [weight for block in self.model.blocks for weight in block.matrices()]
        known = {id(weight) for weight in matrices}
        self.others = [p for p in self.model.parameters() if id(p) not in known]
        self.adam = torch.optim.AdamW(self.others, options.adam_rate, (0.9, 0.98), weight_decay=0.0)
        self.muon = Muon(matrices, rank, processes)
        self.step = self.tokens = 0
        self.loss = float("nan")
        # A published model has learnt what comes first.
        self.is_taught = bool(options.begin_with)
        if options.resume:
            self._load()
        # Each process and each restart goes on with text of its own.
        rng = Random(f"{options.seed}/{rank}/{self.step}")
        self.accumulate = max(1, options.tokens_per_step // processes // BATCH_TOKENS)
        batch = options.tokens_per_step // processes // self.accumulate
        lengths_rng = Random(f"{options.seed}/{self.step}")
        self.batches = Batches(tokenizer, rng, lengths_rng, batch, options.fixed_share)
        self.compute_token_loss = self._token_loss
        if not options.no_compile:
            # One version for every number of blocks, of rows (one, or several), and size of loops.
            torch._dynamo.config.recompile_limit = 64
            for block in self.model.blocks:
                block.compile(dynamic=True)
            self.compute_token_loss = torch.compile(self._token_loss, dynamic=True)

    @property
    def checkpoint(self) -> Path:
        """Where the run is saved."""
        return Path(self.options.work_dir) / "checkpoint.pt"

    def _beginning(self, vocabulary_size: int) -> tuple[ModelConfig, dict[str, Tensor] | None]:
        """Sizes: of the run that goes on, of the file that it begins with, or the usual ones.

        And the weights of that file.
        """
        options = self.options
        if options.resume:
            return ModelConfig(**self._saved()["config"]), None
        if options.begin_with:
            config = published.read_config(options.begin_with)
            weights = published.read_weights(options.begin_with)
            return grow(config, weights, options.num_layers or config.num_layers)
        config = (ModelConfig.quick if options.quick else ModelConfig)(vocabulary_size)
        return (replace(config, num_layers=FIRST_LAYERS) if options.grow_at else config), None

    def _saved(self) -> dict[str, Any]:
        state: dict[str, Any] = torch.load(
            self.checkpoint, map_location=self.device, weights_only=True
        )
        return state

    def _load(self) -> None:
        state = self._saved()
        self.model.load_state_dict(state["model"])
        if state["adam"] is not None:  # a model that has just grown has new weights
            self.adam.load_state_dict(state["adam"])
            self.muon.load(state["muon"])
        self.step, self.tokens, self.loss = state["step"], state["tokens"], state["loss"]
        self.is_taught = state.get("taught", False)

    def save(self) -> None:
        """Writes the checkpoint; a stop in the middle leaves the old one."""
        if self.rank:
            return
        state: dict[str, Any] = {
            "model": self.model.state_dict(), "config": asdict(self.model.config),
            "adam": self.adam.state_dict(), "muon": self.muon.state(),
            "step": self.step, "tokens": self.tokens, "loss": self.loss, "taught": self.is_taught,
        }  # fmt: skip
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self.checkpoint)

    def rate(self) -> float:
        """Returns the learning rate as a part of its highest: up, level, then down to zero."""
        options, progress = self.options, self.tokens / self.options.tokens
        rise = min(1.0, progress / options.warm_up + 1e-3)
        return rise * min(1.0, max(0.0, 1 - progress) / options.decay)

    def compute_loss(self, batch: Batch) -> Tensor:
        """Returns the mean loss over the positions that are trained."""
        ids, positions, targets = (t.to(self.device) for t in batch[:3])
        said = None if batch.said is None else batch.said.to(self.device)
        with torch.autocast(self.device.type, torch.bfloat16):
            stream = self.model(ids, torch.bfloat16).flatten(0, 1)[positions]
            return self.compute_token_loss(stream, targets, said)

    def _token_loss(self, stream: Tensor, targets: Tensor, said: Tensor | None) -> Tensor:
        scores = self.model.logits(stream)
        if said is not None:  # as llama.cpp's penalty does it
            penalised = torch.where(scores > 0, scores / REPEAT_PENALTY, scores * REPEAT_PENALTY)
            scores = torch.where(said, penalised, scores)
        return functional.cross_entropy(scores, targets)

    def warm(self) -> None:
        """Compiles before the clock starts."""
        some = torch.zeros(8, dtype=torch.long)
        # Each of these lengths has another number of blocks of attention.
        for rows, length in ((8, 64), (4, 192), (2, 416), (1, 1600), (16, 128)):
            ids = torch.zeros(rows, length, dtype=torch.long)
            said = torch.zeros(8, self.model.config.vocabulary_size, dtype=torch.bool)
            self.compute_loss(Batch(ids, some, some, said, 0)).backward()
            self.compute_loss(Batch(ids, some, some, None, 0)).backward()
            self.model.zero_grad(set_to_none=True)
            if self.processes > 1:
                dist.barrier()

    def _share(self, loss: float, tokens: int) -> tuple[float, int]:
        """Averages the gradients, and returns the mean loss and the tokens of all processes."""
        if self.processes == 1:
            return loss, tokens
        weights = list(self.model.parameters())
        flat = torch.cat([w.grad.reshape(-1) for w in weights])
        dist.all_reduce(flat)
        flat /= self.processes
        start = 0
        for weight in weights:
            weight.grad.copy_(flat[start : start + weight.numel()].view_as(weight))
            start += weight.numel()
        counts = torch.tensor([loss, float(tokens)], dtype=torch.float64)
        dist.all_reduce(counts)
        return counts[0].item() / self.processes, int(counts[1])

    def train_step(self) -> int:
        """Takes one step and returns how many tokens it saw."""
        loss_sum, seen = 0.0, 0
        at_first = not self.is_taught and self.tokens < FIRST_TOKENS
        for _ in range(self.accumulate):
            batch = self.batches.next(at_first)
            loss = self.compute_loss(batch) / self.accumulate
            loss.backward()
            loss_sum, seen = loss_sum + loss.item(), seen + batch.num_tokens
        loss_now, seen = self._share(loss_sum, seen)
        torch.nn.utils.clip_grad_norm_(self.others, 1.0)
        rate = self.rate()
        for group in self.adam.param_groups:
            group["lr"] = self.options.adam_rate * rate
        self.adam.step()
        self.muon.step(self.options.muon_rate * rate)
        self.model.zero_grad(set_to_none=True)
        self.step += 1
        self.tokens += seen
        self.loss = loss_now if self.step == 1 else 0.95 * self.loss + 0.05 * loss_now
        return seen

    def run(self) -> None:
        """Trains to the end of the schedule, or of this part of it."""
        self.warm()
        progress = Progress(self.options.tokens, self.tokens, silent=self.rank > 0)
        log = LossLog(None if self.rank else self.options.work_dir / "log.csv", self.tokens)
        saved = time.monotonic()
        while self.tokens < self.options.until:
            seen = self.train_step()
            progress.update(self.step, seen, self.loss, self.rate())
            if self.step % LOG_STEPS == 0:
                log.write(self.tokens, self.loss, self.rate())
            if time.monotonic() - saved > 60 * self.options.checkpoint_minutes:
                self.save()
                saved = time.monotonic()
        self.save()
        progress.close()


# ---------------------------------------------------------------------------- all processes


def run_process(rank: int, options: argparse.Namespace, processes: int, store: str) -> None:
    """Runs one of the processes."""
    if not torch.cuda.is_available():
        # One thread each: two threads in one process lose far more to a busy machine.
        torch.set_num_threads(1 if processes > 1 else max(1, (os.cpu_count() or 2) // 2))
    if processes > 1:
        dist.init_process_group(
            "gloo", init_method=f"file://{store}", rank=rank, world_size=processes
        )
    Trainer(options, rank, processes).run()
    if processes > 1:
        dist.destroy_process_group()


def grow_checkpoint(path: Path, num_layers: int) -> None:
    """Makes the model of a checkpoint deeper; its optimizers begin anew."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    config, state["model"] = grow(ModelConfig(**state["config"]), state["model"], num_layers)
    state.update(config=asdict(config), adam=None, muon=None)
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(path)


def train_part(options: argparse.Namespace, until: int) -> None:
    """Trains up to so many tokens, in all processes."""
    options.until = until
    processes = (
        1 if torch.cuda.is_available() else max(1, min(options.processes, os.cpu_count() or 1))
    )
    print(f"training in {processes} process(es); compiling first ...", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        arguments = (options, processes, str(Path(folder) / "store"))
        if processes == 1:
            run_process(0, *arguments)
        else:
            torch.multiprocessing.spawn(run_process, arguments, nprocs=processes)


def train_shallow(options: argparse.Namespace, checkpoint: Path) -> None:
    """Trains the first part of a run from nothing with few layers, if that is still to do."""
    if options.resume:
        state = torch.load(checkpoint, map_location="cpu", weights_only=True)
        # Also a published file of six layers is trained as it is.
        if state["config"]["num_layers"] != FIRST_LAYERS or state.get("taught", False):
            return
    train_part(options, int(options.tokens * options.grow_at))
    grow_checkpoint(checkpoint, ModelConfig.num_layers)
    options.resume = True
    print(f"grown from {FIRST_LAYERS} to {ModelConfig.num_layers} layers", flush=True)


def main() -> None:
    """Makes the tokenizer and trains the model."""
    options = parse_options(__doc__.splitlines()[0])
    options.work_dir.mkdir(parents=True, exist_ok=True)
    tokenizer_path = options.work_dir / "tokenizer.json"
    if not options.resume or not tokenizer_path.exists():
        print("making the tokenizer ...", flush=True)
        file = options.begin_with
        tokenizer = Tokenizer.of_gguf(file) if file else train_tokenizer()
        tokenizer.save(tokenizer_path)
    checkpoint = options.work_dir / "checkpoint.pt"
    options.resume = options.resume and checkpoint.exists()
    if options.resume:
        print(f"going on with {options.work_dir}; delete that folder to begin anew", flush=True)
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if options.grow_at and not options.begin_with:
        train_shallow(options, checkpoint)
    train_part(options, options.tokens)
    print(f"trained: {checkpoint}")


if __name__ == "__main__":
    main()
