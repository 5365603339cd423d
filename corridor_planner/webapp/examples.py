"""The worked examples that an empty page offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EXAMPLES: Final[tuple[Mapping[str, str], ...]] = (
    {"key": "example.freight", "query": "from=kz-cn-altynkol-rail:CN&to=ge-port-poti&profile=container-block-train"
     "&avoid_country=RU&avoid_country=IR&avoid_country=TM"},
    {"key": "example.truck", "query": "from=uz-tashkent&to=kz-almaty&profile=truck-40t"},
    {"key": "example.travel", "query": "from=uz-tashkent&to=uz-khiva&profile=rail-passenger"},
)  # fmt: skip
