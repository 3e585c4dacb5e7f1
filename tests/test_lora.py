"""Which LoRA adapters a model object or a call computes with."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import pytest

from langchain_gguf import (
    ChatLlamaCpp,
    InvalidModelFileError,
    InvalidRequestError,
    ModelFileNotFoundError,
    ModelLoadError,
)
from langchain_gguf.hub import BUNDLED_MODEL
from langchain_gguf.lora import lora_adapters
from tests.tiny_models import write_adapter

QUESTION = "what is 25x5"


@pytest.fixture(scope="module")
def adapters(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("adapters")
    return [str(write_adapter(folder / f"{seed}.gguf", seed=seed)) for seed in (1, 2)]


def test_one_path_several_paths_and_paths_with_scales_are_understood(adapters: list[str]) -> None:
    first, second = adapters
    for paths, scale, expected in [
        (None, 1.0, {}),
        (first, 1.0, {first: 1.0}),
        ([first, second], 0.5, {first: 0.5, second: 0.5}),
        ({first: 2.0, second: -1.0}, 0.5, {first: 1.0, second: -0.5}),
        ({first: 0.0, second: 1.0}, 1.0, {second: 1.0}),
    ]:
        found = lora_adapters(paths, scale)  # type: ignore[arg-type]
        assert {item.path: item.scale for item in found} == expected


def test_bad_files_and_scales_are_refused_when_the_model_is_made(
    adapters: list[str], tmp_path: Path
) -> None:
    text = tmp_path / "text.gguf"
    text.write_text("no model")
    link = tmp_path / "link.gguf"
    link.symlink_to(adapters[0])
    for paths, error, match in [
        (str(tmp_path / "nowhere.gguf"), ModelFileNotFoundError, "lora_path.*nowhere"),
        (str(text), InvalidModelFileError, "lora_path.*text"),
        ({adapters[0]: float("nan")}, InvalidRequestError, "lora_scale"),
        ({adapters[0]: 1e300}, InvalidRequestError, "lora_scale"),
        ([adapters[0], str(link)], InvalidRequestError, "twice"),
    ]:
        with pytest.raises(error, match=match):
            ChatLlamaCpp(lora_path=paths)  # type: ignore[arg-type]


def test_a_path_object_is_a_path(adapters: list[str]) -> None:
    model = ChatLlamaCpp(lora_path=Path(adapters[0]))  # type: ignore[arg-type]
    assert model.lora_path == adapters[0]


def test_an_adapter_changes_the_answers_of_its_own_model_object_alone(
    adapters: list[str], llm: ChatLlamaCpp
) -> None:
    plain = llm.invoke(QUESTION).text
    with (
        ChatLlamaCpp(temperature=0, max_tokens=30, lora_path=adapters[0], lora_scale=2) as one,
        ChatLlamaCpp(temperature=0, max_tokens=30, lora_path={adapters[1]: 2.0}) as other,
    ):
        assert one._service() is other._service() is llm._service(), "the weights are shared"
        answers = {model.invoke(QUESTION).text for model in (one, other)}
        assert len({plain, *answers}) == 3
        assert llm.invoke(QUESTION).text == plain
        weak = one.invoke(QUESTION, lora_scale=1e-6).text
        assert weak == plain[: len(weak)]


def test_a_call_may_choose_its_own_adapters(adapters: list[str], llm: ChatLlamaCpp) -> None:
    with ChatLlamaCpp(temperature=0, max_tokens=30, lora_path=adapters[0], lora_scale=2) as model:
        assert (
            llm.invoke(QUESTION, lora_path=adapters[0], lora_scale=2, max_tokens=30).text
            == model.invoke(QUESTION).text
        )


def test_copies_keep_their_adapters(adapters: list[str]) -> None:
    with ChatLlamaCpp(temperature=0, max_tokens=30, lora_path=adapters[0], lora_scale=2) as model:
        answer = model.invoke(QUESTION).text
        duplicates: list[Any] = [
            copy.copy(model), copy.deepcopy(model), pickle.loads(pickle.dumps(model))
        ]  # fmt: skip
        for duplicate in duplicates:
            assert duplicate.invoke(QUESTION).text == answer


async def test_an_adapter_that_is_none_is_an_error_of_the_call() -> None:
    with ChatLlamaCpp(lora_path=str(BUNDLED_MODEL)) as model:
        with pytest.raises(ModelLoadError, match=r"LoRA adapter .*general\.type"):
            model.invoke(QUESTION)
        with pytest.raises(ModelLoadError, match="LoRA adapter"):
            await model.ainvoke(QUESTION)


def test_the_cache_of_answers_tells_adapters_apart(adapters: list[str]) -> None:
    first = ChatLlamaCpp(lora_path=adapters[0])._get_llm_string()
    second = ChatLlamaCpp(lora_path=adapters[1])._get_llm_string()
    assert first != second != ChatLlamaCpp()._get_llm_string()
