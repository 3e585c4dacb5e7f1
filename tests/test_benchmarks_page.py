"""The benchmarks' page: its figures are those of the record, its words those of the language."""

import re
from html.parser import HTMLParser

import pytest

from benchmarks import machine, page, plots
from benchmarks.figures import GOALS, ROOT, load_record
from benchmarks.page_texts import MEANINGS, PLOT_TEXTS, TEXTS

PAGES = {
    "en": (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8"),
    "zh": (ROOT / "docs" / "zh" / "benchmarks.md").read_text(encoding="utf-8"),
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def filled(language, **changes):
    record = load_record()
    return page.fill(PAGES[language], {**record, "run": {**record["run"], **changes}}, language)


@pytest.mark.parametrize("language", PAGES)
def test_page_says_every_goal_and_shows_every_plot(language):
    text = filled(language)
    for name in GOALS:
        assert f"| {MEANINGS[name][language]} |" in text
        assert f"| `{name}` |" in text
    assert text.count("<svg") == len(plots.PLOTS)
    assert not page.MARK.search(text)


@pytest.mark.parametrize(("language", "text"), [("en", "123,000 bytes"), ("zh", "123,000 字节")])
def test_page_takes_its_numbers_from_the_record(language, text):
    record = load_record()
    record["figures"]["memory_bytes_per_slot"] = 123456.7
    assert text in page.fill(PAGES[language], record, language)


@pytest.mark.parametrize(("language", "word"), [("en", "Provisional"), ("zh", "暂定")])
def test_page_says_when_its_figures_are_provisional(language, word):
    assert f'!!! warning "{word}' in filled(language, quick=True)
    assert word not in filled(language, quick=False)


def test_page_that_names_what_was_not_recorded_is_an_error():
    with pytest.raises(page.PageError, match="no figure 'speed'"):
        page.fill("<!-- figure: speed -->", load_record(), "en")
    with pytest.raises(page.PageError, match="no plot 'speed'"):
        page.fill("<!-- plot: speed -->", load_record(), "en")


@pytest.mark.parametrize(
    ("language", "met", "missed"), [("en", "met", "missed"), ("zh", "达标", "未达标")]
)
def test_missed_goals_are_marked(language, met, missed):
    record = load_record()
    for value, verdict in (("2.10", f"**{missed}**"), ("2.20", met)):
        record["figures"]["parallel_8_vs_1"] = float(value)
        rows = page.goal_table(record, language).splitlines()
        (row,) = [row for row in rows if "| ≥ 2.2 |" in row]
        assert row.endswith(f"| {value} | ≥ 2.2 | {verdict} |")


# Both languages


def table(writer, language):
    """The cells of a table, a list for each row."""
    return [row.split(" | ") for row in writer(load_record(), language).splitlines()]


@pytest.mark.parametrize("writer", [page.goal_table, page.figure_table, page.run_table])
def test_chinese_tables_have_the_figures_of_the_english_ones_under_chinese_heads(writer):
    english, chinese = table(writer, "en"), table(writer, "zh")
    figures = slice(1, 3)  # After what is named; the verdict comes behind them.
    assert [row[figures] for row in chinese[1:]] == [row[figures] for row in english[1:]]
    assert all(CHINESE.search(head) for head in chinese[0])
    assert not any(CHINESE.search(cell) for row in english for cell in row)


def test_every_goal_has_a_meaning_of_its_own_in_chinese_with_the_same_code():
    assert list(MEANINGS) == list(GOALS)
    assert len({meaning["zh"] for meaning in MEANINGS.values()}) == len(GOALS)
    for meaning in MEANINGS.values():
        english, chinese = meaning["en"], meaning["zh"]
        assert CHINESE.search(chinese)
        assert re.findall("`.*?`", chinese) == re.findall("`.*?`", english)
        # Chinese counts millions in ten thousands.
        assert numbers_in(chinese) == numbers_in(english.replace("94 M", "9400"))


def numbers_in(text):
    return sorted(re.findall(r"\d+(?:,\d{3})*", text))


def test_all_that_a_run_says_is_named_in_chinese_but_packages():
    packages = {"python", "langchain-gguf", *machine.PACKAGES}
    for language in PAGES:
        assert {*TEXTS[language].facts, "quick"} == machine.describe(quick=True).keys() - packages
    assert all(CHINESE.search(name) for name in TEXTS["zh"].facts.values())
    names = [row[0] for row in table(page.run_table, "zh")[2:]]
    assert {name.strip("| ") for name in names if not CHINESE.search(name)} == packages


def texts_of(svg):
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.parametrize("name", plots.PLOTS)
def test_chinese_plot_shows_the_numbers_of_the_english_one_in_chinese_words(name):
    samples = load_record()["samples"]
    english, chinese = (plots.draw(name, samples, language) for language in PAGES)
    english_texts, chinese_texts = texts_of(english), texts_of(chinese)
    assert len(english_texts) == len(chinese_texts)
    changed = {
        (before, after)
        for before, after in zip(english_texts, chinese_texts, strict=True)
        if before != after
    }
    assert all(CHINESE.search(after) for _, after in changed)
    words = {text for text in chinese_texts if re.search(r"[^\d.]", text)}
    # What is left in English is the name of a method.
    assert all(CHINESE.search(text) or re.fullmatch(r"\w+\.\w+", text) for text in words)
    (description,) = re.findall(r'aria-label="([^"]*)"', chinese)
    assert description == PLOT_TEXTS[name]["zh"].description
    assert CHINESE.search(description)
    assert not CHINESE.search(english)


# Numbers and plots


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.97123, "0.971"), (12345.6, "12,300"), (99.96, "100"), (-2.5, "−2.50")],
)
def test_numbers_have_three_digits(value, text):
    assert page.number(value) == text


class Elements(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.tags = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        for value in found.values():
            self.links += re.findall(r"url\(#([^)]*)\)|^#(.+)$", value or "")


@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize("name", plots.PLOTS)
def test_plot_takes_the_colours_of_the_page_and_fetches_nothing(name, language):
    svg = plots.draw(name, load_record()["samples"], language)
    colours = set(re.findall(r"(?:fill|stroke): ([^;\"]+)", svg))
    known = {f"var({variable})" for variable in plots.VARIABLES.values()}
    assert known - {"var(--md-default-fg-color--lightest)"} <= colours
    assert colours <= known | {"none"}
    assert not re.search(r"(href|src)=\"(?!#)", svg)
    assert len(svg) < 40_000
    assert "\n\n" not in svg  # Markdown ends an HTML block there.


def test_plots_of_one_page_have_ids_of_their_own_and_links_that_lead_to_them():
    samples = load_record()["samples"]
    elements = Elements("".join(plots.draw(name, samples, "en") for name in plots.PLOTS))
    assert len(elements.ids) == len(set(elements.ids))
    assert {first or second for first, second in elements.links} <= set(elements.ids)


def test_groups_that_say_nothing_are_left_out_of_a_plot_and_others_stay():
    svg = '<svg><g><g clip-path="url(#a)"><g><path/></g></g><g><text>5</text></g></g></svg>'
    short = '<svg><g><g clip-path="url(#a)"><path/></g><text>5</text></g></svg>'
    assert plots.without_bare_groups(svg) == short


def test_plot_is_the_same_each_time():
    samples = load_record()["samples"]
    assert plots.draw("parallel", samples, "zh") == plots.draw("parallel", samples, "zh")


def test_style_sheet_has_the_plots_colours_for_light_and_dark_pages():
    style = (ROOT / "docs" / "assets" / "site.css").read_text(encoding="utf-8")
    for variable in ("--plot-ours", "--plot-theirs"):
        assert style.count(f"{variable}: #") == 2
