"""Files made to hurt: each is named with its reason, nothing crashes, and the article beside it is read."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.reading import Options, read, sources

TEXT = "Le pont de Vaubrun rouvrira lundi, a indiqué la préfète.\n"
MEGABYTE = 1_000_000
NOISE = random.Random(1).randbytes(100_000)
LAUGHS = "<!DOCTYPE lolz [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10))


def told(path: Path, **options: object) -> tuple[list[str], list[tuple[str, str]]]:
    """The texts of what could be read, and what was said of the rest."""
    reasons: list[tuple[str, str]] = []
    found = read(
        [path],
        options=Options(**options),  # type: ignore[arg-type]
        on_error=lambda place, reason: reasons.append((place.rpartition("/")[2], reason)),
    )
    return [article.text for article in found], reasons


def bomb(write: Callable[[io.BytesIO], None]) -> bytes:
    file = io.BytesIO()
    write(file)
    return file.getvalue()


def zip_bomb(file: io.BytesIO) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("bombe.txt", "w") as member:
            for _ in range(150):
                member.write(bytes(MEGABYTE))
        archive.writestr("apres.txt", TEXT)


def gzip_bomb(file: io.BytesIO, block: bytes = b" " * MEGABYTE) -> None:
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=9) as packed:
        for _ in range(150):
            packed.write(block)


def tar_bomb(file: io.BytesIO) -> None:
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w") as archive:
        info = tarfile.TarInfo("bombe.txt")
        info.size = 150 * MEGABYTE
        archive.addfile(info, io.BytesIO(bytes(info.size)))
    file.write(gzip.compress(inner.getvalue()))


def nested(levels: int) -> bytes:
    name, data = "a.txt", TEXT.encode()
    for level in range(levels):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(name, data)
        name, data = f"{level}.zip", file.getvalue()
    return data


BOMB = "grows more than 200 times (a bomb?); unpack it yourself if it is an honest file"
LARGE = "larger than 10 MB; split it, or raise the limit: --max-size MB"
HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "vide.txt": ("", "empty file; leave it out or fill it"),
    "blanc.txt": (" \n\t\u00a0\n", "empty file; leave it out or fill it"),
    "vide.html": ("", "empty file; leave it out or fill it"),
    "vide.csv": ("", "empty file; leave it out or fill it"),
    "bruit.txt": (NOISE, "binary file ("),
    "bruit.html": (NOISE, "binary file ("),
    "bruit.csv": (NOISE, "binary file ("),
    "bruit.jsonl": (NOISE, "binary file ("),
    "bruit.zip": (NOISE, "no ZIP archive that can be read ("),
    "bruit.tar": (NOISE, "no TAR archive that can be read ("),
    "bruit.gz": (NOISE, "broken compressed file ("),
    "bruit.xz": (NOISE, "broken compressed file ("),
    "bruit.bz2": (NOISE, "broken compressed file ("),
    "bruit.zst": (NOISE, "broken compressed file ("),
    "bruit.warc": (NOISE, "no WARC file that can be read ("),
    "bruit.parquet": (NOISE, "no Parquet file that can be read ("),
    "bruit.rss": (NOISE, "no feed that can be read ("),
    "bruit.xml": (NOISE, "XML, but no RSS, Atom or XHTML; "),
    "coupe.txt.gz": (gzip.compress(NOISE.hex().encode())[:50_000], "truncated compressed file ("),
    "bombe.zip": (bomb(zip_bomb), BOMB),
    "bombe.tar.gz": (bomb(tar_bomb), BOMB),
    "bombe.jsonl.gz": (bomb(gzip_bomb), BOMB),
    "bombe.txt.gz": (bomb(gzip_bomb), LARGE),
    "profond.zip": (nested(12), "an archive more than 4 levels deep; unpack it first"),
    "rires.rss": (f"{LAUGHS}]><rss><channel><title>&a9;</title></channel></rss>", "declares XML entities, "),
    "rires16.rss": (f"{LAUGHS}]><rss><channel/></rss>".encode("utf-16"), "declares XML entities, "),
    "entrees.rss": ("<rss><channel>" + "<item>" * 510_000, "more than 500,000 tags; split it"),
    "ligne.txt": ("a" * (11 * MEGABYTE), LARGE),
    "ligne.jsonl": ('{"text": "' + "a" * (11 * MEGABYTE) + '"}', LARGE),
    "ligne.csv": ('text\n"' + "a" * (11 * MEGABYTE) + '"', f"after line 1: {LARGE}; nothing after it was read"),
    "ligne.html": ("<p>" + "a" * (11 * MEGABYTE), LARGE),
    "sans-espace.txt": ("a" * 5 * MEGABYTE, "5,000,000 characters, more than 200,000; split it into articles"),
    "fond.html": ("<html><body>" + "<div>" * 90_000 + "<p>" + TEXT, "no article found on this page; "),
    "fond.json": ("[" * 100_000, "JSON nested too deeply; "),
    "attributs.html": ("<p " + " ".join(f"a{i}" for i in range(100_000)) + ">" + TEXT, "a tag with more than 5,000 "),
    "serres.html": ("<p " + "".join(f"a{i}='x'" for i in range(100_000)) + ">" + TEXT, "a tag with more than 5,000 "),
    "obliques.html": ("<p " + "/".join(f"a{i}" for i in range(100_000)) + ">" + TEXT, "a tag with more than 5,000 "),
    "balises.html": ("x<br>" * 110_000, "more than 100,000 tags; "),
    "scripts.html": ("<script>" * 90_000, "no article found on this page; "),
    "colonnes.csv": ("a,b\n1,2\n", "no column looks like the text, among 'a', 'b'; "),
    "anglais.txt": ("The mayor said that the road would reopen on Monday.", "not French (looks like English); "),
    "page.pdf": (b"%PDF-1.7", "a PDF, no article that can be read; "),
    "lettre.docx": (nested(1), "an office document or book; "),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_named_with_its_reason(tmp_path: Path, name: str) -> None:
    content, said = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    texts, reasons = told(path)
    assert texts == []
    assert reasons
    place, reason = reasons[-1]
    assert place.startswith(name) and reason.startswith(said)


def test_the_articles_beside_hostile_files_are_read(tmp_path: Path) -> None:
    for name in ("vide.txt", "bruit.zip", "rires.rss", "coupe.txt.gz", "fond.html", "attributs.html"):
        content = HOSTILE[name][0]
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "z.txt").write_text(TEXT + "Fin.")
    texts, reasons = told(tmp_path)
    assert texts == [TEXT, TEXT + "Fin."]
    assert len(reasons) == 6


def test_the_rows_before_a_truncation_and_after_a_long_line_are_read(tmp_path: Path) -> None:
    rows = [json.dumps({"text": f"{TEXT}{number}"}) for number in range(1000)]
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(rows).encode())[:-100])
    texts, reasons = told(path)
    assert 100 < len(texts) < 1000
    assert reasons[0][1].startswith("truncated compressed file (")
    rows[1] = json.dumps({"text": "a" * 20_000})
    (tmp_path / "b.jsonl").write_text("\n".join(rows[:3]))
    texts, reasons = told(tmp_path / "b.jsonl", max_size=10_000)
    assert texts == [f"{TEXT}0", f"{TEXT}2"]
    assert reasons == [("b.jsonl: line 2", "larger than 0.01 MB; split it, or raise the limit: --max-size MB")]


@pytest.mark.parametrize(
    "text",
    [
        "« " + TEXT * 2_000,
        '"' * 200_000,
        f"\u202e{TEXT}\u200f😀 \x07\x1b[31m {TEXT}",
    ],
)
def test_odd_characters_are_characters(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text)
    assert told(tmp_path) == ([text], [])


def test_rows_are_read_one_by_one(tmp_path: Path) -> None:
    import tracemalloc

    line = json.dumps({"text": TEXT * 20}) + "\n"
    with gzip.open(tmp_path / "a.jsonl.gz", "wt", compresslevel=1) as file:
        for number in range(2_000):
            file.write(line.replace("lundi", f"lundi {number}", 1))
    found = sources([tmp_path / "a.jsonl.gz"])
    next(found)
    tracemalloc.start()
    assert sum(1 for _ in found) == 1_999
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MEGABYTE  # of the 2.5 that there are


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_and_folder_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text(TEXT)
    (tmp_path / "b.txt").chmod(0)
    (tmp_path / "c").mkdir(mode=0)
    texts, reasons = told(tmp_path)
    assert texts == [TEXT]
    assert reasons == [
        ("b.txt", "cannot be opened (Permission denied); check its permissions"),
        ("c", "cannot be opened (Permission denied); check its permissions"),
    ]


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import kg.reading.corpus as corpus

    def refused(file: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(corpus, "_opened", refused)
    (tmp_path / "a.txt").write_text(TEXT)
    assert told(tmp_path) == ([], [("a.txt", "cannot be opened (Permission denied); check its permissions")])


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    os.mkfifo(tmp_path / "b.txt")
    assert told(tmp_path) == ([TEXT], [("b.txt", "a pipe or a device, no file; leave it out")])


def zip_of(**members: str) -> bytearray:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.txt", text)
    return bytearray(file.getvalue())


def test_a_zip_member_that_cannot_be_opened_costs_no_other(tmp_path: Path) -> None:
    data = zip_of(a=TEXT, b=TEXT + "Fin.")
    data[8], data[data.index(b"PK\1\2") + 10] = 9, 9  # the method: deflate64
    (tmp_path / "a.zip").write_bytes(data)
    packed = "packed in a way that is not read (That compression method is not supported); pack it again with deflate"
    assert told(tmp_path / "a.zip") == ([TEXT + "Fin."], [("a.zip: a.txt", packed)])
    data = zip_of(a=TEXT, b=TEXT + "Fin.")
    data[:2] = b"XX"
    (tmp_path / "b.zip").write_bytes(data)
    broken = "broken in the archive (Bad magic number for file header); get it again"
    assert told(tmp_path / "b.zip") == ([TEXT + "Fin."], [("b.zip: a.txt", broken)])


def test_a_failure_that_nobody_thought_of_is_named_and_the_next_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import kg.reading.tables as tables

    def failing(*_: object) -> None:
        raise KeyError("a")

    monkeypatch.setattr(tables, "jsonl", failing)
    (tmp_path / "a.jsonl").write_text("{}")
    (tmp_path / "b.txt").write_text(TEXT)
    assert told(tmp_path) == ([TEXT], [("a.jsonl", "KeyError: 'a'; please report it")])


def test_an_address_that_cannot_be_taken_apart_costs_nothing(tmp_path: Path) -> None:
    item = f"<item><title>A</title><link>http://[journal</link><description>{TEXT}</description></item>"
    (tmp_path / "a.rss").write_text(f"<rss><channel>{item}</channel></rss>")
    records = []
    for url, page in (("http://[journal/a", TEXT), ("http://lepli.example/b", TEXT + "Fin.")):
        body = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n{page}".encode()
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
        head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
        records.append(head.encode() + body + b"\r\n\r\n")
    (tmp_path / "b.warc").write_bytes(b"".join(records))
    assert [text.strip() for text in told(tmp_path)[0]] == [TEXT.strip(), TEXT.strip(), TEXT + "Fin."]
    assert told(tmp_path)[1] == []


def test_a_page_whose_canonical_address_cannot_be_taken_apart_keeps_its_own() -> None:
    from kg.reading.items import Known, _of_site

    assert _of_site(Known(url="http://[journal"), "http://lepli.example/a").url is None


@pytest.mark.parametrize(("name", "head"), [("a.jsonl", ""), ("a.csv", "text\n")])
@pytest.mark.parametrize("end", [b"x", b"\x00\xd8x\0"])
def test_the_rows_before_broken_utf_16_are_read(tmp_path: Path, name: str, head: str, end: bytes) -> None:
    row = json.dumps({"text": TEXT.strip()}) if name == "a.jsonl" else f'"{TEXT.strip()}"'
    # the text wrapper decodes some 8,000 bytes at a time
    (tmp_path / name).write_bytes((head + (row + "\n") * 500).encode("utf-16") + end)
    texts, reasons = told(tmp_path)
    assert len(texts) > 300
    assert len(reasons) == 1 and reasons[0][0] == name
    assert reasons[0][1].startswith("no UTF-16")
    assert reasons[0][1].endswith("; export it again; nothing after it was read")


def test_a_parquet_value_that_python_does_not_have_is_named(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    text = pa.array([TEXT])
    bad = pa.Array.from_buffers(pa.string(), 1, pa.array([b"\xff\xfe bon"]).buffers())
    days = pa.array([2**31 - 1], pa.int32()).cast(pa.date32())
    zoned = pa.array([0], pa.timestamp("s", tz="Mars/Olympus"))
    for name, columns, error in (
        ("a", {"text": bad}, "UnicodeDecodeError"),
        ("b", {"text": text, "date": days}, "OverflowError"),
        ("c", {"text": text, "date": zoned}, ""),
    ):
        path = tmp_path / f"{name}.parquet"
        pq.write_table(pa.table(columns), path, store_schema=True)
        texts, ((place, reason),) = told(path)
        assert texts == [] and place == path.name
        assert reason.startswith(f"a value after row 0 cannot be read ({error}")
        assert reason.endswith("; export it again; nothing after it was read")


@pytest.mark.parametrize("field", ["id", "title", "publisher", "url", "language", "authors"])
def test_half_a_character_in_any_field_costs_its_row_alone(tmp_path: Path, field: str) -> None:
    rows = [json.dumps(row) for row in ({"text": TEXT, field: "a\ud800"}, {"text": TEXT + "Fin."})]
    (tmp_path / "a.jsonl").write_text("\n".join(rows))
    half = "half a character (\\ud800, a lone surrogate) at character 1; correct or export it again"
    assert told(tmp_path) == ([TEXT + "Fin."], [("a.jsonl: line 1", f"column {field!r}: {half}")])


def test_an_article_that_fails_as_nobody_thought_of_is_named_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import kg.reading.items as items

    def failing(text: str) -> str:
        if "Fin." in text:
            raise IndexError("list index out of range")
        return text

    monkeypatch.setattr(items, "title_of", failing)
    (tmp_path / "a.txt").write_text(TEXT + "Fin.")
    (tmp_path / "b.txt").write_text(TEXT)
    assert told(tmp_path) == ([TEXT], [("a.txt", "IndexError: list index out of range; please report it")])


def test_a_sparse_tar_member_is_not_unrolled(tmp_path: Path) -> None:
    header = tarfile.TarInfo("a.jsonl")
    header.type = tarfile.GNUTYPE_SPARSE
    block = bytearray(header.tobuf(tarfile.GNU_FORMAT))
    block[386:398] = b"%011o\0" % 0  # one piece of no bytes, at the end
    block[398:410] = b"%011o\0" % 0
    block[483:495] = b"\x80" + (2**50).to_bytes(11, "big")  # its size, with its holes
    block[148:156] = b"%06o\0 " % (sum(block[:148]) + 8 * 32 + sum(block[156:512]))
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        info = tarfile.TarInfo("b.txt")
        info.size = len(TEXT.encode())
        archive.addfile(info, io.BytesIO(TEXT.encode()))
    (tmp_path / "a.tar").write_bytes(bytes(block) + whole.getvalue())
    sparse = "a sparse file, whose holes may be of any size; unpack it yourself if it is an honest file"
    assert told(tmp_path) == ([TEXT], [("a.tar: a.jsonl", sparse)])


def test_a_tar_member_said_to_be_endless_ends_with_its_archive(tmp_path: Path) -> None:
    info = tarfile.TarInfo("a.css")
    info.size = 2**60
    (tmp_path / "a.tar").write_bytes(info.tobuf(tarfile.GNU_FORMAT) + bytes(20_000))
    assert told(tmp_path) == ([], [("a.tar", "truncated TAR archive; get it again")])


def test_the_sidecars_of_an_archive_are_parsed_one_by_one_and_count_as_what_comes_out(tmp_path: Path) -> None:
    import tracemalloc

    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(5):
            archive.writestr(f"{number}.txt", f"{TEXT}{number}")
            archive.writestr(f"{number}.json", json.dumps({"title": f"Titre {number}"}) + " " * 9 * MEGABYTE)
    (tmp_path / "a.txt").write_text(TEXT)
    told(tmp_path / "a.txt")  # what is loaded once for all articles does not count
    tracemalloc.start()
    found = list(read([tmp_path / "a.zip"]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [article.title for article in found] == [f"Titre {number}" for number in range(5)]
    assert peak < 40 * MEGABYTE  # of the 45 that there are, without what parsing one takes
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(12):
            archive.writestr(f"{number}.txt", TEXT)
            archive.writestr(f"{number}.json", " " * 9 * MEGABYTE)
    assert told(tmp_path / "b.zip")[1][-1] == ("b.zip", BOMB)


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_sidecar_in_an_archive_that_is_too_large_is_named(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    note = NOISE * 101
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", TEXT)
            archive.writestr("a.json", note)
    else:
        with tarfile.open(path, "w") as tar:
            for name, data in (("a.txt", TEXT.encode()), ("a.json", note)):
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
    assert told(path) == ([TEXT], [(f"a.{kind}: a.json", "larger than 10 MB; correct or remove it")])
