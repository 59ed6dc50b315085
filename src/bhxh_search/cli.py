"""The command line: its commands, each in a module that is loaded when the command is asked for."""

from __future__ import annotations

import click

from bhxh_search.commands.shared import CONTEXT
from bhxh_search.console import Group

_COMMANDS = "bhxh_search.commands."
_MODULES = {
    "analyze": f"{_COMMANDS}analyze",
    "completion": f"{_COMMANDS}completion",
    "evaluate": f"{_COMMANDS}evaluate",
    "index": f"{_COMMANDS}index",
    "info": f"{_COMMANDS}upkeep",
    "mcp": f"{_COMMANDS}mcp",
    "optimize": f"{_COMMANDS}upkeep",
    "query": f"{_COMMANDS}query",
    "serve": f"{_COMMANDS}serve",
    "show": f"{_COMMANDS}show",
    "similar": f"{_COMMANDS}similar",
    "suggest": f"{_COMMANDS}suggest",
    "verify": f"{_COMMANDS}upkeep",
}
"""Command → the module that has it."""


@click.group(cls=Group, modules=_MODULES, context_settings=CONTEXT)
@click.version_option(package_name="bhxh-search", prog_name="bhxh-search")
def main() -> None:
    """Full-text search for Vietnamese documents."""
