"""Folders that appear whole or not at all, and what is in them: sizes, checksums, refusals."""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from corridor_planner.errors import DataFault, EnvironmentFault, InvalidInput

META: Final = "meta.json"
REPORT: Final = "report.json"
SCHEMA: Final = "corridor-planner/network"
_HERE: Final = -100  # AT_FDCWD of <fcntl.h>: paths as they are
_EXCHANGE: Final = 2  # RENAME_EXCHANGE of <linux/fs.h>
_BUILD_AGAIN: Final = "build the network again with 'corridor-planner build'"


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Give a temporary sibling to write into; it takes the folder's name when all went well.

    Whatever happens in between, an interruption included, nothing half-written stays behind.

    Raises
    ------
    InvalidInput
        When the folder exists and is no network of ours.
    EnvironmentFault
        When it cannot be written.
    """
    folder = Path.cwd() / folder
    check_writable(folder)
    draft = folder.with_name(f".{folder.name}.{os.getpid()}.partial")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        yield draft
        _put_in_place(draft, folder)
    except OSError as error:
        if isinstance(error, (EnvironmentFault, InvalidInput)):
            raise
        raise EnvironmentFault("folder", str(folder), rule=f"it must be writable: {error.strerror or error}",
                               remedy="choose another folder or free some space") from error  # fmt: skip
    finally:
        _remove(draft)


def _remove(folder: Path) -> None:
    """Remove a folder, also when the request to stop comes while it is being removed."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def check_writable(folder: Path) -> None:
    """Refuse a target that is something else than a network; nothing is changed."""
    if folder.exists() and not (folder.is_dir() and (_is_store(folder) or not any(folder.iterdir()))):
        raise InvalidInput("target", str(folder), rule="it exists and holds no network",
                           remedy="choose a folder that does not exist yet")  # fmt: skip
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise EnvironmentFault("folder", str(existing), rule="it must be writable",
                               remedy="choose another folder or change its permissions")  # fmt: skip


def _is_store(folder: Path) -> bool:
    try:
        meta = json.loads((folder / META).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(meta, dict) and meta.get("schema") == SCHEMA


def _put_in_place(draft: Path, folder: Path) -> None:
    """Give the draft the folder's name; an older store then has the draft's, and goes with it."""
    if not folder.exists() or not any(folder.iterdir()):
        draft.rename(folder)
    elif not _exchanged(draft, folder):
        old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
        try:
            folder.rename(old)
            draft.rename(folder)
        finally:
            if old.exists() and not folder.exists():
                old.rename(folder)
            _remove(old)


def _exchanged(one: Path, other: Path) -> bool:
    """Swap two names at once, so that nobody ever finds the folder missing; False where the system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def write_meta(folder: Path, meta: Mapping[str, Any]) -> None:
    """Write the description of a store with its own checksum."""
    complete = {**meta, "checksum": _checksum(meta)}
    (folder / META).write_text(json.dumps(complete, indent=1, ensure_ascii=False, sort_keys=True), encoding="utf-8")


def read_meta(folder: Path, *, newest: int) -> dict[str, Any]:
    """Return the description of a store.

    Raises
    ------
    DataFault
        When it is missing, damaged, foreign or of a newer version.
    """
    path = folder / META
    if not path.is_file():
        raise fault(folder, "it must be a network's folder, with a meta.json")
    try:
        meta = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise fault(path, f"it must be readable JSON: {error}") from error
    if not isinstance(meta, dict) or meta.get("schema") != SCHEMA:
        raise fault(path, f"its schema must be {SCHEMA!r}")
    version = meta.get("format_version")
    if version != newest:
        remedy = "update corridor-planner" if isinstance(version, int) and version > newest else _BUILD_AGAIN
        raise DataFault("format version", version, rule=f"this version of the planner reads {newest} ({path})",
                        remedy=remedy)  # fmt: skip
    if meta.pop("checksum", None) != _checksum(meta):
        raise fault(path, "its checksum must fit its content")
    check_sizes(folder, meta)
    return meta


def check_sizes(folder: Path, meta: Mapping[str, Any]) -> None:
    """Refuse a store in which a file is missing or has another size than written."""
    for name, entry in meta["files"].items():
        path = folder / name
        try:
            size = path.stat().st_size
        except OSError as error:
            raise fault(path, "the file must be there") from error
        if size != entry["bytes"]:
            raise fault(path, f"it must have {entry['bytes']} bytes, not {size}")


def check_sums(folder: Path, meta: Mapping[str, Any]) -> None:
    """Refuse a store in which the content of a file has changed."""
    for name, entry in meta["files"].items():
        if file_sum(folder / name) != entry["sha256"]:
            raise fault(folder / name, "its SHA-256 must be the one that was written")


def folder_identity(folder: Path) -> tuple[int, int] | None:
    """Return what tells a folder from another that takes its name; None where there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def file_sum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fault(path: Path, rule: str) -> DataFault:
    """Return the error of a file of a store, ready to be raised."""
    return DataFault("network file", str(path), rule=rule, remedy=_BUILD_AGAIN)


def _checksum(meta: Mapping[str, Any]) -> str:
    text = json.dumps(meta, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
