"""Writes docs/reference/ from the code.

    python docs/make_reference.py

A test fails when what is there is not what this would write.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

import bhxh_search
from bhxh_search.cli import main as group

FOLDER = Path(__file__).parent / "reference"
MADE = "<!-- Made from the code by `python docs/make_reference.py`. -->"
ALIASES = ("FieldValue", "Ranges", "Sort", "SuggestionReason")


def pages() -> dict[Path, str]:
    """Each page and its text."""
    return {FOLDER / "cli.md": "\n".join(cli()) + "\n", FOLDER / "python.md": "\n".join(python()) + "\n"}


# The commands.


def cli() -> Iterator[str]:
    """The lines of the page on the commands."""
    context = click.Context(group, info_name="bhxh-search")
    names = group.list_commands(context)
    yield from ("# Commands", "", MADE, "")
    yield "`bhxh-search COMMAND --help` shows the same. " + " · ".join(f"[{name}](#{name})" for name in names)
    for name in names:
        command = group.get_command(context, name)
        assert command is not None
        yield from ("", f"## {name}", "")
        yield f"    bhxh-search {name} {' '.join(command.collect_usage_pieces(click.Context(command)))}"
        yield ""
        yield from paragraphs(command.help or "")
        options = [param for param in command.params if isinstance(param, click.Option)]
        if options:
            yield from ("", "| option | |", "|---|---|", *map(option, options))
        yield from ("", "```sh")
        yield from (line.strip() for line in (command.epilog or "").splitlines()[2:])
        yield "```"


def option(param: click.Option) -> str:
    """A row of the table of options."""
    names = ", ".join(f"`{name}`" for name in (*param.opts, *param.secondary_opts))
    if not param.is_flag:
        kind = "\\|".join(param.type.choices) if isinstance(param.type, click.Choice) else param.metavar
        names += f" {kind or param.type.name.partition(' ')[0].upper()}"
    said, _, default = (param.help or "").partition("  [default: ")
    if isinstance(param.show_default, str):
        default = param.show_default
    elif param.show_default:
        default = str(param.default)
    more = [f"default: {default.rstrip(']')}"] if default else []
    more += [f"variable: `{param.envvar}`"] if param.envvar else []
    about = [said.replace("|", "\\|"), f"({'; '.join(more)})"] if more else [said.replace("|", "\\|")]
    return f"| {names} | {' '.join(filter(None, about))} |"


def paragraphs(text: str) -> Iterator[str]:
    """A help text; blocks that click leaves alone become code."""
    for number, block in enumerate(inspect.cleandoc(text).split("\n\n")):
        if number:
            yield ""
        marked = block.startswith("\b")
        for line in block.splitlines():
            if not line.startswith("\b"):
                yield f"    {line}" if marked else line


# The library.


def python() -> Iterator[str]:
    """The lines of the page on the library."""
    yield from ("# Python", "", MADE, "", "Everything here is imported from `bhxh_search`.")
    things = {name: getattr(bhxh_search, name) for name in bhxh_search.__all__}
    functions = [name for name, thing in things.items() if inspect.isfunction(thing)]
    errors = [name for name, thing in things.items() if inspect.isclass(thing) and issubclass(thing, Exception)]
    classes = [name for name in things if name not in (*functions, *errors, *ALIASES)]
    yield from ("", "## Functions")
    for name in functions:
        yield from function(things[name], name)
    yield from ("", "## Classes")
    for name in sorted(classes, key=lambda name: (name != "Index", name)):
        yield from class_(things[name])
    yield from ("", "## Types", "")
    for name in ALIASES:
        yield from alias(name)
    yield from ("", "## Errors", "", "| error | is a | |", "|---|---|---|")
    for name in errors:
        bases = ", ".join(f"`{base.__name__}`" for base in things[name].__bases__)
        yield f"| `{name}` | {bases} | {' '.join((inspect.getdoc(things[name]) or '').split())} |"


def source(thing: Any) -> ast.Module:
    """The parsed module that a thing is defined in."""
    return ast.parse(Path(inspect.getfile(thing)).read_text("utf-8"))


def function(thing: Any, name: str, inside: ast.AST | None = None, level: str = "###") -> Iterator[str]:
    """A function or method: its signature as it is written, and its docstring."""
    nodes = ast.walk(inside or source(thing))
    node = next(node for node in nodes if isinstance(node, ast.FunctionDef) and node.name == thing.__name__)
    yield from ("", f"{level} {name}", "", "```text")
    yield from signature(name.rpartition(".")[2], node)
    yield from ("```", "")
    yield from (inspect.getdoc(thing) or "").splitlines()


def signature(name: str, node: ast.FunctionDef) -> Iterator[str]:
    """How a function is called: in one line where it fits, or else a line for each parameter."""
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    shown = list(parameters(node.args))
    line = f"{name}({', '.join(shown)}){returns}"
    if len(line) <= 100:
        yield line
    else:
        yield from (f"{name}(", *(f"    {parameter}," for parameter in shown), f"){returns}")


def parameters(arguments: ast.arguments) -> Iterator[str]:
    """Each parameter but `self`, as it is written."""
    plain = [*arguments.posonlyargs, *arguments.args]
    missing = [None] * (len(plain) - len(arguments.defaults))
    named = zip(plain, [*missing, *arguments.defaults], strict=True)
    yield from (parameter(one, default) for one, default in named if one.arg != "self")
    if arguments.kwonlyargs:
        yield "*"
        yield from map(parameter, arguments.kwonlyargs, arguments.kw_defaults)


def parameter(one: ast.arg, default: ast.expr | None) -> str:
    """A parameter with its type and what it is unless it is told."""
    kind = f": {ast.unparse(one.annotation)}" if one.annotation else ""
    return f"{one.arg}{kind}" + (f" = {ast.unparse(default)}" if default else "")


def class_(thing: type) -> Iterator[str]:
    """A class: its docstring, fields, and methods."""
    node = next(n for n in ast.walk(source(thing)) if isinstance(n, ast.ClassDef) and n.name == thing.__name__)
    yield from ("", f"### {thing.__name__}", "")
    yield from (inspect.getdoc(thing) or "").splitlines()
    fields = list(attributes(node))
    if fields:
        yield from ("", "| field | type | |", "|---|---|---|", *fields)
    for name, member in vars(thing).items():
        if not name.startswith("_") and inspect.isfunction(member):
            yield from function(member, f"{thing.__name__}.{name}", node, "####")
        elif isinstance(member, property) and not name.startswith("_"):
            yield from ("", f"#### {thing.__name__}.{name}", "", inspect.getdoc(member) or "")


def attributes(node: ast.ClassDef) -> Iterator[str]:
    """A row for each field of a dataclass, with the text below it in the code."""
    for place, one in enumerate(node.body):
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and not one.target.id.startswith("_"):
            after = node.body[place + 1] if place + 1 < len(node.body) else None
            said = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            kind = ast.unparse(one.annotation).replace("|", "\\|")
            value = "" if one.value is None else ast.unparse(one.value)
            default = f" = {value}" if value and not value.startswith("field(") else ""
            yield f"| `{one.target.id}` | `{kind}{default}` | {' '.join(str(said).split())} |"


def alias(name: str) -> Iterator[str]:
    """A name of another type, and the text below it in the code."""
    homes = {"FieldValue": "documents/document.py", "Sort": "search/sort.py"}
    path = Path(bhxh_search.__file__).parent / homes.get(name, "search/results.py")
    body = ast.parse(path.read_text("utf-8")).body
    for one, after in pairwise(body):
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name) and one.targets[0].id == name:
            assert isinstance(after, ast.Expr)
            assert isinstance(after.value, ast.Constant)
            yield f"- `{name} = {ast.unparse(one.value)}`: {after.value.value!s}"


def main() -> None:
    """Write the pages, and say which changed."""
    FOLDER.mkdir(exist_ok=True)
    for path, text in pages().items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


if __name__ == "__main__":
    main()
