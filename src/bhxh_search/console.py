"""What all commands share: exit statuses, error messages, and query text that begins with a dash."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, NoReturn, TextIO

import click

FOUND, NOTHING_FOUND, ERROR = 0, 1, 2
INTERRUPTED = 130


class Group(click.Group):
    """A group whose errors are one line on standard error and exit status 2, and never a traceback.

    `modules`: command → the module that has it, there called `<command>_command`. A module is loaded when its
    command is asked for: what other commands need would make each start later.
    """

    def __init__(self, *args: Any, modules: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in order."""
        return sorted(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name; None when there is none."""
        if cmd_name not in self._modules:
            return None
        command: click.Command = getattr(import_module(self._modules[cmd_name]), f"{cmd_name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named first. Raises `click.UsageError`, which names what is like it, if anything is."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            meant = [f" Did you mean {name!r}?" for name in get_close_matches(args[0], self._modules, 1)]
            raise click.UsageError("".join([error.message, *meant]), ctx) from None

    def main(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Run a command. Ends the process with the exit status."""
        _replace_closed_streams()
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # no text for people is worth an error of encoding
        try:
            status = _run(lambda: super(Group, self).main(*args, **{**kwargs, "standalone_mode": False}))
        except OSError:
            _discard(sys.stderr)  # which was to take the message
            status = ERROR
        sys.exit(status if isinstance(status, int) else FOUND)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; quietly when whoever reads our output has seen enough."""
        try:
            status = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _discard(sys.stdout)
            return FOUND
        return status


def _run(command: Callable[[], Any]) -> Any:
    """The status of `command`; what went wrong is told. Raises `OSError` where even that cannot be written."""
    try:
        return command()
    except click.ClickException as error:
        error.show()
        return ERROR
    except (click.Abort, KeyboardInterrupt):
        say("interrupted")
        return INTERRUPTED
    except OSError as error:
        # The commands tell every other one by `errors_reported`.
        _discard(sys.stdout)
        click.ClickException(f"the output could not be written: {error.strerror or error}").show()
        return ERROR


def _replace_closed_streams() -> None:
    """Have a stream for each that was closed when we were started, and no file of the index in its place.

    Python gives None for it: to read it is to read nothing, to write output to it an error, and messages are lost.
    """
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY), "r", encoding="utf-8")
    if sys.stdout is None:
        # Opened for reading, so that the first output fails as it does on a closed descriptor.
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def _discard(stream: TextIO) -> None:
    """Let go of what could not be written: Python would try again at exit, and complain."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def errors_reported() -> Iterator[None]:
    """Turn whatever a user can bring about into a message, as `Group` shows it."""
    from bhxh_search.errors import BhxhSearchError

    try:
        yield
    except BhxhSearchError as error:
        raise click.ClickException(_message(error)) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        raise click.ClickException(printable(f"{place}{error.strerror or error}")) from error
    except MemoryError as error:
        raise click.ClickException("not enough memory") from error


def _message(error: Exception) -> str:
    # The text of an OSError with a number would begin with that number.
    text = str(error.strerror) if isinstance(error, OSError) and error.strerror else str(error)
    return printable(text)


def printable(text: str) -> str:
    """Text for a terminal: control characters and half characters of file names in visible form."""
    return "".join(c if c.isprintable() or c == " " else repr(c)[1:-1] for c in text)


def say(message: str) -> None:
    """Tell the user something beside the output, on standard error."""
    click.echo(f"bhxh-search: {message}", err=True)


def print_json(text: str) -> None:
    """Write JSON, which is UTF-8 whatever the encoding of the terminal or the locale."""
    click.echo(text.encode("utf-8"))


_UNITS = {"": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30}


class _Size(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A number of bytes: `512MB`, `2 GB`, `1GiB`, or without a unit."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number of bytes."""
        match = re.fullmatch(r"([0-9]{1,12})\s*([A-Za-z]*)", str(value).strip())
        unit = _UNITS.get(match[2].upper()) if match else None
        if match is None or unit is None or not int(match[1]):
            self.fail(f"{value!r} is no size; give one such as 512MB or 2GB", param, ctx)
        return int(match[1]) * unit


SIZE = _Size()


class TextCommand(click.Command):
    """A command whose text may begin with a dash: only an exact option is one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Sort `args` into options, and text after `--`."""
        takes_value = {
            name: not option.is_flag
            for option in self.get_params(ctx)
            if isinstance(option, click.Option)
            for name in (*option.opts, *option.secondary_opts)
        }
        options: list[str] = []
        text: list[str] = []
        rest = iter(args)
        for arg in rest:
            name = arg.partition("=")[0]
            if arg == "--":
                text.extend(rest)
            elif arg in takes_value:
                options.append(arg)
                if takes_value[arg]:
                    value = next(rest, None)
                    if value is not None:
                        options.append(value)
                    elif not ctx.resilient_parsing:  # whoever completes it has yet to type it
                        raise click.BadOptionUsage(arg, f"Option {arg!r} requires an argument.", ctx)
            elif arg.startswith("--") and (name in takes_value or arg[2:].isascii()):
                options.append(arg)  # with its value after "="; or unknown, and click says so
            else:
                text.append(arg)
        return super().parse_args(ctx, [*options, "--", *text])
