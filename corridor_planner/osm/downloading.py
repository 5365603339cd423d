"""Download an area from an Overpass server through OSMnx, as an extract like any other.

OSMnx finds the place, writes the queries, cuts large areas into parts, waits for the server's slots
and keeps each answer in its cache. We take those answers as they came, with every tag, relation
and node, and write them as one ``.osm.pbf``: the builder reads it as it reads an extract. (A graph of
OSMnx would have lost turn restrictions, boundaries and the tags that it was not told of.)
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import osmium
import requests
from osmium.osm.mutable import Node, Relation, Way
from shapely.geometry import MultiPolygon, Polygon, box

from corridor_planner.domain import FeatureRule
from corridor_planner.errors import EnvironmentFault, InvalidInput, UnknownName
from corridor_planner.osm.areas import MOST_KM2, Area, refuse_too_large
from corridor_planner.osm.feature_frames import query_tags
from corridor_planner.osm.osmnx_settings import NOMINATIM_URL, OVERPASS_URL, OsmnxSettings, lend_settings
from corridor_planner.osm.reading import Progress
from corridor_planner.osm.servers import (
    Broken,
    Patience,
    ask,
    open_session,
    persist,
    refuse_foreign_url,
    refuse_status,
    understood,
)

_PATHS: Final = "footway|path|cycleway|bridleway|pedestrian|steps|busway|corridor|platform|elevator"
_MOTORS: Final = "access|vehicle|motor_vehicle|motorcar|goods|hgv|psv|bus|coach|tourist_bus"
NETWORK_FILTERS: Final = (
    f'["highway"]["highway"!~"^({_PATHS})$"]',
    f'["highway"~"^({_PATHS})$"][~"^({_MOTORS})$"~"^(yes|designated|permissive|destination)$"]',
    '["railway"~"^(rail|narrow_gauge)$"]',
    '["route"="ferry"]',
)
_Tags = dict[str, bool | str | list[str]]
_BESIDE_THE_ROAD: Final[_Tags] = {  # what the builder takes of posts, borders, turns and sites
    "barrier": ["border_control"], "admin_level": ["2"], "type": ["restriction"],
    "place": ["city", "town", "village"], "railway": ["station", "halt", "yard"], "amenity": ["ferry_terminal"],
    "industrial": ["port", "harbour", "container_terminal", "intermodal_freight_terminal"],
    "landuse": ["port", "harbour", "railway"], "harbour": True, "seamark:type": ["harbour"],
}  # fmt: skip
_WHOLE_KEYS: Final = frozenset({"tourism", "historic", "heritage"})  # little has them that is no sight
_SMALLER: Final = "take a smaller area, or whole countries with 'corridor-planner fetch' and 'build'"
_LATER: Final = "run the same command again later: the answers that came are kept"
_AROUND: Final = 0.1  # degrees
_WAITING: Final = 0.02  # share of a build that is shown while the server works
_LONG_SUFFERING: Final = Patience(attempts=5, first_pause_s=10.0, longest_pause_s=120.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadParams:
    """Whom to ask, and how.

    Attributes
    ----------
    wait_for_slot
        See :class:`OsmnxSettings`.
    """

    overpass_url: str = OVERPASS_URL
    nominatim_url: str = NOMINATIM_URL
    most_km2: float = MOST_KM2
    timeout_s: int = 180
    wait_for_slot: bool = True
    patience: Patience = _LONG_SUFFERING


def tags_beside(rules: Sequence[FeatureRule]) -> _Tags:
    """Return the tags to ask for beside the roads: those of the builder, and those that rules speak of."""
    tags = dict(_BESIDE_THE_ROAD)
    for key, values in query_tags(rules).items():
        known = tags.get(key, [])
        if key in _WHOLE_KEYS or isinstance(known, bool) or isinstance(values, bool):
            tags[key] = True
        else:
            tags[key] = sorted({*known, *values})
    return tags


def download_area(
    area: Area, target: Path, *, rules: Sequence[FeatureRule] = (), params: DownloadParams, progress: Progress
) -> None:
    """Write what OpenStreetMap has of an area to ``target``, an ``.osm.pbf`` that appears whole.

    The answers are kept beside it until then, so that an interrupted download goes on.

    Parameters
    ----------
    rules
        What is wanted beside the roads: sights, lodgings, facilities.

    Raises
    ------
    UnknownName
        When no place has the name.
    InvalidInput
        When the place has no area, the area is too large, or an address is none of a web server.
    EnvironmentFault
        When a server cannot be reached, or stays busy.
    DataFault
        When a server refuses.
    """
    for url in (params.overpass_url, params.nominatim_url):
        refuse_foreign_url(url, "map server")
    answers = target.with_name(f"{target.name}.answers")
    answers.mkdir(parents=True, exist_ok=True)
    settings = OsmnxSettings(
        cache_folder=answers, overpass_url=params.overpass_url, nominatim_url=params.nominatim_url,
        timeout_s=params.timeout_s, wait_for_slot=params.wait_for_slot,
    )  # fmt: skip
    progress(f"looking up {area.words}", 0.0)
    shape = box(*area.bbox) if area.bbox else _find_place(area, settings, params)
    refuse_too_large(area, shape, params.most_km2)
    _refuse_offline(params)
    _download(shape, tags_beside(rules), settings, params, progress)
    progress("writing the download", _WAITING)
    _write_extract(_read_answers(answers), target)
    shutil.rmtree(answers)


def _find_place(area: Area, settings: OsmnxSettings, params: DownloadParams) -> Polygon | MultiPolygon:
    def reach() -> Polygon | MultiPolygon:
        with _lent(settings, params.nominatim_url) as osmnx:
            shape: Polygon | MultiPolygon = osmnx.geocoder.geocode_to_gdf(area.words).union_all()
            return shape if shape.is_valid else shape.buffer(0)

    def spot() -> tuple[float, float]:
        with _lent(settings, params.nominatim_url) as osmnx:
            lat, lon = osmnx.geocoder.geocode(area.words)
            return float(lon), float(lat)

    try:
        return persist(reach, params.nominatim_url, params.patience, remedy=_LATER)
    except InvalidInput:
        raise
    except ValueError as error:
        raise UnknownName("place", area.words, rule="the map knows no place of this name",
                          remedy="add the country ('Samarkand, Uzbekistan'), or give --bbox") from error  # fmt: skip
    except TypeError as error:
        lon, lat = persist(spot, params.nominatim_url, params.patience, remedy=_LATER)
        around = f"{lon - _AROUND:.2f},{lat - _AROUND:.2f},{lon + _AROUND:.2f},{lat + _AROUND:.2f}"
        raise InvalidInput("place", area.words, rule="the map knows where it is, but not how far it reaches",
                           remedy=f"give a box around it, such as --bbox {around}") from error  # fmt: skip


def _refuse_offline(params: DownloadParams) -> None:
    """Ask once whether the server is there: OSMnx would wait a minute before it says so."""
    url = params.overpass_url.rstrip("/") + "/status"

    def attempt() -> None:
        with open_session() as session, ask(session, url, params.patience, {}):
            pass

    persist(attempt, url, params.patience, remedy="an area that was downloaded before is built without a network")


def _download(
    shape: Polygon | MultiPolygon, tags: _Tags, settings: OsmnxSettings, params: DownloadParams, progress: Progress
) -> None:
    count = 0

    def count_answers() -> None:
        nonlocal count
        count += 1
        progress(f"downloading, answer {count}", _WAITING)

    def ask_network(osmnx: ModuleType) -> None:
        osmnx.graph.graph_from_polygon(shape, simplify=False, retain_all=True, custom_filter=list(NETWORK_FILTERS))

    def ask_features(osmnx: ModuleType) -> None:
        osmnx.features.features_from_polygon(shape, tags)

    for question in (ask_network, ask_features):
        _all_answers(question, settings, params, count_answers)


def _all_answers(
    question: Callable[[ModuleType], None],
    settings: OsmnxSettings,
    params: DownloadParams,
    on_answer: Callable[[], None],
) -> None:
    """Ask until all answers are in the cache; those that are, are not asked for again."""

    def attempt() -> None:
        try:
            with _lent(settings, params.overpass_url, on_answer) as osmnx:
                question(osmnx)
        except InterruptedError:  # OSMnx's way to say that the cache holds them all
            return

    persist(attempt, params.overpass_url, params.patience, remedy=f"{_LATER}; or {_SMALLER}")


@contextmanager
def _lent(settings: OsmnxSettings, url: str, on_answer: Callable[[], None] = lambda: None) -> Iterator[ModuleType]:
    """Lend OSMnx its settings, and tell failed requests in our words."""

    def check(response: requests.Response) -> None:
        if response.url.partition("?")[0].endswith("/status"):
            return
        _refuse_answer(response)
        on_answer()

    try:
        with lend_settings(settings, check) as osmnx:
            yield osmnx
    except requests.RequestException as error:
        raise understood(error, url) from error


def _refuse_answer(response: requests.Response) -> None:
    """Let pass only answers that are whole: an Overpass server may answer 200 and tell its failure inside."""
    refuse_status(response, remedy=f"check the address of the server; {_SMALLER}")
    if response.is_redirect:
        return
    try:
        answer = response.json()
    except requests.exceptions.JSONDecodeError as error:
        raise Broken("answers something else than JSON") from error
    if isinstance(answer, dict) and "remark" in answer:
        raise Broken(f"did not finish ({str(answer['remark'])[:100]})")


def _read_answers(folder: Path) -> Iterator[dict[str, Any]]:
    """Give every answer of an Overpass server; those of Nominatim are lists."""
    for path in sorted(folder.glob("*.json")):
        answer = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(answer, dict):
            yield answer


def _write_extract(answers: Iterable[dict[str, Any]], target: Path) -> None:
    """Write the elements of all answers once each, nodes first, by id."""
    found: dict[str, dict[int, dict[str, Any]]] = {"node": {}, "way": {}, "relation": {}}
    stamp = ""
    for answer in answers:
        stamp = max(stamp, str(answer.get("osm3s", {}).get("timestamp_osm_base", "")))
        for element in answer["elements"]:
            if element["type"] in found:
                found[element["type"]][element["id"]] = element
    draft = target.with_name(f"{target.name.removesuffix('.osm.pbf')}.part.osm.pbf")
    header = osmium.io.Header()
    header.set("generator", "corridor-planner")
    if stamp:
        header.set("osmosis_replication_timestamp", stamp)
    try:
        with osmium.SimpleWriter(str(draft), header=header, overwrite=True) as writer:
            for _, node in sorted(found["node"].items()):
                writer.add_node(Node(id=node["id"], location=(node["lon"], node["lat"]), tags=node.get("tags", {})))
            for _, way in sorted(found["way"].items()):
                writer.add_way(Way(id=way["id"], nodes=way["nodes"], tags=way.get("tags", {})))
            for _, relation in sorted(found["relation"].items()):
                members = [(member["type"][0], member["ref"], member["role"]) for member in relation["members"]]
                writer.add_relation(Relation(id=relation["id"], members=members, tags=relation.get("tags", {})))
        draft.replace(target)
    except (RuntimeError, OSError) as error:
        raise EnvironmentFault("folder", str(target.parent), rule=f"it must be writable: {error}",
                               remedy="make room, or set CORRIDOR_HOME to another folder") from error  # fmt: skip
    finally:
        draft.unlink(missing_ok=True)
