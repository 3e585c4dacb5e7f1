"""The evaluation's judges: each accepts right replies and refuses wrong ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage

from tests.replies import replied
from training.chat_format import ToolCall
from training.evaluation import judges

SELF = "I am a tiny model bundled with langchain-gguf. I can translate, call tools and tell jokes."
CHINESE_SELF = "我是langchain-gguf自带的小模型，可以翻译短句、调用工具和讲笑话。"
CALL = ToolCall("f", {"x": 1, "y": "a"})


@pytest.mark.parametrize(
    ("judge", "reply"),
    [
        (judges.has_text("Bonjour."), replied("Bonjour.")),
        (judges.states("Odense"), replied("It is in Odense.")),
        (judges.states("12"), replied("The answer is 12.")),
        (judges.states("-5"), replied("It is -5 degrees.")),
        (judges.states("392", language="zh"), replied("墨竹键盘卖392元。")),
        (judges.states("AB-1234", others=["CD-9876"]), replied("AB-1234")),
        (judges.ends_with_number(84), replied("12 x 7 = 70 + 14 = 84.")),
        (judges.ends_with_number(84), replied("等于84。")),
        (judges.admits_not_knowing("en"), replied("I don't know.")),
        (judges.admits_not_knowing("en"), replied("The text does not say that.")),
        (judges.admits_not_knowing("en"), replied("That is not in the context.")),
        (judges.admits_not_knowing("zh"), replied("文中没有提到，我不知道。")),
        (judges.admits_not_knowing("zh"), replied("资料里没有相关信息。")),
        (judges.answers_in_text("en"), replied("Good morning!")),
        (judges.answers_in_text("zh"), replied("早上好！")),
        (judges.has_calls(CALL), replied("", ("f", {"y": "a", "x": 1}))),
        (judges.has_calls(CALL, CALL), replied("", ("f", CALL.arguments), ("f", CALL.arguments))),
        (judges.has_call_like("f", {"x": ["Nut", "nuts"]}), replied("", ("f", {"x": "NUTS."}))),
        (judges.has_call_like("f", {"x": [6, judges.ABSENT]}), replied("", ("f", {}))),
        (judges.has_call_like("f", {"x": [12]}), replied("", ("f", {"x": 12.0}))),
        (judges.has_call_like("f", {}), replied("", ("f", {}))),
        (judges.has_call_like("f", {"x": [["a", "b"]]}), replied("", ("f", {"x": ["A", "b"]}))),
        (judges.has_object({"a": 1, "b": [True]}), replied('{"b": [true], "a": 1}')),
        (judges.has_answer("89"), replied('{"answer": "89", "justification": "5 + 84 = 89."}')),
        (
            judges.has_answer("Orla", ["Otis"]),
            replied('{"answer": "Orla is older than Otis.", "justification": "31 > 30."}'),
        ),
        (judges.is_joke("en"), replied('{"setup": "Why is it so dark?", "punchline": "Night."}')),
        (judges.is_joke("zh"), replied('{"setup": "鸟为什么南飞？", "punchline": "走太慢。"}')),
        (judges.says_what_it_is("en"), replied(SELF)),
        (judges.says_what_it_is("zh"), replied(CHINESE_SELF)),
        (judges.after_thinking(judges.ends_with_number(7)), replied("7", thought="3 + 4 = 7")),
        (judges.names_first("Orla", "Otis"), replied("Orla has more than Otis.")),
        (judges.names_first("Orla", "Otis"), replied("Orla.")),
    ],
)  # fmt: skip
def test_judges_accept_right_replies(judge: judges.Judge, reply: AIMessage) -> None:
    assert judge(reply)


@pytest.mark.parametrize(
    ("judge", "reply"),
    [
        (judges.has_text("Bonjour."), replied("Bonjour")),
        (judges.has_text(""), replied("", ("f", {}))),
        (judges.states("Odense"), replied("It is in Bergen.")),
        (judges.states("12"), replied("The answer is 120.")),
        (judges.states("12"), replied("The answer is 12.5.")),
        (judges.states("5"), replied("It is 3.5 degrees.")),
        (judges.states("AB-1234", others=["CD-9876"]), replied("AB-1234 or CD-9876")),
        (judges.states("12"), replied("12. It is 12. It is 12.")),
        (judges.states("12"), replied("12", reason="length")),
        (judges.states("12"), replied("12", ("f", {}))),
        (judges.ends_with_number(84), replied("84 is 80 + 5.")),
        (judges.ends_with_number(84), replied("Many.")),
        (judges.admits_not_knowing("en"), replied("It is 12.")),
        (judges.admits_not_knowing("en", ["12"]), replied("I don't know, maybe 12.")),
        (judges.admits_not_knowing("zh"), replied("是云南。")),
        (judges.admits_not_knowing("en"), replied("The canoe is not red.")),
        (judges.admits_not_knowing("zh"), replied("那天没有人来。")),
        (judges.answers_in_text("en"), replied("早上好！")),
        (judges.answers_in_text("zh"), replied("Good morning!")),
        (judges.answers_in_text("en"), replied("")),
        (judges.answers_in_text("en"), replied("", ("f", {}))),
        (judges.answers_in_text("en"), replied('<tool_call>\n{"name": "f"')),
        (judges.answers_in_text("en"), replied("no no no no no no")),
        (judges.has_calls(CALL), replied("", ("f", {"y": "a", "x": 2}))),
        (judges.has_calls(CALL), replied("", ("f", CALL.arguments), ("f", CALL.arguments))),
        (judges.has_calls(CALL), replied("f")),
        (judges.has_call_like("f", {"x": ["nut"]}), replied("", ("f", {}))),
        (judges.has_call_like("f", {"x": ["nut"]}), replied("", ("f", {"x": "nut", "y": 1}))),
        (judges.has_call_like("f", {"x": ["nut"]}), replied("", ("g", {"x": "nut"}))),
        (judges.has_call_like("f", {"x": [1]}), replied("", ("f", {"x": True}))),
        (judges.has_call_like("f", {"x": ["a"]}), replied("", *[("f", {"x": "a"})] * 2)),
        (judges.has_object({"a": 1}), replied('{"a": 1, "b": 2}')),
        (judges.has_object({"a": 1}), replied('{"a": "1"}')),
        (judges.has_object({"a": 1}), replied('{"a": 1')),
        (judges.has_answer("89"), replied('{"answer": "12", "justification": "5 + 84 = 89."}')),
        (judges.has_answer("89"), replied('{"answer": "89", "justification": ""}')),
        (judges.has_answer("89"), replied('{"answer": "89"}')),
        (judges.has_answer("89"), replied("89")),
        (
            judges.has_answer("Orla", ["Otis"]),
            replied('{"answer": "Otis is older than Orla.", "justification": "31 > 30."}'),
        ),
        (judges.is_joke("en"), replied('{"setup": "Why is it so dark?", "punchline": ""}')),
        (judges.is_joke("en"), replied('{"setup": "鸟为什么南飞？", "punchline": "走太慢。"}')),
        (judges.is_joke("en"), replied('{"setup": "Why why why why why?", "punchline": "No."}')),
        (judges.is_joke("en"), replied('{"setup": "Why so dark?", "punchline": "Why so dark?"}')),
        (judges.says_what_it_is("en"), replied(CHINESE_SELF)),
        (judges.says_what_it_is("zh"), replied(SELF)),
        (judges.says_what_it_is("en"), replied("I am a tiny model.")),
        (judges.says_what_it_is("en"), replied("Translate, tools, jokes.")),
        (judges.says_what_it_is("en"), replied(f"{SELF} {SELF}")),
        (judges.says_what_it_is("en"), replied(SELF, reason="length")),
        (judges.after_thinking(judges.ends_with_number(7)), replied("7")),
        (judges.after_thinking(judges.ends_with_number(7)), replied("8", thought="3 + 4 = 7")),
        (judges.names_first("Orla", "Otis"), replied("Otis has more than Orla.")),
        (judges.names_first("Orla", "Otis"), replied("Otis.")),
    ],
)  # fmt: skip
def test_judges_refuse_wrong_replies(judge: judges.Judge, reply: AIMessage) -> None:
    assert not judge(reply)


@given(st.text(), st.text(min_size=1), st.sampled_from(["en", "zh"]))
def test_judges_take_any_text(text: str, value: str, language: str) -> None:
    reply = replied(text)
    for judge in (
        judges.states(value, language=language),
        judges.has_answer(value),
        judges.is_joke(language),
        judges.says_what_it_is(language),
        judges.admits_not_knowing(language),
        judges.ends_with_number(1),
        judges.has_object({}),
    ):
        assert judge(reply) in (True, False)
