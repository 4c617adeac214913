"""How much is read at most, said once: a file made to hurt is named and set aside, and the rest is read.

A newspaper article has some 5,000 characters and its page 500,000; the limits are far above that, and low
enough that no file takes two gigabytes or a minute (tests/test_reading_hostile.py makes such files).
"""

from __future__ import annotations

from kg.model import LONGEST_ARTICLE

FILE = 10_000_000  # bytes of one article as it comes: a text, a page, a line of JSON (--max-size)
TEXT = LONGEST_ARTICLE  # characters of the text that is left of it
# Measured: a page of 200,000 paragraphs or spans takes trafilatura half a minute, one of 100,000 tags 5 to 10 s;
# libxml2 compares each attribute of a tag with all others, 20,000 are 3 s. Newspaper pages have under 10,000 tags.
TAGS = 100_000
ATTRIBUTES = 5_000
JSON = 50_000_000  # bytes of a .json file, which is read as a whole; JSON Lines have no limit
FEED = 10_000_000  # bytes of an RSS or Atom file, which is read as a whole
FEED_TAGS = 500_000  # « < » in it; 800,000 empty entries take feedparser 35 s
SIDECAR = 10_000_000  # bytes of an articles.csv or a NAME.json
# Text shrinks to a fifth or a tenth. What grows 200 times beyond a first 100 MB was made to fill a disk.
RATIO = 200
UNJUDGED = 100_000_000  # bytes that may come out before the ratio is looked at
SPOOL = 2_000_000_000  # bytes of an archive that comes by a pipe or inside another: kept in a temporary file
LEVELS = 4  # a .tar inside a .gz inside a .zip is three


def megabytes(size: int) -> str:
    """A limit for a message.

    >>> megabytes(10_000_000), megabytes(1_500_000)
    ('10 MB', '1.5 MB')
    """
    return f"{size / 1_000_000:g} MB"
