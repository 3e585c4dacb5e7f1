"""Runs every tutorial on the bundled model, in English and in Chinese, and reads its outputs."""

import ast
import io
import json
import re
from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import papermill
import pytest
import yaml
from nbformat import NotebookNode
from PIL import Image, ImageChops

from scripts import pinned_outputs, registry
from scripts.instructions import instructed_files, outdated_files, with_instructions
from scripts.notebooks import (
    NOTEBOOKS,
    PROFILES,
    NotebookError,
    check_parameters,
    cleared,
    load_profile,
    notebook_names,
    run_notebook,
)
from scripts.pictures import shrunk

NAMES = notebook_names()
PARAMETERS = [
    "model_path",
    "n_ctx",
    "n_gpu_layers",
    "n_batch",
    "n_threads",
    "max_tokens",
    "temperature",
    "top_p",
    "repeat_penalty",
    "seed",
    "language",
]

# What a cell must have printed: regular expressions, all of which must be found.
EXPECTED = {
    "bundled": {
        "quickstart": {
            "ask-capital": [r"Paris"],
            "stream-product": [r"125"],
            "offer-function": [r"^get_current_weather .*'unit': 'celsius'"],
            "fill-object": [r"^Person\(name='Alice', age=31, city='Paris'\)$"],
        },
        "invoking": {
            "write-question": [r"(.*Paris.*\n){3}"],
            "give-instruction": [r"^Paris\.?$"],
            "keep-conversation": [r"ai: +.*Paris", r"Anna\.?\s*\Z"],
            "limit-tokens": [r"because: length\n.+\n.*because: stop"],
            "too-long": [r"n_ctx=2048"],
            "misspelt-setting": [r"'max_tokens'"],
        },
        "constraints": {
            "choose-label": [r"\Apositive .*\nnegative .*\nneutral "],
            "match-pattern": [r"^126$"],
            "match-address": [r"^anna@garden\.org$"],
            "follow-grammar": [r"= 125\.$"],
            "accepted-and-checked": [r"\Arefused: .*\naccepted: \{"],
        },
        "instantiation": {
            "translate-french": [r"^J'aime programmer\.$"],
            "answer-metadata": [r"output tokens: [1-9]", r"ended because: stop"],
            "misspelt-argument": [r"temprature.*temperature"],
            "missing-file": [r"no-such-model\.gguf"],
        },
        "chaining": {
            "translate-german": [r"^Ich liebe Programmieren\.$"],
            "parse-text": [r"Ich liebe Programmieren\."],
            "translate-batch": [
                r"^German: Ich liebe Programmieren\.$",
                r"^French: J'aime programmer\.$",
                r"^Chinese: .*编程",
            ],
            "translate-parallel": [r"'german': 'Ich liebe Musik\.'", r"'french': .*musique"],
            "batch-with-error": [r"^Bonjour", r"^ContextOverflowError$"],
            "fall-back": [r"musique"],
        },
        "tool_calling": {
            "force-weather": [r"^get_current_weather .*(HCMC|Ho Chi Minh).*'unit': 'celsius'"],
            "force-magic-function": [r"^get_magic_function \{'magic_function_input': 3\}$"],
            "choose-tool": [r"get_current_weather", r"'magic_function_input': 3", r"calls: +\[\]"],
            "final-answer": [r"22", r"\b5\b"],
            "call-several": [
                r"'magic_function_input': 3\}\n.*'magic_function_input': 5\}",
                r"HCMC",
            ],
            "tool-loop": [r"^5 messages: .*5.*7", r"^4 messages: .*22", r"^2 messages: "],
            "choose-any-or-none": [r"^any: +\[\('get_magic_function'", r"^none: \[\] \S"],
            "failing-tool": [r"^error \| Error: .* not found"],
            "unknown-choice": [r"get_wether.*get_current_weather"],
        },
        "structured_output": {
            "joke-pydantic": [r"\A.+\n.+"],
            "joke-json-schema": [r"'setup': .*'punchline': "],
            "extract-person": [
                r"^name='Alice' age=31 city='Paris'$",
                r"^name='Bob' age=25 city=None$",
            ],
            "extract-list": [r"\Aname='Alice' age=31\nname='Bob' age=25$"],
            "extract-order": [r"^Anna Smith\nshipped\nstreet='.*' city='London'$"],
            "cut-off": [r"broke off"],
            "refuse-schema": [r"#/properties/numbers/uniqueItems"],
            "check-afterwards": [r"\[3, 17, 42\]"],
        },
        "streaming": {
            "stream-product": [r"125"],
            "add-chunks": [r"125", r"ended because: stop"],
            "stream-chain": [r"J'aime programmer\."],
            "add-tool-chunks": [r"^get_magic_function \{'magic_function_input': 3\}$"],
            "stream-typed-events": [r"\Amessage-start\n(.*\n)+message-finish$"],
            "stream-two-answers": [r"125"],
        },
        "async_and_batch": {
            "batch-sums": [r"\b43\b", r"\b46\b"],
            "cancel-story": [r"^the next answer: .*43"],
            "keep-the-rest": [r"^AIMessage\nContextOverflowError\nAIMessage$"],
        },
        "prompt_cache": {
            "chat-turns": [r"^   1 +\d+ +0 +\d+$", r"Anna"],
            "move-the-time": [r"^before the instructions +(\d+) of \1 tokens"],
            "add-a-tool": [r"^the same prompt again: 1 token read$"],
        },
        "token_usage": {
            "count-call": [r"125", r"^input tokens: +[1-9]"],
            "catch-overflow": [r"max_tokens=256.*n_ctx=2048"],
            "cut-answer": [r"^ended because: length$", r"^output tokens: 8$"],
        },
        "logprobs": {
            "ask-logprobs": [r"125", r"^'5' +[01]\.\d\d$"],
            "route-answers": [r"^ *\d+% keep +.*\b42\b"],
            "stop-at-doubt": [r"\A.*125\b"],
        },
        "parameters": {
            "measure-memory": [r"^n_ctx=1024 .* MiB$"],
            "count-answers": [r"^temperature=0 +1 of 6 different$"],
            "penalise": [r"^repeat_penalty=1\.0: .*125"],
        },
        "local_models": {
            "from-pattern": [r"^Hermes-2-Pro-Llama-3-8B-Q8_0$", r"125"],
            "load-again": [r"^requests: 0$"],
            "load-shards": [r"-00003-of-00003\.gguf$", r"125"],
            "no-network": [r"could not be fetched from https://huggingface\.co"],
        },
        "agents": {
            "two-steps": [
                r"calls find_city",
                r"calls get_weather with \{'city': 'Oslo'\}",
                r"rain",
            ],
            "own-loop": [r"^steps: 3$"],
            "remember": [r"^ai: +calls get_weather with \{'city': 'Lima'\}$"],
            "structured-answer": [r"^city='Lima' temperature=24$"],
            "tool-strategy-answer": [r"^city='Lima' temperature=24$"],
            "limit-steps": [r"run limit \(1/1\)"],
        },
        "retrieval": {
            "answer-chain": [r"→ .*Petrel", r"→ .*fishing boat", r"→ .*1764"],
            "not-there": [r"know"],
            "answer-with-sources": [r"1764", r"^ +from ships\.md$"],
            "words-in-common": [r"^0 passages"],
        },
        "testing": {
            "run-tests": [r"7 passed"],
            "failing-test": [r"^E .*a lovely 22 degrees in Paris today", r"1 failed"],
        },
        "reasoning": {
            "think-first": [r"^thoughts:\n.*19", r"^answer: .*16"],
            "read-blocks": [r"\Areasoning .*\ntext +"],
            "limit-thoughts": [r"^budget    0:   0 tokens"],
            "continue-conversation": [r"56"],
        },
        "migrating": {
            "refused-fields": [r"f16_kv", r"rope_freq_base"],
            "run-side-by-side": [r"7.*8"],
            "call-tools": [r"^auto +\[\('get_weather'", r"^none +\[\]$"],
            "structured-output": [r"\Aname='Bob' age=25\nname='Bob' age=25$"],
            "gbnf": [r"constraint"],
            "named-errors": [r"ModelFileNotFoundError\nContextOverflowError"],
        },
        "training": {
            "read-samples": [r"^--- arithmetic$", r"<\|im_start\|>user"],
            "see-tokens": [r"%"],
            "train-small-model": [r"^at first: 5\.55 "],
        },
    },
    "bundled-zh": {
        "quickstart": {
            "ask-capital": [r"巴黎"],
            "fill-object": [r"^Person\(name='爱丽丝', age=31, city='巴黎'\)$"],
        },
        "invoking": {
            "give-instruction": [r"^巴黎。?$"],
            "keep-conversation": [r"ai: +.*巴黎", r"安娜。?\s*\Z"],
        },
        "constraints": {
            "choose-label": [r"\A正面 .*\n负面 .*\n中性 "],
            "match-pattern": [r"^126$"],
            "match-address": [r"^anna@garden\.org$"],
        },
        "instantiation": {
            "translate-french": [r"^J'aime programmer\.$"],
        },
        "chaining": {
            "translate-german": [r"^Ich liebe Programmieren\.$"],
            "translate-batch": [r"^法语: J'aime programmer\.$", r"^中文: .*编程"],
        },
        "tool_calling": {
            "force-weather": [r"^get_current_weather .*'unit': 'celsius'"],
            "force-magic-function": [r"^get_magic_function \{'magic_function_input': 3\}$"],
            "choose-tool": [r"get_current_weather", r"'magic_function_input': 3", r"calls: +\[\]"],
            "final-answer": [r"22 ?摄氏度", r"5"],
        },
        "structured_output": {
            "joke-pydantic": [r"\A.*[\u4e00-\u9fff].*\n.*[\u4e00-\u9fff]"],
            "extract-person": [
                r"^name='爱丽丝' age=31 city='巴黎'$",
                r"^name='鲍勃' age=25 city=None$",
            ],
        },
        "streaming": {
            "stream-product": [r"125"],
            "stream-async": [r"[\u4e00-\u9fff]"],
        },
        "async_and_batch": {
            "gather": [r"[\u4e00-\u9fff]"],
            "cancel-story": [r"^the next answer: .*43"],
        },
        "prompt_cache": {
            "chat-turns": [r"^   1 +\d+ +0 +\d+$", r"安娜"],
            "add-a-tool": [r"^the same prompt again: 1 token read$"],
        },
        "token_usage": {
            "count-call": [r"125"],
            "cut-answer": [r"^ended because: length$"],
        },
        "logprobs": {
            "route-answers": [r"^ *\d+% keep +.*\b42\b"],
            "label-reviews": [r"^(正面|负面|中性) .*台灯"],
        },
        "parameters": {
            "penalise": [r"^repeat_penalty=1\.0: .*125"],
        },
        "local_models": {
            "from-pattern": [r"^Hermes-2-Pro-Llama-3-8B-Q8_0$", r"125"],
        },
        "agents": {
            "two-steps": [r"calls find_city", r"calls get_weather with \{'city': '上海'\}", r"雨"],
            "remember": [r"^ai: +calls get_weather with \{'city': '北京'\}$"],
            "structured-answer": [r"^city='北京' temperature=25$"],
        },
        "retrieval": {
            "answer-chain": [r"→ .*海燕号", r"→ .*渔船", r"→ .*1764"],
            "not-there": [r"不知道"],
            "answer-with-sources": [r"1764", r"^ +from 船只\.md$"],
        },
        "testing": {
            "write-application": [r"age=31 city='巴黎'", r"22"],
            "run-tests": [r"7 passed"],
        },
        "reasoning": {
            "think-first": [r"^answer: .*16"],
            "continue-conversation": [r"56"],
        },
        "migrating": {
            "run-side-by-side": [r"7.*8"],
            "call-tools": [r"^auto +\[\('get_weather'"],
        },
        "training": {
            "see-tokens": [r"%"],
        },
    },
}


def source_of(name: str) -> NotebookNode:
    return nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)


def tags_of(cell: NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def printed(notebook: NotebookNode, cell_id: str) -> str:
    (cell,) = [cell for cell in notebook.cells if cell.id == cell_id]
    return "".join(
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for output in cell.outputs
    )


@pytest.mark.parametrize(
    ("name", "profile"),
    [(one.name, profile) for one in registry.load().tutorials for profile in one.profiles],
)
def test_tutorial_runs_and_prints_the_right_answers(name, profile, monkeypatch):
    # Some programs, pytest among them, print more on CI; the accepted outputs come from a desk.
    monkeypatch.setenv("CI", "true")
    executed, seconds = run_notebook(NOTEBOOKS / f"{name}.ipynb", profile, force=True)
    assert seconds is not None
    notebook = nbformat.read(executed, as_version=4)
    changed = pinned_outputs.difference(name, profile, notebook)
    assert not changed, f"other outputs than accepted; `make accept` takes these:\n{changed}"
    for cell_id, patterns in EXPECTED[profile].get(name, {}).items():
        text = printed(notebook, cell_id)
        for pattern in patterns:
            assert re.search(pattern, text, re.MULTILINE), f"{cell_id}: {pattern!r} not in {text!r}"
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            assert output.output_type != "error"
            assert output.get("name") != "stderr", output


@pytest.mark.parametrize("name", NAMES)
def test_source_holds_no_outputs(name):
    notebook = source_of(name)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    assert set(notebook.metadata) <= {"kernelspec", "language_info"}


@pytest.mark.parametrize("name", NAMES)
def test_clearing_a_clean_source_changes_nothing(name):
    text = (NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8")
    assert nbformat.writes(cleared(nbformat.reads(text, as_version=4))) + "\n" == text


def test_clearing_an_executed_notebook_gives_its_source(tmp_path):
    toy = toy_notebook(tmp_path, "print(language)", "raise SystemExit")
    notebook = nbformat.read(toy, as_version=4)
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="en\n")]
    notebook.cells[1].execution_count = 2
    notebook.cells[1].metadata["collapsed"] = False
    notebook.cells[1].metadata["alt"] = "Line chart: speed over time"
    notebook.metadata["language_info"] = {"name": "python", "version": "3.12.1"}
    expected = nbformat.read(toy, as_version=4)
    expected.cells[1].metadata["alt"] = "Line chart: speed over time"
    assert cleared(notebook) == expected
    assert notebook.cells[0].metadata.tags == ["parameters"]
    assert notebook.cells[1].outputs == []


def test_pictures_get_few_colours_and_keep_their_size_and_looks():
    figure, axes = plt.subplots(figsize=(6, 3))
    axes.plot([1, 2, 4], marker="o", label="speed")
    axes.legend()
    stream = io.BytesIO()
    figure.savefig(stream, format="png", transparent=True)
    plt.close(figure)
    with Image.open(io.BytesIO(shrunk(stream.getvalue()))) as small:
        assert len(shrunk(stream.getvalue())) < len(stream.getvalue()) / 2
        assert small.size == (600, 300)
        assert small.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
        figure.savefig(stream := io.BytesIO(), format="png")
        difference = ImageChops.difference(small.convert("RGB"), Image.open(stream).convert("RGB"))
        assert max(high for _low, high in difference.getextrema()) < 32


@pytest.mark.parametrize("name", NAMES)
def test_cell_ids_are_readable_and_unique(name):
    ids = [cell.id for cell in source_of(name).cells]
    assert len(set(ids)) == len(ids)
    for cell_id in ids:
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", cell_id), cell_id


@pytest.mark.parametrize("name", NAMES)
def test_one_cell_holds_the_parameters(name):
    cells = [cell for cell in source_of(name).cells if "parameters" in tags_of(cell)]
    assert [cell.id for cell in cells] == ["parameters"]
    assigned = [
        target.id
        for statement in ast.parse(cells[0].source).body
        for target in statement.targets
        if isinstance(statement, ast.Assign)
    ]
    assert assigned == PARAMETERS


@pytest.mark.parametrize("name", NAMES)
def test_prose_stands_before_each_visible_code_cell(name):
    visible = [cell for cell in source_of(name).cells if "remove-cell" not in tags_of(cell)]
    assert visible[0].cell_type == "markdown"
    assert visible[-1].cell_type == "markdown"
    for before, cell in pairwise(visible):
        if cell.cell_type == "code":
            assert before.cell_type == "markdown", f"no prose before {cell.id}"


@pytest.mark.parametrize("name", NAMES)
def test_parameters_cell_says_what_the_bundled_profile_says(name):
    defaults = papermill.inspect_notebook(str(NOTEBOOKS / f"{name}.ipynb"))
    values = {key: ast.literal_eval(entry["default"]) for key, entry in defaults.items()}
    assert values == load_profile("bundled")


@pytest.mark.parametrize("profile", sorted(path.stem for path in PROFILES.glob("*.yaml")))
def test_profile_sets_every_parameter_and_no_other(profile):
    text = (PROFILES / f"{profile}.yaml").read_text(encoding="utf-8")
    assert list(yaml.safe_load(text)) == PARAMETERS


def test_hermes_profile_has_the_settings_that_the_tutorials_show():
    text = (PROFILES / "hermes.yaml").read_text(encoding="utf-8")
    settings = yaml.safe_load(text)
    assert "Hermes-2-Pro-Llama-3-8B-Q8_0.gguf" in settings["model_path"]
    shown = {
        "n_ctx": 10000,
        "n_gpu_layers": 8,
        "n_batch": 300,
        "max_tokens": 512,
        "repeat_penalty": 1.5,
        "top_p": 0.5,
        "temperature": 0.5,
    }
    assert {name: settings[name] for name in shown} == shown
    for name in NAMES:
        (cell,) = [cell for cell in source_of(name).cells if cell.id == "choose-model"]
        for setting, value in shown.items():
            assert f"{setting}={value}" in cell.source


def test_install_instructions_are_in_step_with_the_setting():
    assert outdated_files() == []


def test_release_switches_all_instructions_to_the_package_index():
    for path in instructed_files():
        assert re.search(
            r"pip install (-q )?langchain-gguf", with_instructions(path, published=True)
        )
        assert "pip install langchain-gguf" not in with_instructions(path, published=False)


def toy_notebook(folder: Path, *sources: str) -> Path:
    cells = [cell for cell in source_of(NAMES[0]).cells if cell.id == "parameters"]
    cells += [
        nbformat.v4.new_code_cell(source, id=f"step-{number}")
        for number, source in enumerate(sources, start=1)
    ]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=source_of(NAMES[0]).metadata)
    path = folder / "toy.ipynb"
    nbformat.write(notebook, path)
    return path


def test_unchanged_notebook_is_not_run_again(tmp_path):
    toy = toy_notebook(tmp_path, "print(language)")
    folder = tmp_path / "executed"
    first, first_seconds = run_notebook(toy, "bundled-zh", executed_folder=folder)
    assert first_seconds is not None
    assert printed(nbformat.read(first, as_version=4), "step-1") == "zh\n"
    assert run_notebook(toy, "bundled-zh", executed_folder=folder) == (first, None)
    toy_notebook(tmp_path, "print(language * 2)")
    again, seconds = run_notebook(toy, "bundled-zh", executed_folder=folder)
    assert seconds is not None
    assert printed(nbformat.read(again, as_version=4), "step-1") == "zhzh\n"


def test_failed_cell_is_named_and_leaves_no_executed_copy(tmp_path):
    toy = toy_notebook(tmp_path, "1", "raise ValueError('too warm')", "3")
    folder = tmp_path / "executed"
    with pytest.raises(NotebookError, match=r"(?s)cell 'step-2' failed.*ValueError: too warm"):
        run_notebook(toy, executed_folder=folder)
    assert [path.name for path in (folder / "bundled").iterdir()] == ["toy.failed.ipynb"]


def test_dead_kernel_is_an_error_that_names_the_cell(tmp_path):
    toy = toy_notebook(tmp_path, "1", "import os; os._exit(1)")
    with pytest.raises(NotebookError, match=r"cell 'step-2' failed"):
        run_notebook(toy, executed_folder=tmp_path / "executed")


@pytest.mark.parametrize(
    ("program", "said"), [("exit 1", "died before"), ("exec sleep 300", "didn't respond in 1")]
)
def test_kernel_that_does_not_start_is_an_error(monkeypatch, tmp_path, program, said):
    spec = {"argv": ["sh", "-c", program], "display_name": "Python 3", "language": "python"}
    kernel = tmp_path / "jupyter" / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    kernel.write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setattr("scripts.notebooks.START_SECONDS", 1)
    toy = toy_notebook(tmp_path, "1")
    with pytest.raises(NotebookError, match=f"(?s)the kernel failed.*{said}"):
        run_notebook(toy, executed_folder=tmp_path / "executed")


def test_unknown_parameter_is_refused():
    notebook = NOTEBOOKS / f"{NAMES[0]}.ipynb"
    with pytest.raises(NotebookError, match=r"sets n_ctxx, which .* its parameters are: .*n_ctx"):
        check_parameters(notebook, "mine", {"n_ctxx": 1, "seed": 2})


def test_unknown_profile_is_refused_with_the_names_there_are():
    with pytest.raises(
        NotebookError, match=r"no profile 'bundle'.*bundled, bundled-zh, hermes, qwen"
    ):
        load_profile("bundle")


def test_unknown_notebook_is_refused_with_the_names_there_are():
    with pytest.raises(NotebookError, match=r"no notebook 'tools'.*tool_calling"):
        run_notebook(NOTEBOOKS / "tools.ipynb")


def test_missing_model_of_a_profile_says_how_to_get_it(monkeypatch, tmp_path):
    # Another root, so that it is missing for those who have it.
    (tmp_path / "hermes.yaml").write_bytes((NOTEBOOKS / "profiles" / "hermes.yaml").read_bytes())
    monkeypatch.setattr("scripts.notebooks.ROOT", tmp_path)
    monkeypatch.setattr("scripts.notebooks.PROFILES", tmp_path)
    with pytest.raises(NotebookError, match=r"needs the model models/.*hermes\.yaml say how"):
        load_profile("hermes")
