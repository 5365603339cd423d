"""The command: ``python -m benchmarks SUITE``.

Exit codes: 0 measured, 1 a case failed or gave a wrong answer, 2 wrong input, 3 the machine
refuses, 130 interrupted. An aim that is missed is told and is no failure: machines differ.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from benchmarks.contract import OURS, Row, Status, document
from benchmarks.machine import describe_machine
from benchmarks.records import record, section
from benchmarks.registry import KNOWN, LATER, Options, check_options, choose_cases, get_suite
from benchmarks.report import show, told_s
from benchmarks.runner import run_suite
from corridor_planner.errors import EnvironmentFault, InvalidInput, PlannerError, UnknownName

DONE, FAILED, WRONG_INPUT, FAULT, INTERRUPTED = 0, 1, 2, 3, 130


@click.command(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog=f"Suites: {', '.join(KNOWN)}. Not yet: {', '.join(LATER)}.",
)
@click.argument("suite")
@click.option("--data", metavar="DIR", type=click.Path(path_type=Path), help="Folder of instances; else the project's.")
@click.option("--only", metavar="NAME,...", default="", help="Only these cases; patterns such as 'route-*' too.")
@click.option(
    "--seconds", metavar="S", type=float, default=5.0, show_default=True, help="Longest time of a timed loop."
)
@click.option("--workers", metavar="W", type=int, default=1, show_default=True, help="Visitors at the same time (web).")
@click.option("--seed", metavar="N", type=int, default=1, show_default=True, help="Seed of what is drawn at random.")
@click.option("--peers/--no-peers", default=True, show_default=True, help="Time the peers as well.")
@click.option("--json", "json_file", metavar="FILE", type=click.Path(path_type=Path), help="Write the rows as JSON.")
@click.option("--record", "recorded", is_flag=True, help="Add a section to benchmarks/RESULTS.md.")
def command(
    suite: str, data: Path | None, only: str, seconds: float, workers: int, seed: int, *, peers: bool,
    json_file: Path | None, recorded: bool,
) -> int:  # fmt: skip
    """Run the benchmarks of a SUITE, with its checks and its peers."""
    found = get_suite(suite)
    names = tuple(name.strip() for name in only.split(",") if name.strip())
    options = Options(
        seconds=seconds, workers=workers, seed=seed, peers=peers, data=data and data.resolve(), only=names
    )
    check_options(options)
    choose_cases(found, names, options)  # wrong names are told before anything runs
    if json_file is not None:
        _write(json_file, "")
    machine = describe_machine()
    rows: list[Row] = []
    for row in run_suite(found, names, options):
        rows.append(row)
        click.echo(f"{row.name}: {row.solver} {told_s(row.seconds) or row.status.value}", err=True)
    if not rows:
        raise UnknownName("--only", only, rule="none of the rows has such a name", remedy="name the case alone")
    show(rows)
    if json_file is not None:
        _write(json_file, json.dumps(document(suite, machine, rows), indent=1, ensure_ascii=False) + "\n")
    if recorded:
        record(section(suite, machine, rows, _told(options, suite, only)))
    missed = [row.name for row in rows if row.solver == OURS and row.aim_met is False]
    if missed:
        click.echo(f"Aims missed: {', '.join(missed)}", err=True)
    return FAILED if any(row.status is Status.FAILED for row in rows) else DONE


def _told(options: Options, suite: str, only: str) -> str:
    """Return the command that measures the same, without where anything was kept."""
    told = f"python -m benchmarks {suite}" + (f" --only {only}" if only else "")
    told += f" --seconds {options.seconds:g} --workers {options.workers} --seed {options.seed}"
    return told + ("" if options.peers else " --no-peers") + (" --data DIR" if options.data else "")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EnvironmentFault("--json", str(path), rule=f"it cannot be written: {error.strerror}",
                               remedy="name a file in a folder that exists and is writable") from error  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code; errors are told in words."""
    try:
        code = command.main(arguments, prog_name="python -m benchmarks", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return WRONG_INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except PlannerError as error:
        click.echo(f"Error: {error}", err=True)
        return WRONG_INPUT if isinstance(error, InvalidInput) else FAULT
    return code if isinstance(code, int) else DONE


if __name__ == "__main__":
    sys.exit(main())
