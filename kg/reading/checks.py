"""What a user may say in an option: a ``UsageError`` says why not."""

from __future__ import annotations

from datetime import date

from kg.errors import UsageError
from kg.reading.encodings import known
from kg.reading.formats import FORMATS
from kg.reading.known import day, is_french


def checked_language(language: str | None) -> str | None:
    """``--language`` as ``Known`` has it. Raises ``UsageError`` for any other than French."""
    if language is not None and not is_french(language):
        raise UsageError(f"--language {language}: only French is read; leave it out, or say fr")
    return language


def checked_day(published: str | None) -> date | None:
    """``--published`` as ``Known`` has it. Raises ``UsageError`` for what is no day."""
    found, wrong = day(published)
    if wrong:
        raise UsageError(
            f"--published {published}: {wrong.partition('(')[2].partition(')')[0]}; write it as 2022-01-27"
        )
    return found


def checked_format(format: str | None) -> str | None:
    """``--input-format``. Raises ``UsageError`` for a format that there is not."""
    if format is not None and format not in FORMATS:
        raise UsageError(f"--input-format {format}: no such format; there are {', '.join(FORMATS)}")
    return format


def checked_encoding(encoding: str | None) -> str | None:
    """``--encoding`` by its Python name. Raises ``UsageError`` for one that there is not."""
    if encoding is not None and known(encoding) is None:
        raise UsageError(f"--encoding {encoding}: no such encoding; write utf-8, windows-1252, iso-8859-15, utf-16 …")
    return known(encoding) if encoding is not None else None
