"""The title of a text that nothing is said of."""

from __future__ import annotations

import re

LONGEST = 200  # characters

# A first line that is the page's navigation, not its title.
_NAVIGATION = re.compile(
    r"accueil\b|menu\b|home\b|share\b|partager\b|publicité\b|publié|mis à jour|par \w+ \w+$|©|\d", re.I
)


def title_of(text: str) -> str | None:
    """The title of a text with no sidecar: its first line that reads like one, or ``None``.

    One of the first three lines, of at least three words and at most 200 characters, with no full
    stop at its end, and something after it.

    >>> title_of("La route des gorges rouvre\\n\\nElle était fermée depuis mai, a dit le maire.")
    'La route des gorges rouvre'
    >>> title_of("Elle était fermée depuis mai, a dit le maire.") is None
    True
    """
    lines = [line for line in (line.strip() for line in text.split("\n")) if line]
    for line in lines[:-1][:3]:
        if len(line) > LONGEST or len(line.split()) < 3 or _NAVIGATION.match(line):
            continue
        return None if line.endswith((".", ",", ";", ":")) and not line.endswith(("...", "…")) else line
    return None
