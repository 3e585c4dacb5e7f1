"""Plots as SVG inside the page, so that they take the page's colours in light and dark mode."""

from __future__ import annotations

import html
import io
import re
import warnings
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.page_texts import PLOT_TEXTS, PlotTexts

Samples = Mapping[str, Any]

# matplotlib wants colours; each of these becomes a variable of docs/assets/site.css.
TEXT, GRID, OURS, THEIRS = "#000001", "#000002", "#000003", "#000004"
VARIABLES = {
    TEXT: "--md-default-fg-color",
    GRID: "--md-default-fg-color--lightest",
    OURS: "--plot-ours",
    THEIRS: "--plot-theirs",
}
STYLE: dict[Any, Any] = {
    # Text stays text, in the page's font.
    "svg.fonttype": "none",
    "font.size": 11,
    "text.color": TEXT,
    "axes.labelcolor": TEXT,
    "axes.edgecolor": GRID,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": GRID,
    "xtick.color": GRID,
    "ytick.color": GRID,
    # The grid's lines say where a number is.
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "xtick.labelcolor": TEXT,
    "ytick.labelcolor": TEXT,
    "lines.linewidth": 2.2,
    "legend.frameon": False,
}


def draw(name: str, samples: Samples, language: str) -> str:
    """Returns a plot as one HTML block without blank lines, for a Markdown page."""
    words = PLOT_TEXTS[name][language]
    with matplotlib.rc_context({**STYLE, "svg.hashsalt": name}), warnings.catch_warnings():
        # matplotlib's own font has no Chinese; the page's font, in which the text is shown, has.
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        figure = Figure(figsize=(7.2, 3.4), layout="constrained")
        axes = figure.add_subplot()
        axes.set(xlabel=words.x, ylabel=words.y)
        PLOTS[name](axes, samples, words)
        stream = io.StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(stream, format="svg", transparent=True, metadata=nothing)
    return embedded(stream.getvalue(), name, words.description)


def embedded(svg: str, name: str, description: str) -> str:
    """Returns a file's SVG as a part of a page: own ids, the page's colours, a description."""
    svg = svg[svg.index("<svg") :]
    # A style element would apply to the whole page, and fonts are the page's.
    unwanted = r"<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>|font-family: [^;\"]*;? ?"
    svg = re.sub(unwanted, "", svg, flags=re.DOTALL)
    used = set(re.findall(r"#([\w.-]+)", svg))
    svg = re.sub(
        r' id="([^"]*)"', lambda id_: f' id="{name}-{id_[1]}"' if id_[1] in used else "", svg
    )
    svg = re.sub(r'(url\(#|href="#)', rf"\g<1>{name}-", svg)
    # Hundredths of a point cannot be seen.
    svg = re.sub(r"-?\d+\.\d{3,}", lambda digits: f"{float(digits[0]):.2f}", svg)
    svg = re.sub(r' transform="rotate\(-0 [^"]*"', "", svg)
    svg = without_bare_groups(svg)
    for colour, variable in VARIABLES.items():
        svg = svg.replace(colour, f"var({variable})")
    head = rf'<svg \1 role="img" aria-label="{html.escape(description)}">'
    svg = re.sub(r'^<svg[^>]*?(viewBox="[^"]*")[^>]*>', head, svg)
    lines = [line.strip() for line in svg.splitlines() if line.strip()]
    # The numbers in a plot are no use to the site's search.
    return '<div class="plot" data-search-exclude>\n' + "\n".join(lines) + "\n</div>"


def without_bare_groups(svg: str) -> str:
    """Returns an SVG without groups that say nothing of what is in them."""
    innermost = re.compile(r"<g>((?:(?!</?g\b).)*)</g>", re.DOTALL)
    changes = 1
    while changes:
        svg, changes = innermost.subn(r"\1", svg)
    return svg


def _long_generation(axes: Axes, samples: Samples, words: PlotTexts) -> None:
    sides = (("engine", words.ours, OURS, "-"), ("bare", words.theirs, THEIRS, "--"))
    for key, label, colour, line in sides:
        points = samples["long_generation"][f"milliseconds_by_token_{key}"]
        axes.plot(*zip(*points, strict=True), color=colour, linestyle=line, label=label)
    axes.set(ylim=(0, None), xlim=(0, None))
    axes.legend(loc="upper left")


def _streaming(axes: Axes, samples: Samples, words: PlotTexts) -> None:
    sides = (("langchain_gguf", words.ours, OURS, "o-"), ("llama", words.theirs, THEIRS, "s--"))
    for key, label, colour, marker in sides:
        points = [
            (int(length), median(measured[f"seconds_{key}"]))
            for length, measured in samples["streaming"].items()
        ]
        axes.plot(*zip(*points, strict=True), marker, color=colour, label=label)
    axes.set(ylim=(0, None), xlim=(0, None))
    axes.legend(loc="upper left")


def _parallel(axes: Axes, samples: Samples, words: PlotTexts) -> None:
    measured = samples["parallel"]
    counts = sorted(int(key.rsplit("_", 1)[1]) for key in measured if "engine" in key)
    sides = (("engine", words.ours, OURS, -0.2), ("bare", words.theirs, THEIRS, 0.2))
    for key, label, colour, shift in sides:
        heights = [median(measured[f"tokens_per_second_{key}_{count}"]) for count in counts]
        places = [index + shift for index in range(len(counts))]
        bars = axes.bar(places, heights, 0.36, color=colour, label=label)
        axes.bar_label(bars, fmt="%.0f", padding=2, color=TEXT)
    axes.set_xticks(range(len(counts)), [str(count) for count in counts])
    axes.margins(y=0.12)
    axes.grid(visible=False, axis="x")
    axes.legend(loc="upper left")


def _chats(axes: Axes, samples: Samples, words: PlotTexts) -> None:
    measured = samples["chats_turn10"]
    turns = [1e3 * seconds for seconds in measured["first_token_seconds_by_turn"]]
    cold = 1e3 * median(measured["first_token_seconds_cold"])
    axes.bar(range(1, len(turns) + 1), turns, 0.6, color=OURS, label=words.ours)
    label = words.theirs.format(tokens=measured["num_prompt_tokens"])
    axes.axhline(cold, color=THEIRS, linestyle="--", label=label)
    axes.set_xticks(range(1, len(turns) + 1))
    axes.set(ylim=(0, 1.35 * cold))
    axes.grid(visible=False, axis="x")
    axes.legend(loc="upper left")


PLOTS: dict[str, Callable[[Axes, Samples, PlotTexts], None]] = {
    "long_generation": _long_generation,
    "streaming": _streaming,
    "parallel": _parallel,
    "chats": _chats,
}
