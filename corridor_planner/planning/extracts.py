"""Names of extracts: which one is meant, where it lies, and what a build may be given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from corridor_planner.errors import AmbiguousName, InvalidInput, UnknownName
from corridor_planner.graph.folding import fold, romanise
from corridor_planner.store.extracts import Extract, load_extracts

_LEAST_TYPO: Final = 4  # letters; shorter words are codes
_CLOSE: Final = 80.0  # of 100: one wrong letter in five
_LEAD: Final = 8.0  # by which the nearest name must lead the next


def find_extract(word: str, index: Sequence[Extract], *, what: str = "region") -> Extract:
    """Return the extract that a word means: its id, a name in any script, a country's code, a typo of one.

    Parameters
    ----------
    what
        What an error calls the word.

    Raises
    ------
    UnknownName
        When nothing is near enough; the nearest are its candidates.
    AmbiguousName
        When several fit.
    """
    wanted = romanise(fold(word))
    if not wanted:
        raise InvalidInput(what, word, rule="it needs a name", remedy="see 'corridor-planner fetch --list'")
    exact = [extract for extract in index if wanted in _spellings(extract)]
    whole = [extract for extract in exact if not extract.part_of] or exact
    begun = [e for e in index if len(wanted) >= _LEAST_TYPO and any(s.startswith(wanted) for s in _spellings(e))]
    for fitting in (whole, begun):
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise _ambiguous(what, word, fitting)
    near = _nearest(wanted, index)
    if len(wanted) >= _LEAST_TYPO and near and near[0][0] >= _CLOSE:
        if len(near) == 1 or near[0][0] - near[1][0] >= _LEAD:
            return near[0][1]
        raise _ambiguous(what, word, [extract for score, extract in near if score >= _CLOSE])
    nearest = [extract for _, extract in near[:3]]
    raise UnknownName(
        what, word, rule="no extract has this name",
        remedy=f"did you mean {', '.join(e.id for e in nearest)}? 'corridor-planner fetch --list' shows all",
        candidates=tuple(e.id for e in nearest),
    )  # fmt: skip


def find_sources(words: Sequence[str], folder: Path, data: Path | None = None) -> tuple[Path, ...]:
    """Return the files that a build was given: paths, or names of extracts that were fetched.

    Parameters
    ----------
    folder
        Where ``fetch`` puts extracts.

    Raises
    ------
    InvalidInput
        When a name is known but not fetched, with the command that does it, or is no name at all.
    """
    index: tuple[Extract, ...] = ()
    found = []
    for word in words:
        path = Path(word)
        if path.is_file() or "." in path.name or path.name != word:
            found.append(path)
            continue
        index = index or load_extracts(data)
        extract = find_extract(word, index, what="source")
        fetched = folder / extract.file_name
        if not fetched.is_file():
            raise InvalidInput(
                "source", word, rule=f"it is neither a file nor an extract in {folder}",
                remedy=f"fetch it first: corridor-planner fetch {extract.id} (about {extract.size_mb:g} MB)",
            )  # fmt: skip
        found.append(fetched)
    return tuple(found)


def _spellings(extract: Extract) -> Iterator[str]:
    codes = () if extract.part_of else extract.countries
    for text in (extract.id, extract.name, *extract.aliases, *codes):
        yield romanise(fold(text))


def _nearest(wanted: str, index: Sequence[Extract]) -> list[tuple[float, Extract]]:
    """Return extracts by how near one of their names is, best first."""
    from rapidfuzz import fuzz

    scored = [(max(fuzz.ratio(wanted, s) for s in _spellings(extract)), extract) for extract in index]
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].id))


def _ambiguous(what: str, word: str, fitting: Sequence[Extract]) -> AmbiguousName:
    ids = tuple(extract.id for extract in fitting)
    return AmbiguousName(what, word, rule="several extracts fit", remedy=f"write one of {', '.join(ids)}",
                         candidates=ids)  # fmt: skip
