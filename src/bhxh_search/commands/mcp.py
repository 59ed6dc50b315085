"""The command `mcp`."""

from __future__ import annotations

from pathlib import Path

import click

from bhxh_search.commands.shared import CONTEXT, INDEX_OPTION, examples
from bhxh_search.console import errors_reported

_EXAMPLES = examples("bhxh-search mcp --index laws")


@click.command("mcp", epilog=_EXAMPLES, context_settings=CONTEXT)
@INDEX_OPTION
def mcp_command(folder: Path) -> None:
    """Let an assistant search and read the index, by the Model Context Protocol on standard input and output.

    An assistant starts it itself: give it this command. It only reads. Needs the extra `mcp`: pip install
    'bhxh-search[mcp]'
    """
    try:
        from bhxh_search.mcp_server.server import make_server
    except ImportError as error:
        raise click.ClickException(
            f"mcp needs a package that is not installed ({error.name}): pip install 'bhxh-search[mcp]'"
        ) from error
    with errors_reported():
        server = make_server(folder)
    server.run("stdio")
