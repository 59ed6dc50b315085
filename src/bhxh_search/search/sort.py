"""The orders that results may be asked for in. It imports nothing heavy: the command line needs it to start."""

from __future__ import annotations

from typing import Literal, get_args

Sort = Literal["relevance", "date", "-date"]
"""The best first, the newest first, or the oldest first."""

SORTS: tuple[Sort, ...] = get_args(Sort)
