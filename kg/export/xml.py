"""Text in XML 1.0, for every format that is written in it.

XML has no place for most control characters: they are written as U+FFFD, and ``lost`` counts them, so
that a file can say at its end how many it has.
"""

from __future__ import annotations

import re

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NOT_ALLOWED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTES = str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


class Text:
    """Text on its way into one XML file.

    >>> text = Text()
    >>> print(text('« a < "b" »\\x01'), text.attribute('a "b"'), text.lost)
    « a &lt; "b" »� a &quot;b&quot; 1
    """

    def __init__(self) -> None:
        self.lost = 0

    def __call__(self, text: str) -> str:
        """``text`` for the content of an element."""
        clean, count = _NOT_ALLOWED.subn("\ufffd", text)
        self.lost += count
        return clean.translate(_ESCAPES)

    def attribute(self, text: str) -> str:
        """``text`` for an attribute between double quotes."""
        return self(text).translate(_IN_ATTRIBUTES)

    def note(self) -> str:
        """A comment for the end of the file where something could not be written; empty else."""
        return f"<!-- characters that XML does not allow, written as U+FFFD: {self.lost} -->\n" if self.lost else ""
