"""A peer's router as a process: ``python peer_routers.py PEER EXTRACT FOLDER PROFILE``.

It runs in the peers' own interpreter and imports nothing of ours. It prepares the extract, says so in
one line, and then answers questions, one JSON line each: ``[[lon, lat], [lon, lat]]``, or null in
place of the second point to have the first one put on the nearest road. The answer is
``{"line": [[lon, lat], ...], "seconds": of the call}``, or ``{"error": why}``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

Line = list[list[float]]
Point = list[float]
Router = Callable[[Point, Point], Line]
Snapper = Callable[[Point], Point]
FAR_M = 2_000_000  # no extract is wider


def osrm_engine(extract: Path, folder: Path, profile: str) -> tuple[Any, Any]:
    """Prepare OSRM with a contraction hierarchy; ``profile`` is a Lua file, or "car" for its own.

    Returns its module and the engine.
    """
    package = _folder_of("osrm")
    shipped = package / "share" / "profiles"
    base = folder / "network"
    lua = str(shipped / "car.lua") if profile == "car" else profile
    tools = package / "bin"
    # Ends stay where they are asked for, also where nobody comes back from.
    _run([tools / "osrm-extract", "-p", lua, "-t", "2", "--small-component-size", "1", "-o", base, extract],
         LUA_PATH=f"{shipped}/?.lua")  # fmt: skip
    _run([tools / "osrm-contract", "-t", "2", base])
    import osrm as library  # type: ignore[import-not-found, unused-ignore]

    return library, library.OSRM(str(base))


def osrm(extract: Path, folder: Path, profile: str) -> tuple[Router, Snapper]:
    """Return how OSRM is asked for a way, and for the nearest road."""
    library, engine = osrm_engine(extract, folder, profile)

    def route(source: Point, target: Point) -> Line:
        asked = library.RouteParameters(
            coordinates=[tuple(source), tuple(target)], overview="full", geometries="geojson", generate_hints=False,
            continue_straight=False,
        )  # fmt: skip
        return [[c[0], c[1]] for c in engine.Route(asked)["routes"][0]["geometry"]["coordinates"]]

    def snap(point: Point) -> Point:
        asked = library.NearestParameters(coordinates=[tuple(point)])
        place = engine.Nearest(asked)["waypoints"][0]["location"]
        return [place[0], place[1]]

    return route, snap


def valhalla(extract: Path, folder: Path, profile: str) -> tuple[Router, Snapper]:
    """Prepare Valhalla; ``profile`` "shortest" asks for the shortest way, another for its own best."""
    import valhalla as library  # type: ignore[import-not-found, unused-ignore]

    settings = library.get_config(tile_dir=str(folder), tile_extract="", verbose=False)
    settings["service_limits"]["max_distance_disable_hierarchy_culling"] = FAR_M
    file = folder / "valhalla.json"
    file.write_text(json.dumps(settings), encoding="utf-8")
    _run([_folder_of("valhalla") / "bin" / "valhalla_build_tiles", "-c", file, extract])
    actor = library.Actor(str(file))
    options = {"shortest": profile == "shortest", "use_tracks": 1.0, "disable_hierarchy_pruning": True}
    common = {"costing": "auto", "costing_options": {"auto": options if profile == "shortest" else {}}}

    def place(point: Point) -> dict[str, float]:
        return {"lon": point[0], "lat": point[1], "minimum_reachability": 0, "node_snap_tolerance": 0}

    def route(source: Point, target: Point) -> Line:
        found = actor.route(common | {"locations": [place(source), place(target)], "directions_type": "none"})
        return _decoded(found["trip"]["legs"][0]["shape"])

    def snap(point: Point) -> Point:
        edge = actor.locate(common | {"locations": [place(point)]})[0]["edges"][0]
        return [edge["correlated_lon"], edge["correlated_lat"]]

    return route, snap


def _folder_of(package: str) -> Path:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise SystemExit(f"{package} is not installed here")
    return Path(found.origin).parent


def _run(command: list[object], **further: str) -> None:
    done = subprocess.run([str(word) for word in command], env=os.environ | further, capture_output=True, text=True,
                          check=False)  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{command[0]} ended with code {done.returncode}: {(done.stdout + done.stderr)[-300:]}")


def _decoded(shape: str) -> Line:
    """Return the points of an encoded polyline of six decimals."""
    values: list[int] = []
    total, shift = 0, 0
    for letter in shape:
        chunk = ord(letter) - 63
        total |= (chunk & 31) << shift
        shift += 5
        if chunk < 32:
            values.append(~(total >> 1) if total & 1 else total >> 1)
            total, shift = 0, 0
    line: Line = []
    lat = lon = 0
    for down, right in zip(values[::2], values[1::2], strict=True):
        lat, lon = lat + down, lon + right
        line.append([lon / 1e6, lat / 1e6])
    return line


PEERS = {"osrm": (osrm, "osrm-bindings"), "valhalla": (valhalla, "pyvalhalla")}


def main(peer: str, extract: str, folder: str, profile: str) -> None:
    """Prepare, and answer until there is nothing more to read."""
    prepare, package = PEERS[peer]
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the libraries print must not stand among the answers
    begin = perf_counter()
    route, snap = prepare(Path(extract), Path(folder), profile)
    ready = {"version": version(package), "seconds": round(perf_counter() - begin, 3)}
    print(json.dumps(ready), file=answers, flush=True)
    for question in sys.stdin:
        source, target = json.loads(question)
        answer: dict[str, Any]
        begin = perf_counter()
        try:
            answer = {"line": [snap(source)] if target is None else route(source, target)}
        except Exception as error:  # noqa: BLE001 - whatever the peer raises means that it has no answer
            answer = {"error": str(error)[:200]}
        print(json.dumps(answer | {"seconds": perf_counter() - begin}), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
