"""``datarace completion``: the script by which a shell completes our commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(shell: str) -> None:
    """Print what makes a shell complete commands and options.

    For bash, put this into ~/.bashrc: eval "$(datarace completion bash)"; for zsh the same with zsh into ~/.zshrc; for fish:
    datarace completion fish > ~/.config/fish/completions/datarace.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None, "click knows these three"
    root = click.get_current_context().find_root().command
    complete = kind(root, {}, "datarace", "_DATARACE_COMPLETE")
    # Not complete.source(), which for bash runs the shell to ask for its version.
    click.echo(complete.source_template % complete.source_vars())
