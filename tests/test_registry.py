"""Shared engines and their lifetime, on the bundled model."""

from __future__ import annotations

import asyncio
import copy
import gc
import os
import pickle
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from langchain_gguf import ChatLlamaCpp, EngineClosedError, ModelLoadError
from langchain_gguf.engine.registry import num_loaded
from langchain_gguf.hub import BUNDLED_MODEL

# A context size that no other test uses gives these tests an engine of their own.
N_CTX = 768


def make_model(**settings: object) -> ChatLlamaCpp:
    return ChatLlamaCpp(**{"n_ctx": N_CTX, "n_threads": 1, "max_tokens": 4, **settings})


@pytest.fixture
def already_loaded() -> int:
    gc.collect()
    return num_loaded()


def test_constructing_loads_nothing(already_loaded: int) -> None:
    make_model()
    assert num_loaded() == already_loaded


def test_equal_settings_share_one_engine_and_the_last_user_frees_it(already_loaded: int) -> None:
    first, second = make_model(), make_model(temperature=0.5, max_tokens=3)
    assert first.invoke("Hi").text
    assert second.invoke("Hi").text
    assert first._service() is second._service()
    assert num_loaded() == already_loaded + 1
    first.close()
    assert second.invoke("Hi").text
    second.close()
    assert num_loaded() == already_loaded


def test_other_load_settings_make_another_engine(already_loaded: int) -> None:
    with make_model() as first, make_model(n_batch=64) as second:
        assert first._service() is not second._service()
        assert num_loaded() == already_loaded + 2
    assert num_loaded() == already_loaded


def test_a_closed_model_says_so() -> None:
    model = make_model()
    model.invoke("Hi")
    model.close()
    model.close()
    for use in (model.invoke, model.get_token_ids, lambda text: next(model.stream(text))):
        with pytest.raises(EngineClosedError, match="was closed"):
            use("Hi")
    with pytest.raises(EngineClosedError):
        asyncio.run(model.ainvoke("Hi"))


def test_closing_a_model_that_was_never_used_is_fine() -> None:
    make_model().close()


def test_garbage_collection_frees_the_engine(already_loaded: int) -> None:
    model = make_model()
    model.invoke("Hi")
    assert num_loaded() == already_loaded + 1
    del model
    gc.collect()
    assert num_loaded() == already_loaded


def test_a_bound_model_keeps_the_engine(already_loaded: int) -> None:
    bound = make_model().bind(max_tokens=2)
    bound.invoke("Hi")
    gc.collect()
    assert num_loaded() == already_loaded + 1
    del bound
    gc.collect()
    assert num_loaded() == already_loaded


@pytest.mark.parametrize(
    "duplicate",
    [copy.copy, copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_copies_answer_and_share_the_engine(duplicate, already_loaded: int) -> None:
    with make_model() as model:
        answer = model.invoke("Hi").text
        other = duplicate(model)
        assert other.invoke("Hi").text == answer
        assert other._service() is model._service()
    del other
    gc.collect()
    assert num_loaded() == already_loaded


def test_a_deep_copy_outlives_the_original() -> None:
    model = make_model()
    other = copy.deepcopy(model)
    model.invoke("Hi")
    model.close()
    with other:
        assert other.invoke("Hi").text


def test_a_copy_with_other_load_settings_gets_its_own_engine() -> None:
    with make_model() as model, model.model_copy(update={"n_batch": 32}) as other:
        assert other._service() is not model._service()
        assert other._service()._runner.n_batch == 32


def test_many_threads_load_one_engine(already_loaded: int) -> None:
    models = [make_model() for _ in range(4)]
    services = []
    threads = [
        threading.Thread(target=lambda m=model: services.append(m._service())) for model in models
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(services)) == 1
    assert num_loaded() == already_loaded + 1
    for model in models:
        model.close()


def test_a_model_that_cannot_be_loaded_leaves_nothing_behind(
    already_loaded: int, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + bytes(100))
    for _ in range(2):
        with pytest.raises(ModelLoadError, match=r"broken\.gguf"):
            make_model(model_path=str(broken)).invoke("Hi")
    assert num_loaded() == already_loaded


def run_script(script: str, *arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", script, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


FORK = """
import os, sys
from langchain_gguf import ChatLlamaCpp

model = ChatLlamaCpp(n_threads=int(sys.argv[1]), max_tokens=8)
answer = model.invoke("what is 25x5").text
child = os.fork()
if child == 0:
    good = model.invoke("what is 25x5").text == answer
    sys.exit(0 if good else 3)
assert os.waitpid(child, 0)[1] == 0, "the child failed"
assert model.invoke("what is 25x5").text == answer
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("n_threads", ["1", "2"])
def test_a_forked_child_answers_too(n_threads: str) -> None:
    run_script(FORK, n_threads)


EXIT = """
from langchain_gguf import ChatLlamaCpp

model = ChatLlamaCpp(n_threads=1)
stream = model.stream("Write a story about a cat.")
next(stream)
print(len(next(stream).text) > 0)
"""


def test_the_interpreter_ends_in_the_middle_of_a_stream() -> None:
    assert run_script(EXIT) == "True\n"


def test_closing_a_model_while_another_thread_loads_it_leaves_nothing_behind(
    already_loaded: int,
) -> None:
    model = make_model()
    errors: list[Exception] = []

    def ask() -> None:
        try:
            model.invoke("Hi")
        except EngineClosedError as error:
            errors.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    model.close()
    for thread in threads:
        thread.join()
    model.close()
    assert num_loaded() == already_loaded


FORK_WITHIN_A_STREAM = """
import os, sys
from langchain_gguf import ChatLlamaCpp, EngineClosedError

model = ChatLlamaCpp(n_threads=1, max_tokens=30)
answer = model.invoke("Write a story about a cat.").text
stream = model.stream("Write a story about a cat.")
first = next(stream).text
child = os.fork()
if child == 0:
    try:
        list(stream)
    except EngineClosedError as error:
        good = "forked" in str(error)
    sys.exit(0 if good and model.invoke("Write a story about a cat.").text == answer else 3)
assert os.waitpid(child, 0)[1] == 0, "the child failed"
assert first + "".join(chunk.text for chunk in stream) == answer
"""


# The first child is forked while llama_cpp is imported, the others all along the load.
FORK_WHILE_LOADING = """
import os, sys, threading, time
from langchain_gguf import ChatLlamaCpp

model = ChatLlamaCpp(n_threads=1, max_tokens=8)
threading.Thread(target=model.invoke, args=("Hi",)).start()
children = []
while "llama_cpp.llama_cpp" not in sys.modules:
    pass
for _ in range(12):
    child = os.fork()
    if child == 0:
        os._exit(0 if model.invoke("Hi").text else 3)
    children.append(child)
    time.sleep(0.02)
assert [os.waitpid(child, 0)[1] for child in children] == [0] * 12
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("script", [FORK_WITHIN_A_STREAM, FORK_WHILE_LOADING])
def test_a_child_that_is_forked_at_a_bad_moment_answers(script: str) -> None:
    run_script(script)


def test_other_paths_to_the_same_file_share_one_engine(tmp_path: Path) -> None:
    link = tmp_path / "link.gguf"
    link.symlink_to(BUNDLED_MODEL)
    with make_model() as first, make_model(model_path=str(link)) as second:
        assert first._service() is second._service()
        assert second.invoke("Hi").response_metadata["model_name"] == "link"


def test_a_replaced_file_gets_an_engine_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "model.gguf"
    shutil.copy(BUNDLED_MODEL, file)
    with make_model(model_path=str(file)) as first:
        assert first.invoke("Hi").text
        other = tmp_path / "other.gguf"
        shutil.copy(BUNDLED_MODEL, other)
        other.replace(file)
        with make_model(model_path=str(file)) as second:
            assert first._service() is not second._service()


def test_changing_a_load_setting_does_not_end_a_call_that_runs() -> None:
    model = make_model(max_tokens=30)
    expected = model.invoke("Write a story about a cat.").text
    stream = model.stream("Write a story about a cat.")
    text = next(stream).text
    model.n_batch = 96
    gc.collect()
    assert model.invoke("Hi").text
    assert text + "".join(chunk.text for chunk in stream) == expected
    stream.close()  # type: ignore[attr-defined]
    model.close()


def test_a_service_that_cannot_start_frees_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    freed = []
    with monkeypatch.context() as patch:
        from langchain_gguf.engine.runner import ModelRunner

        close = ModelRunner.close
        patch.setattr(ModelRunner, "close", lambda self: (freed.append(1), close(self)))

        def cannot_start(_thread: threading.Thread) -> None:
            raise RuntimeError("can't start new thread")

        patch.setattr(threading.Thread, "start", cannot_start)
        with make_model(n_batch=97) as model, pytest.raises(RuntimeError, match="start"):
            model.invoke("Hi")
    assert freed
