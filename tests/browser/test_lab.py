"""`make lab`: JupyterLab opens a tutorial, runs every cell, and shows what the model answers."""

import importlib.util
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route

from scripts.pinned_outputs import normalised, pinned_path
from tests.browser.conftest import ROOT
from tests.browser.lab_server import START, lab_server

NOTEBOOK = "quickstart"
# Seconds, on a machine that may be busy.
RUN = 600
ERRORS = ".jp-RenderedText[data-mime-type*='jupyter.error']"
# The process ends itself if nothing else ends it.
STARTER = """
from tests.browser.lab_server import tied
with tied(["sleep", "300"]):
    print("started", flush=True)
    input()
"""
SECTION = re.compile(r"^== ([\w-]+)\n", re.MULTILINE)


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[dict[str, Any]]:
    """What JupyterLab says of itself once it runs."""
    if importlib.util.find_spec("jupyterlab") is None:
        pytest.skip("no JupyterLab in this environment; `make setup` installs it")
    with lab_server(tmp_path_factory.mktemp("lab")) as server:
        yield server


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


def test_a_process_ends_with_the_one_that_started_it_even_if_that_is_killed():
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert starter.stdout.readline() == "started\n"
    starter.send_signal(signal.SIGKILL)
    # The process that is to end inherited the pipe, and holds it open as long as it lives.
    assert starter.communicate(timeout=30)[0] == ""


def test_server_listens_on_this_machine_only_and_asks_for_a_token(lab):
    assert urlsplit(lab["url"]).hostname in ("localhost", "127.0.0.1")
    assert lab["token"]
    assert Path(lab["root_dir"]) == ROOT / "notebooks"


def test_run_all_shows_the_answers_of_the_model(lab, tab):
    stored = (ROOT / "notebooks" / f"{NOTEBOOK}.ipynb").read_bytes()
    # Its kernel, without a dialog that asks for one. Until it answers, "Run All Cells" would ask.
    with tab.expect_websocket(lambda one: "/channels" in one.url, timeout=START * 1000) as kernel:
        tab.goto(f"{lab['url']}lab/tree/{NOTEBOOK}.ipynb?token={lab['token']}")
    kernel.value.wait_for_event("framereceived", timeout=START * 1000)
    cells = tab.locator(".jp-Notebook .jp-CodeCell")
    cells.last.wait_for(timeout=START * 1000)
    tab.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=START * 1000)
    tab.get_by_role("menuitem", name="Run", exact=True).click()
    tab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    assert tab.locator(".jp-Dialog").all_inner_texts() == []
    last = cells.last.locator(".jp-InputPrompt")
    last.filter(has_text=re.compile(r"\[\d+\]")).wait_for(timeout=RUN * 1000)
    assert tab.locator(ERRORS).all_inner_texts() == []
    shown = normalised("\n".join(tab.locator(".jp-OutputArea-output").all_inner_texts()))
    missing = {cell: text for cell, text in accepted_texts().items() if text not in shown}
    assert missing == {}
    assert (ROOT / "notebooks" / f"{NOTEBOOK}.ipynb").read_bytes() == stored
