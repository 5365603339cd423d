"""What the tags of a sight, lodging or facility say: one function per fact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

Tags = Mapping[str, str]

_NAME_IN: Final = re.compile(r"name:([a-z]{2,3}(?:[-_][A-Za-z0-9]+)*)")
_NO_LANGUAGE: Final = ("old", "alt", "ref", "etymology")
_OTHER_NAMES: Final = re.compile(r"(?:int|alt|old|official|short|loc)_name(?::[A-Za-z_-]+)?")
_ITEM: Final = re.compile(r"Q[1-9]\d*")
_ARTICLE: Final = re.compile(r"wikipedia:([a-z]{2,12}(?:-[a-z]+)*)")
_NUMBER: Final = re.compile(r"-?\d+(?:[.,]\d+)?")
_WHOLE: Final = re.compile(r"\d{1,6}")
_WEBSITES: Final = ("website", "contact:website", "url")
_LONGEST_WEBSITE: Final = 500
_LONGEST_HOURS: Final = 500
_WORLD_HERITAGE: Final = 1
_HEIGHTS_M: Final = (-500.0, 9_000.0)


def names_by_language(tags: Tags) -> tuple[tuple[str, str], ...]:
    """Return (language, name) of every ``name:<language>``."""
    found = ((match[1], value.strip()) for key, value in tags.items() if (match := _NAME_IN.fullmatch(key)))
    return tuple(sorted((language, name) for language, name in found if name and language not in _NO_LANGUAGE))


def local_name(tags: Tags) -> str:
    """Return the name on the spot; of what has none, the title of its article, or its item."""
    article = article_of(tags)
    return _first(tags, "name") or article.partition(":")[2].replace("_", " ") or item_of(tags)


def english_name(tags: Tags) -> str:
    """Return the English or international name, or the local one."""
    return _first(tags, "name:en") or _first(tags, "int_name") or local_name(tags)


def _first(tags: Tags, key: str) -> str:
    """Return the first of the names in a text."""
    return next((part.strip() for part in tags.get(key, "").split(";") if part.strip()), "")


def other_names(tags: Tags) -> tuple[str, ...]:
    """Return alternative, older, official and short names."""
    texts = (value for key, value in tags.items() if key == "name" or _OTHER_NAMES.fullmatch(key))
    found = {part.strip() for text in texts for part in text.split(";")}
    return tuple(sorted(found - {"", english_name(tags), local_name(tags)}))


def item_of(tags: Tags) -> str:
    """Return the Wikidata item, or ""; of several the first."""
    first = tags.get("wikidata", "").split(";")[0].strip()
    return first if _ITEM.fullmatch(first) else ""


def article_of(tags: Tags) -> str:
    """Return the Wikipedia article as ``language:title``, or ""."""
    text = tags.get("wikipedia", "").strip()
    if text and ":" in text and not text.startswith("http"):
        return text
    others = ((match[1], value) for key, value in sorted(tags.items()) if (match := _ARTICLE.fullmatch(key)))
    return next((f"{language}:{title}" for language, title in others if not title.startswith("http")), "")


def website_of(tags: Tags) -> str:
    """Return an address of the web, or ""; nothing that a browser would run."""
    for key in _WEBSITES:
        address = tags.get(key, "").split(";")[0].strip()
        plain = not any(letter.isspace() or letter in "<>\"'`\\" or not letter.isprintable() for letter in address)
        if address.startswith(("http://", "https://")) and plain and len(address) <= _LONGEST_WEBSITE:
            return address
    return ""


def hours_of(tags: Tags) -> str:
    """Return the opening hours as written, or ""."""
    return tags.get("opening_hours", "").strip()[:_LONGEST_HOURS]


@lru_cache(maxsize=4096)
def hours_readable(hours: str) -> bool:
    """Tell whether opening hours can be evaluated."""
    if not hours:
        return False
    from opening_hours import validate

    return bool(validate(hours))


def elevation_m(tags: Tags) -> float | None:
    """Return the height above the sea, where it is one."""
    match = _NUMBER.match(tags.get("ele", "").strip())
    if not match or tags["ele"].rstrip().endswith(("ft", "'")):
        return None
    height = float(match[0].replace(",", "."))
    return height if _HEIGHTS_M[0] <= height <= _HEIGHTS_M[1] else None


def heritage_level(tags: Tags) -> int | None:
    """Return the level of protection, 1 for the world's heritage; None where there is none or it is not told."""
    if unesco_id(tags):
        return _WORLD_HERITAGE
    level = tags.get("heritage", "").strip()
    return int(level) if level.isascii() and level.isdigit() and len(level) <= 2 else None


def unesco_id(tags: Tags) -> str:
    """Return the number in the World Heritage List, or ""."""
    match = _WHOLE.match(tags.get("ref:whc", "").strip())
    return match[0] if match else ""


def whether(tags: Tags, *keys: str) -> bool | None:
    """Return what the first of the keys that says yes or no says; None where none does."""
    words = {"yes": True, "designated": True, "only": True, "official": True, "no": False}
    return next((words[tags[key]] for key in keys if tags.get(key) in words), None)


def count_of(tags: Tags, key: str) -> int | None:
    """Return a whole number, or None."""
    text = tags.get(key, "").strip()
    return int(text) if _WHOLE.fullmatch(text) and text.isascii() else None


def stars_of(tags: Tags) -> float | None:
    """Return the class of a hotel; ``4S`` is four and a half."""
    match = re.fullmatch(r"([1-7])(S|\.5)?", tags.get("stars", "").strip())
    return float(match[1]) + (0.5 if match[2] else 0.0) if match else None
