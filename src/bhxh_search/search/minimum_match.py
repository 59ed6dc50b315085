"""How many of the plain words of a query a document must hold: all of few, a share of many."""

from __future__ import annotations

import math
from typing import Literal

Demand = Literal["enough", "enough of a question", "all"]
"""How many words are demanded: those that a query needs, those that a question needs, or every one."""

# Up to so many plain words must all occur; of more, at least a share of them. People who ask in sentences use words
# of their own: the documents relevant to the questions of alqac2023 hold every word of the question in 2-16 % of
# cases, but a third of the words in 99-100 %. With a quarter hardly a relevant document is lost on any of four
# collections; a fifth would save one more, of 2,133 questions, and find 16-47 % more documents.
ALL_WORDS_UP_TO = 4
ALL_WORDS_OF_QUESTIONS_UP_TO = 2
SHARE_OF_WORDS = 1 / 4


def required_words(distinct: int, demand: Demand = "enough") -> int:
    """How many of `distinct` plain words a document must hold."""
    all_up_to = ALL_WORDS_OF_QUESTIONS_UP_TO if demand == "enough of a question" else ALL_WORDS_UP_TO
    if demand == "all" or distinct <= all_up_to:
        return distinct
    return math.ceil(distinct * SHARE_OF_WORDS)
