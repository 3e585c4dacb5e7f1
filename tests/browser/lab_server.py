"""Starts JupyterLab as a reader does, and ends it however the tests end."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# Seconds, on a machine that may be busy.
START, STOP = 180, 60
# Waits until nobody can write into its input any more: that was closed, or its writer was killed,
# in which case nothing in Python would run. Then it ends a group of processes.
END_WITH_WRITER = 'cat > /dev/null; kill -s TERM -- "-$1"'


@contextmanager
def tied(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen]:
    """A process in a group of its own that ends with this block, or with this process."""
    process = subprocess.Popen(command, start_new_session=True, **options)
    watch = subprocess.Popen(
        ["/bin/sh", "-c", END_WITH_WRITER, "sh", str(process.pid)],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # The group may have ended by itself.
        start_new_session=True,
    )
    try:
        yield process
    finally:
        watch.communicate()
        try:
            process.wait(STOP)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise


@contextmanager
def lab_server(folder: Path) -> Iterator[dict[str, Any]]:
    """What JupyterLab says of itself once it runs; its own files go into a folder."""
    # A reader's own settings and open tabs stay out of it.
    folders = {
        name: str(folder / name.lower())
        for name in (
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_RUNTIME_DIR",
            "JUPYTERLAB_SETTINGS_DIR",
            "JUPYTERLAB_WORKSPACES_DIR",
        )
    }
    log = folder / "lab.log"
    # SETUP: this environment is set up, or the test would not run.
    command = ["make", "lab", f"PYTHON={sys.executable}", "SETUP=", "LAB_ARGS=--no-browser"]
    with (
        log.open("w") as output,
        tied(
            command,
            cwd=ROOT,
            env={**os.environ, **folders},
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        ) as process,
    ):
        yield running_server(process, Path(folders["JUPYTER_RUNTIME_DIR"]), log)


def running_server(process: subprocess.Popen, runtime: Path, log: Path) -> dict[str, Any]:
    """Waits for the file in which a server says its address and its token, and reads it."""
    until = time.monotonic() + START
    while time.monotonic() < until and process.poll() is None:
        for path in runtime.glob("jpserver-*.json"):
            try:
                server: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:  # It is being written.
                continue
            return server
        time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")
