"""Many articles in one file, a row each: JSON Lines, JSON, CSV, TSV, Parquet. One row is in memory at a time."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO, Any

from kg.errors import ReadError
from kg.reading import limits
from kg.reading.encodings import decode, encoding_of
from kg.reading.items import Job, Source, Spot, Told, row, too_large
from kg.reading.known import loaded, parsed_json
from kg.reading.streams import Content, Stream, seekable

_HEAD = 65_536  # bytes that the encoding is found in


def jsonl(stream: Stream, content: Content, spot: Spot, job: Job) -> Iterator[Source]:
    """One JSON object a line; a bad line is named, and the next ones are read."""
    for number, line in enumerate(_lines(stream, job), 1):
        at = spot.row(number)
        if line is None:
            job.on_error(at.place, too_large(job.options.max_size))
        elif line.strip():
            yield from _object(line, at, job)


def _object(text: str, spot: Spot, job: Job) -> Iterator[Source]:
    try:
        record = loaded(text)
        found = row(record, job.options.columns.among(record, all_there=False), spot, job)
    except Told:
        raise
    except ReadError as error:
        job.on_error(spot.place, str(error))
        return
    if found:
        yield found


def json_file(stream: Stream, content: Content, spot: Spot, job: Job) -> Iterator[Source]:
    """One article, a list of them, or an object with one such list (« articles », « items » …)."""
    data = stream.read(limits.JSON + 1)
    if len(data) > limits.JSON:
        raise ReadError(f"larger than {limits.megabytes(limits.JSON)}; make JSON Lines of it: jq -c '.[]'")
    text = decode(data, job.options.encoding)
    value = parsed_json(text)
    single, records = _records(value, job)
    for number, record in enumerate(records, 1):
        at = spot if single else spot.row(number, "article")
        try:
            if not isinstance(record, dict):
                raise ReadError("no JSON object; write one article as {…}")
            found = row(record, job.options.columns.among(record, all_there=False), at, job)
        except Told:
            raise
        except ReadError as error:
            job.on_error(at.place, str(error))
            continue
        if found:
            yield found


def _records(value: Any, job: Job) -> tuple[bool, list[Any]]:
    """Whether it is one article alone, and the articles of a JSON value."""
    if isinstance(value, list):
        return False, value
    if isinstance(value, dict):
        try:
            job.options.columns.among(value, all_there=False)
        except ReadError:
            lists = [found for found in value.values() if found and isinstance(found, list)]
            if len(lists) == 1:
                return False, lists[0]
    return True, [value]


def delimited(stream: Stream, content: Content, spot: Spot, job: Job) -> Iterator[Source]:
    """CSV and TSV: the first line names the columns; comma, semicolon, tab or bar between cells."""
    # The module's own limit of 131,072 characters a cell is for all readers of the process; ours is above it.
    csv.field_size_limit(max(csv.field_size_limit(), job.options.max_size))
    lines = _lines(stream, job)
    head = next(lines, None)
    if not head or not head.strip():
        raise ReadError("empty file; leave it out or fill it")
    reader = csv.reader(_chain(head, lines), delimiter=_delimiter(head, content.name))
    try:
        columns = [name.strip() for name in next(reader)]
        where = job.options.columns.among(columns)
        begins = reader.line_num + 1
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            at = spot.row(line)
            if len(cells) > len(columns):
                job.on_error(
                    at.place,
                    f"{len(cells)} cells, but {len(columns)} in the first line; put cells with commas in quotes",
                )
                continue
            found = row(dict(zip(columns, cells, strict=False)), where, at, job)
            if found:
                yield found
    except csv.Error as error:
        what = too_large(job.options.max_size) if "field larger" in str(error) else f"no CSV ({error}); correct it"
        raise ReadError(f"after line {reader.line_num}: {what}; nothing after it was read") from None


def _chain(head: str, lines: Iterator[str | None]) -> Iterator[str]:
    yield head
    for line in lines:
        if line is None:
            raise csv.Error("field larger than a line may be")
        yield line


def _delimiter(head: str, name: str) -> str:
    if name.lower().endswith(".tsv") and "\t" in head:
        return "\t"
    return max(",;\t|", key=head.count)


def parquet(stream: Stream, content: Content, spot: Spot, job: Job) -> Iterator[Source]:
    """Rows of a Parquet file, a few at a time; only the columns that are wanted are read."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise ReadError("Parquet needs pyarrow: pip install pyarrow") from None
    with seekable(content) as file:
        try:
            table = pq.ParquetFile(file, pre_buffer=False)
            where = job.options.columns.among(table.schema_arrow.names)
            number = 0
            for batch in table.iter_batches(batch_size=16, columns=sorted(set(where.values()))):
                for record in _records_of(batch, number):
                    number += 1
                    found = row(record, where, spot.row(number, "row"), job)
                    if found:
                        yield found
        except (pa.ArrowException, OSError) as error:
            raise ReadError(f"no Parquet file that can be read ({_first_line(error)}); export it again") from None


def _records_of(batch: Any, number: int) -> list[dict[str, Any]]:
    """The rows of a batch after row ``number``. Raises ``ReadError`` for a value that Python does not have."""
    try:
        return list(batch.to_pylist())
    except Exception as error:  # bytes that are no UTF-8, a day after the year 9999, a time zone nobody knows …
        said = f"{type(error).__name__}: {_first_line(error)}"
        raise ReadError(
            f"a value after row {number} cannot be read ({said}); export it again; nothing after it was read"
        ) from None


def _first_line(error: Exception) -> str:
    return str(error).split("\n")[0][:200]


def _lines(stream: IO[bytes], job: Job) -> Iterator[str | None]:
    """The lines of a file; ``None`` for one that is longer than an article may be, which is passed over."""
    head = stream.peek(_HEAD)[:_HEAD] if isinstance(stream, io.BufferedReader) else b""
    name = job.options.encoding or _encoding(head)
    limit = job.options.max_size
    text = io.TextIOWrapper(stream, encoding=name, errors="surrogateescape", newline=None)
    while line := _line(text, limit + 1):
        if len(line) > limit:
            while line and not line.endswith("\n"):
                line = _line(text, limit)
            yield None
            continue
        yield _mended(line.removeprefix("\ufeff"), name)


def _line(text: io.TextIOWrapper, limit: int) -> str:
    try:
        return text.readline(limit)
    except UnicodeError as error:  # in UTF-16 and UTF-32, where no byte stands for itself
        reason = error.reason if isinstance(error, UnicodeDecodeError) else str(error)
        raise ReadError(
            f"no {text.encoding.upper()} to its end ({reason}); export it again; nothing after it was read"
        ) from None


def _encoding(head: bytes) -> str:
    """The encoding of a file by its beginning, which may end inside a character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return encoding_of(head[: len(head) // 2 * 2])
    return encoding_of(head) if b"\0" in head or head.startswith(codecs.BOM_UTF8) else "utf-8"


def _mended(line: str, name: str) -> str:
    """A line with bytes that the file's encoding does not have: it has one of its own."""
    if not any("\udc80" <= character <= "\udcff" for character in line):
        return line
    try:
        return decode(line.encode(name, "surrogateescape"))
    except ReadError:
        return line
