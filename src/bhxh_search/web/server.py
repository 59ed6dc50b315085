"""The server: where it listens, and running it until it is told to stop."""

from __future__ import annotations

import ipaddress
import logging
import socket
import sys
from collections.abc import Collection, Sequence

import uvicorn
from fastapi import FastAPI

from bhxh_search.errors import InvalidRequest
from bhxh_search.web.protocol import Protocol

LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")

_GRACE_SECONDS = 5
_BACKLOG = 512
_LEVELS = {"uvicorn.error": logging.ERROR, "uvicorn.access": logging.INFO, "bhxh_search": logging.INFO}


def listen(host: str, port: int, *, shared: bool = False) -> list[socket.socket]:
    """Sockets that listen at `host`, a name or an address, one for each address of it; port 0 takes a free one.

    `shared`: others may listen at the same address, each of which takes a part of the connections.
    Raises `InvalidRequest` for a host that there is not, `OSError` with a message that names host and port.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError):
        raise InvalidRequest(f"{host!r} is no address of this machine; give one such as 127.0.0.1") from None
    sockets: list[socket.socket] = []
    try:
        for family, kind, protocol, _, address in dict.fromkeys(found):
            taken = sockets[0].getsockname()[1] if sockets else port
            sockets.append(_bound(family, kind, protocol, (address[0], taken, *address[2:]), shared=shared))
    except OSError as error:
        for one in sockets:
            one.close()
        reason = error.strerror or str(error)
        raise OSError(error.errno, f"{reason}; give another with --host or --port", f"{host}:{port}") from error
    return sockets


def _bound(family: int, kind: int, protocol: int, address: tuple[object, ...], *, shared: bool) -> socket.socket:
    made = socket.socket(family, kind, protocol)
    try:
        if shared:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one in TIME_WAIT is free again
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)  # IPv4 has a socket of its own
        made.bind(address)
        made.listen(_BACKLOG)
        made.setblocking(False)
    except OSError:
        made.close()
        raise
    return made


def is_local(sockets: Sequence[socket.socket]) -> bool:
    """Whether only this machine can reach all of them."""
    return all(ipaddress.ip_address(one.getsockname()[0].partition("%")[0]).is_loopback for one in sockets)


def address_of(one: socket.socket) -> str:
    """What to type into a browser; where it listens at all addresses, on this machine or on others."""
    host, port = one.getsockname()[:2]
    if ipaddress.ip_address(host.partition("%")[0]).is_unspecified:
        local = "[::1]" if ":" in host else "127.0.0.1"
        return f"http://{local}:{port}/ and at every other address of this machine, port {port}"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def allowed_hosts(sockets: Sequence[socket.socket], host: str, also: Collection[str]) -> set[str] | None:
    """The names to answer for; None for any: where other machines may come in, they know this one by any name.

    `also`: those that the user adds; `*` among them for any.
    """
    if "*" in also or not (also or is_local(sockets)):
        return None
    named = f"[{host}]" if ":" in host else host
    return {*LOCAL_NAMES, *(also or ()), *((named,) if host else ())}


def run(app: FastAPI, sockets: list[socket.socket], *, log_requests: bool) -> None:
    """Answer at these sockets until the process is interrupted; what is under way is then answered.

    Raises `KeyboardInterrupt` after that.
    """
    _log_to_standard_error()
    config = uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=log_requests,
        proxy_headers=False,  # nothing here depends on who asks
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    server = uvicorn.Server(config)
    # Who interrupts twice breaks off what is under way, and knows it.
    logging.getLogger("uvicorn.error").addFilter(lambda record: not server.force_exit)
    server.run(sockets)


def _log_to_standard_error() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("bhxh-search: %(message)s"))
    for name, level in _LEVELS.items():
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
