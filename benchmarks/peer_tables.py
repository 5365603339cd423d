"""A peer's matrix of driving times as a process: ``python peer_tables.py EXTRACT FOLDER``.

It runs in the peers' own interpreter. The question is one JSON line, ``{"points": [[lon, lat], ...],
"runs": n}``; the answer ``{"version", "prepare_s", "each_s": [...], "seconds": [[...], ...]}``, null where OSRM
knows no way.
"""

from __future__ import annotations

import json
import os
import sys
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from peer_routers import osrm_engine  # type: ignore[import-not-found, unused-ignore]


def main(extract: str, folder: str) -> None:
    """Prepare OSRM with its own profile for cars, and answer the one question."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the library prints must not stand among the answers
    question = json.loads(sys.stdin.readline())
    begin = perf_counter()
    library, engine = osrm_engine(Path(extract), Path(folder), "car")
    prepare_s = perf_counter() - begin
    points = [tuple(point) for point in question["points"]]
    each_s = []
    for _ in range(question["runs"]):
        begin = perf_counter()
        asked = library.TableParameters(coordinates=points, annotations=["duration"])
        table = engine.Table(asked)["durations"]
        each_s.append(perf_counter() - begin)
    rows = [[None if value is None else float(value) for value in row] for row in table]
    told = {"version": version("osrm-bindings"), "prepare_s": prepare_s, "each_s": each_s, "seconds": rows}
    print(json.dumps(told), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
