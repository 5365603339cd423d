"""The use case *fetch*: extracts of OpenStreetMap by name, and the list of what there is."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from pydantic import Field

from corridor_planner.errors import EnvironmentFault
from corridor_planner.osm.fetching import fetch_file
from corridor_planner.osm.reading import ATTRIBUTION
from corridor_planner.osm.servers import PATIENT, Patience, refuse_foreign_url
from corridor_planner.planning.documents import Document
from corridor_planner.planning.extracts import find_extract
from corridor_planner.store.extracts import Extract, load_extracts

FETCH_SCHEMA: Final = "corridor-planner/fetch/1"

FetchProgress = Callable[[str, int, int | None], None]  # extract, bytes that are here, bytes of the whole if known


class ExtractDoc(Document):
    """An extract, and where its file is."""

    id: str
    name: str
    countries: list[str]
    part_of: str = Field(description="the extract of which it is a part, or empty")
    asked: str = Field(description="the word that was taken for it; empty in a list")
    state: Literal["offered", "present", "downloaded", "resumed", "up_to_date"]
    file: str | None = Field(description="path of the file, null while it is only offered")
    size_mb: float = Field(description="of the file; about how much, by the index, while it is only offered")
    received_bytes: int = Field(description="what came over the line this time")
    md5: str | None
    checked: bool = Field(description="the MD5 sum was compared with the server's")
    url: str
    provider: str
    licence: str
    confidence: Literal["published", "derived", "estimate"] = Field(description="of address and size in the index")


class FetchDocument(Document):
    """What was fetched, or what there is to fetch."""

    schema_id: Literal["corridor-planner/fetch/1"] = Field(default=FETCH_SCHEMA, alias="schema")
    folder: str
    extracts: list[ExtractDoc]
    next_command: str = Field(description="what builds a network from them; empty in a list")
    attribution: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchParams:
    """How to fetch.

    Attributes
    ----------
    base_url
        A mirror that has the same paths; "" for the addresses of the index.
    by_name
        The folder is the one in which ``build`` looks for names.
    """

    base_url: str = ""
    patience: Patience = PATIENT
    by_name: bool = True


def list_extracts(folder: Path, *, data: Path | None = None, base_url: str = "") -> FetchDocument:
    """Return the index, and which of its extracts lie in the folder."""
    offers = [_offer(extract, folder, base_url) for extract in load_extracts(data)]
    return FetchDocument(folder=str(folder), extracts=offers, next_command="", attribution=[ATTRIBUTION])


def fetch_extracts(
    words: Sequence[str], folder: Path, *, data: Path | None = None, params: FetchParams | None = None,
    progress: FetchProgress = lambda _extract, _done, _total: None,
) -> FetchDocument:  # fmt: skip
    """Download extracts by name; all names are understood before the first byte is asked for.

    Parameters
    ----------
    folder
        Where the files go; it is made if it is missing.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that no extract, or more than one, carries.
    InvalidInput
        When an address is none of a web server.
    EnvironmentFault
        When the folder cannot be written, the disk is full or the server cannot be reached.
    DataFault
        When the server refuses, or a checksum is wrong.
    """
    params = params or FetchParams()
    if params.base_url:
        refuse_foreign_url(params.base_url, "--base-url")
    index = load_extracts(data)
    wanted: dict[str, tuple[str, Extract]] = {}
    for word in words:
        extract = find_extract(word, index)
        wanted.setdefault(extract.id, (word, extract))
    make_folder(folder, remedy="choose another with --out")
    documents = []
    for word, extract in wanted.values():
        url = _mirrored(extract.url, params.base_url)
        fetched = fetch_file(
            url, folder / extract.file_name, checksum_url=_mirrored(extract.checksum_url, params.base_url),
            patience=params.patience, progress=partial(progress, extract.id),
        )  # fmt: skip
        documents.append(_document(
            extract, asked=word, state=fetched.state.value, file=str(fetched.path),
            size_mb=_megabytes(fetched.size_bytes), received_bytes=fetched.received_bytes, md5=fetched.md5,
            checked=fetched.checked, url=url,
        ))  # fmt: skip
    sources = [doc.id if params.by_name else str(doc.file) for doc in documents]
    return FetchDocument(folder=str(folder), extracts=documents, attribution=[ATTRIBUTION],
                         next_command=shlex.join(["corridor-planner", "build", *sources]))  # fmt: skip


def _mirrored(url: str, base_url: str) -> str:
    """Return an address on a mirror: its server and path, then the path of the original."""
    return base_url.rstrip("/") + urlsplit(url).path if url and base_url else url


def _offer(extract: Extract, folder: Path, base_url: str) -> ExtractDoc:
    path = folder / extract.file_name
    here = path.is_file()
    return _document(
        extract, asked="", state="present" if here else "offered", file=str(path) if here else None,
        size_mb=_megabytes(path.stat().st_size) if here else extract.size_mb, received_bytes=0, md5=None,
        checked=False, url=_mirrored(extract.url, base_url),
    )  # fmt: skip


def _document(extract: Extract, **state: object) -> ExtractDoc:
    return ExtractDoc.model_validate({
        "id": extract.id, "name": extract.name, "countries": list(extract.countries), "part_of": extract.part_of,
        "provider": extract.provider, "licence": extract.licence, "confidence": extract.confidence, **state,
    })  # fmt: skip


def _megabytes(size_bytes: int) -> float:
    return round(size_bytes / 1e6, 3)


def make_folder(folder: Path, *, remedy: str) -> None:
    """Make a folder if it is missing.

    Raises
    ------
    EnvironmentFault
        When it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault("folder", str(folder), rule=f"it must be writable: {error.strerror}",
                               remedy=remedy) from error  # fmt: skip
