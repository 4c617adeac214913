"""The graph in files."""

from __future__ import annotations

import csv
import io
import itertools
import re
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
import rdflib
from gold_extractions import OXIGRAPH, exported, filled, made, seeds

from kg.entities import Overrule
from kg.errors import ExportError
from kg.export import ALL, FORMATS, RDF, Filter, Part, export, format_of, write
from kg.graph import Iris
from kg.records import FIELDS, records
from kg.store import Store

AWKWARD = (
    '\u0301il a dit : "\\u0041 \\n" \\ \t « ’ \r\n 🙂 \u2028 \x85 \x01 {} <x> $x ?x @fr ^^ \'\'\' """ '
    "]]> &amp; </script> <!-- "
    "שלום \u200f(عربي)\u202e \ufeff e\u0301 \U000f0000 \r ; « fin »\\"
)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of itself


@pytest.fixture(scope="module")
def store() -> Store:
    awkward = made(
        7, ('Anne "Nano" Martin', ("Paul; Petit", "L’Obs\\"), AWKWARD), (None, (), "simple"), kinds={"L’Obs\\": "group"}
    )
    store = filled([*seeds(), awkward])
    store.overrule(
        [Overrule('Anne "Nano" Martin', "Anne Martin", "https://example.org/é?x=1#y"), Overrule("Otan", None)]
    )
    return store


def text(store: Store, format: str, filter: Filter = ALL, **options: Any) -> str:
    out = io.BytesIO()
    write(store, out, format, filter, **options)
    return out.getvalue().decode()


RDFLIB = {"ttl": "turtle", "nt": "nt", "nq": "nquads", "trig": "trig", "jsonld": "json-ld", "rdf": "xml"}
WITH_GRAPHS = ("nq", "trig", "jsonld")


def in_xml(term: str) -> str:
    """A term as RDF/XML can hold it: most control characters cannot stand in XML."""
    return re.sub(r"\\u0001|\x01", "\ufffd", term)


@pytest.mark.parametrize("format", OXIGRAPH)
def test_pyoxigraph_reads_back_the_same_graph(store: Store, format: str) -> None:
    back = list(pyoxigraph.parse(text(store, format).encode(), OXIGRAPH[format]))
    if format in WITH_GRAPHS:
        assert set(back) == exported(store) and len(back) == len(exported(store))
    else:
        expected = {quad.triple for quad in exported(store)}
        assert {str(quad.triple) for quad in back} == {in_xml(str(t)) if format == "rdf" else str(t) for t in expected}
        assert len(back) == len({quad.triple for quad in back})


@pytest.mark.parametrize("format", RDFLIB)
def test_rdflib_reads_back_the_same_graph(store: Store, format: str) -> None:
    def key(term: rdflib.term.Node) -> str:
        return term.n3()

    back = rdflib.Dataset(default_union=True)
    back.parse(data=text(store, format).encode(), format=RDFLIB[format])
    expected = {tuple(map(key, triple)) for triple in store.graph()}
    if format == "rdf":
        expected = {tuple(map(in_xml, triple)) for triple in expected}
    assert {tuple(map(key, triple)) for triple in back.triples((None, None, None))} == expected
    if format in WITH_GRAPHS:
        names = {str(graph.identifier) for graph in back.graphs() if len(graph)}
        assert {f"<{name}>" for name in names} - {"<urn:x-rdflib:default>"} == set(store.graphs())


TEXTS = [format for format in FORMATS if format != "parquet"]


@pytest.mark.parametrize("format", TEXTS)
def test_the_bytes_do_not_depend_on_the_order_of_adding(format: str) -> None:
    expected = text(filled(seeds()), format)
    for order in itertools.islice(itertools.permutations(seeds()), 0, 120, 17):
        store = filled(list(order))
        assert text(store, format) == expected
        store.add(order[2])
        assert text(store, format) == expected


def test_turtle_is_written_as_a_person_would(store: Store) -> None:
    lines = text(store, "ttl").splitlines()
    start = next(at for at, line in enumerate(lines) if line.endswith("-3219-3296 a kg:Claim ;"))
    assert lines[start + 1 : start + 6] == [
        "    kg:speaker entity:sergueï-lavrov ;",
        "    kg:target entity:jens-stoltenberg ;",
        "    kg:mainTarget entity:jens-stoltenberg ;",
        '    kg:text "Vous savez, j’ai cessé de prendre en compte ses déclarations il y a longtemps"@fr ;',
        '    kg:date "2022-01-26"^^xsd:date ;',
    ]
    assert not [line for line in lines if "<" in line and not line.startswith("@prefix") and "claims.example" in line]


def test_csv_is_the_record_format(store: Store) -> None:
    rows = list(csv.DictReader(io.StringIO(text(store, "csv"), newline="")))
    assert list(rows[0]) == list(FIELDS)
    by_id = {row["id"]: row for row in rows}
    assert len(rows) == 116
    for extraction in seeds():
        for record in records(extraction):
            row = by_id[record["id"]]
            for name in ("article", "cue", "mention", "form", "act", "date", "date_basis", "rule"):
                assert row[name] == (record[name] or ""), name
            assert row["content"] == " […] ".join(record["content"])
            assert row["spans"] == " ".join(f"{a}-{b}" for a, b in record["spans"])


@pytest.mark.parametrize(("file", "message"), [("x.pdf", "no format is called 'pdf'"), ("x", "x: no ending to tell")])
def test_an_unknown_ending_gets_the_ones_that_exist(file: str, message: str) -> None:
    with pytest.raises(ExportError) as error:
        format_of(Path(file))
    assert str(error.value).startswith(message)
    assert str(error.value).endswith(
        "; there are .ttl .nt .nq .trig .jsonld .rdf .csv .parquet .gexf .graphml .cyjs .cx2 .dot .html"
    )


def test_an_ending_may_be_in_capitals_and_a_format_given() -> None:
    assert format_of(Path("X.TTL")) == "ttl"
    assert format_of(Path("x.txt"), "nq") == "nq"


def test_an_export_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.ttl").write_text("old")

    def broken(part: Part):  # type: ignore[no-untyped-def]
        yield "half"
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(RDF, "ttl", broken)
    with pytest.raises(ExportError, match=r"x\.ttl: No space left on device"):
        export(filled([]), tmp_path / "x.ttl")
    assert (tmp_path / "x.ttl").read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["x.ttl"]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="none: No such file or directory; choose another folder"):
        export(filled([]), tmp_path / "none" / "x.ttl")


@pytest.mark.parametrize("format", TEXTS)
def test_an_empty_store_gives_a_valid_file(format: str) -> None:
    written = text(filled([]), format)
    if format in RDF:
        assert list(pyoxigraph.parse(written.encode(), OXIGRAPH[format])) == []


def test_articles_are_written_one_by_one() -> None:
    """Memory does not grow with the store: no chunk is larger than an article."""
    store = filled([made(number, ("Anne Martin", (), f"phrase {number}")) for number in range(50)])
    for format in RDF:
        chunks = list(RDF[format](Part(store)))
        assert len(chunks) >= 50 and max(map(len, chunks)) < sum(map(len, chunks)) / 10


def test_another_base_gets_its_own_prefixes() -> None:
    store = Store.memory("https://press.example.org/")
    store.add(made(1, ("Anne Martin", (), "Oui")))
    written = text(store, "ttl")
    assert "@prefix entity: <https://press.example.org/entity/> ." in written
    assert "entity:anne-martin a kg:Person" in written
    assert Iris("https://press.example.org/").entity("anne-martin") in text(store, "nt")
