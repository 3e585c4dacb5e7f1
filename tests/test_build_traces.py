"""The search for traces of the build: it finds them, and lets the words of tutorials be."""

from pathlib import Path

import pytest

from scripts.registry import ROOT
from tests.build_traces import traces, traces_in


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"no file at {ROOT}/models/a.gguf", "folder"),
        (f"cached in {Path.home()}/.cache", "folder"),
        ("id='lc_run--019ab0f2-8a6e-7d10-9c3b-1f5d6d2f9f10-0'", "run id"),
        ("id=&#39;run--8f4b2c1e-77aa-4a53-a3b8-0c8e1f3f2d55&#39;", "run id"),
        ("llama_model_loader: loaded meta data", "loader"),
        ("load_tensors: offloading 0 layers", "loader"),
    ],
)
def test_traces_of_the_build_are_found(text, kind):
    (found,) = traces(text)
    assert found.startswith(f"{kind}: ")


@pytest.mark.parametrize(
    "text",
    [
        "no file at /models/no-such-model.gguf",
        "the field `run_id`, the command make run",
        f"https://example.org{Path.home()}/page",
        "llama_model_loader is a class of llama.cpp",
    ],
)
def test_words_of_tutorials_are_no_traces(text):
    assert traces(text) == []


def test_every_published_file_is_searched_and_named(tmp_path):
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "page.html").write_text(f"<p>{ROOT}/x</p>", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    (found,) = traces_in(tmp_path)
    assert found.startswith("zh/page.html: folder: ")
