"""What a terminal is given: words of articles must not move its cursor or set its title."""

from __future__ import annotations

import re

# Control characters but line breaks and tabs, and the colours that we write ourselves.
_CONTROL = re.compile(r"\x1b(?!\[[0-9;]*m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]")


def visible(text: str) -> str:
    r"""``text`` with its control characters written out; colours (SGR sequences) stay.

    >>> visible("Le pont\x1b]0;titre\x07 rouvre") == r"Le pont\x1b]0;titre\x07 rouvre"
    True
    >>> visible("\x1b[1mLe pont\x1b[0m") == "\x1b[1mLe pont\x1b[0m"
    True
    """
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)
