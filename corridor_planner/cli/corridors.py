"""``corridor-planner corridors``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from corridor_planner.cli.app import Context
from corridor_planner.cli.failures import DONE, NO_PLAN
from corridor_planner.cli.output import json_option, print_json, progress_bar, refuse_unwritable, write_file
from corridor_planner.cli.request import NO_STOPS, FiniteRange, common_options, make_request
from corridor_planner.domain import Criterion
from corridor_planner.errors import InvalidInput


@click.command("corridors")
@click.argument("origin", metavar="FROM")
@click.argument("destination", metavar="TO")
@common_options
@click.option("--criteria", default="time,cost,co2e", show_default=True, metavar="NAME,...",
              help="Two to four of time, cost, co2e and transfers.")  # fmt: skip
@click.option("--max", "most", type=click.IntRange(1, 12), default=8, show_default=True, help="Corridors at most.")
@click.option("--epsilon", type=FiniteRange(0, 1), default=0.0, show_default=True,
              help="Leave out ways this share worse in everything at most; 0 leaves out none.")  # fmt: skip
@click.option("--steps", is_flag=True, help="Also tell the steps of each corridor.")
@json_option
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Also write the plan document to a file.")
@click.option("--map", "map_file", type=click.Path(path_type=Path), metavar="FILE.html",
              help="Also write a map of the first corridor.")  # fmt: skip
@click.pass_obj
def command(
    context: Context, /, origin: str, destination: str, *, criteria: str, most: int, epsilon: float, steps: bool,
    as_json: bool, out: Path | None, map_file: Path | None, **options: object,
) -> int:  # fmt: skip
    """Compare ways FROM one place TO another that differ in substance: countries, crossings, ships.

    On the list are the fastest, the cheapest and the cleanest way, a compromise, the surest to be in
    time, and ways through other countries or by other ships that take at most 40 % more.
    """
    for path in (out, map_file):
        if path is not None:
            refuse_unwritable(path)
    asked = _criteria(criteria)
    request = make_request(origin, destination, {**options, **NO_STOPS}, data=context.data)
    from corridor_planner.planning.corridors import plan_corridors

    planner = context.open_planner()
    with progress_bar() as progress:
        document = plan_corridors(planner, request, criteria=asked, most=most, epsilon=epsilon, progress=progress)
    if as_json:
        print_json(document)
    else:
        from corridor_planner.cli.route_tables import show_corridors

        show_corridors(document, steps=steps)
    if out is not None:
        write_file(out, document.to_json())
    if map_file is not None:
        from corridor_planner.export.maps import standalone_html

        write_file(map_file, standalone_html(json.loads(document.to_json())))
    return DONE if document.plans else NO_PLAN


def _criteria(words: str) -> tuple[Criterion, ...]:
    known = {criterion.value: criterion for criterion in Criterion}
    names = [word.strip() for word in words.split(",") if word.strip()]
    for name in names:
        if name not in known:
            raise InvalidInput("--criteria", name, rule=f"the criteria are {', '.join(known)}",
                               remedy="choose two to four of them")  # fmt: skip
    return tuple(known[name] for name in dict.fromkeys(names))
