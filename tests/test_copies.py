"""Near copies of one dispatch: linked to the first published, whatever the order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations, permutations
from pathlib import Path

import pytest
from gold_extractions import filled, made, seed
from papers import DISPATCH, OTHER, paper

from kg.export import Filter, export
from kg.graph import kg as term
from kg.loading import load
from kg.resemblance import near_copies, shingles, sketch
from kg.store import Store

CUT = paper(2, *DISPATCH[:5], publisher="Le Quotidien", day=2)
NEW_LEAD = paper(
    3, "Valmont a passé une nuit d’angoisse, rapporte notre envoyée.", *DISPATCH[2:], publisher="Brume", day=3
)
WHOLE = paper(1, *DISPATCH, publisher="L’Agence", day=1)
SPORT = paper(4, *OTHER, publisher="Le Quotidien", day=1)
UNDATED = paper(5, *DISPATCH[1:], "Un arrêté a été pris.", publisher="Radio", day=None)
PAPERS = (WHOLE, CUT, NEW_LEAD, SPORT, UNDATED)


def links(store: Store, kind: str = "article") -> dict[str, str]:
    """Of which article (its number) each is a copy; or claims, as number and first character."""
    found = {}
    for quad in store.raw.quads_for_pattern(None, node("copyOf"), None):
        if f"/{kind}/" in quad.subject.value:
            found[called(quad.subject.value)] = called(quad.object.value)
    return found


def node(name: str):
    import pyoxigraph

    return pyoxigraph.NamedNode(term(name)[1:-1])


def called(iri: str) -> str:
    return "-".join([str(int((parts := iri.rpartition("/")[2].split("-"))[0], 16)), *parts[1:2]])


def everything(store: Store) -> list[str]:
    """All of it, the sketches too."""
    return sorted(map(str, store.raw))


def test_a_dispatch_cut_or_with_another_lead_is_a_copy_of_the_first_published() -> None:
    assert links(filled(PAPERS)) == {"2": "1", "3": "1", "5": "1"}


def test_the_original_is_the_first_published_then_the_smallest_id_and_never_one_without_a_day() -> None:
    same_day = [paper(n, *DISPATCH, f"Journal {n}.", publisher=f"Journal {n}", day=4) for n in (8, 7)]
    assert links(filled([UNDATED, *same_day])) == {"5": "7", "8": "7"}
    assert links(filled([UNDATED, *same_day, CUT])) == {"5": "2", "7": "2", "8": "2"}


def test_the_order_of_arrival_does_not_matter_and_articles_may_go_and_come_again() -> None:
    alone = {frozenset(left): everything(filled(left)) for n in range(6) for left in combinations(PAPERS, n)}
    for order in permutations(PAPERS):
        store = filled(order)
        assert everything(store) == alone[frozenset(PAPERS)]
        for gone in range(3):
            store.remove(order[gone].article.id)
            assert everything(store) == alone[frozenset(order[gone + 1 :])]
        store.add(order[1])
        assert everything(store) == alone[frozenset((order[1], *order[3:]))]


def test_an_article_that_gets_another_text_is_a_copy_no_more() -> None:
    store = filled(PAPERS)
    other = paper(1, *OTHER, "Le match a duré une heure.", publisher="L’Agence", day=1)
    store.add(other)
    assert links(store) == {"3": "2", "5": "2", "4": "1"}
    assert everything(store) == everything(filled([other, *PAPERS[1:]]))
    store.add(WHOLE)
    assert everything(store) == everything(filled(PAPERS))


def test_another_day_makes_another_original() -> None:
    store = filled(PAPERS)
    late = paper(1, *DISPATCH, publisher="L’Agence", day=9)
    store.add(late)
    assert links(store) == {"1": "2", "3": "2", "5": "2"}
    assert everything(store) == everything(filled([late, *PAPERS[1:]]))


def test_two_copies_that_only_a_third_ties_come_apart_when_it_goes() -> None:
    begin, end = paper(1, *DISPATCH[:4], day=1, publisher="A"), paper(2, *DISPATCH[4:], day=2, publisher="B")
    both = paper(3, *DISPATCH, day=3, publisher="C")
    store = filled([begin, end])
    assert links(store) == {}
    store.add(both)
    assert links(store) == {"2": "1", "3": "1"}
    store.remove(both.article.id)
    assert links(store) == {}


def test_what_is_set_aside_makes_no_copies() -> None:
    advert = " ".join(DISPATCH)
    one, other = paper(1, *OTHER, aside=advert, day=1), paper(2, "Rien à signaler à Valmont.", aside=advert, day=2)
    assert links(filled([one, other])) == {}


def test_a_review_of_the_press_is_no_copy_of_the_six_dispatches_in_it() -> None:
    texts = [[f"Mot{topic}x{at}" for at in range(60)] for topic in range(6)]
    dispatches = [made(n + 1, (None, (), " ".join(text))) for n, text in enumerate(texts)]
    review = made(9, (None, (), " ".join(word for text in texts for word in text)))
    assert links(filled([*dispatches, review])) == {}
    two = made(9, (None, (), " ".join(word for text in texts[:2] for word in text)))
    assert links(filled([*dispatches, two])) == {"2": "1", "9": "1"}


def test_a_quotation_in_common_makes_no_copies() -> None:
    words = "« Nous ne pouvons pas continuer ainsi, il faut que chacun prenne sa part de l’effort demandé à tous »"
    one = paper(1, *OTHER, words, day=1, publisher="A")
    assert links(filled([one, paper(2, *DISPATCH, words, day=2, publisher="B")])) == {}


def test_the_same_claim_in_a_copy_points_to_the_first_article_that_has_it() -> None:
    later = "« Tout va rentrer dans l’ordre », a-t-elle ajouté."
    two, three = paper(2, *DISPATCH, later, day=2, publisher="B"), paper(3, *DISPATCH[2:], later, day=3, publisher="C")
    found = links(filled([three, WHOLE, two]), "claim")
    first = {claim.id.split("-")[1] for claim in WHOLE.claims}
    assert {f"{original}" for copy, original in found.items() if copy.startswith("2-")} == {f"1-{at}" for at in first}
    added = {original for copy, original in found.items() if copy.startswith("3-")} - {f"1-{at}" for at in first}
    assert len(found) == 5 and [original[:2] for original in added] == ["2-"]


def test_a_surname_is_the_same_speaker_and_another_name_is_not() -> None:
    surname = paper(2, *DISPATCH, "Suite.", day=2, publisher="B", speakers={"Anne Morel": "Morel"})
    other = paper(3, *DISPATCH, "Fin.", day=3, publisher="C", speakers={"Anne Morel": "Luc Durand"})
    found = links(filled([WHOLE, surname, other]), "claim")
    assert sorted(copy[0] for copy in found) == ["2", "2", "3"]


def test_who_is_who_may_change_without_a_change_of_copies() -> None:
    surname = paper(2, *DISPATCH, "Suite.", day=2, publisher="B", speakers={"Anne Morel": "Morel"})
    store = filled([WHOLE, surname])
    before = links(store, "claim")
    store.add(made(9, ("Zoé Morel", (), "Non")))  # « Morel » may be either now
    assert links(store, "claim") == before and len(before) == 2
    assert everything(store) == everything(filled([made(9, ("Zoé Morel", (), "Non")), surname, WHOLE]))


def test_what_is_set_in_other_type_is_the_same_claim() -> None:
    plain = [sentence.replace("’", "'").replace("« ", '"').replace(" »", '"') for sentence in DISPATCH]
    typed = paper(2, *plain, day=2, publisher="B")
    assert links(filled([WHOLE, typed])) == {"2": "1"}
    words = "La route restera fermée jusqu'à vendredi au moins"
    start = typed.article.text.index(words)
    claim = replace(WHOLE.claims[0], id=f"{typed.article.id}-{start}-{start + len(words)}")
    span = replace(WHOLE.claims[0].attribution.content[0], start=start, end=start + len(words))
    claim = replace(claim, attribution=replace(claim.attribution, content=(span,)))
    with_claim = replace(typed, claims=(claim,), entities=WHOLE.entities)
    assert len(links(filled([WHOLE, with_claim]), "claim")) == 1


def test_adding_reads_no_article_but_the_candidates() -> None:
    def read(others: int) -> int:
        store = filled([made(n + 100, (None, (), " ".join(f"mot{n}x{at}" for at in range(60)))) for n in range(others)])
        store.add(WHOLE)
        counting = Counting(store.raw)
        store._raw = counting  # type: ignore[assignment]
        store.add(CUT)
        return counting.read

    assert read(3) == read(100) < 250


class Counting:
    """A raw store that counts the quads it gives."""

    def __init__(self, raw: object) -> None:
        self.raw, self.read = raw, 0

    def quads_for_pattern(self, *pattern: object) -> Iterable[object]:
        for quad in self.raw.quads_for_pattern(*pattern):  # type: ignore[attr-defined]
            self.read += 1
            yield quad

    def update(self, text: str) -> None:
        self.raw.update(text)  # type: ignore[attr-defined]


def test_a_sketch_finds_the_copies_that_the_texts_show() -> None:
    words = " ".join((*DISPATCH, *OTHER)).split()
    whole = shingles(" ".join(words))
    for first in range(0, len(words), 9):
        for last in range(first + 30, len(words), 9):
            part = shingles(" ".join(words[first:last]))
            if near_copies(whole, part):
                assert len(sketch(whole) & sketch(part)) >= 2, (first, last)


# kg load, kg export


@pytest.mark.parametrize("format", ["nq", "trig", "jsonld"])
def test_copies_are_decided_again_when_articles_are_loaded(tmp_path: Path, format: str) -> None:
    for one in (PAPERS[:2], PAPERS[1:3], (CUT, UNDATED), (WHOLE, SPORT)):
        rest = [paper for paper in PAPERS if paper not in one]
        export(filled(one), tmp_path / f"one.{format}")
        store = filled(rest)
        load(store, tmp_path / f"one.{format}")
        assert everything(store) == everything(filled(PAPERS))


def test_a_store_comes_back_with_its_copies_and_sketches(tmp_path: Path) -> None:
    export(filled(PAPERS), tmp_path / "all.nq")
    assert "copyOf" in (tmp_path / "all.nq").read_text("utf-8")
    assert "sketch" not in (tmp_path / "all.nq").read_text("utf-8")
    back = Store.memory()
    load(back, tmp_path / "all.nq")
    assert everything(back) == everything(filled(PAPERS))


def test_the_tied_terms_beside_ours_are_not_taken(tmp_path: Path) -> None:
    export(filled(PAPERS), tmp_path / "all.nq", schema_org=True)
    assert "alternateOf" in (tmp_path / "all.nq").read_text("utf-8")
    back = Store.memory()
    load(back, tmp_path / "all.nq")
    assert everything(back) == everything(filled(PAPERS))


def test_a_store_without_sketches_gets_them_when_its_articles_come_again() -> None:
    store = filled(PAPERS)
    store.raw.update(f"DROP GRAPH {store.iris.sketches} ; DELETE WHERE {{ GRAPH ?g {{ ?s {term('copyOf')} ?o }} }}")
    assert links(store) == {}
    for extraction in PAPERS:
        store.add(extraction)
    assert everything(store) == everything(filled(PAPERS))


@pytest.mark.parametrize(
    "broken",
    [
        "DROP GRAPH <https://claims.example/sketches>",
        "DELETE { GRAPH ?g { ?s kg:copyOf ?o } } WHERE { GRAPH ?g { ?s kg:copyOf ?o } }",
        "INSERT { GRAPH ?o { ?o kg:copyOf ?s } } WHERE { GRAPH ?g { ?s a kg:Article ; kg:copyOf ?o } }",
        "DELETE { GRAPH ?g { ?s kg:sketch ?o } } INSERT { GRAPH ?g { ?s kg:sketch 'abc' } } "
        "WHERE { GRAPH ?g { ?s kg:sketch ?o } }",
        "DROP GRAPH <https://claims.example/sketches/none>",
    ],
)
def test_copies_can_be_found_again_from_the_texts_alone(broken: str) -> None:
    store = filled(PAPERS)
    store.raw.update(f"PREFIX kg: <https://claims.example/vocab#> {broken.replace('DROP', 'DROP SILENT')}")
    store.find_copies_again()
    assert everything(store) == everything(filled(PAPERS))


def test_an_original_that_was_not_exported_is_forgotten(tmp_path: Path) -> None:
    store = filled(PAPERS)
    only = Filter(articles=frozenset({CUT.article.id, UNDATED.article.id}))
    export(store, tmp_path / "x.nq", filter=only)
    assert "copyOf" not in (tmp_path / "x.nq").read_text("utf-8")
    back = Store.memory()
    load(back, tmp_path / "x.nq")
    assert links(back) == {"5": "2"}
    both = Filter(articles=frozenset({CUT.article.id, WHOLE.article.id}))
    export(store, tmp_path / "y.nq", filter=both)
    assert (tmp_path / "y.nq").read_text("utf-8").count("copyOf") == 2
    morel = Filter(speakers=frozenset({"<https://claims.example/entity/paul-petit>"}))
    export(store, tmp_path / "z.nq", filter=morel)
    assert (tmp_path / "z.nq").read_text("utf-8").count("copyOf") == 4  # 3 and 5, and a claim of each


# Commands


def on_disk(place: Path) -> Path:
    """A store with all the papers."""
    with Store.open(place / "x.kg", write=True) as store:
        for extraction in PAPERS:
            store.add(extraction)
    return place / "x.kg"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return on_disk(tmp_path)


def test_kg_explain_names_the_original_and_the_copies(kg, folder: Path) -> None:
    assert "copies: n2 (Le Quotidien, 2024-03-02); n3 (Brume, 2024-03-03); n5 (Radio)" in kg(
        "explain", "n1", store=folder
    ).out.replace("\n", " ")
    assert "copy of n1 (L’Agence, 2024-03-01): 2 of the claims are there, or in another copy before this one" in kg(
        "explain", "n3"
    ).out.replace("\n", " ")
    assert "cop" not in kg("explain", "n4").out


def test_kg_stats_and_kg_check_know_copies(kg, folder: Path) -> None:
    assert "copies of others" in kg("stats", store=folder).out
    assert kg("check").status == 0


def test_an_article_of_the_seeds_in_another_paper_is_a_copy() -> None:
    whole = seed("003")
    cut = whole.article.text[: len(whole.article.text) // 2]
    other = replace(made(1, (None, (), "x")), claims=(), entities=())
    other = replace(other, article=replace(other.article, text=cut, publisher="Le Quotidien"))
    assert len(links(filled([whole, other]))) == 1
