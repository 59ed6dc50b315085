"""The command `completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from bhxh_search.commands.completing import VARIABLE
from bhxh_search.commands.shared import CONTEXT, examples

_EXAMPLES = examples(
    "bhxh-search completion bash > ~/.local/share/bash-completion/completions/bhxh-search",
    "bhxh-search completion zsh > ~/.zfunc/_bhxh-search",
    "bhxh-search completion fish > ~/.config/fish/completions/bhxh-search.fish",
)


@click.command("completion", epilog=_EXAMPLES, context_settings=CONTEXT)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> None:
    """Print what makes SHELL complete commands, options, ids and names of fields.

    Write it to where the shell looks for it, as below (for zsh, a folder of fpath, before compinit), or evaluate it
    in its start-up file.
    """
    group = context.find_root().command
    complete = get_completion_class(shell)
    assert complete is not None
    click.echo(complete(group, {}, "bhxh-search", VARIABLE).source())
