"""The command `serve`."""

from __future__ import annotations

from pathlib import Path

import click

from bhxh_search.console import errors_reported


@click.command("serve", context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--index",
    "folder",
    type=click.Path(path_type=Path),
    default="index",
    envvar="BHXH_SEARCH_INDEX",
    show_default="index/",
    show_envvar=True,
    help="The folder of the index.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0: any.")
def serve_command(folder: Path, host: str, port: int) -> None:
    """Serve the index to browsers and programs: a page at /, a JSON API under /api/v1."""
    import uvicorn

    from bhxh_search.web.app import create_app

    with errors_reported():
        app = create_app(folder)
    uvicorn.run(app, host=host, port=port)
