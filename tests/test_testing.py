"""The fixtures for other people's tests, used as they would: in a project of their own."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

CONFTEST = 'pytest_plugins = ["langchain_gguf.testing"]\n'


def run(pytester: pytest.Pytester, conftest: str, test: str) -> pytest.RunResult:
    pytester.makeconftest(conftest)
    pytester.makepyfile(test)
    return pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider")


def test_a_test_of_a_user_gets_a_model_that_answers(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        CONFTEST,
        """
        models = []

        def test_answer(bundled_llm):
            models.append(bundled_llm)
            assert bundled_llm.invoke("Hello!").content

        def test_the_same_model_for_all_tests(bundled_llm):
            assert bundled_llm is models[0]
            first, second = (bundled_llm.invoke("Hello!") for _ in range(2))
            assert first.content == second.content
        """,
    )
    result.assert_outcomes(passed=2)


def test_settings_of_a_user_replace_ours(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        CONFTEST
        + """
import pytest

@pytest.fixture(scope="session")
def bundled_llm_settings():
    return {"temperature": 0.0, "max_tokens": 3}
""",
        """
        def test_short(bundled_llm):
            reply = bundled_llm.invoke("Hello!")
            assert reply.usage_metadata["output_tokens"] == 3
            assert reply.response_metadata["finish_reason"] == "length"
        """,
    )
    result.assert_outcomes(passed=1)


def test_importing_the_package_does_not_import_pytest(pytester: pytest.Pytester) -> None:
    script = pytester.makepyfile("import sys, langchain_gguf; assert 'pytest' not in sys.modules")
    assert pytester.runpython(script).ret == 0
