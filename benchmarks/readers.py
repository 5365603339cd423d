"""Peers that read an extract in Python: ``python readers.py READER EXTRACT CLASSES``.

Each prints one line of JSON at its end: seconds of the work without imports, and what it found.
It runs in our interpreter or in the peers' own and imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
from time import perf_counter
from typing import Any

MAIN = ("motorway", "trunk", "primary", "secondary", "tertiary")
CLASSES = {"all": (), "main": (*MAIN, *(f"{name}_link" for name in MAIN))}  # no names: all of them


def reading(extract: str, classes: str) -> dict[str, int]:
    """Read roads and railways by pyosmium with the places of their points, and keep nothing."""
    ways = points = 0
    for way in _ways(extract, classes):
        ways += 1
        points += len(way.nodes)
    return {"ways": ways, "points": points}


def arrays(extract: str, classes: str) -> dict[str, int]:
    """Read the same, and keep ids and places of all points in arrays, as any builder has to."""
    from array import array

    size, ref, x, y = array("q"), array("q"), array("i"), array("i")
    for way in _ways(extract, classes):
        nodes = way.nodes
        size.append(len(nodes))
        for node in nodes:
            ref.append(node.ref)
            x.append(node.x)
            y.append(node.y)
    return {"ways": len(size), "points": len(ref)}


def _ways(extract: str, classes: str) -> Any:  # noqa: ANN401 - an iterator of whatever the library gives
    import osmium
    from osmium.osm import NODE, WAY

    source = osmium.FileProcessor(extract, NODE | WAY).with_locations("flex_mem")
    source = source.with_filter(osmium.filter.EntityFilter(WAY))
    if names := CLASSES[classes]:
        return source.with_filter(osmium.filter.TagFilter(*(("highway", name) for name in names), ("railway", "rail")))
    return source.with_filter(osmium.filter.KeyFilter("highway", "railway"))


def pyrosm(extract: str, _classes: str) -> dict[str, int]:
    """Make pyrosm's network of all roads, as a graph of networkx."""
    from pyrosm import OSM  # type: ignore[import-not-found, unused-ignore]

    source = OSM(extract)
    nodes, edges = source.get_network("all", nodes=True)
    graph = source.to_graph(nodes, edges, graph_type="networkx", retain_all=True)
    return {"nodes": graph.number_of_nodes(), "edges": graph.number_of_edges()}


def osmnx(extract: str, _classes: str) -> dict[str, int]:
    """Make OSMnx's graph of an XML file, simplified."""
    import osmnx as library

    graph = library.graph.graph_from_xml(extract)
    return {"nodes": graph.number_of_nodes(), "edges": graph.number_of_edges()}


READERS = {"reading": reading, "arrays": arrays, "pyrosm": pyrosm, "osmnx": osmnx}
IMPORTS = {"reading": "osmium", "arrays": "osmium", "pyrosm": "pyrosm", "osmnx": "osmnx"}


def main(reader: str, extract: str, classes: str) -> None:
    """Import first, then read and tell."""
    __import__(IMPORTS[reader])
    begin = perf_counter()
    found = READERS[reader](extract, classes)
    print(json.dumps({"seconds": perf_counter() - begin, "found": found}))


if __name__ == "__main__":
    main(*sys.argv[1:])
