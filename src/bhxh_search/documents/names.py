"""Names of people, as they are signed."""

from __future__ import annotations

MOST_WORDS = 5


def is_name(name: str) -> bool:
    """Whether `name`, which is `plain`, is written as a person's name: in capitals, or each word with one."""
    words = name.replace(".", " ").split()
    if not 1 <= len(words) <= MOST_WORDS or name.endswith(".") or not all(word.isalpha() for word in words):
        return False
    if name.isupper():
        return sum(map(len, words)) >= 2 and name != "HẾT"
    return len(words) >= 2 and all(word[0].isupper() and word[1:] == word[1:].lower() for word in words)
