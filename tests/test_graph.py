"""An extraction as triples."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from gold_extractions import made, seed, seeds

from kg.entities import Name, resolve
from kg.graph import (
    Iris,
    Roles,
    article_triples,
    kg,
    literal,
    name_triples,
    names_used,
    roles,
    roles_back,
)
from kg.model import Dropped, Link, Span, When

IRIS = Iris()


def triples_of(extraction):  # type: ignore[no-untyped-def]
    groups = resolve(names_used(extraction))
    return article_triples(extraction, groups.__getitem__, IRIS) | name_triples(groups.values(), IRIS)


def test_an_ordinary_claim_is_at_most_fifteen_triples_beside_its_position() -> None:
    extraction = seed("003")
    claim = next(claim for claim in extraction.claims if claim.id.endswith("-3219-3296"))
    own = [t for t in triples_of(extraction) if t[0] == IRIS.claim(claim.id) and t[1] not in (kg("begin"), kg("end"))]
    assert len(own) <= 15


def test_the_claims_of_the_seeds_have_fifteen_triples_beside_position_and_topics_in_the_mean() -> None:
    apart = {kg(term) for term in ("begin", "end", "piece", "topic")}
    claims = {IRIS.claim(claim.id) for extraction in seeds() for claim in extraction.claims}
    own = [t for extraction in seeds() for t in triples_of(extraction) if t[0] in claims and t[1] not in apart]
    assert len(own) / len(claims) <= 15


def test_a_claim_without_a_speaker_has_no_speaker_triple() -> None:
    triples = triples_of(made(1, (None, (), "La route est fermée")))
    assert not [t for t in triples if t[1] in (kg("speaker"), kg("speakerAs"))]


def test_the_pieces_of_a_broken_quotation_are_positions_in_the_article() -> None:
    extraction = seed("003")
    claim = next(claim for claim in extraction.claims if len(claim.attribution.content) == 2)
    triples = triples_of(extraction)
    pieces = {t[2] for t in triples if t[0] == IRIS.claim(claim.id) and t[1] == kg("piece")}
    found = set()
    for piece in pieces:
        values = {t[1].rpartition("#")[2]: t[2].split('"')[1] for t in triples if t[0] == piece and '"' in t[2]}
        found.add(extraction.article.text[int(values["start>"]) : int(values["end>"])])
    assert found == {"C’est à la Russie de décider comment réagir", "Nous sommes prêts de toute façon"}
    assert (
        IRIS.claim(claim.id),
        kg("text"),
        literal("C’est à la Russie de décider comment réagir […] Nous sommes prêts de toute façon", "fr"),
    ) in triples


def test_an_interval_is_stored_as_one_and_not_as_a_day() -> None:
    extraction = made(1, ("Anne Martin", (), "Non"))
    when = When(date(2022, 1, 1), date(2022, 1, 31), "stated", "month")
    extraction = replace(extraction, claims=(replace(extraction.claims[0], when=when),))
    terms = {t[1]: t[2] for t in triples_of(extraction) if t[0] == IRIS.claim(extraction.claims[0].id)}
    assert kg("date") not in terms
    assert terms[kg("earliest")].startswith('"2022-01-01"') and terms[kg("latest")].startswith('"2022-01-31"')


def test_what_was_set_aside_is_in_the_graph_with_its_rule() -> None:
    extraction = replace(made(1, ("Anne Martin", (), "Publicité")), dropped=(Dropped(Span(0, 9), "advert"),))
    stretch = IRIS.stretch(extraction.article.id, 0, 9)
    assert (stretch, kg("rule"), '"advert"') in triples_of(extraction)


def test_a_name_in_a_claim_that_no_entity_describes_is_kept() -> None:
    extraction = made(1, ("Anne Martin", (), "Non"))
    extraction = replace(extraction, entities=())
    assert names_used(extraction) == {Name("Anne Martin", "thing")}
    assert any(t[2] == IRIS.entity("anne-martin") for t in triples_of(extraction))


def test_roles_are_read_back_as_they_were_written() -> None:
    names = [
        Name("Vladimir Poutine", "person"),
        Name("Poutine", "person"),
        Name("OTAN", "organisation"),
        Name("Otan", "organisation"),
        Name("Otan", "place"),
        Name("Russie", "place"),
    ]
    groups = resolve(names)
    by_iri = {IRIS.entity(group.id): group.principal for group in groups.values()}
    for speaker in (None, *names[:2]):
        for bits in range(2 ** len(names)):
            targets = frozenset(name for at, name in enumerate(names) if bits >> at & 1) - {speaker}
            for main in (None, *targets):
                of = Roles(speaker, targets, main)
                triples = list(roles("<c>", of, groups.__getitem__, IRIS))
                back = roles_back(triples, lambda n: IRIS.entity(groups[n].id), by_iri.__getitem__, IRIS)
                assert back == of


@pytest.mark.parametrize("name", ["l’O.N.U.", "_a b_", "État-major (Paris) #1", "日本", "50 % d'avis", "a\tb", "é"])
def test_a_name_survives_its_iri(name: str) -> None:
    iri = IRIS.name(Name(name, "group"))
    assert re.fullmatch(r'<[^<>"{}|^`\\\x00-\x20]*>', iri)
    assert IRIS.name_back(iri) == Name(name, "group")


def test_the_base_of_the_data_is_an_option_and_that_of_the_vocabulary_is_not() -> None:
    extraction = seed("003")
    iris = Iris("https://press.example.org/")
    groups = resolve(names_used(extraction))
    subjects = {t[0] for t in article_triples(extraction, groups.__getitem__, iris)}
    assert all(subject.startswith("<https://press.example.org/") for subject in subjects)


def test_a_rule_that_decided_is_written_with_what_it_decided() -> None:
    extraction = made(1, ("Anne Martin", ("Paul Petit",), "Non"))
    claim = replace(extraction.claims[0], speaker=Link("Anne Martin", "subject of the cue"))
    because = next(t[2] for t in triples_of(replace(extraction, claims=(claim,))) if t[1] == kg("because"))
    assert because == '"speaker: subject of the cue; act: made; date: made; target Paul Petit: made"'
