"""Finding a GGUF file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from langchain_gguf import ChatLlamaCpp, InvalidModelFileError, ModelFileNotFoundError
from langchain_gguf.hub import BUNDLED_MODEL, check_model_file, fetch_model

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A hub cache with one repository of two GGUF files, as huggingface_hub lays it out."""
    repository = tmp_path / "models--owner--tiny-GGUF"
    snapshot = repository / "snapshots" / COMMIT
    snapshot.mkdir(parents=True)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(COMMIT)
    (snapshot / "tiny-Q8_0.gguf").symlink_to(BUNDLED_MODEL)
    (snapshot / "tiny-Q4_0.gguf").symlink_to(BUNDLED_MODEL)
    return tmp_path


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


@pytest.mark.parametrize("pattern", ["*Q8_0.gguf", "tiny-Q8_0.gguf"])
@pytest.mark.parametrize("revision", [None, "main", COMMIT])
def test_a_cached_file_needs_no_network(cache: Path, pattern: str, revision: str | None) -> None:
    path = fetch_model("owner/tiny-GGUF", pattern, revision=revision, cache_dir=cache)
    assert path.name == "tiny-Q8_0.gguf"
    assert path.samefile(BUNDLED_MODEL)


def test_a_model_from_the_cache_answers(cache: Path) -> None:
    model = ChatLlamaCpp.from_pretrained(
        "owner/tiny-GGUF", "*Q8_0.gguf", revision=COMMIT, cache_dir=cache, n_threads=1
    )
    with model:
        assert model.model_name == "tiny-Q8_0"
        assert "125" in model.invoke("what is 25x5").text


@pytest.mark.parametrize(
    ("repository", "filename"),
    [
        ("owner/tiny-GGUF", "*Q5_K.gguf"),
        ("owner/tiny-GGUF", "*.gguf"),
        ("owner/another", "model.gguf"),
    ],
    ids=["no match", "two matches", "not cached"],
)
def test_without_network_the_error_names_what_was_asked(
    cache: Path, repository: str, filename: str
) -> None:
    with pytest.raises(ModelFileNotFoundError) as caught:
        fetch_model(repository, filename, cache_dir=cache)
    message = str(caught.value)
    assert repository in message
    assert filename in message
    assert "model_path" in message


def test_a_repository_name_of_another_form_is_refused(cache: Path) -> None:
    with pytest.raises(ValueError, match="no such name"):
        fetch_model("no such name", "*.gguf", cache_dir=cache)


# HF_HUB_OFFLINE is read once, so the case of a network that does not answer has its own process.
UNREACHABLE = """
import sys, time
from langchain_gguf import ChatLlamaCpp, ModelFileNotFoundError

time.sleep = lambda _seconds: None  # huggingface_hub waits between its attempts.
try:
    ChatLlamaCpp.from_pretrained("owner/tiny-GGUF", "*.gguf", cache_dir=sys.argv[1])
except ModelFileNotFoundError as error:
    assert "could not be fetched" in str(error), error
    print("one clear error")
"""


def test_a_network_that_does_not_answer_is_one_clear_error(tmp_path: Path) -> None:
    environment = {**os.environ, "HF_HUB_OFFLINE": "0", "HF_ENDPOINT": "http://127.0.0.1:9"}
    result = subprocess.run(
        [sys.executable, "-c", UNREACHABLE, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        check=False,
    )
    assert result.stdout == "one clear error\n", result.stderr
