"""Areas that ``build`` downloads: looked up once, kept, and built again without a network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from corridor_planner.errors import UnknownName
from corridor_planner.graph.folding import fold, romanise
from corridor_planner.graph.gazetteer import Gazetteer
from corridor_planner.osm.areas import Area, read_bbox
from corridor_planner.osm.downloading import DownloadParams, download_area
from corridor_planner.planning.fetching import make_folder
from corridor_planner.planning.session import Progress, silent
from corridor_planner.store.feature_rules import load_feature_rules
from corridor_planner.store.world import load_world

__all__ = ["Area", "fetch_area", "map_servers", "name_area", "read_area"]

_MOST_LETTERS = 40


def read_area(*, place: str | None, bbox: str | None) -> Area | None:
    """Return the area of a place's name, or of ``WEST,SOUTH,EAST,NORTH``; None where neither is given.

    Raises
    ------
    InvalidInput
        When the box is none, or the name is empty.
    """
    if bbox is not None:
        return read_bbox(bbox)
    return Area(place=place) if place is not None else None


def map_servers(*, overpass_url: str = "", nominatim_url: str = "") -> DownloadParams:
    """Return whom to ask; "" stands for the public servers."""
    public = DownloadParams()
    return replace(public, overpass_url=overpass_url or public.overpass_url,
                   nominatim_url=nominatim_url or public.nominatim_url)  # fmt: skip


def name_area(area: Area) -> str:
    """Return a name for the network of an area: the first part of the place's, or ``area``."""
    spelled = romanise(fold(area.place.partition(",")[0])).replace(" ", "-")[:_MOST_LETTERS].strip("-")
    return spelled or "area"


def fetch_area(
    area: Area, folder: Path, *, params: DownloadParams | None = None, refresh: bool = False,
    data: Path | None = None, progress: Progress = silent,
) -> Path:  # fmt: skip
    """Return the file of an area, downloaded unless it was before.

    Parameters
    ----------
    folder
        Where the files are kept.
    refresh
        Download it again, even if it is here.

    Raises
    ------
    UnknownName
        When the map knows no such place; places of the tables that sound like it are its candidates.
    InvalidInput, EnvironmentFault, DataFault
        See :func:`corridor_planner.osm.downloading.download_area`.
    """
    target = folder / f"{name_area(area)}-{area.key}.osm.pbf"
    if refresh or not target.is_file():
        make_folder(folder, remedy="set CORRIDOR_HOME to a folder of yours")
        try:
            download_area(area, target, rules=load_feature_rules(data), params=params or DownloadParams(),
                          progress=progress)  # fmt: skip
        except UnknownName as error:
            raise _with_candidates(error, area, data) from error
    return target


def _with_candidates(error: UnknownName, area: Area, data: Path | None) -> UnknownName:
    """Add the places of the tables that sound like the one that was asked for."""
    hits = Gazetteer(tuple(load_world(data).places.values())).search(area.place.partition(",")[0], limit=3)
    names = tuple(f"{hit.place.name}, {hit.place.country}" for hit in hits)
    offer = f"did you mean {' or '.join(names)}? " if names else ""
    return UnknownName(error.what, error.value, rule=error.rule, remedy=f"{offer}{error.remedy}", candidates=names)
