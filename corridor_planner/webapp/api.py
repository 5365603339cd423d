"""The HTTP API, version 1: parse, call one use case, answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pydantic
from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from corridor_planner.errors import InvalidInput, UnknownName
from corridor_planner.planning.documents import PlanDocument
from corridor_planner.planning.exports import MEDIA_TYPES, export_plan, file_name, refuse_unknown_format
from corridor_planner.webapp.context import context
from corridor_planner.webapp.reading import PARAMETERS, read_route_request, with_load

api = Blueprint("api", __name__, url_prefix="/api/v1")
_LAYER_AGE_S = 300


@api.get("/places")
def places() -> Response:
    """Suggest places for ``q``, or name the one with ``id``."""
    here = context()
    place_id = request.args.get("id", "")
    if place_id:
        place = here.map_layers.place(place_id[: here.limits.longest_text])
        return _json({"places": [place] if place else []})
    query = request.args.get("q", "").strip()
    if not query or len(query) > here.limits.longest_text:
        raise InvalidInput("q", query[:40], rule=f"it must have 1 to {here.limits.longest_text} letters",
                           remedy="write the beginning of a name")  # fmt: skip
    limit = _whole("limit", 8, 1, here.limits.most_suggestions)
    found = here.use_cases.search_places(here.planner, query, limit)
    return Response(found.model_dump_json(by_alias=True), content_type="application/json")


@api.get("/route")
def route() -> Response:
    """Answer with the plan document of a route."""
    return Response(_plan(request.args).to_json(), content_type="application/json")


@api.get("/route.<extension>")
def route_file(extension: str) -> Response:
    """Answer with the same plan as a file to keep."""
    refuse_unknown_format(extension)
    return _file(_plan(request.args), extension)


@api.post("/export")
def export() -> Response:
    """Turn a posted plan document into a file: ``?to=gpx``."""
    extension = request.args.get("to", "")
    refuse_unknown_format(extension)
    try:
        document = PlanDocument.model_validate_json(request.get_data())
    except pydantic.ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole body"
        raise InvalidInput("plan document", where, rule=first["msg"],
                           remedy="post a plan document as /api/v1/route gives it") from None  # fmt: skip
    return _file(document, extension)


@api.get("/crossings")
def crossings() -> Response:
    """Give all border crossings as GeoJSON, without their longer texts."""
    return _layer(context().map_layers.crossings)


@api.get("/crossings/<crossing_id>")
def crossing(crossing_id: str) -> Response:
    """Give one crossing with everything that is known of it."""
    found = context().map_layers.crossing(crossing_id)
    if found is None:
        raise UnknownName("crossing", crossing_id[:80], rule="no crossing has this id", remedy="see /api/v1/crossings")
    return _json(found)


@api.get("/labels")
def labels() -> Response:
    """Give the towns and ports that are written on the map, as GeoJSON."""
    return _layer(context().map_layers.labels)


@api.get("/network")
def network() -> Response:
    """Give the network inside ``bbox`` for a zoom, generalised, one feature per class."""
    zoom = _whole("z", 5, 0, 22)
    text = request.args.get("bbox", "")
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise InvalidInput("bbox", text[:80], rule="it must be west,south,east,north in degrees",
                           remedy="write it like 60,36,80,46") from None  # fmt: skip
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise InvalidInput("bbox", text[:80], rule="west must lie before east and south before north",
                           remedy="order it west,south,east,north")  # fmt: skip
    return _layer(context().map_layers.network((west, south, east, north), zoom))


@api.get("/profiles")
def profiles() -> Response:
    """List the profiles and what they carry."""
    return _json({
        "profiles": [
            {"name": p.name, "label": p.label, "purpose": p.purpose, "source": p.source, "as_of": p.as_of,
             "load": {"kind": p.load.kind, "count": p.load.count, "mass_t": p.load.mass_t} if p.freight else None}
            for p in context().profiles
        ],
        "parameters": dict(PARAMETERS),
    })  # fmt: skip


def _plan(query: MultiDict[str, str]) -> PlanDocument:
    here = context()
    wanted = with_load(read_route_request(query, here.limits), here.profiles, query)
    with here.slot():
        return here.use_cases.plan_route(here.planner, wanted)


def _file(document: PlanDocument, extension: str) -> Response:
    if document.status == "no_plan" and extension != "json":
        raise InvalidInput("plan", "no_plan", rule="only a plan that exists can be written to a file",
                           remedy="change the request until there is a plan, or ask for json")  # fmt: skip
    response = Response(export_plan(document, extension), content_type=MEDIA_TYPES[extension])
    response.headers.set("Content-Disposition", "attachment", filename=file_name(document, extension))
    return response


def _json(document: Mapping[str, Any]) -> Response:
    return Response(json.dumps(document, ensure_ascii=False), content_type="application/json")


def _layer(content: bytes) -> Response:
    response = Response(content, content_type="application/geo+json")
    response.headers["Cache-Control"] = f"private, max-age={_LAYER_AGE_S}"
    return response


def _whole(name: str, default: int, low: int, high: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdecimal() or len(text) > 9 or not low <= int(text) <= high:
        raise InvalidInput(name, text[:40], rule=f"it must be a whole number from {low} to {high}", remedy="change it")
    return int(text)
