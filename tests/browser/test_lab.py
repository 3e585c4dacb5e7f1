"""`make lab`: JupyterLab opens a tutorial, runs every cell, and shows what the model answers."""

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

from scripts.pinned_outputs import normalised, pinned_path
from tests.browser.conftest import ROOT

NOTEBOOK = "instantiation"
# Seconds, on a machine that may be busy.
START, RUN, STOP = 180, 600, 60
ERRORS = ".jp-RenderedText[data-mime-type*='jupyter.error']"
SECTION = re.compile(r"^== ([\w-]+)\n", re.MULTILINE)


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[dict[str, Any]]:
    """What JupyterLab says of itself once it runs, started as a reader starts it."""
    if importlib.util.find_spec("jupyterlab") is None:
        pytest.skip("no JupyterLab in this environment; `make setup` installs it")
    # A reader's own settings and open tabs stay out of it.
    folders = {
        name: str(tmp_path_factory.mktemp(name.lower()))
        for name in (
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_RUNTIME_DIR",
            "JUPYTERLAB_SETTINGS_DIR",
            "JUPYTERLAB_WORKSPACES_DIR",
        )
    }
    log = tmp_path_factory.mktemp("log") / "lab.log"
    # SETUP: this environment is set up, or the test would not run.
    command = ["make", "lab", f"PYTHON={sys.executable}", "SETUP=", "LAB_ARGS=--no-browser"]
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **folders},
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        yield running_server(process, Path(folders["JUPYTER_RUNTIME_DIR"]), log)
    finally:
        stop(process)


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


def stop(process: subprocess.Popen) -> None:
    """Ends make, JupyterLab, and through it the kernels."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(STOP)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise


@pytest.fixture
def tab(lab, browser) -> Iterator[Page]:
    """A tab in which nothing is saved, tall enough that JupyterLab renders every cell."""
    with browser.new_page(viewport={"width": 1200, "height": 12_000}) as tab:

        def pass_on(route: Route) -> None:
            writes = route.request.method in ("PUT", "PATCH", "DELETE")
            elsewhere = not route.request.url.startswith(lab["url"])
            if elsewhere or (writes and "/api/contents/" in route.request.url):
                route.abort()
            else:
                route.continue_()

        tab.route("**/*", pass_on)
        yield tab


def accepted_texts() -> dict[str, str]:
    """What the notebook prints on the bundled model, by the id of the cell."""
    _, *parts = SECTION.split(pinned_path(NOTEBOOK, "bundled").read_text(encoding="utf-8"))
    return dict(zip(parts[::2], map(str.strip, parts[1::2]), strict=True))


def test_server_listens_on_this_machine_only_and_asks_for_a_token(lab):
    assert urlsplit(lab["url"]).hostname in ("localhost", "127.0.0.1")
    assert lab["token"]
    assert Path(lab["root_dir"]) == ROOT / "notebooks"


def test_run_all_shows_the_answers_of_the_model(lab, tab):
    stored = (ROOT / "notebooks" / f"{NOTEBOOK}.ipynb").read_bytes()
    tab.goto(f"{lab['url']}lab/tree/{NOTEBOOK}.ipynb?token={lab['token']}")
    cells = tab.locator(".jp-Notebook .jp-CodeCell")
    cells.last.wait_for(timeout=START * 1000)
    # Without a dialog that asks for a kernel.
    tab.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=START * 1000)
    tab.get_by_role("menuitem", name="Run", exact=True).click()
    tab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    last = cells.last.locator(".jp-InputPrompt")
    last.filter(has_text=re.compile(r"\[\d+\]")).wait_for(timeout=RUN * 1000)
    assert tab.locator(ERRORS).all_inner_texts() == []
    shown = normalised("\n".join(tab.locator(".jp-OutputArea-output").all_inner_texts()))
    missing = {cell: text for cell, text in accepted_texts().items() if text not in shown}
    assert missing == {}
    assert (ROOT / "notebooks" / f"{NOTEBOOK}.ipynb").read_bytes() == stored
