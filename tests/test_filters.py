"""A part of the graph in a file: which claims, and what goes along with them."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from gold_extractions import OXIGRAPH, exported, filled, made, seeds

from kg.entities import Name, Overrule
from kg.errors import ExportError
from kg.export import ALL, RDF, Filter, Part, export, write
from kg.export.ties import ties
from kg.graph import kg
from kg.records import FIELDS
from kg.store import Store

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def store() -> Store:
    store = filled(
        [
            *seeds(),
            made(
                11,
                ("Anne Duvallon", ("Paul Petit",), "un"),
                ("Paul Petit", ("Kremlin",), "deux"),
                kinds={"Kremlin": "organisation"},
            ),
            made(12, ("Duvallon", (), "trois"), published=date(2024, 3, 5)),
            made(13, ("Zoé Neuve", (), "quatre"), published=None),
        ]
    )
    store.overrule([Overrule("Paulo", "Paul Petit"), Overrule("Otan", None)])
    return store


def entity(slug: str) -> frozenset[str]:
    return frozenset({f"<https://claims.example/entity/{slug}>"})


def picked(store: Store, filter: Filter) -> set[str]:
    """The ids of the claims of an export."""
    out = io.BytesIO()
    write(store, out, "csv", filter)
    found = {row["id"] for row in csv.DictReader(io.StringIO(out.getvalue().decode(), newline=""))}
    subjects = {
        triple[0].rpartition("/")[2][:-1]
        for _, triples in Part(store, filter).articles()
        for triple in triples
        if triple[2] == kg("Claim")
    }
    assert subjects == found
    return found


def asked(store: Store, pattern: str) -> set[str]:
    """The ids of the claims that SPARQL gives."""
    query = f"SELECT DISTINCT ?c WHERE {{ ?c a kg:Claim . {pattern} }}"
    rows = store.raw.query(query, prefixes=store.iris.prefixes(), use_default_graph_as_union=True)
    return {row["c"].value.rpartition("/")[2] for row in rows}


def triples(store: Store, filter: Filter, format: str = "nt", **options: Any) -> set[str]:
    out = io.BytesIO()
    write(store, out, format, filter, **options)
    parsed = pyoxigraph.parse(out.getvalue(), format=getattr(pyoxigraph.RdfFormat, {"nt": "N_TRIPLES"}[format]))
    return {str(quad.triple) for quad in parsed}


def test_by_speaker_and_target(store: Store) -> None:
    poutine = entity("vladimir-poutine")
    assert picked(store, Filter(speakers=poutine)) == asked(store, "?c kg:speaker entity:vladimir-poutine") != set()
    both = Filter(speakers=poutine, targets=entity("ukraine"))
    assert picked(store, both) == asked(store, "?c kg:speaker entity:vladimir-poutine ; kg:target entity:ukraine")
    either = Filter(speakers=poutine | entity("anne-duvallon"))
    assert picked(store, either) == picked(store, Filter(speakers=poutine)) | {
        f"{11:016x}-0-2",
        f"{12:016x}-0-5",
    }


def test_a_country_is_meant_with_its_voices(store: Store) -> None:
    russia = picked(store, Filter(targets=entity("russie")))
    assert russia == asked(store, "?c kg:target/kg:voiceOf? entity:russie")
    assert f"{11:016x}-3-7" in russia  # about the Kremlin
    assert picked(store, Filter(targets=entity("kremlin"))) < russia


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (date(2024, 1, 1), None, {f"{11:016x}-0-2", f"{11:016x}-3-7", f"{12:016x}-0-5"}),
        (date(2024, 1, 1), date(2024, 2, 1), {f"{11:016x}-0-2", f"{11:016x}-3-7"}),
        (date(2024, 3, 6), None, set()),
        (None, date(2000, 1, 1), set()),
    ],
)
def test_by_day_and_a_claim_without_any_day_is_in_no_period(
    store: Store, since: date | None, until: date | None, expected: set[str]
) -> None:
    assert picked(store, Filter(since=since, until=until)) == expected


def test_a_claim_without_a_day_of_its_own_has_that_of_its_article(store: Store) -> None:
    day = date(2022, 1, 27)
    expected = asked(
        store,
        'OPTIONAL { ?c kg:date ?d } ?c kg:article/kg:published ?p FILTER(COALESCE(?d, ?p) = "2022-01-27"^^xsd:date)',
    )
    assert picked(store, Filter(since=day, until=day)) == expected != set()


def test_by_article_and_by_claims(store: Store) -> None:
    head = store.find("003")
    assert len(picked(store, Filter(articles=frozenset({head.id})))) == len(store.article("003").claims)
    claims = frozenset({f"<https://claims.example/claim/{11:016x}-3-7>"})
    assert picked(store, Filter(claims=claims)) == {f"{11:016x}-3-7"}
    assert picked(store, Filter(claims=frozenset())) == set()


def test_what_goes_along_is_the_head_of_the_article_and_the_names_that_are_used(store: Store) -> None:
    found = triples(store, Filter(speakers=entity("sergueï-lavrov")))
    said = [line for line in found if "/vocab#speaker>" in line]
    assert said and all("sergue" in line for line in said)
    assert any("terms/title>" in line for line in found) and any("#published>" in line for line in found)
    assert not any("vocab#setAside>" in line or "Zoé" in line or "Anne Duvallon" in line for line in found)
    assert any('"Sergueï Lavrov"' in line for line in found) and any('"Jens Stoltenberg"' in line for line in found)
    assert not any("<https://claims.example/overrules" in line or "Paulo" in line for line in found)


def test_the_text_goes_along_only_where_no_claim_is_left_out(store: Store) -> None:
    part = Part(store, Filter(speakers=entity("anne-duvallon")))
    texts = {graph: any(t[:2] == (graph, kg("text")) for t in triples) for graph, triples in part.articles()}
    assert texts == {
        f"<https://claims.example/article/{11:016x}>": False,
        f"<https://claims.example/article/{12:016x}>": True,
    }


def test_a_name_that_stands_for_an_entity_has_the_entity_with_all_its_names(store: Store) -> None:
    found = triples(store, Filter(articles=frozenset({f"{12:016x}"})))
    assert any("entity/anne-duvallon" in line and '"Anne Duvallon"' in line for line in found)
    assert any('"Duvallon"' in line for line in found)


def test_overrulings_of_names_that_are_used_go_along(store: Store) -> None:
    found = triples(store, Filter(targets=entity("paul-petit")))
    assert any('"Paulo"' in line for line in found) and not any('"Otan"' in line for line in found)


@pytest.mark.parametrize("format", RDF)
def test_a_part_is_the_same_graph_in_every_format(store: Store, format: str) -> None:
    filter = Filter(targets=entity("russie"), since=date(2022, 1, 1))
    out = io.BytesIO()
    write(store, out, format, filter, schema_org=True)
    back = {str(quad.triple) for quad in pyoxigraph.parse(out.getvalue(), format=OXIGRAPH[format])}
    assert back == triples(store, filter, schema_org=True)


def test_everything_is_the_store_itself(store: Store) -> None:
    assert triples(store, ALL) == {str(quad.triple) for quad in exported(store)}


def test_schema_org_writes_the_tied_terms_beside_ours(store: Store) -> None:
    ours, both = triples(store, ALL), triples(store, ALL, schema_org=True)
    assert ours < both
    added = both - ours
    assert all("<https://schema.org/" in line or "<http://www.w3.org/ns/prov#" in line for line in added)
    claim = f"<https://claims.example/claim/{11:016x}-0-2>"
    mine = {line.removeprefix(f"{claim} ") for line in added if line.startswith(claim)}
    anne, paul = (f"<https://claims.example/entity/{slug}>" for slug in ("anne-duvallon", "paul-petit"))
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    assert {
        f"{kind} <https://schema.org/Claim>",
        f"{kind} <http://www.w3.org/ns/prov#Entity>",
        f"<https://schema.org/author> {anne}",
        f"<http://www.w3.org/ns/prov#wasAttributedTo> {anne}",
        f"<https://schema.org/about> {paul}",
        '<https://schema.org/text> "un"@fr',
    } <= mine


def test_the_ties_are_those_of_the_vocabulary() -> None:
    assert ties().properties[kg("mainTarget")] == ("<https://schema.org/about>",)
    assert ties().classes[kg("Person")] == (
        "<http://www.w3.org/ns/prov#Agent>",
        "<https://schema.org/Person>",
        "<https://schema.org/Thing>",
    )


def test_parquet_has_the_columns_of_the_record_format(store: Store, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    export(store, tmp_path / "x.parquet", filter=Filter(speakers=entity("anne-duvallon")))
    export(store, tmp_path / "all.parquet")
    rows = parquet.read_table(tmp_path / "x.parquet").to_pylist()
    assert [list(row) for row in rows] == [list(FIELDS)] * 2
    assert rows[0]["targets"] == ["Paul Petit"] and rows[0]["spans"] == [[0, 2]] and rows[0]["content"] == ["un"]
    assert rows[0]["date"] == date(2024, 1, 1) and rows[1]["speaker"] == "Anne Duvallon"
    everything = parquet.read_table(tmp_path / "all.parquet")
    assert everything.num_rows == store.stats()["claims"]["all"]
    records = {r["id"]: r for article in store.all_articles() for r in article.records}
    for row in everything.to_pylist():
        expected = records[row["id"]]
        assert row == expected | {"date": date.fromisoformat(expected["date"]) if expected["date"] else None}


def test_without_pyarrow_parquet_says_what_to_install(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "x.parquet").write_text("old")
    with pytest.raises(ExportError, match=r"Parquet needs pyarrow; install it with: pip install pyarrow"):
        export(store, tmp_path / "x.parquet")
    assert (tmp_path / "x.parquet").read_text() == "old"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the graph of the seeds, as the commands meet it."""
    folder = tmp_path_factory.mktemp("exports")
    with Store.open(folder / "claims.kg", write=True) as store:
        for extraction in seeds():
            store.add(extraction)
    return folder


def kg_says(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Status, stdout and stderr of a command."""
    ran = subprocess.run(
        [sys.executable, "-m", "kg", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.returncode, ran.stdout, ran.stderr


def rows(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out, newline="")))


def test_the_command_understands_names_and_days_as_people_write_them(folder: Path) -> None:
    status, out, err = kg_says(
        folder, "export", "-", "-f", "csv", "--speaker", "lavrov", "--target", "Jens Stoltenberg",
        "--since", "January 2022", "--until", "2022",
    )  # fmt: skip
    assert (status, err) == (0, "")
    assert {(row["speaker"], row["article"][:3]) for row in rows(out)} == {("Sergueï Lavrov", "003")}
    status, out, err = kg_says(folder, "export", "-", "-f", "csv", "--until", "26 janvier 2022", "--article", "003")
    assert status == 0 and {row["date"] for row in rows(out)} == {"2022-01-26"}


def test_a_saved_question_says_which_claims(folder: Path) -> None:
    status, out, _ = kg_says(folder, "export", "-", "-f", "csv", "--query", "denied", "speaker=Poutine")
    assert status == 0 and rows(out)
    assert {(row["speaker"], row["act"]) for row in rows(out)} == {("Vladimir Poutine", "denial")}


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["x.pdf"], 1, "kg: no format is called 'pdf'; there are .ttl "),
        (["x.csv", "--speaker", "Nobodinov"], 1, "kg: nobody and nothing is called 'Nobodinov' in the store"),
        (["x.csv", "--since", "bientôt"], 1, "kg: --since: 'bientôt' is not a day, a month or a year; write it like"),
        (["x.csv", "--since", "2023", "--until", "2022"], 2, "kg: --since 2023 is after --until 2022; turn them round"),
        (["x.csv", "--article", "zzz"], 1, "kg: no article 'zzz' in the store"),
        (["x.csv", "--query", "articles"], 1, "kg: articles gives no claims: it has no column ?claim; the questions"),
        (["x.csv", "--query", "said", "lavrov"], 2, "kg: 'lavrov' is not KEY=VALUE; for example: --query said "),
        (["x.csv", "speaker=lavrov"], 2, "kg: 'speaker=lavrov' is a value of a question; which? For example: --query "),
        (["x.csv", "--view", "full"], 2, "kg: --view is for networks (.gexf .graphml .cyjs .cx2 .dot .html), "),
        (["x.gexf", "--view", "tree"], 2, "kg: no view is called 'tree'; there are network and full"),
        (["x.gexf", "--schema-org"], 2, "kg: --schema-org is for RDF (.ttl .nt .nq .trig .jsonld .rdf), not for .gexf"),
        (["-"], 2, "kg: to stdout in which format? For example: kg export - --format ttl"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line(folder: Path, arguments: list[str], status: int, message: str) -> None:
    code, out, err = kg_says(folder, "export", *arguments)
    assert (code, out) == (status, "") and err.startswith(message)
    assert not list(folder.glob("*x.*"))


def test_a_filter_that_nothing_fits_says_so(folder: Path) -> None:
    status, out, err = kg_says(folder, "export", "-", "-f", "csv", "--since", "2030")
    assert (status, err) == (0, "no claim fits\n") and rows(out) == []


def test_the_command_loads_what_it_exported(folder: Path, tmp_path: Path) -> None:
    assert kg_says(folder, "export", str(tmp_path / "all.nq"))[0] == 0
    status, out, err = kg_says(tmp_path, "load", "all.nq")
    assert (status, out) == (0, "") and err.startswith("all.nq: 5 articles, ")
    assert kg_says(tmp_path, "load", "all.nq")[2].startswith("all.nq: 5 articles (5 replaced), ")
    one, other = (kg_says(where, "export", "-", "-f", "nq")[1] for where in (folder, tmp_path))
    assert one == other != ""


def test_a_file_that_cannot_be_loaded_makes_no_store(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "x.nq").write_text("nonsense\n")
    status, _, err = kg_says(tmp_path, "load", "x.nq")
    assert status == 1 and err.startswith("kg: x.nq, line 1: ") and err.count("\n") == 1
    status, _, err = kg_says(tmp_path, "load", "x.ttl")
    assert (status, err) == (1, "kg: x.ttl: kg load takes what kg export wrote with its graphs: .nq .trig .jsonld\n")
    assert not (tmp_path / "claims.kg").exists()


def test_names_are_those_of_the_article(store: Store) -> None:
    """The part that is exported says which names its claims use, and no others."""
    ((_, found),) = [
        *Part(store, Filter(claims=frozenset({f"<https://claims.example/claim/{11:016x}-0-2>"}))).articles()
    ]
    names = {value for _, term, value in found if term == kg("names")}
    assert names == {store.iris.name(Name(name, "person")) for name in ("Anne Duvallon", "Paul Petit")}
