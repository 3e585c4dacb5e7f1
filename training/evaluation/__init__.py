"""The evaluation of the bundled model: what it is asked, and what is right.

Its wording is written apart from the training text: nothing here reads `training.corpus`, except
for the sentences of translations (held-out combinations of known words), the facts, and the prompts
whose answers are fixed. Its values come from `words/held_out_*.txt`, which the training text leaves
out.
"""
