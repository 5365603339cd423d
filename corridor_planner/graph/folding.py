"""Spellings made comparable: case, marks, apostrophes and scripts."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_APOSTROPHES: Final = "ʻʼʽˈ’‘ʹ′´'`"  # letters and quotes that Uzbek, Kazakh and romanisations use alike
_SAME: Final = str.maketrans({"ə": "a", "ı": "i", "ә": "а", **dict.fromkeys(_APOSTROPHES)})
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")


def light(text: str) -> str:
    """Return a spelling that differs from its writer's only in case and Unicode form."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def fold(text: str) -> str:
    """Return a spelling without case, marks, apostrophes and punctuation, in its own script.

    ``Qoʻqon``, ``qoqon`` and ``QO'QON`` fold alike; so do ``Ələt`` and ``Alat``.
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_SAME)).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", decomposed) if not unicodedata.combining(c))
    return _BETWEEN_WORDS.sub(" ", bare.translate(_SAME)).strip()


def romanise(folded: str) -> str:
    """Return a folded spelling in Latin letters, whatever its script."""
    if folded.isascii():
        return folded
    from anyascii import anyascii

    return fold(anyascii(folded))
