"""The translations: complete, current, built like their originals; and the checks that say so."""

import nbformat
import pytest

from scripts import catalogue, twins
from scripts.catalogue import Catalogue, Entry, TranslationError, hash_of
from scripts.site import settings as site_settings
from scripts.structure import differences
from scripts.translations import all_problems

ENGLISH = "# Title\n\nSome `code`, a [link](other.ipynb#part).\n\n- one\n- two\n"
CHINESE = "# 标题\n\n一些 `code`，一个[链接](other.ipynb#部分)。\n\n- 一\n- 二\n"
PAGE = "Beginning.\n\n## First\n\nOne.\n\n```python\n# no heading\n```\n\n## Second\n\nTwo.\n"
TWIN = "开头。\n\n## 第一\n\n一。\n\n```python\n# no heading\n```\n\n## 第二\n\n二。\n"


def test_everything_is_translated():
    assert all_problems("zh") == []


def test_every_page_of_the_navigation_has_a_file():
    assert sorted(site_settings.load().pages()) == sorted(twins.originals())


def test_a_faithful_translation_has_no_difference():
    assert differences(ENGLISH, CHINESE) == []


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (("# 标题", "标题"), "headings"),
        (("`code`", "code"), "code words"),
        (("other.ipynb", "another.ipynb"), "links"),
        (("- 二\n", ""), "list items"),
    ],
)
def test_a_translation_that_is_built_otherwise_is_reported(change, part):
    (found,) = differences(ENGLISH, CHINESE.replace(*change))
    assert found.startswith(f"{part} differ")


def test_translated_code_is_reported():
    original = "Text.\n\n```python\nprint('a')\n```\n"
    (found,) = differences(original, original.replace("'a'", "'甲'"))
    assert found.startswith("code blocks differ")


def test_code_may_not_hide_a_missing_heading():
    assert differences("# A\n", "```\n# A\n```\n") != []


def notebook_and_catalogue(*, source: str = ENGLISH) -> tuple:
    cell = nbformat.v4.new_markdown_cell(ENGLISH, id="title")
    notebook = nbformat.v4.new_notebook(cells=[cell, nbformat.v4.new_code_cell("1", id="run")])
    return notebook, Catalogue("toy", [Entry("title", hash_of(source), CHINESE)], [])


def test_a_current_translation_replaces_the_prose_and_nothing_else():
    notebook, words = notebook_and_catalogue()
    assert catalogue.problems(notebook, words) == []
    shown = catalogue.translated(notebook, words)
    assert [cell.source for cell in shown.cells] == [CHINESE, "1"]
    assert notebook.cells[0].source == ENGLISH


def test_what_describes_a_picture_is_translated_like_prose():
    notebook, words = notebook_and_catalogue()
    notebook.cells[1].metadata["alt"] = "Line chart"
    assert catalogue.problems(notebook, words) == ["toy: cell run: not translated"]
    entry = Entry("run", hash_of("Line chart"), "折线图")
    words = Catalogue("toy", [*words.own, entry], [])
    assert catalogue.problems(notebook, words) == []
    shown = catalogue.translated(notebook, words).cells[1]
    assert (shown.metadata.alt, shown.source) == ("折线图", "1")


def test_a_changed_original_makes_its_translation_stale_until_it_is_reviewed():
    notebook, words = notebook_and_catalogue(source="# Older\n")
    assert catalogue.problems(notebook, words) == [
        "toy: cell title: the original has changed since"
    ]
    again = Catalogue("toy", catalogue.reviewed(notebook, words), [])
    assert catalogue.problems(notebook, again) == []


def test_a_new_cell_is_reported_and_written_down_for_the_translator():
    notebook, words = notebook_and_catalogue()
    notebook.cells.append(nbformat.v4.new_markdown_cell("New.", id="end"))
    assert catalogue.problems(notebook, words) == ["toy: cell end: not translated"]
    entries = catalogue.with_missing(notebook, words)
    assert [entry.cell for entry in entries] == ["title", "end"]
    assert entries[1].text == "TODO\nNew."
    begun = Catalogue("toy", entries, [])
    assert catalogue.problems(notebook, begun) == ["toy: cell end: not translated"]
    with pytest.raises(TranslationError, match="cell end is not translated"):
        catalogue.translated(notebook, begun)


def test_an_entry_without_a_cell_is_reported():
    notebook, words = notebook_and_catalogue()
    more = Catalogue("toy", [*words.own, Entry("gone", "00000000", "旧")], [])
    assert catalogue.problems(notebook, more) == ["toy: no cell gone"]


def test_a_common_cell_serves_every_notebook_under_its_own_name():
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("Run `make run NB=toy`.", id="choose")]
    )
    common = [
        Entry("choose", hash_of("Run `make run NB={notebook}`."), "运行 `make run NB={notebook}`。")
    ]
    words = Catalogue("toy", [], common)
    assert catalogue.problems(notebook, words) == []
    assert catalogue.translated(notebook, words).cells[0].source == "运行 `make run NB=toy`。"


def test_catalogues_are_read_as_they_were_written(tmp_path):
    entries = [Entry("title", "0123abcd", CHINESE.strip()), Entry("end", "89abcdef", "完")]
    catalogue.write_catalogue(tmp_path / "toy.md", entries)
    assert catalogue.read_catalogue(tmp_path / "toy.md") == entries


def test_headings_within_code_begin_no_section():
    assert [section.heading for section in twins.sections(PAGE)] == ["", "First", "Second"]


def test_a_twin_is_current_until_a_section_of_its_original_changes():
    twin = twins.with_sources(PAGE, TWIN)
    assert twins.problems("toy.md", PAGE, twin) == []
    (found,) = twins.problems("toy.md", PAGE.replace("Two.", "Three."), twin)
    assert found == "toy.md: the original has changed since (changed or new: Second)"
    (found,) = twins.problems("toy.md", PAGE.replace("## Second\n\nTwo.\n", ""), twin)
    assert found == "toy.md: the original has changed since (sections moved or are gone)"


def test_renewing_hashes_keeps_the_front_matter_and_the_text():
    twin = twins.with_sources(PAGE, f"---\ntitle: 玩具\n---\n\n{TWIN}")
    assert "title: 玩具\n" in twin
    assert twins.body(twin).strip() == TWIN.strip()
    assert twins.with_sources(PAGE, twin) == twin


def test_a_page_without_a_twin_is_reported():
    assert twins.problems("toy.md", PAGE, None) == ["toy.md: not translated"]


def test_no_page_of_the_project_goes_without_a_twin(monkeypatch, tmp_path):
    monkeypatch.setattr(twins, "DOCS", tmp_path)
    (tmp_path / "new.md").write_text(PAGE, encoding="utf-8")
    assert "new.md: not translated" in twins.all_problems("zh")


def test_a_begun_twin_is_not_a_translation():
    assert twins.problems("toy.md", PAGE, twins.begun(PAGE))[0].endswith("not translated")
