"""Bad input: queries without end, queries that would fetch, awkward values; and answers as data frames."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import yaml

from kg.errors import QuestionError
from kg.questions import ask, query, saved
from kg.questions.limits import limited
from kg.store import Store

SEEDS_SAID = "Vous savez, j’ai cessé de prendre en compte ses déclarations il y a longtemps"


def file(tmp_path: Path, sparql: str) -> Path:
    path = tmp_path / "mine.rq"
    path.write_text(sparql, "utf-8")
    return path


ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_a_query_without_end_is_stopped(tmp_path: Path, gold: Store) -> None:
    answer = query(str(file(tmp_path, ENDLESS)), {}, gold, timeout=0.3)
    with pytest.raises(QuestionError) as error:
        assert answer.rows
    assert str(error.value) == (
        "mine.rq: stopped after 0.3 seconds; ask for less (a LIMIT, fewer unbound variables) or give it more: "
        "--timeout SECONDS"
    )
    with pytest.raises(QuestionError, match=r"mine.rq: stopped after 0.3 seconds"):
        answer.serialized("csv")


def test_a_query_that_needs_too_much_memory_is_stopped() -> None:
    def greedy() -> bytes:
        return bytes(3 * 2**30)

    with pytest.raises(QuestionError, match=r"mine\.rq: stopped, it needs more than 1 GB of memory; ask for less"):
        limited(greedy, 20, "mine.rq", memory=2**30)


@pytest.mark.parametrize(
    "sparql",
    ["SELECT ?who WHERE { ?c kg:speaker/rdfs:label ?who } ORDER BY ?who", "ASK { ?s ?p ?o }", "DESCRIBE <a:none>"],
)
def test_a_limited_query_answers_the_same(tmp_path: Path, gold: Store, sparql: str) -> None:
    path = str(file(tmp_path, sparql))
    free, bound = query(path, {}, gold), query(path, {}, gold, timeout=60)
    assert (free.columns, free.rows, free.truth, free.triples) == (
        bound.columns,
        bound.rows,
        bound.truth,
        bound.triples,
    )
    if free.truth is None and free.triples is None:
        assert free.serialized("tsv") == bound.serialized("tsv")


def test_triples_have_no_table_format_limited_or_not(tmp_path: Path, gold: Store) -> None:
    path = str(file(tmp_path, "CONSTRUCT WHERE { ?s kg:act ?o }"))
    for timeout in (None, 60):
        with pytest.raises(QuestionError, match=r"^mine.rq: triples have no csv; leave --format out$"):
            query(path, {}, gold, timeout=timeout).serialized("csv")


def test_service_is_allowed_where_one_asks_for_it(tmp_path: Path, gold: Store) -> None:
    path = str(file(tmp_path, "SELECT * { SERVICE <http://127.0.0.1:9/none> { ?s ?p ?o } }"))
    with pytest.raises(QuestionError, match="allow it with --allow-service"):
        query(path, {}, gold)
    with pytest.raises(QuestionError, match=r"^mine.rq: "):
        assert query(path, {}, gold, timeout=20, allow_service=True).rows


AWKWARD = [
    "’",
    "",
    " ",
    '"',
    "'",
    "\\",
    '"""',
    "}",
    "?_words_literal",
    "# x",
    "a\nb\tc\r",
    "\u202e",
    "💬",
    "\x00",
    "{}",
    "%s",
    "@fr",
]


@pytest.mark.parametrize("text", AWKWARD)
def test_an_awkward_value_is_a_value_and_nothing_else(gold: Store, text: str) -> None:
    answer = query("containing", {"words": text}, gold)
    plain = text.lower().replace("’", "'")
    everything = query("containing", {"words": ""}, gold).rows
    wanted = [row for row in everything if plain in row["text"].lower().replace("’", "'")]
    assert len(answer.rows) == len(wanted)


def test_the_prefixes_that_a_query_leaves_out_are_in_the_sparql_shown(tmp_path: Path, gold: Store) -> None:
    answer = query(str(file(tmp_path, "SELECT ?c WHERE { ?c kg:act kg:denial }")), {}, gold)
    assert answer.sparql.startswith("PREFIX kg: <https://claims.example/vocab#>\nSELECT")
    assert len(list(gold.raw.query(answer.sparql, use_default_graph_as_union=True))) == len(answer.rows)  # type: ignore[arg-type]


def test_an_answer_is_a_data_frame_with_days_as_days(gold: Store) -> None:
    pytest.importorskip("pandas")
    frame = ask("what did Lavrov say about Stoltenberg", gold).frame()
    assert list(frame["date"].dt.day) == [26, 26] and frame["text"][1] == SEEDS_SAID
    counts = query("who-about", {"target": "Stoltenberg"}, gold).frame()
    assert str(counts["claims"].dtype) == "Int64" and counts["claims"][0] == 2
    assert list(ask("who accused the West in 2022", gold).frame().columns)[:2] == ["date", "text"]


def test_without_pandas_a_data_frame_is_a_message(gold: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(QuestionError, match=r"a DataFrame needs pandas; install it with: pip install pandas"):
        ask("who is quoted most", gold).frame()


@pytest.mark.parametrize("name", sorted(saved()))
def test_grlc_can_read_every_header_and_parameter(name: str) -> None:
    """As grlc does: the lines with #+ are YAML, and ?_name_type is a parameter; both in its own file."""
    asked = saved()[name]
    header = "\n".join(line.lstrip("#+") for line in asked.sparql.splitlines() if line.startswith("#+"))
    assert yaml.safe_load(header)["summary"] == asked.summary
    found = dict(re.findall(r"\?_(_?[a-z]+)_([a-z_]+) AS", asked.sparql))
    types = {"entity": "iri", "article": "iri", "act": "iri", "topic": "fr", "date": "xsd_date", "text": "literal"}
    types["boolean"] = "xsd_boolean"
    assert "_xsd_" not in asked.sparql or "PREFIX xsd: " in asked.sparql
    for parameter in asked.parameters:
        spelled = f"_{parameter.name}" if parameter.optional or parameter.default else parameter.name
        assert found.pop(spelled) == types.get(parameter.type, parameter.type)
    assert not found


@pytest.mark.parametrize(
    ("sparql", "line", "caret"),
    [
        ("SELECT * WHERE {\r\n  ?s ?p \r\n}", 3, 2),
        ("SELECT ?é WHERE { ?é kg:act « }", 1, 29),
        ("\tSELECT * WHERE { ?s ?p }", 1, 26),
        ("SELECT * WHERE { ?s ?p 'open }", 1, 31),
    ],
)
def test_odd_syntax_errors_show_the_place(tmp_path: Path, gold: Store, sparql: str, line: int, caret: int) -> None:
    path = tmp_path / "mine.rq"
    path.write_bytes(sparql.encode())
    with pytest.raises(QuestionError) as error:
        query(str(path), {}, gold)
    first, shown, mark = str(error.value).split("\n")
    assert first.startswith(f"mine.rq, line {line}: ")
    assert shown == sparql.splitlines()[line - 1].expandtabs(1)
    assert mark.index("^") + 1 == caret


def test_the_commands_stop_a_query(kg, gold_folder: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ran = kg("query", file(tmp_path, ENDLESS), "--timeout", "0.3", store=gold_folder)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("kg: mine.rq: stopped after 0.3 seconds; ask for less")
    ran = kg("query", file(tmp_path, ENDLESS), "--timeout", "0", store=gold_folder)
    assert ran.status == 2 and "--timeout" in ran.err


def test_who_denied_whom_needs_nobody(gold: Store) -> None:
    assert ask("qui a démenti les propos de qui ?", gold).question.name == "who-denied-whom"
    assert ask("whose words did Poutine deny", gold).meant["speaker"] == "Vladimir Poutine"
