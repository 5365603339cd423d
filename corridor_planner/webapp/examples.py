"""The worked examples that an empty page offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EXAMPLES: Final[tuple[Mapping[str, str], ...]] = (
    {"key": "example.freight", "from": "kz-cn-altynkol-rail:CN", "to": "ge-port-poti",
     "profile": "container-block-train", "by": "time"},
    {"key": "example.truck", "from": "uz-tashkent", "to": "kz-almaty", "profile": "truck-40t", "by": "time"},
    {"key": "example.travel", "from": "kz-almaty", "to": "uz-khiva", "profile": "traveller", "by": "time"},
)  # fmt: skip
