"""Features from the tables that OSMnx makes, such as those of ``osmnx.features_from_place``.

>>> tags = query_tags(rules)  # what to ask OSMnx for
>>> shapes = shapes_of_frame(osmnx.features_from_place("Vaduz", tags))  # as if read from a file
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from corridor_planner.domain import FeatureRule
from corridor_planner.errors import InvalidInput
from corridor_planner.osm.feature_reading import TaggedShape

if TYPE_CHECKING:
    import geopandas as gpd

_ELEMENTS = ("node", "way", "relation")


def query_tags(rules: Sequence[FeatureRule]) -> dict[str, bool | str | list[str]]:
    """Return the tags to ask OSMnx for: the values of each key."""
    values: dict[str, set[str]] = {}
    for rule in rules:
        values.setdefault(rule.key, set()).add(rule.value)
    return {key: sorted(found) for key, found in sorted(values.items())}


def shapes_of_frame(frame: gpd.GeoDataFrame) -> tuple[TaggedShape, ...]:
    """Return the elements of a GeoDataFrame of OSMnx: index (element, id), a column per key, geometry.

    Raises
    ------
    InvalidInput
        When the index is another, or the coordinates are no degrees of WGS84.
    """
    if list(frame.index.names) != ["element", "id"]:
        raise InvalidInput("index of the features", list(frame.index.names), rule="it must be element and id",
                           remedy="take the frame as osmnx.features_from_place gives it")  # fmt: skip
    if frame.crs is None or frame.crs.to_epsg() != 4326:
        raise InvalidInput("coordinates of the features", str(frame.crs), rule="they must be degrees of WGS84",
                           remedy="use frame.to_crs(4326)")  # fmt: skip
    keys = [column for column in frame.columns if column != frame.geometry.name]
    rows = zip(frame.index, frame.geometry, frame[keys].itertuples(index=False, name=None), strict=True)
    return tuple(
        TaggedShape(element=element, id=int(id_), shape=shape, tags=_tags(keys, values))
        for (element, id_), shape, values in rows
        if element in _ELEMENTS
    )


def _tags(keys: Sequence[str], values: Sequence[Any]) -> dict[str, str]:
    return {key: value for key, value in zip(keys, values, strict=True) if isinstance(value, str)}
