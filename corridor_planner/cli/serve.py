"""``corridor-planner serve``."""

from __future__ import annotations

import click

from corridor_planner.cli.app import Context
from corridor_planner.cli.failures import DONE


@click.command("serve")
@click.option("--host", metavar="ADDRESS", help="Address to listen on; 127.0.0.1 by default.")
@click.option("--port", type=click.IntRange(1, 65_535), help="This port and no other; taken means exit 3.")
@click.option("--next-port-from", type=click.IntRange(1, 65_535), hidden=True, help="The first free port from here on.")
@click.pass_obj
def command(context: Context, host: str | None, port: int | None, next_port_from: int | None) -> int:
    """Serve the planner as a web application until Ctrl-C."""
    from corridor_planner.webapp import serve

    serve(
        context.open_planner(), context.settings, host=host or context.settings.host, port=port,
        first_port=next_port_from or context.settings.port,
    )  # fmt: skip
    return DONE
