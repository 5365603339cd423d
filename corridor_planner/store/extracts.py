"""The index of extracts: what can be downloaded under which name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corridor_planner.store.csvfiles import TableReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """A country, or a part of one, that a server offers.

    Attributes
    ----------
    id
        The server's own name.
    size_mb
        About how much is downloaded.
    part_of
        Id of the extract of which it is a part, or "".
    source, as_of, confidence
        How far the row may be trusted.
    """

    id: str
    countries: tuple[str, ...]
    name: str
    aliases: tuple[str, ...]
    url: str
    checksum_url: str
    size_mb: float
    provider: str
    licence: str
    part_of: str
    note: str
    source: str
    as_of: str
    confidence: str

    @property
    def file_name(self) -> str:
        """Name of the file that it becomes."""
        return f"{self.id}.osm.pbf"


def load_extracts(override: Path | None = None) -> tuple[Extract, ...]:
    """Return the shipped index in its order, with a user's rows laid over it.

    Raises
    ------
    TableFault
        Names file, line, column, value and rule of the first cell that cannot be used.
    """
    return tuple(
        Extract(
            id=r.name("id"), countries=r.names("countries"), name=r.name("name"), aliases=r.names("aliases"),
            url=r.name("url"), checksum_url=r.text("checksum_url"), size_mb=r.number("size_mb", 0),
            provider=r.name("provider"), licence=r.name("licence"), part_of=r.text("part_of"), note=r.text("note"),
            source=r.name("source"), as_of=r.name("as_of"), confidence=r.name("confidence"),
        )
        for r in TableReader(override).read("extracts")
    )  # fmt: skip
