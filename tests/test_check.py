"""kg check: what is whole passes, and every rule says in words who breaks it."""

from __future__ import annotations

import json
import random
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from full_graph import full, linked
from gold_extractions import made, seed, seeds
from rdflib import SH

from kg.checking import Checked, check_file, check_store
from kg.checking.parts import term
from kg.checking.shacl import ARTICLE_SHAPES, NAME_SHAPES, OTHER_SHAPES
from kg.graph import VOCABULARY, Iris
from kg.model import Extraction
from kg.store import Store


@cache
def whole() -> bytes:
    return linked().raw.dump(format=pyoxigraph.RdfFormat.N_QUADS) or b""


def lines(store: Store) -> list[str]:
    return [violation.line() for violation in check_store(store)]


def filled(extractions: list[Extraction], base: str = "https://claims.example/") -> Store:
    store = Store.memory(base)
    for extraction in extractions:
        store.add(extraction)
    return store


def test_the_gold_claims_of_the_seeds_are_whole() -> None:
    checked = Checked()
    store = filled(seeds())
    assert [violation.line() for violation in check_store(store, checked)] == []
    assert (checked.articles, checked.claims) == (5, 114)
    assert checked.entities >= sum(1 for _ in store.named_entities())  # and countries that others speak for


def test_a_graph_with_everything_in_it_is_whole() -> None:
    assert lines(linked()) == []


def test_a_graph_with_a_base_of_its_own_is_whole() -> None:
    assert lines(filled([full(), seed("003")], "https://press.example.org/#")) == []


def test_what_the_seeds_give_is_whole(tmp_path: Path, kg, seeds_folder: Path) -> None:
    assert kg("add", seeds_folder, store=tmp_path / "x.kg").status == 0
    ran = kg("check")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err.startswith(f"{tmp_path / 'x.kg'}: 5 articles, 92 claims, ")
    assert ran.err.endswith(": nothing is violated\n")


def test_a_graph_stays_whole_while_articles_and_overrules_come_and_go() -> None:
    chance = random.Random(5)
    names = ["Poutine", "Vladimir Poutine", "Macron", "Emmanuel Macron", "Brigitte Macron", "Lavrov", "Sergueï Lavrov"]
    articles = [full(), seed("003")]
    for number in range(6):
        said = [
            (speaker, tuple(targets), f"phrase {number} {at}")
            for at in range(3)
            for speaker, *targets in [chance.sample(names, chance.randint(1, 4))]
        ]
        articles.append(made(number, *said))
    store = linked()
    for extraction in articles:
        store.add(extraction)
    assert lines(store) == []
    store.split("Poutine")
    store.merge("Brigitte Macron", "Emmanuel Macron")
    assert lines(store) == []
    for extraction in articles[::2]:
        store.remove(extraction.article.id)
    assert lines(store) == []
    store.undo("Poutine")
    for extraction in articles:
        store.add(extraction)
    assert lines(store) == []
    for extraction in articles:
        store.remove(extraction.article.id)
    assert lines(store) == []


@pytest.mark.parametrize("ending", ["ttl", "nt", "nq", "trig", "jsonld"])
def test_an_export_is_as_whole_as_its_store(tmp_path: Path, ending: str) -> None:
    from kg.export import export

    export(linked(), tmp_path / f"x.{ending}")
    checked = Checked()
    assert list(check_file(tmp_path / f"x.{ending}", checked)) == []
    assert (checked.articles, checked.claims, checked.entities) == (2, 4, 4)


PREFIXES = "\n".join(
    f"PREFIX {prefix}: <{iri}>"
    for prefix, iri in (Iris().prefixes() | {"rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"}).items()
)


def rows() -> list[tuple[str, str]]:
    """Rule and change, from ``broken_graphs.tsv``."""
    lines = (Path(__file__).parent / "broken_graphs.tsv").read_text("utf-8").splitlines()
    return [(rule, change) for rule, change in (line.split("\t") for line in lines if line[0] != "#")][1:]


def update(change: str) -> str:
    """The change as SPARQL."""
    verb, *words = change.split(" ", 3)
    if verb not in ("drop", "add", "set"):
        return change
    kind, term, value = (*words, "")[:3]
    deleted = f"DELETE {{ GRAPH ?g {{ ?s {term} ?o }} }}" if verb != "add" else ""
    inserted = f"INSERT {{ GRAPH ?g {{ ?s {term} {value} }} }}" if verb != "drop" else ""
    there = f"GRAPH ?g {{ ?s {term} ?o }}" if verb != "add" else "GRAPH ?g { ?s a ?kind }"
    return f"{deleted} {inserted} WHERE {{ GRAPH ?h {{ ?s a {kind} }} {there} }}"


def broken(change: str) -> Store:
    """The graph with everything in it, after a change."""
    store = Store.memory()
    store.raw.load(whole(), format=pyoxigraph.RdfFormat.N_QUADS)
    before = len(store.raw)
    store.raw.update(f"{PREFIXES}\n{update(change)}")
    assert len(store.raw) != before or set(store.raw) != set(linked().raw), "the change changes something"
    return store


@pytest.mark.broken_graph
@pytest.mark.parametrize(("rule", "change"), rows())
def test_a_broken_graph_breaks_a_rule_that_says_how(rule: str, change: str) -> None:
    assert rule in {violation.rule for violation in check_store(broken(change))}


@pytest.mark.broken_graph
def test_python_gets_the_violations_as_records() -> None:
    import kg

    found = kg.check(broken("drop kg:Run kg:model"))
    assert ("a run names its model", "pont") in {(violation.rule, violation.article) for violation in found}


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(str(files("kg") / "shapes.ttl"))


def test_every_rule_of_the_shapes_is_broken_by_some_graph(shapes: rdflib.Graph) -> None:
    said = {str(message) for message in shapes.objects(None, SH.message) if message.language == "en"}
    assert said <= {rule for rule, _ in rows()}


def test_every_rule_is_said_in_both_languages(shapes: rdflib.Graph) -> None:
    for node in set(shapes.subjects(SH.message)):
        assert sorted(message.language for message in shapes.objects(node, SH.message)) == ["en", "fr"]
    for node in shapes.objects(None, SH.property):
        assert list(shapes.objects(node, SH.message)) or (None, SH.property, node) not in shapes or _inner(shapes, node)


def _inner(shapes: rdflib.Graph, node: rdflib.term.Node) -> bool:
    """Whether a property shape is a part of another rule, which has the words."""
    owner = next(shapes.subjects(SH.property, node))
    return isinstance(owner, rdflib.BNode) or owner == rdflib.URIRef("https://claims.example/shapes#Known")


def test_the_shapes_are_shacl_core_and_shacl_finds_no_fault_in_them(shapes: rdflib.Graph) -> None:
    import pyshacl

    assert not [p for p in shapes.predicates() if p in (SH.sparql, SH.js, SH.rule, SH.select)]
    conforms, _, words = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, words


def test_every_shape_with_a_target_is_in_one_part(shapes: rdflib.Graph) -> None:
    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    aimed = sorted(str(shape).rpartition("#")[2] for shape in {s for t in targets for s in shapes.subjects(t)})
    assert aimed == sorted(ARTICLE_SHAPES + NAME_SHAPES + OTHER_SHAPES)


def test_every_term_in_the_shapes_is_declared(shapes: rdflib.Graph) -> None:
    from kg.checking.words import declared

    used = {str(term) for triple in shapes for term in triple if str(term).startswith(VOCABULARY)}
    assert used <= declared()


@pytest.mark.broken_graph
def test_a_violation_says_article_claim_rule_and_value(kg, tmp_path: Path) -> None:
    from kg.export import export

    claim = f"{7:016x}-12-69"
    export(broken("set kg:Claim kg:act kg:direct"), tmp_path / "x.ttl")
    ran = kg("check", tmp_path / "x.ttl")
    assert ran.status == 1
    assert f"pont: claim {claim}: a claim is one act of the vocabulary (kg:act kg:direct)" in ran.out.splitlines()
    assert ran.err == f"{tmp_path / 'x.ttl'}: 2 articles, 4 claims, 4 entities: 4 violations\n"
    first = json.loads(kg("check", tmp_path / "x.ttl", "--format", "json").out.splitlines()[0])
    assert first == {
        "article": "pont",
        "node": f"https://claims.example/claim/{claim}",
        "rule": "a claim is one act of the vocabulary",
        "found": "kg:act kg:direct",
    }


@pytest.mark.parametrize(
    ("name", "text", "error"),
    [
        ("x.ttl", "<a:a> <a:b> ", "x.ttl, line 1: no Turtle: "),
        ("x.nq", "<a:a> <a:b> <a:c> .\nnon\n", "x.nq, line 2: no N-Quads: "),
        ("x.ttl", "<a:a> <a:b> <a:c> .", "x.ttl: no article, claim or entity of kg is in it; is it another file?"),
        ("x.csv", "a,b", "x.csv: no ending of RDF; there are .ttl .nt .nq .trig .jsonld .rdf .xml"),
        ("x.nt", None, "x.nt: no such file"),
    ],
)
def test_a_file_that_cannot_be_checked_says_why(kg, tmp_path: Path, name: str, text: str | None, error: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    ran = kg("check", tmp_path / name)
    assert ran.status == 1 and ran.out == ""
    assert ran.err.startswith(f"kg: {tmp_path}/{error}") and ran.err.count("\n") == 1


def test_without_pyshacl_one_line_says_what_to_install(kg, gold_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    ran = kg("check", gold_folder)
    assert (ran.status, ran.err) == (1, "kg: kg check needs pySHACL; install it with: pip install pyshacl\n")


def test_a_format_that_check_does_not_have_is_wrong_usage(kg, gold_folder: Path) -> None:
    ran = kg("check", gold_folder, "--format", "csv")
    assert (ran.status, ran.err) == (2, "kg: no format is called 'csv'; there are text, json\n")


def test_one_article_is_in_memory_at_a_time() -> None:
    from kg.checking.parts import article_parts

    for part in article_parts(filled(seeds()).raw):
        articles = part.typed("Article")
        assert articles == {part.article}
        assert all(triple.object in articles for triple in part.triples if triple.predicate == term("article"))
