"""Serves the built site with compression, and opens it in Chromium."""

import gzip
import os
import shutil
import socketserver
import threading
from collections.abc import Iterator
from functools import lru_cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "site"
ONLY_THIS_MACHINE = "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_GET_IT = (
    "no Chromium on the path. Debian and Ubuntu: apt-get install chromium; elsewhere: any "
    "Chromium or Chrome, named by the environment variable CHROMIUM"
)


@lru_cache
def compressed(path: Path) -> bytes:
    """Returns a file as servers send it."""
    return gzip.compress(path.read_bytes())


class Handler(SimpleHTTPRequestHandler):
    """Serves files compressed where that helps, as any host of static sites does."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if (
            path.suffix not in {".css", ".html", ".js", ".json", ".svg", ".txt"}
            or not path.exists()
        ):
            super().do_GET()
            return
        body = compressed(path)
        self.send_response(200)
        self.send_header("Content-Type", f"{self.guess_type(path)}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Cache-Control", "max-age=3600")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Prints nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *args: object) -> None:
        """A browser that closes a connection early is no error."""


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    if not (SITE / "index.html").is_file():
        pytest.fail("the site is not built; run `make site`")

    def handler(*args: object) -> socketserver.BaseRequestHandler:
        return Handler(*args, directory=str(SITE))

    with Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program."""
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not found:
        pytest.skip(HOW_TO_GET_IT)
    return found


@pytest.fixture(scope="session")
def browser(chromium) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Root may not use the sandbox; the pages are our own. No other host has an address.
        flags = ["--no-sandbox", f"--host-resolver-rules={ONLY_THIS_MACHINE}"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def context(browser, address) -> Iterator[BrowserContext]:
    with browser.new_context(
        base_url=address, permissions=["clipboard-read", "clipboard-write"]
    ) as context:
        yield context


@pytest.fixture
def page(context, address) -> Iterator[Page]:
    """A tab; afterwards the test fails if a page logged an error or asked another server."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on(
        "console",
        lambda line: complaints.append(f"console: {line.text}") if line.type == "error" else None,
    )
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((address, "data:", "blob:"))
            else complaints.append(f"request: {request.url}")
        ),
    )
    yield page
    assert complaints == []
