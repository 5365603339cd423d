"""What every view works with: settings, the planner and the use cases, held by the application."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from flask import current_app

from corridor_planner.cost.profile import Profile
from corridor_planner.domain import RouteRequest
from corridor_planner.planning.documents import PlanDocument
from corridor_planner.planning.places import PlacesDocument
from corridor_planner.planning.session import Planner
from corridor_planner.settings import Settings
from corridor_planner.store.profiles import list_profiles
from corridor_planner.webapp.layers import MapLayers
from corridor_planner.webapp.limits import Limits

if TYPE_CHECKING:
    from corridor_planner.webapp.assets import WebFiles

EXTENSION = "corridor_planner"


class Busy(Exception):
    """All places for planning were taken for too long."""


def _plan(planner: Planner, request: RouteRequest) -> PlanDocument:
    from corridor_planner.planning.routes import plan_route

    return plan_route(planner, request)


def _search(planner: Planner, query: str, limit: int) -> PlacesDocument:
    from corridor_planner.planning.places import search_places

    return search_places(planner, query, limit)


@dataclass(frozen=True, kw_only=True)
class UseCases:
    """The use cases that the views call, loaded when first needed."""

    plan_route: Callable[[Planner, RouteRequest], PlanDocument] = _plan
    search_places: Callable[[Planner, str, int], PlacesDocument] = _search


LIVE = UseCases()


@dataclass(kw_only=True)
class WebContext:
    """The application's own state; ``layers`` are computed at first use and kept."""

    settings: Settings
    limits: Limits
    planner: Planner
    use_cases: UseCases
    files: WebFiles
    ready: threading.Event = field(default_factory=threading.Event)

    @cached_property
    def slots(self) -> threading.BoundedSemaphore:
        """Places for plans computed at the same time."""
        return threading.BoundedSemaphore(self.limits.most_at_once)

    @cached_property
    def map_layers(self) -> MapLayers:
        """The layers of the map, made from the network."""
        return MapLayers(self.planner)

    @cached_property
    def profiles(self) -> tuple[Profile, ...]:
        """All profiles, freight first."""
        return tuple(list_profiles(self.planner.data))

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Hold a place for planning.

        Raises
        ------
        Busy
            When none became free in time.
        """
        if not self.slots.acquire(timeout=self.limits.longest_wait_s):
            raise Busy
        try:
            yield
        finally:
            self.slots.release()


def context() -> WebContext:
    """Return the context of the application that answers the current request."""
    found: WebContext = current_app.extensions[EXTENSION]
    return found
