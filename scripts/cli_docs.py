"""Write docs/cli from the commands' own help; ``--check`` only tells whether it is stale."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "cli"
WIDTH = 80
INTRO = "Written by `scripts/cli_docs.py` from the commands' own help: change it there, not here."


def pages() -> dict[Path, str]:
    """Return what each page of docs/cli should hold."""
    return {FOLDER / f"{name}.md": page(name, group) for name, group in doors().items()}


def doors() -> dict[str, click.Command]:
    """Return the two commands; imported late, for they set Django up."""
    from upmatch.cli import main as upmatch  # noqa: PLC0415
    from upside.cli.main import upside  # noqa: PLC0415

    return {"upmatch": upmatch, "upside": upside}


def page(name: str, group: click.Command) -> str:
    """Return one page: the command, then each of its commands with their help."""
    parts = [f"# The command `{name}`", INTRO]
    for path, text in helps(group, name):
        heading = [] if path == name else [f"## `{path}`"]
        parts += [*heading, f"```text\n{text}\n```"]
    return "\n\n".join(parts) + "\n"


def helps(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[tuple[str, str]]:
    """Yield the full name and the help of ``command`` and of all commands below it."""
    # with its settings, as when it really runs: click keeps the first --help it is asked for
    settings = {"terminal_width": WIDTH, "max_content_width": WIDTH, **command.context_settings}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for below in sorted(command.list_commands(context)):
            found = command.get_command(context, below)
            if found is not None and not found.hidden:
                yield from helps(found, below, context)


def stale() -> list[str]:
    """Return the names of the pages that differ from what the commands say, or are too many."""
    wanted = pages()
    differs = [p.name for p, text in wanted.items() if not p.exists() or p.read_text() != text]
    return differs + [p.name for p in FOLDER.glob("*.md") if p not in wanted]


def main() -> None:
    if "--check" in sys.argv[1:]:
        sys.exit(
            f"Stale: {', '.join(found)}; run this without --check." if (found := stale()) else 0
        )
    FOLDER.mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text)
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
