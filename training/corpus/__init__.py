"""The training text: conversations made from word lists, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from ..chat_format import Conversation, assistant_text, render, text_of
from . import (
    agents,
    argument_drill,
    arithmetic,
    assistant_tools,
    bound_drill,
    chat,
    choice_drill,
    choice_steps,
    comparison_drill,
    context_drill,
    copy_lists,
    copying,
    crowds,
    deed_drill,
    drawn_facts,
    fact_drill,
    far_talk,
    field_drill,
    handwork,
    joined_drill,
    long_context,
    no_call_drill,
    note_drill,
    number_order,
    object_drill,
    parallel_drill,
    plain_calls,
    plain_choice,
    plain_contexts,
    plain_errands,
    plain_extraction,
    plain_objects,
    plain_parallel,
    plain_recall,
    plain_second,
    plain_stories,
    plain_sums,
    plain_synonyms,
    plain_thinking,
    plain_translation,
    recall,
    recall_drill,
    result_drill,
    retrieval,
    short_answers,
    sibling_drill,
    standard_tests,
    structured,
    talk_drill,
    thinking,
    tools,
    translation,
    translation_drill,
    translation_targets,
    tutorial_agents,
    tutorial_pages,
    tutorials,
)
from .fixed import FixedCase
from .shown_prompts import shown_cases
from .words import chance, holds_held_out

FIXED_GROUPS: tuple[list[FixedCase], ...] = (
    tutorials.GROUPS + tutorial_agents.GROUPS + tutorial_pages.GROUPS + standard_tests.GROUPS
)
_SHOWN = shown_cases(FIXED_GROUPS)
# Of the fixed conversations; of the rest, a larger group has more, but each of its prompts less.
SHARE_OF_SHOWN = 0.35
_GROUP_WEIGHTS = [len(group) ** 0.5 for group in FIXED_GROUPS]


def fixed_cases() -> list[FixedCase]:
    """Returns every prompt whose answer is fixed."""
    return [case for group in FIXED_GROUPS for case in group]


def fixed_sample(rng: Random) -> Conversation:
    """Returns one of the fixed conversations."""
    if chance(rng, SHARE_OF_SHOWN):
        return rng.choice(_SHOWN).conversation
    return rng.choice(rng.choices(FIXED_GROUPS, _GROUP_WEIGHTS)[0]).conversation


# task: what makes a sample, its share of the samples
MIX: dict[str, tuple[Callable[[Random], Conversation], float]] = {
    "copying": (copying.sample, 0.001),
    "find_line": (copying.find_line, 0.001),
    "find_head": (copying.find_head, 0.001),
    "find_values": (copying.find_values, 0.003),
    "copy_characters": (copying.copy_characters, 0.006),
    "copy_lists": (copy_lists.sample, 0.008),
    "copy_names": (copying.copy_names, 0.008),
    "tools": (tools.sample, 0.001),
    "assistant_tools": (assistant_tools.sample, 0.007),
    "agents": (agents.sample, 0.006),
    "structured": (structured.sample, 0.002),
    "retrieval": (retrieval.sample, 0.002),
    "translation": (translation.sample, 0.039),
    "arithmetic": (arithmetic.sample, 0.019),
    "short_answers": (short_answers.sample, 0.002),
    "thinking": (thinking.sample, 0.003),
    "chat": (chat.sample, 0.023),
    "far_talk": (far_talk.sample, 0.022),
    "recall": (recall.sample, 0.001),
    "long_context": (long_context.sample, 0.001),
    "fixed": (fixed_sample, 0.108),
    "plain_contexts": (plain_contexts.sample, 0.012),
    "plain_long_contexts": (plain_contexts.long_sample, 0.003),
    "context_drill": (context_drill.sample, 0.030),
    "fact_drill": (fact_drill.sample, 0.012),
    "plain_recall": (plain_recall.sample, 0.004),
    "drawn_facts": (drawn_facts.sample, 0.008),
    "drawn_facts_far": (drawn_facts.long_sample, 0.008),
    "recall_drill": (recall_drill.sample, 0.032),
    "crowds": (crowds.sample, 0.010),
    "crowds_far": (crowds.long_sample, 0.020),
    "plain_calls": (plain_calls.sample, 0.008),
    "argument_drill": (argument_drill.sample, 0.006),
    "bound_drill": (bound_drill.sample, 0.008),
    "choice_drill": (choice_drill.sample, 0.015),
    "choice_steps": (choice_steps.sample, 0.039),
    "plain_choice": (plain_choice.sample, 0.001),
    "plain_synonyms": (plain_synonyms.sample, 0.008),
    "plain_errands": (plain_errands.sample, 0.030),
    "no_call_drill": (no_call_drill.sample, 0.013),
    "talk_drill": (talk_drill.sample, 0.013),
    "handwork": (handwork.sample, 0.036),
    "plain_parallel": (plain_parallel.sample, 0.006),
    "deed_drill": (deed_drill.sample, 0.024),
    "sibling_drill": (sibling_drill.sample, 0.019),
    "plain_second": (plain_second.sample, 0.025),
    "parallel_drill": (parallel_drill.sample, 0.018),
    "result_drill": (result_drill.sample, 0.019),
    "joined_drill": (joined_drill.sample, 0.037),
    "plain_extraction": (plain_extraction.sample, 0.010),
    "field_drill": (field_drill.sample, 0.072),
    "note_drill": (note_drill.sample, 0.076),
    "object_drill": (object_drill.sample, 0.019),
    "plain_objects": (plain_objects.sample, 0.006),
    "plain_thinking": (plain_thinking.sample, 0.012),
    "number_order": (number_order.sample, 0.013),
    "comparison_drill": (comparison_drill.sample, 0.011),
    "plain_stories": (plain_stories.sample, 0.009),
    "plain_sums": (plain_sums.sample, 0.009),
    "plain_translation": (plain_translation.sample, 0.007),
    "translation_drill": (translation_drill.sample, 0.020),
    "translation_targets": (translation_targets.sample, 0.008),
}
# The simplest forms of copying and finding come first: everything else builds on them.
FIRST_SHARES = {"copying": 0.2, "find_line": 0.15, "find_head": 0.15, "find_values": 0.15}


def sample_with_task(
    rng: Random, at_first: bool = False, fixed_share: float | None = None
) -> tuple[str, Conversation]:
    """Returns a training conversation and the name of its task.

    Args:
        rng: Where every choice comes from.
        at_first: Whether the training begins: the simplest forms come more often.
        fixed_share: What part is learnt by heart, 0 to 1; None is the share in `MIX`.
    """
    weights = {name: share for name, (_, share) in MIX.items()}
    if at_first:
        weights.update(FIRST_SHARES)
    if fixed_share is not None:
        others = sum(weights.values()) - weights["fixed"]
        weights = {name: (1 - fixed_share) * share / others for name, share in weights.items()}
        weights["fixed"] = fixed_share
    while True:
        task = rng.choices(list(MIX), list(weights.values()))[0]
        conversation = MIX[task][0](rng)
        # Two words that meet may make one that is kept for evaluation: 打开 and 封面 hold 开封,
        # and a drawn verb and noun may be the name of one of its tools.
        texts = [message.content for message in conversation.messages]
        texts += [tool["function"]["name"] for tool in conversation.tools]
        held_out = any(map(holds_held_out, texts))
        if task == "fixed" or not held_out:
            return task, conversation


def sample(rng: Random) -> Conversation:
    """Returns a training conversation; see `sample_with_task`."""
    return sample_with_task(rng)[1]


__all__ = [
    "FIXED_GROUPS",
    "MIX",
    "FixedCase",
    "assistant_text",
    "fixed_cases",
    "render",
    "sample",
    "sample_with_task",
    "text_of",
]
