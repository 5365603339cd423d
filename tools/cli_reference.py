"""Write docs/reference/cli.md from the command line itself.

Run it from a checkout after an option changed: ``python tools/cli_reference.py``.
"""

from __future__ import annotations

from pathlib import Path

import click

from corridor_planner.cli.app import COMMANDS, cli

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "cli.md"
HEAD = """# The command line

Written by `tools/cli_reference.py` from the commands themselves; change those, not this page.

Places are written as ids, as names in any script, or as `lon,lat` in degrees, in this order.
`<crossing id>:<CC>` is one side of a border crossing. Times are ISO 8601: a date alone means 08:00,
a time without a zone is read in the origin's zone. With `--json`, standard output holds exactly one
JSON document, also when something is wrong; progress goes to standard error.

| exit code | means |
|---|---|
| 0 | done |
| 1 | no plan exists (reason and remedies are given), nothing was found, or a check failed |
| 2 | wrong input |
| 3 | data or environment fault |
| 130 | interrupted |
"""


def main() -> None:
    """Write the page."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page."""
    context = click.Context(cli, info_name="corridor-planner", **cli.context_settings)
    parts = [HEAD, _section("corridor-planner", cli, context, usage="corridor-planner [OPTIONS] COMMAND ...")]
    for name in sorted(COMMANDS):
        command = cli.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context)
        usage = " ".join([inner.command_path, *command.collect_usage_pieces(inner)])
        parts.append(_section(f"corridor-planner {name}", command, inner, usage=usage))
    return "\n".join(parts)


def _section(title: str, command: click.Command, context: click.Context, *, usage: str) -> str:
    paragraphs = [" ".join(text.split()) for text in (command.help or "").split("\n\n")]
    lines = [f"## {title}", "", *(line for text in paragraphs for line in (text, "")), "```", usage, "```", ""]
    options = [p for p in command.get_params(context) if isinstance(p, click.Option) and not p.hidden]
    lines += ["| option | meaning |", "|---|---|"]
    for option in options:
        record = option.get_help_record(context)
        if record is not None:
            names, words = (_cell(text) for text in record)
            lines.append(f"| `{names}` | {words} |")
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    main()
