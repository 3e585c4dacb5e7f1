"""The table of a training run."""

from __future__ import annotations

from pathlib import Path

from training.progress import LossLog, read_log


def test_rows_after_the_checkpoint_go_when_a_run_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    log = LossLog(path, 0)
    for tokens in (100, 200, 300):
        log.write(tokens, 3.0 - tokens / 100, 1.0)
    LossLog(path, 200).write(250, 0.9, 0.5)
    assert [row["tokens"] for row in read_log(path)] == ["100", "200", "250"]
    assert read_log(path)[-1] == {"tokens": "250", "loss": "0.9000", "rate": "0.500"}


def test_processes_without_a_table_write_none(tmp_path: Path) -> None:
    LossLog(None, 0).write(100, 1.0, 1.0)
    assert list(tmp_path.iterdir()) == []
    assert read_log(tmp_path / "log.csv") == []
