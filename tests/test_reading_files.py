"""Reading tables, feeds, archives and compressed files: what becomes an article, with which id and whose word."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import sys
import tarfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kg.errors import ReadError, UsageError
from kg.model import Article
from kg.reading import Columns, Known, Options, Source, article_id, read, sources
from kg.reading.checks import checked_day, checked_encoding, checked_format, checked_language

TEXT = "Le pont de Vaubrun rouvrira lundi, a indiqué la préfète.\n« Les travaux sont finis », a-t-elle dit."
PAGE = f"<html><head><title>Le pont rouvre</title></head><body><h1>Le pont rouvre</h1><p>{TEXT}</p></body></html>"


def told(*paths: Path | str, **options: object) -> tuple[list[Article], list[tuple[str, str]]]:
    """The articles of paths, and what was said of the rest: the end of the place and the reason."""
    reasons: list[tuple[str, str]] = []
    found = read(
        paths,
        options=Options(**options),  # type: ignore[arg-type]
        on_error=lambda place, reason: reasons.append((place.rpartition("/")[2], reason)),
    )
    return list(found), reasons


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file below the test's folder."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def zipped(**members: str | bytes) -> bytes:
    """A ZIP archive; « __ » in a name is « / », the last « _ » the dot."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(".".join(name.replace("__", "/").rsplit("_", 1)), content)
    return data.getvalue()


def tarred(mode: str = "w", **members: str | bytes) -> bytes:
    """The same as a TAR archive."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(".".join(name.replace("__", "/").rsplit("_", 1)))
            content = content.encode() if isinstance(content, str) else content
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def zstd(data: bytes) -> bytes:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd.compress(data)


# --- encodings ---


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "iso8859-15", "mac-roman"],
)
def test_a_text_is_the_same_in_every_encoding(put, encoding: str) -> None:
    path = put("a.txt", TEXT.encode(encoding))
    assert next(read([path])).text == TEXT


def test_the_euro_and_the_typographic_apostrophe_of_windows_are_kept(put) -> None:
    text = "L’ouvrage a coûté 3 € – « c’est peu », a dit le maire, à l’œuvre depuis un an…"
    assert next(read([put("a.txt", text.encode("cp1252"))])).text == text


def test_a_broken_byte_does_not_turn_utf_8_into_something_else(put) -> None:
    data = (TEXT * 5).encode() + b"\xc3 fin."
    assert next(read([put("a.txt", data)])).text == TEXT * 5 + "\ufffd fin."


def test_the_users_encoding_is_the_only_one_tried(put) -> None:
    path = put("a.txt", TEXT.encode("cp850"))
    assert told(path, encoding="cp850")[0][0].text == TEXT
    assert told(path, encoding="utf-8")[1] == [("a.txt", "not UTF-8 (byte 43 is 0x82); say what it is with --encoding")]


def test_a_page_is_read_in_the_charset_it_declares_but_valid_utf_8_goes_before(put) -> None:
    head = '<html><head><meta charset="windows-1250"></head><body><h1>Le pont</h1><p>'
    body = "Le pont rouvre à Vaubrun, a dit la préfète."
    for encoding, shown in (("cp1250", body.replace("à", "ŕ").replace("è", "č")), ("utf-8", body)):
        (article,) = read([put("a.html", (head + shown).encode(encoding))])
        assert shown in article.text


# --- tables ---

ROW = {"ID": 7, "Titre": "Le pont rouvre", "Texte": TEXT, "Date": "2024-06-06", "Source": "Le Pli"}


def as_csv(delimiter: str, *rows: dict[str, object]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def parquet(*rows: dict[str, object]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows)), file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", as_csv(",", ROW)),
        ("a.csv", "\ufeff" + as_csv(";", ROW)),
        ("a.csv", as_csv(";", ROW).encode("cp1252")),
        ("a.tsv", as_csv("\t", ROW)),
        ("a.jsonl", json.dumps(ROW) + "\n\n"),
        ("a.jsonl", (json.dumps(ROW, ensure_ascii=False) + "\n").encode("utf-16")),
        ("a.ndjson", json.dumps(ROW)),
        ("a.json", json.dumps(ROW)),
        ("a.json", json.dumps([ROW])),
        ("a.json", json.dumps({"count": 1, "articles": [ROW]})),
        ("a.parquet", parquet(ROW)),
    ],
)
def test_a_row_is_an_article_and_its_columns_are_found_by_their_names(put, name: str, content: str | bytes) -> None:
    articles, reasons = told(put(name, content))
    assert reasons == []
    (found,) = articles
    assert (found.text, found.title, found.publisher) == (TEXT, "Le pont rouvre", "Le Pli")
    assert (found.published, found.path, found.id) == (date(2024, 6, 6), f"{name}/7", article_id(f"{name}/7"))
    assert found.name == "a-7"


def test_the_id_of_a_row_is_its_url_then_its_identifier_then_its_line(put) -> None:
    rows = [{"text": TEXT, "url": "https://lepli.example/1", "id": 1}, {"text": TEXT, "id": 2}, {"text": TEXT}]
    articles, _ = told(put("a.jsonl", "\n".join(map(json.dumps, rows))))
    assert [article.id for article in articles] == [
        article_id(key) for key in ("https://lepli.example/1", "a.jsonl/2", "a.jsonl/3")
    ]


def test_columns_may_be_named(put) -> None:
    path = put("a.csv", as_csv(",", {"text": "non", "corps du papier": TEXT, "jour du papier": "2024-06-06"}))
    columns = Columns(text="Corps du papier", published="jour du papier")
    (article,) = told(path, columns=columns)[0]
    assert (article.text, article.published) == (TEXT, date(2024, 6, 6))


def test_a_column_that_is_not_there_is_named_with_those_that_are(put) -> None:
    path = put("a.csv", "a,b\n1,2\n")
    assert told(path)[1] == [("a.csv", "no column looks like the text, among 'a', 'b'; name it: --text-column NAME")]
    assert told(path, columns=Columns(text="c"))[1] == [("a.csv", "no column 'c'; there are 'a', 'b'")]


def test_a_cell_of_html_is_read_as_a_page_and_one_of_text_is_not(put) -> None:
    rows = [{"title": "Le pont", "text": f"<p>{TEXT}</p><p>Fin.</p>"}, {"title": "Le pont", "text": f"2 < 3. {TEXT}"}]
    page, text = told(put("a.jsonl", "\n".join(map(json.dumps, rows))))[0]
    assert page.text == f"Le pont\n\n{TEXT.replace(chr(10), ' ')}\n\nFin.\n"
    assert page.reader and page.reader.startswith("trafilatura ")
    assert (text.text, text.reader) == (f"2 < 3. {TEXT}", None)


def test_a_bad_row_is_named_and_the_next_ones_are_read(put) -> None:
    lines = [
        json.dumps({"text": TEXT}),
        "{text",
        "[1]",
        '{"text": "\\ud83d Le maire a dit non."}',
        '{"text": "Le maire\\u0000 a dit non."}',
        "[" * 100_000,
        '{"text": ""}',
        json.dumps({"text": TEXT, "date": "2022-02-30"}),
        json.dumps({"text": TEXT, "date": "20222-01-01"}),
    ]
    articles, reasons = told(put("a.jsonl", "\n".join(lines)))
    assert [article.name for article in articles] == ["a-1", "a-8", "a-9"]
    assert [article.published for article in articles] == [None, None, None]
    assert reasons == [
        ("a.jsonl: line 2", reasons[0][1]),
        ("a.jsonl: line 3", "no JSON object; write {…} with text, title, published, publisher, url …"),
        (
            "a.jsonl: line 4",
            "half a character (\\ud83d, a lone surrogate) at character 0; correct or export it again",
        ),
        ("a.jsonl: line 5", "binary data (a zero character), no text; leave it out or export it as text"),
        ("a.jsonl: line 6", "JSON nested too deeply; correct or remove it"),
        ("a.jsonl: line 7", "no text in column 'text'; fill it or remove the line"),
        (
            "a.jsonl: line 8",
            "published is '2022-02-30' (there is no such day); write it as 2022-01-27 or leave it empty",
        ),
        (
            "a.jsonl: line 9",
            "published is '20222-01-01' (not year-month-day); write it as 2022-01-27 or leave it empty",
        ),
    ]
    assert reasons[0][1].startswith("not JSON (Expecting property name")


def test_a_row_with_too_many_cells_is_not_cut_silently(put) -> None:
    articles, reasons = told(put("a.csv", f'text,title\nLe maire a dit, hier, non.,x\n"{TEXT}",y\n'))
    assert [article.title for article in articles] == ["y"]
    assert reasons == [("a.csv: line 2", "4 cells, but 2 in the first line; put cells with commas in quotes")]


def test_a_cell_may_be_longer_than_the_csv_module_allows_by_itself(put) -> None:
    long = "Le maire a dit non. " * 10_000
    assert told(put("a.csv", f'text\n"{long}"\n'))[0][0].text == long


def test_two_rows_with_one_url_are_both_named(put) -> None:
    rows = [{"text": TEXT, "url": "https://lepli.example/1"}] * 2
    articles, reasons = told(put("a.jsonl", "\n".join(map(json.dumps, rows))))
    assert len(articles) == 1
    assert reasons[0][0] == "a.jsonl: line 2"
    assert "same URL or same path in the corpus as " in reasons[0][1] and "a.jsonl: line 1; " in reasons[0][1]


def test_parquet_without_pyarrow_names_the_command(put, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put("a.parquet", parquet(ROW))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert told(path)[1] == [("a.parquet", "Parquet needs pyarrow: pip install pyarrow")]


# --- feeds ---

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Le Pli</title>
<item><title>Le pont rouvre</title><link>https://lepli.example/pont</link><guid>x1</guid>
<pubDate>Thu, 06 Jun 2024 00:30:00 +0200</pubDate><dc:creator>Anne Morel</dc:creator><description>Court.</description>
<content:encoded><![CDATA[<p>Le pont rouvrira lundi, a dit la préfète.</p><p>« Enfin », a dit le maire.</p>]]>
</content:encoded></item>
<item><title>Sans texte</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Le Pli</title><entry><title>Le pont rouvre</title>
<id>urn:1</id><updated>2024-06-06T08:00:00Z</updated><summary>Le pont rouvrira lundi, a dit la préfète.</summary>
</entry></feed>"""


def test_an_entry_of_a_feed_is_an_article_of_its_fullest_text(put) -> None:
    articles, reasons = told(put("a.rss", RSS))
    (found,) = articles
    assert found.text == "Le pont rouvre\n\nLe pont rouvrira lundi, a dit la préfète.\n\n« Enfin », a dit le maire.\n"
    assert (found.url, found.publisher, found.authors) == ("https://lepli.example/pont", "Le Pli", ("Anne Morel",))
    assert found.published == date(2024, 6, 6)  # its own day, not that of Greenwich
    assert (found.id, found.name) == (article_id("https://lepli.example/pont"), "pont")
    assert reasons == [("a.rss: entry 2", "no text; the feed gives only a title")]


@pytest.mark.parametrize("name", ["a.atom", "a.xml", "feed"])
def test_a_feed_is_known_by_its_ending_or_its_root(put, name: str) -> None:
    (found,) = told(put(name, ATOM))[0]
    assert (found.text, found.path) == ("Le pont rouvrira lundi, a dit la préfète.", f"{name}/urn:1")


# --- archives and compressed files ---

PACKED = {
    "a.txt.gz": gzip.compress(TEXT.encode()),
    "a.txt.xz": lzma.compress(TEXT.encode()),
    "a.txt.bz2": bz2.compress(TEXT.encode()),
    "a.txt.zst": zstd(TEXT.encode()),
    "a.zip": zipped(b__a_txt=TEXT),
    "a.tar": tarred(b__a_txt=TEXT),
    "a.tar.gz": gzip.compress(tarred(b__a_txt=TEXT)),
    "a.tgz": gzip.compress(tarred(b__a_txt=TEXT)),
    "a.tar.zst": zstd(tarred(b__a_txt=TEXT)),
    "nested.zip": zipped(in_zip=zipped(a_txt=TEXT)),
    "nested.tar.xz": lzma.compress(tarred(in_zip=zipped(a_txt=TEXT))),
}


@pytest.mark.parametrize("name", PACKED)
def test_what_is_packed_is_read_like_what_is_not(put, name: str) -> None:
    articles, reasons = told(put(name, PACKED[name]))
    assert reasons == []
    assert [(article.text, article.name) for article in articles] == [(TEXT, "a")]


@pytest.mark.parametrize("name", PACKED)
def test_a_packed_file_is_known_by_its_first_bytes_too(put, name: str) -> None:
    assert [article.text for article in told(put("x", PACKED[name]))[0]] == [TEXT]


def test_the_place_and_the_path_of_a_member_name_its_archive(put) -> None:
    (source,) = sources([put("a.zip", zipped(b__a_txt=TEXT))])
    assert source.place.endswith("a.zip: b/a.txt")
    assert source.article().path == "a.zip/b/a.txt"


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_the_sidecars_in_an_archive_count(put, pack: Callable[..., bytes]) -> None:
    table = "file,publisher,published\na.txt,Le Pli,2024-06-06\n"
    note = json.dumps({"titre": "Le pont", "source": "Le Val"})
    data = pack(**{"b__a_txt": TEXT, "b__articles_csv": table, "c_html": PAGE, "c_json": note})
    articles, reasons = told(put("x.zip" if pack is zipped else "x.tar", data))
    assert reasons == []
    assert [(article.name, article.title, article.publisher) for article in articles] == [
        ("a", None, "Le Pli"),
        ("c", "Le pont", "Le Val"),
    ]


def test_names_that_lead_out_of_an_archive_write_nothing(put, tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("../../dehors.txt", TEXT)
        archive.writestr("/tmp/dehors.txt", TEXT + " Fin.")
    folder = put("press/x.zip", data.getvalue()).parent
    before = sorted(tmp_path.rglob("*"))
    assert len(told(folder)[0]) == 2
    assert sorted(tmp_path.rglob("*")) == before


def test_links_and_devices_in_a_tar_are_named(put) -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, kind in (("lien.txt", tarfile.SYMTYPE), ("disque.txt", tarfile.BLKTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    articles, reasons = told(put("x.tar", data.getvalue()))
    assert articles == []
    assert reasons == [
        ("x.tar: lien.txt", "a link, no file; leave it out"),
        ("x.tar: disque.txt", "a device, no file; leave it out"),
    ]


def test_a_damaged_member_does_not_cost_the_others(put) -> None:
    data = bytearray(zipped(a_txt=TEXT * 50, b_txt=TEXT))
    data[60:70] = bytes(10)
    articles, reasons = told(put("x.zip", bytes(data)))
    assert [article.name for article in articles] == ["b"]
    assert reasons[0][0] == "x.zip: a.txt" and reasons[0][1].startswith("broken in the archive (")


# --- web archives ---


def warc(*records: tuple[str, str, str, bytes]) -> bytes:
    """A WARC file of responses: address, status, content type, body."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True)
    for url, status, kind, body in records:
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        record = writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers)
        writer.write_record(record)
    return file.getvalue()


def test_the_pages_of_a_web_archive_are_articles_with_their_address(put) -> None:
    data = warc(
        ("https://lepli.example/pont?utm=1", "200 OK", "text/html; charset=iso-8859-1", PAGE.encode("cp1252")),
        ("https://lepli.example/rien", "404 Not Found", "text/html", PAGE.encode()),
        ("https://lepli.example/a.png", "200 OK", "image/png", b"\x89PNG"),
    )
    articles, reasons = told(put("x.warc.gz", data))
    assert reasons == []
    (found,) = articles
    assert (found.url, found.name) == ("https://lepli.example/pont?utm=1", "pont")
    assert "indiqué la préfète" in found.text


# --- folders, patterns, standard input ---


def test_include_and_exclude_choose_in_folders_and_archives(put, tmp_path: Path) -> None:
    put("a.txt", TEXT)
    put("b/a.php", PAGE)
    put("c.zip", zipped(d_txt=TEXT, e_html=PAGE))
    assert [article.path for article in told(tmp_path, include=("*.php",))[0]] == ["b/a.php"]
    assert [article.path for article in told(tmp_path, exclude=("*.html", "a.*"))[0]] == ["c.zip/d.txt"]
    articles, reasons = told(tmp_path, include=("*.md",))
    assert not articles
    assert reasons[0][1] == "no article in this folder that fits --include and --exclude; name a folder with articles"


def test_a_pattern_in_quotes_is_a_list_of_files(put, tmp_path: Path) -> None:
    for name in ("a.txt", "x/b.txt", "x/y/c.txt", "x/d.html"):
        put(name, TEXT)
    assert [article.name for article in told(f"{tmp_path}/**/*.txt")[0]] == ["a", "b", "c"]
    with pytest.raises(ReadError, match=r"\*\.md: no such file or folder$"):
        read([f"{tmp_path}/*.md"])


def test_standard_input_is_told_by_how_it_begins_or_by_the_option(monkeypatch: pytest.MonkeyPatch) -> None:
    def given(data: str | bytes, **options: object) -> list[Article]:
        stdin = io.TextIOWrapper(io.BytesIO(data.encode() if isinstance(data, str) else data))
        monkeypatch.setattr(sys, "stdin", stdin)
        return told("-", **options)[0]

    for data in (TEXT, PAGE, json.dumps({"text": TEXT}), gzip.compress(TEXT.encode()), zipped(a_txt=TEXT)):
        (found,) = given(data)
        assert "a indiqué la préfète" in found.text
        assert found.path.startswith("stdin/")
    assert len(given(f"text\n{TEXT.splitlines()[0]!r}\n", input_format="csv")) == 0  # a comma outside of quotes
    assert len(given('text\n"Le maire a dit non."\n', input_format="csv")) == 1
    assert given(TEXT)[0].id == given(TEXT)[0].id != given(TEXT + " Fin.")[0].id


def test_a_link_in_a_circle_is_named_and_read_once(put, tmp_path: Path) -> None:
    put("a/a.txt", TEXT)
    (tmp_path / "a" / "haut").symlink_to(tmp_path)
    (tmp_path / "a" / "rien.txt").symlink_to(tmp_path / "nulle-part.txt")
    articles, reasons = told(tmp_path)
    assert [article.name for article in articles] == ["a"]
    assert reasons == [
        ("haut", "a link to a folder above it; what it holds is read there"),
        ("rien.txt", "a link to nothing; correct or remove it"),
    ]


# --- whose word counts ---


def test_the_user_goes_before_the_sidecar_before_the_columns_before_the_page(put) -> None:
    page = (
        '<html><head><meta property="og:site_name" content="De la page"><meta name="author" content="Anne Morel">'
        '<meta property="article:published_time" content="2020-01-01">'
        f"</head><body><h1>Le pont rouvre</h1><p>{TEXT}</p></body></html>"
    )
    path = put("a.html", page)
    (found,) = told(path)[0]
    assert (found.publisher, found.published, found.authors) == ("De la page", date(2020, 1, 1), ("Anne Morel",))
    put("a.json", json.dumps({"publisher": "De la note", "date": "2021-01-01"}))
    (found,) = told(path)[0]
    assert (found.publisher, found.published) == ("De la note", date(2021, 1, 1))
    put("articles.csv", "file,publisher\na.html,De la table\n")
    (found,) = told(path)[0]
    assert (found.publisher, found.published) == ("De la table", date(2021, 1, 1))
    (found,) = told(path, known=Known(publisher="De moi"))[0]
    assert (found.publisher, found.published) == ("De moi", date(2021, 1, 1))


def test_a_json_file_alone_is_an_article_and_beside_a_text_a_sidecar(put, tmp_path: Path) -> None:
    put("a.json", json.dumps({"text": TEXT, "title": "Seul"}))
    assert [article.name for article in told(tmp_path)[0]] == ["a"]
    put("a.txt", TEXT)
    (found,) = told(tmp_path)[0]
    assert (found.name, found.title, found.path) == ("a", "Seul", "a.txt")


def test_a_broken_sidecar_is_named_and_its_article_read(put) -> None:
    path = put("a.txt", TEXT)
    put("a.json", "[1]")
    articles, reasons = told(path)
    assert len(articles) == 1
    assert reasons == [("a.json", "no JSON object; write {…} with text, title, published, publisher, url …")]


def test_what_is_said_to_be_another_language_is_set_aside_unless_the_user_says_french(put) -> None:
    path = put("a.jsonl", json.dumps({"text": TEXT, "lang": "en"}))
    assert told(path)[1] == [("a.jsonl: line 1", "not French (said to be 'en'); --language fr to read it all the same")]
    (found,) = told(path, known=Known(language="fr"))[0]
    assert found.lang == "fr"
    english = put("b.txt", "The mayor said on Monday that the road would reopen.")
    assert len(told(english, known=Known(language="fr"))[0]) == 1
    assert told(english)[1][0][1] == "not French (looks like English); --language fr to read it all the same"


def test_a_short_text_is_let_through(put) -> None:
    assert len(told(put("a.txt", "Non."))[0]) == 1
    assert len(told(put("b.txt", "Le Puy-en-Velay (AFP) -"))[0]) == 1


# --- sources ---


def test_a_source_is_not_parsed_before_it_is_asked(put, monkeypatch: pytest.MonkeyPatch) -> None:
    import kg.reading.items as items

    def parsed(*_: object, **__: object) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr(items, "read_page", parsed)
    (source,) = sources([put("a.html", PAGE)])
    with pytest.raises(AssertionError, match="parsed"):
        source.article()


def test_the_digest_changes_with_all_that_makes_the_article(put, monkeypatch: pytest.MonkeyPatch) -> None:
    import kg.reading.items as items

    def digest(path: Path, **options: object) -> str:
        (source,) = sources([path], options=Options(**options))  # type: ignore[arg-type]
        return source.digest

    path = put("a.html", PAGE)
    seen = {digest(path)}
    assert seen == {digest(path)} and len(digest(path)) == 64
    seen.add(digest(path, known=Known(publisher="Le Pli")))
    seen.add(digest(path, encoding="utf-8"))
    put("a.json", json.dumps({"title": "Le pont"}))
    seen.add(digest(path))
    put("a.html", PAGE + " ")
    seen.add(digest(path))
    monkeypatch.setattr(items, "fingerprint", lambda kind: "trafilatura 99")
    seen.add(digest(path))
    assert len(seen) == 6


def test_a_source_knows_the_path_it_was_reached_from(put, tmp_path: Path) -> None:
    put("a/b/c.txt", TEXT)
    (source,) = sources([str(tmp_path / "a")])
    assert isinstance(source, Source)
    assert (source.root, source.place) == (str(tmp_path / "a"), str(tmp_path / "a" / "b" / "c.txt"))


# --- the options ---


@pytest.mark.parametrize(
    ("check", "value", "message"),
    [
        (checked_language, "en", "--language en: only French is read; leave it out, or say fr"),
        (checked_day, "2022-02-30", "--published 2022-02-30: there is no such day; write it as 2022-01-27"),
        (checked_day, "hier", "--published hier: not year-month-day; write it as 2022-01-27"),
        (
            checked_encoding,
            "martien",
            "--encoding martien: no such encoding; write utf-8, windows-1252, iso-8859-15, utf-16 …",
        ),
    ],
)
def test_an_option_that_cannot_be_meant_says_why(check: Callable[[str], object], value: str, message: str) -> None:
    with pytest.raises(UsageError) as said:
        check(value)
    assert str(said.value) == message


def test_a_format_that_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"^--input-format docx: no such format; there are text, html, jsonl, "):
        checked_format("docx")


@pytest.mark.usefixtures("gold_pipeline")
def test_the_commands_take_the_options(kg, put, tmp_path: Path) -> None:
    path = put("x.csv", '"jour";"corps"\n"2024-06-06";"Le maire a dit non."\n')
    ran = kg("extract", path, "--text-column", "corps", "--publisher", "Le Pli")
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out)["content"] == ["Le maire a dit non."]
    store = tmp_path / "x.kg"
    ran = kg("add", path, "--text-column", "corps", "--date-column", "jour", "--publisher", "Le Pli", store=store)
    assert ran.status == 0, ran.err
    assert "Le Pli · 2024-06-06 ·" in kg("explain", "x-2").out
    ran = kg("add", path, "--text-column", "rien")
    assert ran.status == 1 and ran.err.endswith("x.csv: no column 'rien'; there are 'jour', 'corps'\n")
    assert kg("add", path, "--encoding", "martien").status == 2


@pytest.mark.usefixtures("gold_pipeline")
def test_explain_says_what_read_the_page_and_who_wrote_it(kg, put, tmp_path: Path) -> None:
    path = put("a.html", PAGE.replace("<title>", '<meta name="author" content="Anne Morel"><title>'))
    assert kg("add", path, store=tmp_path / "x.kg").status == 0
    out = " ".join(kg("explain", "a").out.split())
    assert "a · Anne Morel · " in out
    assert "text read from an HTML page by trafilatura " in out
    assert "; what is not of the article was left out there" in out
    text = put("b.txt", TEXT)
    assert kg("add", text, store=tmp_path / "x.kg").status == 0
    assert "HTML" not in kg("explain", "b").out
