"""Finding a GGUF file: in the package, on disk, and on a hub served from this process."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import time
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest
from huggingface_hub import constants

from langchain_gguf import (
    ChatLlamaCpp,
    InvalidModelFileError,
    InvalidRequestError,
    ModelDownloadError,
    ModelFileNotFoundError,
    UnknownArgumentError,
)
from langchain_gguf.hub import BUNDLED_MODEL, check_model_file, fetch_model
from langchain_gguf.hub_repository import ModelFiles
from scripts.hub_server import GATED, NO_FILE, Failure, HubServer, commit_of
from scripts.stand_in_hub import split_model

REPO = "owner/tiny-GGUF"
GGUF = b"GGUF and no more"  # Enough for a file that is found but not loaded.
Fetch = Callable[..., ModelFiles]


@pytest.fixture(scope="session")
def model_shards() -> dict[str, bytes]:
    """The bundled model in three shards that llama.cpp loads."""
    shards = enumerate(split_model(BUNDLED_MODEL, 3), start=1)
    return {f"tiny-Q8_0-0000{number}-of-00003.gguf": shard for number, shard in shards}


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[HubServer]:
    """A hub that the client of this process may ask, without a token of this machine."""
    # conftest.py has set HF_HUB_OFFLINE, and the client read it when it was imported.
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    monkeypatch.setattr(constants, "HF_STORED_TOKENS_PATH", str(tmp_path / "stored_tokens"))
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")
    huggingface_hub.close_session()  # Its client has read the environment.
    with HubServer() as server:
        yield server
    huggingface_hub.close_session()


@pytest.fixture
def fetch(hub: HubServer, tmp_path: Path) -> Fetch:
    """fetch_model with the hub's address and an empty cache."""

    def call(*args: Any, **kwargs: Any) -> ModelFiles:
        where = {"cache_dir": tmp_path / "cache", "endpoint": hub.url}
        return fetch_model(*args, **{**where, **kwargs})

    return call


def quantized(*tags: str, **more: bytes) -> dict[str, bytes]:
    """Files of a repository with these quantizations."""
    models = {f"tiny-{tag}.gguf": GGUF + tag.encode() for tag in tags}
    return {"README.md": b"# tiny", **models, **more}


# Files on disk


def test_the_bundled_model_is_there() -> None:
    assert check_model_file(BUNDLED_MODEL) == BUNDLED_MODEL


def test_a_relative_path_becomes_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BUNDLED_MODEL.parent)
    assert check_model_file(BUNDLED_MODEL.name) == BUNDLED_MODEL


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    link = tmp_path / "link.gguf"
    link.symlink_to(BUNDLED_MODEL)
    assert check_model_file(link) == link


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileNotFoundError, match=r"no-such\.gguf.*bundled model") as caught:
        check_model_file(tmp_path / "no-such.gguf")
    assert isinstance(caught.value, FileNotFoundError)


def test_a_directory_lists_the_models_in_it(tmp_path: Path) -> None:
    with pytest.raises(InvalidModelFileError, match=r"directory.*no \.gguf file"):
        check_model_file(tmp_path)
    (tmp_path / "a.gguf").touch()
    with pytest.raises(InvalidModelFileError, match=r"It holds a\.gguf"):
        check_model_file(tmp_path)


@pytest.mark.parametrize("content", [b"", b"GG", b"PK\3\4safetensors", b"<html>"])
def test_a_file_that_is_no_gguf_shows_how_it_begins(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "model.gguf"
    file.write_bytes(content)
    with pytest.raises(InvalidModelFileError, match=r"not a GGUF file.*expected b'GGUF'"):
        check_model_file(file)


def test_the_first_shard_is_checked_with_all_others(
    tmp_path: Path, model_shards: dict[str, bytes]
) -> None:
    for name, content in model_shards.items():
        (tmp_path / name).write_bytes(content)
    first, _second, third = (tmp_path / name for name in model_shards)
    assert check_model_file(first) == first
    third.write_bytes(b"<html>")
    with pytest.raises(InvalidModelFileError, match=third.name):
        check_model_file(first)


def test_a_missing_shard_is_named(tmp_path: Path, model_shards: dict[str, bytes]) -> None:
    first, second, third = (tmp_path / name for name in model_shards)
    first.write_bytes(model_shards[first.name])
    third.write_bytes(model_shards[third.name])
    with pytest.raises(ModelFileNotFoundError, match=rf"3 files.*missing: {second}"):
        ChatLlamaCpp(model_path=first)


def test_the_path_of_a_later_shard_is_answered_with_the_first(
    tmp_path: Path, model_shards: dict[str, bytes]
) -> None:
    first, second, _third = (tmp_path / name for name in model_shards)
    second.write_bytes(model_shards[second.name])
    with pytest.raises(InvalidModelFileError, match=f"first: {first}"):
        ChatLlamaCpp(model_path=second)


# What is asked of the hub


def test_a_pattern_fetches_one_file_and_nothing_else(hub: HubServer, fetch: Fetch) -> None:
    commit = hub.add(REPO, quantized("Q4_K_M", "Q8_0"))
    files = fetch(REPO, "*Q8_0.gguf")
    assert files.model.read_bytes() == GGUF + b"Q8_0"
    assert files.mmproj is None
    assert files.model.parent.name == commit
    assert len(hub.asked("^GET .*/resolve/")) == 1


def test_a_name_with_brackets_is_no_pattern_for_the_client(hub: HubServer, fetch: Fetch) -> None:
    hub.add(REPO, {"tiny[1].gguf": GGUF, "tiny1.gguf": GGUF})
    assert fetch(REPO, "tiny[1].gguf").model.name == "tiny[1].gguf"
    assert hub.asked("tiny1") == []


@pytest.mark.parametrize("tag", ["Q4_0", "q4_0"])
def test_a_quantization_is_found_in_either_case_and_not_as_part_of_another(
    hub: HubServer, fetch: Fetch, tag: str
) -> None:
    hub.add(REPO, quantized("IQ4_0", "Q4_0", "Q4_0_8_8"))
    assert fetch(f"{REPO}:{tag}").model.name == "tiny-Q4_0.gguf"


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["F16"], "tiny-F16.gguf"),
        (["F16", "Q4_K_M", "Q8_0"], "tiny-Q4_K_M.gguf"),
        (["F16", "Q2_K", "Q8_0"], "tiny-Q8_0.gguf"),
    ],
)
def test_without_a_name_it_is_the_only_model_or_the_usual_quantization(
    hub: HubServer, fetch: Fetch, tags: list[str], expected: str
) -> None:
    hub.add(REPO, quantized(*tags, **{"imatrix.gguf": GGUF, "mmproj-F16.gguf": GGUF}))
    assert fetch(REPO).model.name == expected


def test_every_shard_is_fetched_and_the_first_is_loaded(
    hub: HubServer, tmp_path: Path, model_shards: dict[str, bytes]
) -> None:
    hub.add(REPO, {f"Q8_0/{name}": data for name, data in model_shards.items()})
    model = ChatLlamaCpp.from_pretrained(
        f"{REPO}:Q8_0", cache_dir=tmp_path, endpoint=hub.url, n_threads=1
    )
    with model:
        assert "125" in model.invoke("what is 25x5").text
    path = Path(str(model.model_path))
    assert path.name == "tiny-Q8_0-00001-of-00003.gguf"
    assert path.is_symlink()
    assert sorted(item.name for item in path.parent.iterdir()) == list(model_shards)


@pytest.mark.parametrize("pattern", ["*Q8_0.gguf", "*Q8_0*", "*-00002-of-*"])
def test_a_pattern_may_fit_the_whole_model_or_any_of_its_shards(
    hub: HubServer, fetch: Fetch, model_shards: dict[str, bytes], pattern: str
) -> None:
    hub.add(REPO, {**model_shards, **quantized("Q4_K_M")})
    files = fetch(REPO, pattern)
    assert files.model.name == next(iter(model_shards))
    assert [(files.model.parent / name).exists() for name in model_shards] == [True] * 3


def test_a_shard_that_the_repository_lacks_is_named(
    hub: HubServer, fetch: Fetch, model_shards: dict[str, bytes]
) -> None:
    first, second, third = model_shards
    hub.add(REPO, {first: GGUF, third: GGUF})
    with pytest.raises(ModelFileNotFoundError, match=rf"split.*missing: {second}"):
        fetch(REPO)
    assert hub.asked("/resolve/") == []


PROJECTORS = {
    "mmproj-F32.gguf": GGUF,
    "mmproj-F16.gguf": GGUF + b"16",
    "x/mmproj-Q4_K.gguf": GGUF,
}


@pytest.mark.parametrize("mmproj", [None, False])
def test_no_projector_is_fetched_unless_asked_for(
    hub: HubServer, fetch: Fetch, mmproj: bool | None
) -> None:
    hub.add(REPO, quantized("Q4_K_M", **PROJECTORS))
    assert fetch(REPO, mmproj=mmproj).mmproj is None
    assert hub.asked("mmproj") == []


@pytest.mark.parametrize("mmproj", [True, "mmproj-F16.gguf", "*F16*"])
@pytest.mark.parametrize("asked", [REPO, f"{REPO}:Q4_K_M"])
def test_the_projector_beside_the_model_comes_along_when_asked_for(
    hub: HubServer, fetch: Fetch, asked: str, mmproj: bool | str
) -> None:
    hub.add(REPO, quantized("Q4_K_M", **PROJECTORS))
    fetch(asked)
    files = fetch(asked, mmproj=mmproj)
    assert files.mmproj == files.model.with_name("mmproj-F16.gguf")
    assert files.mmproj.read_bytes() == GGUF + b"16"
    assert len(hub.asked("^GET .*/resolve/.*mmproj")) == 1
    hub.requests.clear()
    assert fetch(asked, mmproj=mmproj) == files
    assert hub.requests == []


def test_local_dir_takes_the_projector_too(hub: HubServer, fetch: Fetch, tmp_path: Path) -> None:
    hub.add(REPO, quantized("Q4_K_M", **PROJECTORS))
    files = fetch(REPO, mmproj=True, local_dir=tmp_path / "mine")
    assert files.mmproj == tmp_path / "mine" / "mmproj-F16.gguf"


def test_a_projector_is_looked_for_on_the_hub_where_the_cache_does_not_know_all_files(
    hub: HubServer, fetch: Fetch, tmp_path: Path
) -> None:
    hub.add(REPO, quantized("Q8_0", **PROJECTORS))
    for name in ("tiny-Q8_0.gguf", "mmproj-F32.gguf"):
        huggingface_hub.hf_hub_download(REPO, name, cache_dir=tmp_path / "cache", endpoint=hub.url)
    mmproj = fetch(f"{REPO}:Q8_0", mmproj=True).mmproj
    assert mmproj is not None
    assert mmproj.name == "mmproj-F16.gguf"


@pytest.mark.parametrize(
    ("files", "mmproj", "says"),
    [
        ({}, True, r"no projector.*README\.md, tiny-Q8_0\.gguf"),
        (PROJECTORS, "*Q8*", r"fit '\*Q8\*'.*mmproj-F16\.gguf, mmproj-F32\.gguf, x/mmproj"),
        ({"mmproj-a.gguf": GGUF, "mmproj-b.gguf": GGUF}, True, r"2 projectors.*mmproj-b\.gguf"),
    ],
)
def test_a_projector_that_is_not_there_or_not_the_only_one_is_told_before_a_download(
    hub: HubServer, fetch: Fetch, files: dict[str, bytes], mmproj: bool | str, says: str
) -> None:
    hub.add(REPO, quantized("Q8_0", **files))
    with pytest.raises(ModelFileNotFoundError, match=says):
        fetch(REPO, mmproj=mmproj)
    assert hub.asked("/resolve/") == []


def test_a_projector_that_is_no_gguf_is_refused_by_name(hub: HubServer, fetch: Fetch) -> None:
    hub.add(REPO, quantized("Q8_0", **{"mmproj.gguf": b"<html>"}))
    with pytest.raises(InvalidModelFileError, match=r"mmproj\.gguf is not a GGUF"):
        fetch(REPO, mmproj=True)


@pytest.mark.parametrize("mmproj", ["", 3, Path("mmproj.gguf"), ["mmproj.gguf"]])
def test_a_projector_is_asked_for_by_true_or_a_name(fetch: Fetch, mmproj: Any) -> None:
    with pytest.raises(InvalidRequestError, match=r"mmproj=.*expected True.*pattern"):
        fetch(REPO, mmproj=mmproj)


def test_from_pretrained_fetches_the_projector_with_the_model(
    hub: HubServer, tmp_path: Path
) -> None:
    hub.add(REPO, {"tiny-Q8_0.gguf": BUNDLED_MODEL.read_bytes(), **PROJECTORS})
    llm = ChatLlamaCpp.from_pretrained(
        REPO, cache_dir=tmp_path, endpoint=hub.url, mmproj=True, n_threads=1
    )
    with llm:
        assert "125" in llm.invoke("what is 25x5").text
    path = Path(str(llm.model_path))
    assert sorted(item.name for item in path.parent.iterdir()) == [
        "mmproj-F16.gguf",
        "tiny-Q8_0.gguf",
    ]


@pytest.mark.parametrize("revision", ["main", "v1", commit_of(f"{REPO} 0")])
def test_a_revision_pins_the_file(hub: HubServer, fetch: Fetch, revision: str) -> None:
    old = hub.add(REPO, {"tiny.gguf": GGUF + b"old"}, refs=("main", "v1"))
    assert old == commit_of(f"{REPO} 0")
    hub.add(REPO, {"tiny.gguf": GGUF + b"new"})
    content = fetch(REPO, revision=revision).model.read_bytes()
    assert content == GGUF + (b"new" if revision == "main" else b"old")


def test_local_dir_takes_the_files_under_their_own_names(
    hub: HubServer, fetch: Fetch, tmp_path: Path
) -> None:
    hub.add(REPO, quantized("Q8_0"))
    file = tmp_path / "mine" / "tiny-Q8_0.gguf"
    assert fetch(REPO, local_dir=file.parent).model == file
    assert not file.is_symlink()
    hub.requests.clear()
    assert fetch(REPO, local_dir=file.parent).model == file
    assert hub.requests == []


def test_local_dir_does_not_pass_off_another_revision(
    hub: HubServer, fetch: Fetch, tmp_path: Path
) -> None:
    old = hub.add(REPO, {"tiny.gguf": GGUF + b"old"})
    new = hub.add(REPO, {"tiny.gguf": GGUF + b"new"})
    for commit, content in ((old, b"old"), (new, b"new"), (old, b"old")):
        file = fetch(REPO, revision=commit, local_dir=tmp_path / "mine").model
        assert file.read_bytes() == GGUF + content


def test_the_token_is_sent(hub: HubServer, fetch: Fetch) -> None:
    hub.add(REPO, quantized("Q8_0"))
    fetch(REPO, token="hf_secret")
    assert {request.headers.get("authorization") for request in hub.requests} == {
        "Bearer hf_secret"
    }


def test_the_variable_hf_endpoint_counts_after_the_import_too(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add(REPO, quantized("Q8_0"))
    monkeypatch.setenv("HF_ENDPOINT", hub.url + "/")
    assert fetch_model(REPO, cache_dir=tmp_path).model.name == "tiny-Q8_0.gguf"


# What is here already


@pytest.mark.parametrize("asked", [REPO, f"{REPO}:Q4_K_M", f"{REPO} *Q4_K_M.gguf"])
@pytest.mark.parametrize("revision", [None, "main", commit_of(f"{REPO} 0")])
def test_a_file_that_is_here_needs_no_request(
    hub: HubServer, fetch: Fetch, asked: str, revision: str | None
) -> None:
    hub.add(REPO, quantized("Q4_K_M", "Q8_0"))
    first = fetch(*asked.split(), revision=revision)
    hub.requests.clear()
    hub.add(REPO, quantized("Q4_K_M"))
    assert fetch(*asked.split(), revision=revision) == first
    assert hub.requests == []


def test_the_default_does_not_depend_on_what_was_fetched_before(
    hub: HubServer, fetch: Fetch
) -> None:
    hub.add(REPO, quantized("Q4_K_M", "Q8_0"))
    fetch(f"{REPO}:Q8_0")
    assert fetch(REPO).model.name == "tiny-Q4_K_M.gguf"
    assert fetch(f"{REPO}:Q8_0").model.name == "tiny-Q8_0.gguf"


def test_a_shard_that_was_lost_is_fetched_again(
    hub: HubServer, fetch: Fetch, model_shards: dict[str, bytes]
) -> None:
    hub.add(REPO, model_shards)
    model = fetch(REPO).model
    lost = model.with_name("tiny-Q8_0-00002-of-00003.gguf")
    blob = lost.resolve()
    lost.unlink()
    blob.unlink()
    hub.requests.clear()
    assert fetch(REPO).model == model
    assert lost.read_bytes() == model_shards[lost.name]
    assert len(hub.asked("^GET .*/resolve/")) == 1


def test_a_new_commit_with_the_same_file_downloads_nothing(hub: HubServer, fetch: Fetch) -> None:
    hub.add(REPO, quantized("Q8_0"))
    fetch(REPO)
    commit = hub.add(REPO, {**quantized("Q8_0"), "README.md": b"# better"})
    hub.requests.clear()
    assert fetch(REPO, revision=commit).model.parent.name == commit
    assert hub.asked("^GET .*/resolve/") == []


def test_a_cache_that_another_program_filled_is_used(
    hub: HubServer, fetch: Fetch, tmp_path: Path
) -> None:
    hub.add(REPO, quantized("Q4_K_M", "Q8_0"))
    path = huggingface_hub.hf_hub_download(
        REPO, "tiny-Q8_0.gguf", cache_dir=tmp_path / "cache", endpoint=hub.url
    )
    hub.requests.clear()
    assert fetch(f"{REPO}:Q8_0").model == Path(path)
    assert fetch(REPO, "*Q8*").model == Path(path)
    assert hub.requests == []
    assert fetch(REPO).model.name == "tiny-Q4_K_M.gguf"


# Errors


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("*q8_0.gguf", ["Did you mean tiny-Q8_0.gguf? Upper and lower case count", "tiny-F16"]),
        ("tiny_Q8_0.gguf", ["Did you mean tiny-Q8_0.gguf?", "tiny-F16.gguf, tiny-Q5_K_M.gguf"]),
        ("*.gguf", ["3 files", "tiny-F16.gguf, tiny-Q5_K_M.gguf, tiny-Q8_0.gguf", "exactly one"]),
        ("*.bin", ["No file of 'owner/tiny-GGUF' fits '*.bin'", "tiny-F16.gguf, tiny-Q5_K_M"]),
        (":Q5_KM", ["quantization 'Q5_KM'", "Did you mean Q5_K_M?", "tiny-F16.gguf"]),
    ],
)
def test_a_name_that_does_not_fit_gets_the_list_of_files_and_the_nearest(
    hub: HubServer, fetch: Fetch, asked: str, says: list[str]
) -> None:
    hub.add(REPO, quantized("Q8_0", "Q5_K_M", "F16"))
    with pytest.raises(ModelFileNotFoundError) as caught:
        fetch(REPO + asked) if asked.startswith(":") else fetch(REPO, asked)
    assert [text for text in says if text not in str(caught.value)] == []
    assert hub.asked("/resolve/") == []


def test_several_unusual_quantizations_have_to_be_told_apart(hub: HubServer, fetch: Fetch) -> None:
    hub.add(REPO, quantized("Q2_K", "IQ3_XS"))
    with pytest.raises(ModelFileNotFoundError, match=r'IQ3_XS\.gguf, tiny-Q2_K.*"owner/.*:IQ3_XS"'):
        fetch(REPO)


def test_two_models_of_one_quantization_have_to_be_told_apart(hub: HubServer, fetch: Fetch) -> None:
    hub.add(REPO, {"a-Q8_0.gguf": GGUF, "b-Q8_0.gguf": GGUF})
    with pytest.raises(ModelFileNotFoundError, match=r"2 files.*'Q8_0': a-Q8_0.*as filename"):
        fetch(f"{REPO}:Q8_0")


def test_a_repository_without_gguf_is_told_apart_from_a_wrong_name(
    hub: HubServer, fetch: Fetch
) -> None:
    hub.add(REPO, {"model.safetensors": b"", "config.json": b"{}"})
    with pytest.raises(ModelFileNotFoundError, match=r"no GGUF.*config\.json.*end in -GGUF"):
        fetch(REPO)


def test_a_file_that_is_no_gguf_is_refused_by_name(hub: HubServer, fetch: Fetch) -> None:
    hub.add(REPO, {"tiny.gguf": b"<html>Please log in</html>"})
    with pytest.raises(InvalidModelFileError, match=r"tiny\.gguf is not a GGUF"):
        fetch(REPO)


@pytest.mark.parametrize(
    ("failure", "token", "error", "says"),
    [
        (Failure("/resolve/", 401, GATED), False, ModelDownloadError, "gated.*Accept.*hf auth"),
        (Failure("/resolve/", 403, GATED), "hf_x", ModelDownloadError, "gated.*account.*no access"),
        (
            Failure("/api/", 401, "", "Invalid credentials in Authorization header"),
            "hf_x",
            ModelDownloadError,
            "does not accept the token.*expired",
        ),
        (Failure("/api/", 403, "", "Forbidden scope"), "hf_x", ModelDownloadError, "read access"),
        (Failure("HEAD", 403, "", "No scope"), "hf_x", ModelDownloadError, "forbids.*No scope"),
        (Failure("/api/", 500), False, ModelDownloadError, "answered with 500.*Try again later"),
        (Failure("/api/", 429), False, ModelDownloadError, "answered with 429.*Try again later"),
        (Failure("/resolve/", 404, NO_FILE), False, ModelDownloadError, "answered with 404"),
        (Failure("HEAD", wrong_size=True), False, ModelDownloadError, "should be of size.*again"),
    ],
    ids=lambda value: value if isinstance(value, str) else getattr(value, "pattern", None),
)
def test_a_refusal_of_the_hub_is_told_in_plain_words(
    hub: HubServer,
    fetch: Fetch,
    failure: Failure,
    token: str | bool,
    error: type[Exception],
    says: str,
) -> None:
    hub.add(REPO, quantized("Q8_0"))
    hub.failures.append(failure)
    with pytest.raises(error, match=f"(?s){says}") as caught:
        fetch(REPO, token=token)
    assert REPO in str(caught.value)
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize("token", [False, "hf_x"])
def test_a_repository_that_is_not_there_may_be_private(fetch: Fetch, token: str | bool) -> None:
    with pytest.raises(ModelFileNotFoundError, match=r"owner/none.*private.*hf auth login"):
        fetch("owner/none", token=token)


def test_the_token_of_a_gated_repository_opens_it(hub: HubServer, fetch: Fetch) -> None:
    hub.add(REPO, quantized("Q8_0"))
    hub.failures.append(Failure("/resolve/", 401, GATED, unless_token="hf_secret"))
    with pytest.raises(ModelDownloadError, match="gated"):
        fetch(REPO, token=False)
    assert fetch(REPO, token="hf_secret").model.read_bytes() == GGUF + b"Q8_0"


def test_a_revision_that_is_not_there_is_named(hub: HubServer, fetch: Fetch) -> None:
    hub.add(REPO, quantized("Q8_0"))
    with pytest.raises(ModelFileNotFoundError, match=r"no branch, tag or commit 'v9'"):
        fetch(REPO, revision="v9")


def test_a_stored_token_that_is_asked_for_has_to_be_there(hub: HubServer, fetch: Fetch) -> None:
    hub.add(REPO, quantized("Q8_0"))
    with pytest.raises(ModelDownloadError, match=r"token=True.*hf auth login"):
        fetch(REPO, token=True)


def test_a_download_that_was_cut_off_goes_on_where_it_was(
    hub: HubServer, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = BUNDLED_MODEL.read_bytes()
    hub.add(REPO, {"tiny.gguf": content})
    hub.failures.append(Failure("GET .*/resolve/", cut_after=1_000_000, times=1))
    # What was read is kept in pieces of this size.
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", 100_000)
    assert fetch(REPO).model.read_bytes() == content
    ranges = [item.headers.get("range") for item in hub.requests if "GET" in str(item)][-2:]
    assert ranges == [None, "bytes=1000000-"]


def test_a_disk_without_room_is_noticed_before_the_download(
    hub: HubServer, fetch: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add(REPO, quantized("Q8_0"))
    usage = namedtuple("usage", "total used free")
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _path: usage(100, 90, 10))
        with pytest.raises(ModelDownloadError, match=rf"no room.*{tmp_path}.*GB are free"):
            fetch(REPO)
    assert hub.asked("^GET .*/resolve/") == []
    fetch(REPO)


def test_a_full_disk_does_not_matter_when_another_revision_has_the_file(
    hub: HubServer, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add(REPO, quantized("Q8_0"))
    fetch(REPO)
    commit = hub.add(REPO, {**quantized("Q8_0"), "README.md": b"# better"})
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(100, 90, 10))
    assert fetch(REPO, revision=commit).model.parent.name == commit


def test_a_disk_that_fills_up_during_the_download_is_named(
    hub: HubServer, fetch: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add(REPO, quantized("Q8_0"))

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("huggingface_hub.file_download.http_get", full)
    with pytest.raises(ModelDownloadError, match=rf"no room.*{tmp_path}.*No space left") as caught:
        fetch(REPO)
    assert isinstance(caught.value.__cause__, OSError)
    assert list((tmp_path / "cache").rglob("*.incomplete")) == []


def test_files_that_did_not_arrive_are_named(hub: HubServer, fetch: Fetch, tmp_path: Path) -> None:
    (tmp_path / "note.txt").touch()  # snapshot_download returns a folder that is not empty.
    hub.add(REPO, quantized("Q8_0"))
    hub.failures.append(Failure("GET /api/.*/tree/", 403))
    with pytest.raises(ModelDownloadError, match=r"tiny-Q8_0\.gguf of .* did not arrive"):
        fetch(REPO, local_dir=tmp_path)


@pytest.mark.parametrize("repo_id", ["no such name", "a/b/c", "/models/a.gguf", ""])
def test_a_repository_name_of_another_form_is_refused(fetch: Fetch, repo_id: str) -> None:
    with pytest.raises(InvalidRequestError, match=r"owner/name.*model_path"):
        fetch(repo_id)


def test_a_quantization_and_a_filename_are_one_too_many(fetch: Fetch) -> None:
    with pytest.raises(InvalidRequestError, match=r"'Q8_0'.*'\*\.gguf'.*one of the two"):
        fetch(f"{REPO}:Q8_0", "*.gguf")


def test_bad_arguments_are_refused_before_a_download(hub: HubServer, tmp_path: Path) -> None:
    hub.add(REPO, quantized("Q8_0"))
    for argument in ({"temprature": 0}, {"model_path": BUNDLED_MODEL}):
        with pytest.raises(UnknownArgumentError):
            ChatLlamaCpp.from_pretrained(REPO, endpoint=hub.url, cache_dir=tmp_path, **argument)
    assert hub.requests == []


# Without network


def test_a_hub_that_cannot_be_reached_is_one_error_at_once(fetch: Fetch) -> None:
    start = time.monotonic()
    with pytest.raises(ModelDownloadError, match=r"(?s)127\.0\.0\.1:9.*network.*model_path"):
        fetch(REPO, endpoint="http://127.0.0.1:9")
    assert time.monotonic() - start < 5


def test_a_hub_that_takes_the_request_and_never_answers_is_not_waited_for(
    hub: HubServer, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add(REPO, quantized("Q8_0"))
    hub.failures.append(Failure("/api/", silent=True))
    monkeypatch.setattr(constants, "HF_HUB_ETAG_TIMEOUT", 2)
    with pytest.raises(ModelDownloadError, match=r"timed out.*network"):
        fetch(REPO)
    assert len(hub.asked()) == 1


def test_an_incomplete_model_is_an_error_at_once_too(hub: HubServer, fetch: Fetch) -> None:
    hub.add(REPO, quantized("Q4_K_M", "Q8_0"))
    fetch(REPO)
    start = time.monotonic()
    with pytest.raises(ModelDownloadError, match="could not be fetched") as raised:
        fetch(f"{REPO}:Q8_0", endpoint="http://127.0.0.1:9")
    assert ".." not in str(raised.value)
    assert time.monotonic() - start < 5


def test_offline_mode_names_the_variable(
    hub: HubServer, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add(REPO, quantized("Q4_K_M", "Q8_0"))
    fetch(REPO)
    hub.requests.clear()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert fetch(REPO).model.name == "tiny-Q4_K_M.gguf"
    with pytest.raises(
        ModelDownloadError, match=r"tiny-GGUF:Q8_0.*there: tiny-Q4_K_M\.gguf\).*HF_HUB_OFFLINE"
    ):
        fetch(f"{REPO}:Q8_0")
    assert hub.requests == []


# A process of its own: the client as users have it, which reads its environment at import.


def run_client(hub: HubServer, home: Path, code: str, **environment: str) -> str:
    """Run code with the hub's address in HF_ENDPOINT; returns what it wrote to stderr."""
    others = ("HF_", "HUGGING", "TRANSFORMERS_", "TQDM_")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={**inherited, "HF_ENDPOINT": hub.url, "HF_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stderr


LOAD = f"""
from langchain_gguf import ChatLlamaCpp
model = ChatLlamaCpp.from_pretrained({REPO!r})
assert model.model_name == "tiny-Q8_0", model.model_name
"""


def test_a_download_shows_progress_unless_the_environment_forbids_it(
    hub: HubServer, tmp_path: Path
) -> None:
    hub.add(REPO, quantized("Q8_0"))
    assert "Fetching 1 files: 100%" in run_client(hub, tmp_path / "a", LOAD)
    assert run_client(hub, tmp_path / "b", LOAD, HF_HUB_DISABLE_PROGRESS_BARS="1") == ""


def test_a_second_process_sends_no_request_at_all(hub: HubServer, tmp_path: Path) -> None:
    hub.add(REPO, quantized("Q8_0"))
    run_client(hub, tmp_path, LOAD)
    assert len(hub.asked("^GET .*/resolve/")) == 1
    hub.requests.clear()
    (tmp_path / ".agent_harnesses.json").unlink(missing_ok=True)
    assert run_client(hub, tmp_path, LOAD) == "", "nothing is shown"
    assert hub.requests == []
