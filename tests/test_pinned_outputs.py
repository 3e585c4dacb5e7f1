"""What notebooks printed against what was accepted: the rules by which two runs are the same."""

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.pinned_outputs import normalised, outputs_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id='lc_run--01a2b3c4-5678-7abc-9def-0123456789ab-0'", "id='<id>'"),
        ("run-01a2b3c4-5678-7abc-9def-0123456789ab", "<id>"),
        ("call_9f8e7d6c5b", "<id>"),
        ("<object at 0x7f00deadbeef>", "<object at <address>>"),
        ("read /home/someone/models/a.gguf now", "read <path> now"),
        ("took 1.23 s", "took <duration>"),
        ("15 ms, then 3 seconds", "<duration>, then <duration>"),
        ("1,234.5 tokens/s", "<speed>"),
        ("1300 tokens a second", "<speed>"),
        ("at 2026-11-25T08:45:28", "at <time>"),
        ("\x1b[31mred\x1b[0m  ", "red"),
    ],
)
def test_what_differs_between_runs_is_replaced(text, expected):
    assert normalised(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "125",
        "output tokens: 12",
        "and/or",
        "{'magic_function_input': 3}",
        "22 celsius",
        "J'aime programmer.",
        "call-by-name",
        "https://huggingface.co/a/b",
    ],
)
def test_answers_stay_as_they_are(text):
    assert normalised(text) == text


def test_where_numbers_vary_only_words_are_compared():
    assert normalised("n=1   12.5 MiB", varies=True) == normalised("n=1 1,300 MiB", varies=True)
    assert normalised("n=1 MiB", varies=True) != normalised("n=1 KiB", varies=True)


@given(st.text())
def test_normalising_twice_changes_nothing_more(text):
    once = normalised(text)
    assert normalised(once) == once


def test_outputs_stand_below_their_cells_and_hidden_cells_are_left_out():
    def cell(name: str, text: str, *tags: str) -> nbformat.NotebookNode:
        output = nbformat.v4.new_output("stream", text=text)
        return nbformat.v4.new_code_cell(
            "", id=name, outputs=[output], metadata={"tags": list(tags)}
        )

    cells = [cell("ask", "5\n"), cell("check", "6\n", "remove-cell"), cell("time", "7\n", "varies")]
    picture = nbformat.v4.new_output("display_data", data={"image/png": "AAAA"})
    cells.append(nbformat.v4.new_code_cell("", id="plot", outputs=[picture]))
    notebook = nbformat.v4.new_notebook(cells=cells)
    assert outputs_of(notebook) == "== ask\n5\n\n== time\n #\n\n== plot\n<image/png>\n"
