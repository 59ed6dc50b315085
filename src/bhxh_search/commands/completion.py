"""The command `completion`."""

from __future__ import annotations

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from bhxh_search.commands.completing import VARIABLE
from bhxh_search.commands.shared import CONTEXT, examples

_EXAMPLES = examples(
    "bhxh-search completion bash > ~/.local/share/bash-completion/completions/bhxh-search",
    "bhxh-search completion zsh > ~/.zfunc/_bhxh-search",
    "bhxh-search completion fish > ~/.config/fish/completions/bhxh-search.fish",
)


class _Bash(BashComplete):
    """click's own takes backslashes off, expands globs, and has a space follow all."""

    source_template = """\
%(complete_func)s() {
    local answer line IFS=$'\\n'
    COMPREPLY=()
    answer=$(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" %(complete_var)s=bash_complete "$1")
    while IFS= read -r line; do
        case $line in
            plain,*) COMPREPLY+=("${line#plain,}") ;;
            dir,*) compopt -o dirnames ;;
            file,*) compopt -o default ;;
        esac
    done <<< "$answer"
    if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[^\\\\]= ]]; then
        compopt -o nospace 2> /dev/null
    fi
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""


_SHELLS: dict[str, type[ShellComplete]] = {"bash": _Bash, "zsh": ZshComplete, "fish": FishComplete}


@click.command("completion", epilog=_EXAMPLES, context_settings=CONTEXT)
@click.argument("shell", type=click.Choice([*_SHELLS]))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> None:
    """Print what makes SHELL complete commands, options, ids and names of fields.

    Write it to where the shell looks for it, as below (for zsh, a folder of fpath, before compinit), or evaluate it
    in its start-up file.
    """
    group = context.find_root().command
    click.echo(_SHELLS[shell](group, {}, "bhxh-search", VARIABLE).source())
