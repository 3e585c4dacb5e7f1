"""A Hugging Face hub on the loopback address, for huggingface_hub's own client.

It answers what a download asks for: information about a repository, the tree of a revision, and
files with ETag, size and ranges. Failures are put in front of it, and every request is kept. The
tests ask it, and the tutorial about the hub, which has to run without network.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import unquote, urlsplit

GATED = "GatedRepo"
NO_REPOSITORY = "RepoNotFound"
NO_REVISION = "RevisionNotFound"
NO_FILE = "EntryNotFound"


def commit_of(text: str) -> str:
    """A commit id made from any text."""
    return hashlib.sha1(text.encode()).hexdigest()


@dataclass
class Repository:
    """Branches and tags name commits; a commit is a set of files."""

    commits: dict[str, dict[str, bytes]]
    refs: dict[str, str]

    def commit(self, revision: str) -> str | None:
        """Returns the commit that a revision names, or None."""
        found = self.refs.get(revision, revision)
        return found if found in self.commits else None


@dataclass(frozen=True)
class Request:
    """What a client asked."""

    method: str
    path: str
    headers: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass
class Failure:
    """What goes wrong with requests whose "METHOD /path" the pattern is found in."""

    pattern: str
    status: int = 0
    """Answer with this status."""
    code: str = ""
    """The header X-Error-Code beside it."""
    message: str = ""
    """The header X-Error-Message beside it."""
    unless_token: str = ""
    """Only without this token."""
    cut_after: int | None = None
    """Send so many bytes of the file, then close the connection."""
    wrong_size: bool = False
    """Announce a file one byte longer than it is."""
    silent: bool = False
    """Take the request and do not answer for 10 s."""
    times: int | None = None
    """Fail so often; None is always."""

    def applies(self, request: Request) -> bool:
        """Whether this request fails; counts it."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.times == 0 or (self.unless_token and token == self.unless_token):
            return False
        if not re.search(self.pattern, str(request)):
            return False
        if self.times is not None:
            self.times -= 1
        return True


@dataclass
class HubServer:
    """Use it as a context manager; `url` is its address."""

    repositories: dict[str, Repository] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def add(
        self, repo_id: str, files: Mapping[str, bytes], *, refs: tuple[str, ...] = ("main",)
    ) -> str:
        """Commit files to a repository, made now if it is new, and point the refs to them."""
        repository = self.repositories.setdefault(repo_id, Repository({}, {}))
        commit = commit_of(f"{repo_id} {len(repository.commits)}")
        repository.commits[commit] = dict(files)
        repository.refs.update(dict.fromkeys(refs, commit))
        return commit

    def asked(self, pattern: str = "") -> list[str]:
        """Requests that a pattern is found in, as "METHOD /path"."""
        return [str(item) for item in self.requests if re.search(pattern, str(item))]

    @property
    def url(self) -> str:
        """The address of the server that runs."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> HubServer:
        """Begins to answer, on a free port."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Ends the server and its thread."""
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> HubServer:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()


def _handler(hub: HubServer) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        server_hub = hub

    return Handler


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_hub: HubServer

    def do_GET(self) -> None:
        """Answers a request, or fails as it was told to."""
        if self.server_hub.closing.is_set():  # On a connection from before.
            self.close_connection = True
            return
        path = unquote(urlsplit(self.path).path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, path, headers)
        self.server_hub.requests.append(request)
        failure = next((item for item in self.server_hub.failures if item.applies(request)), None)
        if failure is not None and failure.silent:
            self.server_hub.closing.wait(10)
            self.close_connection = True
            return
        if failure is not None and failure.status:
            self._refuse(failure.status, failure.code, failure.message)
            return
        routes: tuple[tuple[str, Callable[..., None]], ...] = (
            (r"/api/models/(?P<repo>[^/]+/[^/]+)/tree/(?P<revision>[^/]+)", self._tree),
            (r"/api/models/(?P<repo>[^/]+/[^/]+)(?:/revision/(?P<revision>[^/]+))?", self._info),
            (r"/(?P<repo>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<name>.+)", self._file),
        )
        for pattern, answer in routes:
            if match := re.fullmatch(pattern, path):
                parts = match.groupdict()
                repository = self.server_hub.repositories.get(parts["repo"])
                if repository is None:
                    # The hub does not tell strangers what is private.
                    known = "authorization" in headers
                    self._refuse(404 if known else 401, NO_REPOSITORY, "Repository not found")
                elif (commit := repository.commit(parts["revision"] or "main")) is None:
                    self._refuse(404, NO_REVISION, f"Invalid rev id: {parts['revision']}")
                else:
                    files = repository.commits[commit]
                    answer(parts["repo"], commit, files, parts.get("name"), failure)
                return
        self._refuse(404, "", "Not found")

    def do_HEAD(self) -> None:
        """Answers without a body."""
        self.do_GET()

    def _info(self, repo: str, commit: str, files: Mapping[str, bytes], *_rest: object) -> None:
        siblings = [{"rfilename": name, "size": len(data)} for name, data in files.items()]
        self._send_json({"id": repo, "sha": commit, "siblings": siblings, "tags": ["gguf"]})

    def _tree(self, _repo: str, _commit: str, files: Mapping[str, bytes], *_rest: object) -> None:
        entries = [
            {
                "type": "file",
                "path": name,
                "size": len(data),
                "oid": hashlib.sha1(data).hexdigest(),
                "lfs": {"oid": _sha256(data), "size": len(data), "pointerSize": 134},
            }
            for name, data in files.items()
        ]
        self._send_json(entries)

    def _file(
        self,
        _repo: str,
        commit: str,
        files: Mapping[str, bytes],
        name: str,
        failure: Failure | None,
    ) -> None:
        if name not in files:
            self._refuse(404, NO_FILE, "Entry not found")
            return
        data = files[name]
        headers = {"X-Repo-Commit": commit, "ETag": f'"{_sha256(data)}"', "Accept-Ranges": "bytes"}
        headers["X-Linked-ETag"] = headers["ETag"]
        wrong = failure is not None and failure.wrong_size
        headers["X-Linked-Size"] = str(len(data) + wrong)
        status, body = 200, data
        if asked := re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", "")):
            status, body = 206, data[int(asked[1]) :]
            headers["Content-Range"] = f"bytes {asked[1]}-{len(data) - 1}/{len(data)}"
        cut = None if failure is None else failure.cut_after
        self._send(status, body, headers, cut)

    def _refuse(self, status: int, code: str, message: str) -> None:
        headers = {"X-Error-Code": code, "X-Error-Message": message}
        self._send(status, b"", {name: value for name, value in headers.items() if value})

    def _send_json(self, value: object) -> None:
        self._send(200, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def _send(
        self, status: int, body: bytes, headers: Mapping[str, str], cut_after: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(body if cut_after is None else body[:cut_after])
        if cut_after is not None:
            self.close_connection = True

    def log_message(self, *_arguments: object) -> None:
        """Stay silent."""


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
