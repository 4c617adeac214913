"""Outside identifiers follow the names: what a fuller name, a namesake or a removal does to them."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest
from gold_extractions import made

from kg.entities import Name
from kg.errors import LinkError
from kg.linking.protocol import Answer, Candidate, Manifest, Question, Type, answers, manifest, request
from kg.linking.review import decide, rows
from kg.linking.verdicts import type_of, verdicts
from kg.store import Store
from kg.store.links import Decision, Known, Match, Relation, identifiers

DAY = date(2024, 3, 1)
SERVICE, SPACE = "https://annuaire.example/api", "https://annuaire.example/id/"


def name(text: str) -> Name:
    return Name(text, "person")


def match(of: str, id: str, relation: Relation = "exact", service: str = SERVICE, score: int = 90) -> Match:
    return Match(name(of), service, SPACE + id, id.title(), Decimal(score), relation, "made", DAY)


def tell(store: Store, of: str, *matches: Match) -> None:
    """As if the service had been asked for the entity that is called ``of`` now."""
    (entity,) = (entity for entity in store.named_entities() if entity.label == of)
    store.tell([(entity, entity.names[0], store.known(entity)[entity.names[0]].answered(SERVICE, matches))])


def linked(store: Store) -> dict[str, dict[str, str]]:
    """Per entity its identifiers and what they are, from the triples."""
    found: dict[str, dict[str, str]] = {}
    for subject, predicate, value in store.triples(store.iris.links):
        if predicate.endswith("Match>") and "skos" in predicate:
            about = found.setdefault(subject.rpartition("/")[2][:-1], {})
            about[value.rpartition("/")[2][:-1]] = predicate.rpartition("#")[2].removesuffix("Match>")
    return found


def quads(store: Store) -> set[str]:
    return {str(quad) for quad in store.raw}


def person(number: int, *names: str) -> object:
    return made(number, *((each, (), f"Non {number}") for each in names))


# Names come and go


def test_a_link_goes_along_when_the_entity_gets_a_fuller_name() -> None:
    with Store.memory() as store:
        store.add(person(1, "Vallin"))
        tell(store, "Vallin", match("Vallin", "am", "close"))
        assert linked(store) == {"vallin": {"am": "close"}}
        store.add(person(2, "Anne Vallin"))
        assert linked(store) == {"anne-vallin": {"am": "close"}}
        assert (
            SERVICE not in store.known(next(store.named_entities()))[name("Anne Vallin")].services
        )  # to be asked anew
        tell(store, "Anne Vallin", match("Anne Vallin", "am2"))
        assert linked(store) == {"anne-vallin": {"am2": "exact"}}  # the answer for the fuller name alone counts
        store.add(person(3, "Brigitte Vallin"))
        assert linked(store) == {"anne-vallin": {"am2": "exact"}, "vallin": {"am": "close"}}
        store.remove("article-2")
        store.remove("article-3")
        assert linked(store) == {"vallin": {"am": "close"}}


def test_an_identifier_accepted_for_a_surname_survives_the_fuller_name_and_is_shown_as_such() -> None:
    with Store.memory() as store:
        store.add(person(1, "Vallin"))
        decide(store, next(store.named_entities()), SPACE + "am", True, DAY)
        store.add(person(2, "Anne Vallin"))
        assert linked(store) == {"anne-vallin": {"am": "exact"}}
        (row,) = rows(store, store.named_entities())
        assert (row.entity, row.name, row.reason) == ("Anne Vallin", "Vallin", "accepted by you")
        decide(store, next(store.named_entities()), SPACE + "am", None, DAY)
        assert linked(store) == {}


def test_the_word_on_the_fullest_name_comes_before_that_on_another() -> None:
    with Store.memory() as store:
        store.add(person(1, "Vallin"))
        decide(store, next(store.named_entities()), SPACE + "am", True, DAY)
        store.add(person(2, "Anne Vallin"))
        decide(store, next(store.named_entities()), SPACE + "am", False, DAY)
        assert linked(store) == {}


def test_an_entity_that_goes_takes_its_links_away() -> None:
    with Store.memory() as store:
        store.add(person(1, "Anne Vallin"))
        before = quads(store)
        store.add(person(2, "Anne Vallin", "Paul Petit"))
        tell(store, "Paul Petit", match("Paul Petit", "pp"))
        decide(store, list(store.named_entities())[1], SPACE + "pp2", False, DAY)
        store.remove("article-2")
        assert quads(store) == before


def test_an_article_replaced_by_itself_keeps_the_links_of_its_names() -> None:
    with Store.memory() as store:
        store.add(person(1, "Anne Vallin"))
        tell(store, "Anne Vallin", match("Anne Vallin", "am"), match("Anne Vallin", "b", "close"))
        before = quads(store)
        store.add(person(1, "Anne Vallin"))
        assert quads(store) == before


def test_the_order_of_articles_and_answers_does_not_matter() -> None:
    """Whatever comes first, the same names with the same answers make the same graph."""
    people = ("Vallin", "Anne Vallin", "Brigitte Vallin", "Sergei Petit", "Sergueï Petit", "Petit")
    chance = random.Random(4)
    facts = {
        each: (
            [match(each, f"{each[0]}{at}", chance.choice(["exact", "close"])) for at in range(3)],
            [Decision(name(each), f"{SPACE}{each[0]}{at}", chance.random() < 0.5, DAY) for at in range(1)],
        )
        for each in people
    }

    def built(order: list[str]) -> set[str]:
        with Store.memory() as store:
            for each in order:
                store.add(person(people.index(each), each))
                called = next(e for e in store.named_entities() if name(each) in e.names)
                found, decisions = facts[each]
                known = store.known(called)[name(each)].answered(SERVICE, found)
                for decision in decisions:
                    known = known.decided(decision.identifier, decision)
                store.tell([(called, name(each), known)])
            return quads(store)

    expected = built(list(people))
    for _ in range(12):
        order = list(people)
        chance.shuffle(order)
        assert built(order) == expected


def test_adding_to_a_store_without_links_asks_for_none() -> None:
    with Store.memory() as store:
        store.add(person(1, "Anne Vallin"))
        assert list(store.graphs())[-1] == store.iris.names


# What follows from what is known


def test_two_services_that_are_sure_of_two_people_are_not_believed() -> None:
    known = {
        name("Anne Vallin"): Known(frozenset({SERVICE, "https://b.example/"}), (
            match("Anne Vallin", "am"), match("Anne Vallin", "am2", service="https://b.example/"),
        ))
    }  # fmt: skip
    assert set(identifiers((name("Anne Vallin"),), known).values()) == {"close"}


def test_two_services_that_agree_are_one_exact_identifier() -> None:
    known = {
        name("Anne Vallin"): Known(frozenset({SERVICE, "https://b.example/"}), (
            match("Anne Vallin", "am", "close"), match("Anne Vallin", "am", service="https://b.example/"),
        ))
    }  # fmt: skip
    assert identifiers((name("Anne Vallin"),), known) == {SPACE + "am": "exact"}


def test_an_accepted_identifier_makes_the_others_of_its_space_close() -> None:
    decision = Decision(name("Anne Vallin"), SPACE + "am2", True, DAY)
    known = {name("Anne Vallin"): Known(frozenset({SERVICE}), (match("Anne Vallin", "am"),), (decision,))}
    assert identifiers((name("Anne Vallin"),), known) == {SPACE + "am": "close", SPACE + "am2": "exact"}
    elsewhere = Decision(name("Anne Vallin"), "https://autre.example/am", True, DAY)
    known = {name("Anne Vallin"): Known(frozenset({SERVICE}), (match("Anne Vallin", "am"),), (elsewhere,))}
    assert set(identifiers((name("Anne Vallin"),), known).values()) == {"exact"}


def candidates(*scores: tuple[int | None, bool]) -> list[Candidate]:
    return [
        Candidate(f"x:{at}", f"n{at}", None if score is None else Decimal(score), certain)
        for at, (score, certain) in enumerate(scores)
    ]


@pytest.mark.parametrize(
    ("found", "threshold", "exact"),
    [
        ([(90, True), (80, False)], None, 0),
        ([(90, False), (80, False)], None, None),
        ([(90, True), (90, False)], None, None),  # as good
        ([(90, True), (95, False)], None, None),  # a better one, of which it is not certain
        ([(90, True), (80, True)], None, None),  # certain of two
        ([(None, True), (None, False)], None, 0),
        ([(90, False), (80, False)], 85, 0),
        ([(90, False), (90, False)], 85, None),
        ([(90, False), (88, False)], 85, 0),
        ([(84, True)], 85, None),
        ([(85, False)], 85, 0),
        ([(None, True)], 85, None),
    ],
)
def test_at_most_one_candidate_is_exact(
    found: list[tuple[int | None, bool]], threshold: int | None, exact: int | None
) -> None:
    least = None if threshold is None else Decimal(threshold)
    given = [relation for _, relation, _ in verdicts("Anne Vallin", "person", candidates(*found), least)]
    assert given == ["exact" if at == exact else "close" for at in range(len(found))]
    alone = [relation for _, relation, _ in verdicts("Vallin", "person", candidates(*found), least)]
    assert set(alone) == {"close"}
    place = [relation for _, relation, _ in verdicts("Valmont", "place", candidates(*found), least)]
    assert place == given


def test_a_type_is_taken_from_the_manifest_only_where_its_name_says_our_kind() -> None:
    assert type_of("person", [Type("Q35120", "entity")]) is None
    assert type_of("organisation", [Type("CorporateBody", "Corporate Body")]) == Type("CorporateBody", "Corporate Body")
    assert type_of("group", [Type("x", "Personne")]) is None


@pytest.mark.parametrize(
    ("offered", "found"),
    [
        (  # as in the specification's examples: VIAF, the GND
            [
                {"id": "/people/person", "name": "Person"},
                {"id": "/organization/organization", "name": "Corporate Name"},
                {"id": "/location/location", "name": "Geographic Name"},
            ],
            ["/people/person", "/organization/organization", "/location/location", None],
        ),
        (
            [
                {"id": "CorporateBody", "name": "Körperschaft"},
                {"id": "PlaceOrGeographicName", "name": "Geografikum"},
                {
                    "id": "DifferentiatedPerson",
                    "name": "Individualisierte Person",
                    "broader": [{"id": "Person", "name": "Person"}],
                },
            ],
            ["DifferentiatedPerson", "CorporateBody", "PlaceOrGeographicName", None],
        ),
    ],
)
def test_known_lists_of_types_are_understood(offered: list[object], found: list[str | None]) -> None:
    types = manifest(of(identifierSpace="https://a.example/", defaultTypes=offered)).types
    given = [type_of(kind, types) for kind in ("person", "organisation", "place", "group")]
    assert [type and type.id for type in given] == found


# The protocol


def of(**more: object) -> str:
    import json

    return json.dumps({"name": "Annuaire", "schemaSpace": "x:y", **more})


@pytest.mark.parametrize(
    ("text", "id", "identifier"),
    [
        (of(identifierSpace="https://a.example/id/"), "Q 1?", "https://a.example/id/Q%201%3F"),
        (of(identifierSpace="https://a.example/"), "aat/300", "https://a.example/aat/300"),
        (of(identifierSpace="https://a.example/"), "https://b.example/é", "https://b.example/%C3%A9"),
        (of(identifierSpace="urn:x:"), "12", "urn:x:12"),
        (
            of(identifierSpace="http://a.example/about", view={"url": "https://a.example/?id={{id}}&x"}),
            "a/b",
            "https://a.example/?id=a%2Fb&x",
        ),
        (of(versions=["1.0-draft"], view={"url": "https://a.example/{id}"}), "a/b", "https://a.example/a%2Fb"),
        (of(versions=["1.0-draft"], view={"url": "{+id}"}), "urn:isbn:12", "urn:isbn:12"),
        (of(versions=["1.0-draft"], view={"url": "{+id}"}), "javascript:alert(1)", None),
    ],
)
def test_an_id_becomes_an_address_as_the_manifest_says(text: str, id: str, identifier: str | None) -> None:
    import json

    found = manifest(text)
    result = {"id": id, "name": "x", "score": 1}
    if found.version == "1.0-draft":
        answer = json.dumps({"results": [{"candidates": [result]}]})
    else:
        answer = json.dumps({"q0": {"result": [result]}})
    if identifier:
        assert answers(answer, 1, found) == [Answer((Candidate(identifier, "x", Decimal(1)),))]
    else:
        assert "makes no address" in (answers(answer, 1, found)[0].wrong or "")


@pytest.mark.parametrize(
    ("given", "used"), [(1, 1), (30, 30), (5000, 50), (0, 10), (-3, 10), ("20", 10), (True, 10), (None, 10)]
)
def test_a_batch_is_as_large_as_the_service_wants_within_reason(given: object, used: int) -> None:
    assert manifest(of(identifierSpace="https://a.example/", batchSize=given)).batch == used


def test_the_form_of_0_2_is_one_field_with_the_queries() -> None:
    from urllib.parse import parse_qs

    sent = request([Question("Zoé & l’É", "P"), Question("x")], 3, "0.2")
    assert (sent.path, sent.media) == ("", "application/x-www-form-urlencoded")
    assert parse_qs(sent.body.decode("ascii")) == {
        "queries": ['{"q0": {"query": "Zoé & l’É", "type": "P", "limit": 3}, "q1": {"query": "x", "limit": 3}}']
    }


def test_an_answer_without_one_of_its_results_names_that_one_only() -> None:
    found = answers('{"q1": {"result": []}}', 2, Manifest("Annuaire", "0.2", "https://a.example/{id}"))
    assert found == [Answer(wrong="the service gave no result for it"), Answer()]
    with pytest.raises(LinkError, match="no list of 2 results"):
        answers('{"results": [{"candidates": []}]}', 2, Manifest("Annuaire", "1.0", "https://a.example/{id}"))


def test_types_are_read_in_all_the_forms_that_services_use() -> None:
    text = """{"q0": {"result": [{"id": "1", "name": "x", "score": 97.5, "match": true, "description": " peintre\\n ",
        "type": ["P", {"id": "Q5", "name": "humain"}, {"name": "rien"}, 7]}]}}"""
    (answer,) = answers(text, 1, Manifest("Annuaire", "0.2", "https://a.example/{id}"))
    assert answer.candidates == (
        Candidate("https://a.example/1", "x", Decimal("97.5"), True, "peintre", ("P", "humain (Q5)")),
    )


def test_links_follow_what_the_user_says_of_names_and_come_back_when_that_is_undone() -> None:
    from kg.entities import Overrule

    with Store.memory() as store:
        for at, speaker in enumerate(("Anne Vallin", "Annie Valin", "Durieux")):
            store.add(person(at, speaker))
        tell(store, "Anne Vallin", match("Anne Vallin", "av"))
        tell(store, "Annie Valin", match("Annie Valin", "aval"))
        tell(store, "Durieux", match("Durieux", "d", "close"))
        before = quads(store)
        store.merge("Annie Valin", "Anne Vallin")
        store.overrule([Overrule("Durieux", "Jean Durieux")])
        assert linked(store) == {"anne-vallin": {"av": "exact"}, "jean-durieux": {"d": "close"}}
        store.undo("Annie Valin", "Durieux")
        assert quads(store) == before
