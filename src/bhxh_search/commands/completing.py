"""What shells complete beside commands and options: ids, and names of fields."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import click
from click.shell_completion import CompletionItem

VARIABLE = "_BHXH_SEARCH_COMPLETE"
"""What tells the program to complete and not to run; its name is click's."""

_MOST = 200
_COUNTED = ("author", "date", "group", "issuer", "kind", "number", "path", "source", "year")
"""What facets count by in every index."""

# bash breaks words at these signs, or expands them, unless they are escaped.
_SPECIAL_IN_BASH = re.compile(r"""[ "'@><=;|&():*?\[\]\\$`!{}^]|^[#~]""")


def complete(context: click.Context, what: str, incomplete: str) -> list[CompletionItem]:
    """What of the index begins with what is typed. `what`: "ids", "fields", their names, or "filters", with `=`."""
    from bhxh_search.errors import BhxhSearchError
    from bhxh_search.library import open_index

    folder = context.params.get("folder") or Path(os.environ.get("BHXH_SEARCH_INDEX") or "index")
    try:
        with open_index(folder) as index:
            values = index.ids() if what == "ids" else sorted({*_COUNTED, *index.fields()})
            beginning = (value for value in values if value.startswith(incomplete) and value.isprintable())
            end = "=" if what == "filters" else ""
            return [CompletionItem(value + end) for value in islice(_for_shell(beginning), _MOST)]
    except (BhxhSearchError, OSError):
        return []  # a message would stand in the middle of what is being typed


def _for_shell(values: Iterable[str]) -> Iterable[str]:
    """Values as the shell that asks takes them: zsh and fish quote what they insert, bash does not."""
    if not os.environ.get(VARIABLE, "").startswith("bash"):
        return values
    return (_SPECIAL_IN_BASH.sub(r"\\\g<0>", value) for value in values)
