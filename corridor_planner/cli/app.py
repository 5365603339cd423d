"""The command group: global options, commands that load when they are called, exit codes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corridor_planner import __version__
from corridor_planner.cli.failures import DONE, guarded
from corridor_planner.errors import InvalidInput
from corridor_planner.settings import Settings, read_settings

if TYPE_CHECKING:
    from corridor_planner.planning.session import Planner

# command -> (module, what the help says); modules load only when their command is called
COMMANDS = {
    "build": ("build", "Build a network from OpenStreetMap files."),
    "check": ("check", "Recompute a saved plan and name whatever is wrong."),
    "check-data": ("check_data", "Validate tables, the shipped ones or a folder of your own."),
    "corridors": ("corridors", "Compare ways across borders that differ in substance."),
    "export": ("export", "Write a saved plan as GeoJSON, GPX, CSV, HTML or JSON."),
    "fetch": ("fetch", "Download extracts of OpenStreetMap by name."),
    "info": ("info", "Tell what a network holds and where it comes from."),
    "places": ("places", "Search places in any script."),
    "route": ("route", "Plan a route for freight or travellers."),
    "serve": ("serve", "Serve the planner as a web application."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Global options and settings, handed to every command."""

    settings: Settings
    network: str | None
    data: Path | None

    def open_planner(self) -> Planner:
        """Open the network and tables that were asked for."""
        from corridor_planner.planning.session import open_planner

        return open_planner(self.network, self.data, networks_folder=self.settings.networks)


class LazyGroup(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"corridor_planner.cli.{COMMANDS[cmd_name][0]}"), "command")  # noqa: B009
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in sorted(COMMANDS.items())])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command; offer the nearest name for an unknown one."""
        from difflib import get_close_matches

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, n=1, cutoff=0.3)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"There is no command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--network", metavar="NAME|PATH", help="A built network; the embedded backbone when left out.")
@click.option(
    "--data", metavar="DIR", type=click.Path(path_type=Path), help="A folder of your own tables and profiles."
)
@click.version_option(__version__, prog_name="corridor-planner")
@click.pass_context
def cli(ctx: click.Context, network: str | None, data: Path | None) -> None:
    """Plan freight corridors and journeys across the borders of Central Asia and the Caucasus.

    FROM and TO are place ids, names in any script, or lon,lat. 'places' finds them.

    Exit codes: 0 done, 1 no plan exists or a check failed, 2 wrong input, 3 data or environment
    fault, 130 interrupted.
    """
    ctx.obj = Context(settings=read_settings(os.environ), network=network, data=data)


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code; nothing is raised."""
    as_json = "--json" in arguments

    def call() -> int:
        result = cli.main(list(arguments) or ["--help"], prog_name="corridor-planner", standalone_mode=False)
        return result if isinstance(result, int) else DONE

    return guarded(call, as_json=as_json, log_file=_log_file())


def _log_file() -> Path:
    """Return where details of defects go, also when the settings themselves are wrong."""
    try:
        return read_settings(os.environ).log_file
    except InvalidInput:
        return read_settings({"HOME": os.environ.get("HOME", "")}).log_file
