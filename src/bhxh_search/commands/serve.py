"""The command `serve`."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path

import click

from bhxh_search.commands.shared import CONTEXT, INDEX_OPTION, examples
from bhxh_search.console import errors_reported, printable, say

_EXAMPLES = examples(
    "bhxh-search serve",
    "bhxh-search serve --index laws --port 8080",
    "bhxh-search serve --processes 4",
    "bhxh-search serve --host 0.0.0.0 --allow-host search.example.vn",
)


@click.command("serve", epilog=_EXAMPLES, context_settings=CONTEXT)
@INDEX_OPTION
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; 0.0.0.0: all.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any that is free.")
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="Answer for this name too, and for no others; * for any. At a local address, only local names are unless "
    "told. Repeatable.",
)
@click.option(
    "--cors",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="Let scripts of this site, such as https://example.vn, read the answers; * for all sites. Repeatable.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    metavar="N",
    help="That answer at the same address, each with memory of its own: about one for each processor. Linux only.",
)
@click.option("--threads", type=click.IntRange(min=1), metavar="N", help="Searches that run at once in a process.")
@click.option(
    "--max-seconds", type=click.FloatRange(min=0.1), metavar="S", help="For an answer; longer becomes an error."
)
@click.option("--no-cache", is_flag=True, help="Keep no answers in memory for who asks the same again.")
@click.option("--log-requests", is_flag=True, help="Write a line for each request on standard error.")
def serve_command(
    folder: Path,
    host: str,
    port: int,
    hosts: tuple[str, ...],
    origins: tuple[str, ...],
    processes: int,
    threads: int | None,
    max_seconds: float | None,
    no_cache: bool,
    log_requests: bool,
) -> None:
    """Serve the index over HTTP: a page for people at /, a JSON API under /api/v1.

    New commits to the index are seen without a restart. Only reading is possible. Ctrl-C ends it.
    """
    try:
        from bhxh_search.web import processes as several
        from bhxh_search.web import server
        from bhxh_search.web.app import check_origin, create_app
        from bhxh_search.web.limits import Limits
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"{error.name} is not installed; serve needs the extra web: pip install 'bhxh-search[web]'"
        ) from error

    given = {"threads": threads, "seconds": max_seconds, "cached_bytes": 0 if no_cache else None}
    limits = replace(Limits(), **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    with ExitStack() as stack:
        with errors_reported():
            sites = [check_origin(origin, "--cors") for origin in origins]
            listening = server.listen(host, port) if processes == 1 else several.listen(host, port)
            sockets = [stack.enter_context(one) for one in listening]
            names = server.allowed_hosts(sockets, host, hosts)
            app = create_app(folder, limits=limits, hosts=names, origins=sites)
        with suppress(KeyboardInterrupt):  # that is how it is ended
            click.echo(f"{printable(str(folder))} is served at {server.address_of(sockets[0])} - Ctrl-C ends it")
            if not server.is_local(sockets):
                say(f"{host} is no local address: whoever reaches this machine can read the index")
            listed = None if names is None else sorted(names)
            port = sockets[0].getsockname()[1]
            member = several.Member(str(folder), host, port, limits, listed, sites, log_requests)
            with several.beside(processes - 1, member):
                server.run(app, sockets, log_requests=log_requests)
