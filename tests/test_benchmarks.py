"""The benchmarks: their models, their arithmetic and their names; no seconds."""

import json
import re
from contextlib import closing

import gguf
import jsonschema
import llama_cpp
import pytest

from benchmarks import figures, long_generation, mask, memory, parallel
from benchmarks.__main__ import SUBJECTS, line
from benchmarks.chats import Chat, add_figures, cold_seconds
from benchmarks.constrained import FORCED, RECORD, TEXT
from benchmarks.engine import (
    GREEDY,
    engine_config,
    open_engine,
    random_prompt,
    run,
    run_parallel,
    token_times,
)
from benchmarks.figures import GOALS, RecordError, accept, at_least, at_most, load_record
from benchmarks.llama import BareModel
from benchmarks.measure import (
    BenchmarkError,
    Report,
    curve,
    interleave,
    median_curve,
    median_ratio,
    seconds_around,
    seconds_per_token,
)
from benchmarks.models import ROOT, Shape, quantize, silence_tokens, write_random_model
from benchmarks.vocabulary import train_vocabulary
from langchain_gguf.constraints import schema_grammar
from langchain_gguf.engine import Request
from langchain_gguf.engine.runner import ModelRunner
from langchain_gguf.hub import BUNDLED_MODEL

SMALL = Shape(3000, 256, 2, 4, 2, 256)


@pytest.fixture(scope="module")
def small_model(tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "small.gguf"
    write_random_model(path, SMALL)
    return path


@pytest.fixture(scope="module")
def service(small_model):
    with open_engine(small_model, n_ctx=1024, n_parallel=4) as opened:
        yield opened


# Models -----------------------------------------------------------------------------------


def test_vocabulary_has_the_size_asked_for_and_is_the_same_each_time():
    vocabulary = train_vocabulary(3000)
    train_vocabulary.cache_clear()
    assert len(vocabulary.tokens) == len(set(vocabulary.tokens)) == 3000
    assert train_vocabulary(3000) == vocabulary


def test_random_model_has_the_number_of_weights_that_its_shape_says(small_model):
    tensors = gguf.GGUFReader(small_model).tensors
    assert sum(int(tensor.n_elements) for tensor in tensors) == SMALL.num_weights


def test_llama_cpp_tokenizes_as_the_vocabulary_was_trained(service):
    vocabulary = train_vocabulary(SMALL.vocabulary_size)
    words = vocabulary.words[:200]
    text = "".join(vocabulary.tokens[word].replace("Ġ", " ") for word in words)
    assert service.tokenize(text) == words


@pytest.mark.parametrize("file_type", ["q8_0", "q4_k_m"])
def test_quantized_model_is_smaller_and_decodes(small_model, tmp_path, file_type):
    path = tmp_path / f"{file_type}.gguf"
    quantize(small_model, path, file_type)
    assert path.stat().st_size < small_model.stat().st_size
    with BareModel(path, n_ctx=256) as model:
        times = model.generate(random_prompt(8, seed=0), 4)
    assert times == sorted(times)
    assert len(times) == 4


def test_greedy_text_never_ends_and_goes_back_into_a_prompt_as_the_same_tokens(service):
    reply = run(service, random_prompt(16, seed=5), 300)
    assert reply.usage.completion_tokens == len(service.tokenize(reply.text)) == 300


def test_each_token_is_an_event(service):
    assert len(token_times(service, random_prompt(16, seed=6), 50)) == 50


def test_silent_tokens_have_no_weights_left(small_model, tmp_path):
    path = tmp_path / "copy.gguf"
    path.write_bytes(small_model.read_bytes())
    silence_tokens(path, [3, 5])
    (embedding,) = [t for t in gguf.GGUFReader(path).tensors if t.name == "token_embd.weight"]
    assert [bool(embedding.data[token].any()) for token in (2, 3, 4, 5)] == [True, False] * 2


def test_bundled_model_can_be_made_endless_because_it_shares_its_output_matrix():
    names = {tensor.name for tensor in gguf.GGUFReader(BUNDLED_MODEL).tensors}
    assert "output.weight" not in names


# Both sides of a comparison -----------------------------------------------------------------


def test_bare_loop_and_engine_choose_the_same_tokens(small_model, service, monkeypatch):
    prompt = random_prompt(16, seed=7)
    tokens = []
    choose = llama_cpp.llama_sampler_sample

    def spy(*arguments):
        tokens.append(choose(*arguments))
        return tokens[-1]

    monkeypatch.setattr(llama_cpp, "llama_sampler_sample", spy)
    with BareModel(small_model, n_ctx=256, num_sequences=2) as model:
        model.generate(prompt, 12)
        model.generate_parallel([prompt, prompt], 12)
    monkeypatch.undo()
    alone, together = tokens[:12], tokens[12:]
    assert together[::2] == together[1::2] == alone
    assert service.tokenize(run(service, prompt, 12).text) == alone


def test_parallel_requests_that_fail_are_an_error(service, monkeypatch):
    monkeypatch.setattr("threading.excepthook", lambda _: None)
    with pytest.raises(BenchmarkError, match="1 of 2 requests failed"):
        run_parallel(service, [random_prompt(8, seed=8), (0,) * 5000], 4)


def test_generation_that_ends_early_is_an_error():
    with open_engine(BUNDLED_MODEL, n_ctx=1024) as service:
        greeting = service.tokenize("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n")
        with pytest.raises(BenchmarkError, match="tokens were generated, not 500"):
            run(service, greeting, 500)


def test_turns_of_a_chat_evaluate_what_is_new(service):
    chat = Chat(seed=50)
    first, second = chat.turn(service, 8), chat.turn(service, 8)
    assert first.usage.cached_tokens == 0
    assert second.usage.cached_tokens == len(chat.history) - 8 - 40 - 1
    assert len(chat.first_token_seconds) == 2


def test_turn_that_evaluates_old_tokens_is_an_error(service):
    chat = Chat(seed=60)
    chat.turn(service, 8)
    chat.history = (*random_prompt(20, seed=61), *chat.history)
    with pytest.raises(BenchmarkError, match="41 were new"):
        chat.turn(service, 8)


def test_cold_prompt_that_was_cached_is_an_error(service):
    cold_seconds(service, 60, seed=70)
    with pytest.raises(BenchmarkError, match="59 tokens of a cold prompt"):
        cold_seconds(service, 60, seed=70)


@pytest.mark.parametrize("schema", [RECORD, TEXT, FORCED])
def test_schemas_name_all_their_properties_as_required(schema):
    assert list(schema["properties"]) == schema["required"]


def test_document_of_the_mask_benchmark_follows_its_schema_with_and_without_bounds():
    document = json.loads(mask.DOCUMENT)
    jsonschema.validate(document, RECORD)
    free = mask.unbounded(RECORD)
    assert "maxLength" in json.dumps(RECORD) and "maxLength" not in json.dumps(free)
    assert free["properties"].keys() == RECORD["properties"].keys()
    document["summary"] *= 10
    jsonschema.validate(document, free)


def test_mask_is_timed_at_each_token_that_has_an_alternative(small_model):
    with closing(ModelRunner(engine_config(small_model, n_ctx=256, n_parallel=1))) as runner:
        request = Request((0,), sampling=GREEDY, grammar=schema_grammar(RECORD))
        sampler = runner.new_sampler(request)
        timed = mask.walk(runner, sampler, runner.prepare(request), mask.DOCUMENT.encode())
        with pytest.raises(BenchmarkError, match="the grammar does not allow"):
            mask.walk(runner, sampler, runner.prepare(request), b'{"name": 5}')
        num_tokens = len(runner.tokenize(mask.DOCUMENT, at_start=False))
        runner.free_sampler(sampler)
    assert num_tokens // 3 < len(timed) < num_tokens


# Arithmetic ---------------------------------------------------------------------------------


def test_actions_take_turns_and_the_first_round_does_not_count():
    calls = []
    measured = interleave(
        {name: lambda name=name: calls.append(name) or len(calls) for name in "ab"}, repetitions=2
    )
    assert "".join(calls) == "ababab"
    assert measured == {"a": [3, 5], "b": [4, 6]}


def test_ratio_is_the_median_of_the_ratios_of_each_round():
    assert median_ratio([2.0, 30.0, 9.0], [1.0, 10.0, 1.0]) == 3.0
    with pytest.raises(ValueError, match="shorter"):
        median_ratio([1.0, 2.0], [1.0])


def test_time_per_token_is_that_between_tokens():
    assert seconds_per_token([10.0, 11.0, 12.0, 16.0]) == 2.0


def test_time_around_a_token_is_that_of_its_window():
    times = [float(index**2) for index in range(30)]
    assert seconds_around(times, token=11, width=4) == (12**2 - 8**2) / 4
    with pytest.raises(BenchmarkError, match="around token 29"):
        seconds_around(times, token=29, width=4)
    with pytest.raises(BenchmarkError, match="around token 1 "):
        seconds_around(times, token=1, width=4)


def test_curve_gives_milliseconds_at_the_middle_of_each_window():
    assert curve([0.0, 0.001, 0.002, 0.004, 0.006], 2) == [(1, 1.0), (3, 2.0)]
    assert median_curve([[(1, 1.0)], [(1, 5.0)], [(1, 2.0)]]) == [(1, 2.0)]


def test_growth_leaves_out_what_llama_cpp_itself_needs_longer():
    early, late = {"engine": [3.0], "bare": [2.0]}, {"engine": [6.0], "bare": [4.0]}
    found = long_generation.growth(early, late)
    assert found["per_token_time_4000_vs_100"] == 1.0
    assert found["per_token_time_4000_vs_100_raw"] == 2.0
    assert found["per_token_time_4000_vs_100_bare_loop"] == 2.0
    assert found["python_overhead_us_per_token_at_4000"] == 2e6


def test_parallel_speeds_are_related_to_one_request_and_to_bare_batches():
    speeds = {f"engine_{count}": [10.0 * count, 20.0 * count] for count in parallel.COUNTS}
    speeds |= {f"bare_{count}": [20.0 * count, 20.0 * count] for count in parallel.COUNTS}
    report = Report()
    parallel.add_figures(report, speeds, "")
    assert report.figures["parallel_8_vs_1"] == 8.0
    assert report.figures["parallel_16_vs_bare_16"] == 0.75


def test_of_several_chats_the_slowest_counts():
    fast, slow = (
        Chat(0, history=(1,) * 100, first_token_seconds=[*[0.5] * 9, last]) for last in (0.1, 0.2)
    )
    report = Report()
    add_figures(report, "eight_chats", [[fast, slow]], cold=[1.0, 3.0])
    assert report.figures["eight_chats_ttft_speedup"] == pytest.approx(10.0)


def test_memory_of_slots_is_what_the_engine_needs_beyond_the_bare_context():
    many = memory.NUM_SLOTS
    found = memory.figures(
        {"bare_1": 100, "imports_1": 150, "engine_1": 200, f"bare_{many}": 1000}
        | {f"engine_{many}": 1100 + 7 * (many - 1)}
        | {f"open_{memory.NUM_REQUESTS}": 5000, f"finished_{memory.NUM_REQUESTS}": 0}
    )
    assert found["memory_mib_over_bare"] * memory.MIB == pytest.approx(100)
    assert found["memory_mib_over_bare_besides_imports"] * memory.MIB == pytest.approx(50)
    assert found["memory_bytes_per_slot"] == 7
    assert found["memory_bytes_per_open_request"] == 5000 / memory.NUM_REQUESTS


def test_quick_runs_repeat_twice():
    assert Report(quick=True).repetitions(9) == 2
    assert Report().repetitions(9) == 9


# Names and the record -------------------------------------------------------------------------


def test_goals_are_bounds_that_count_as_met():
    assert at_least(2).is_met(2.0) and not at_least(2).is_met(1.99)
    assert at_most(2).is_met(2.0) and not at_most(2).is_met(2.01)
    assert line("parallel_8_vs_1", 2.5).endswith("≥ 2.2 ok")
    assert line("parallel_8_vs_1", 2.1).endswith("MISSED")


def test_record_holds_every_figure_that_has_a_goal_and_only_numbers():
    record = load_record()
    assert GOALS.keys() <= record["figures"].keys()
    assert all(type(value) in (int, float) for value in record["figures"].values())
    assert set(figures.PLOTTED) == record["samples"].keys()
    assert record["run"]["threads"] == 2


def test_record_is_small():
    assert figures.RECORD.stat().st_size < 30_000


def test_only_whole_runs_are_recorded(tmp_path):
    results, details, to = (tmp_path / name for name in ("bench.json", "details.json", "to.json"))
    with pytest.raises(RecordError, match="run `make bench` first"):
        accept(results, details, to)
    found = dict.fromkeys(GOALS, 1.0)
    results.write_text(json.dumps({**found, "extra": 2.0}))
    details.write_text(json.dumps({"run": {"threads": 2}, "samples": {"mask_runner": [1]}}))
    accept(results, details, to)
    assert load_record(to) == {
        "figures": {**found, "extra": 2.0},
        "run": {"threads": 2},
        "samples": {},
    }
    results.write_text(json.dumps(dict.fromkeys(list(GOALS)[1:], 1.0)))
    with pytest.raises(RecordError, match=next(iter(GOALS))):
        accept(results, details, to)


def test_every_subject_is_a_module_and_described():
    import benchmarks

    for subject in SUBJECTS:
        assert (ROOT / "benchmarks" / f"{subject}.py").exists()
        assert re.search(rf"^    {subject} ", benchmarks.__doc__, re.MULTILINE)
