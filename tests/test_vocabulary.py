"""The vocabulary: every term that is used is declared, every term that is declared is used and explained."""

from __future__ import annotations

import re

import pytest
import rdflib
from full_graph import linked
from gold_extractions import seeds
from rdflib import OWL, RDF, RDFS, SKOS, XSD

from kg.graph import VOCABULARY

KG = rdflib.Namespace(VOCABULARY)
VALUES = (KG.Act, KG.Form, KG.DateBasis, KG.Gender, KG.Verdict)


@pytest.fixture(scope="module")
def vocabulary() -> rdflib.Graph:
    from importlib.resources import files

    return rdflib.Graph().parse(str(files("kg") / "vocab.ttl"))


def test_every_term_in_a_saved_question_is_declared(vocabulary: rdflib.Graph) -> None:
    declared = {str(term).removeprefix(VOCABULARY) for term in vocabulary.subjects(RDFS.isDefinedBy)}
    from kg.questions import saved

    for question in saved().values():
        assert set(re.findall(r"\bkg:(\w+)", question.sparql)) <= declared, question.name


def test_every_term_has_a_label_and_a_comment_in_both_languages(vocabulary: rdflib.Graph) -> None:
    terms = set(vocabulary.subjects(RDFS.isDefinedBy))
    assert len(terms) > 50
    for term in terms:
        for predicate in (RDFS.label, RDFS.comment):
            assert {text.language for text in vocabulary.objects(term, predicate)} == {"en", "fr"}, term


def test_the_terms_are_tied_to_the_vocabularies_that_people_know(vocabulary: rdflib.Graph) -> None:
    tied = {str(value) for p in (RDFS.subClassOf, RDFS.subPropertyOf) for value in vocabulary.objects(None, p)}
    for namespace in (
        "https://schema.org/",
        "http://www.w3.org/ns/prov#",
        "http://www.w3.org/ns/oa#",
        "http://purl.org/dc",
    ):
        assert any(term.startswith(namespace) for term in tied)
    assert (rdflib.URIRef(f"{VOCABULARY}speaker"), RDF.type, OWL.ObjectProperty) in vocabulary


@pytest.fixture(scope="module")
def data() -> rdflib.Graph:
    """The seeds and a graph with everything, links, overrulings and sketches too."""
    store = linked()
    for extraction in seeds():
        store.add(extraction)
    graph = rdflib.Graph()
    for triple in store.graph():
        graph.add(triple)
    for inner in (store.iris.sketches, store.iris.store):  # what no export has
        lines = "".join(f"{s} {p} {o} .\n" for s, p, o in store.triples(inner))
        graph.parse(data=lines, format="nt")
    return graph


def declared(vocabulary: rdflib.Graph, *kinds: rdflib.URIRef) -> set[rdflib.term.Node]:
    return {term for kind in kinds for term in vocabulary.subjects(RDF.type, kind)}


def test_every_term_in_the_data_is_declared(vocabulary: rdflib.Graph, data: rdflib.Graph) -> None:
    used = {term for triple in data for term in triple if str(term).startswith(VOCABULARY)}
    assert used <= set(vocabulary.subjects(RDFS.isDefinedBy))


def test_every_property_that_is_declared_is_used_as_what_it_is(vocabulary: rdflib.Graph, data: rdflib.Graph) -> None:
    objects = declared(vocabulary, OWL.ObjectProperty)
    values = declared(vocabulary, OWL.DatatypeProperty)
    assert not objects & values
    used = {p for p in data.predicates() if str(p).startswith(VOCABULARY)}
    assert used == objects | values
    for _, predicate, value in data:
        assert not (predicate in objects and isinstance(value, rdflib.Literal)), predicate
        assert not (predicate in values and not isinstance(value, rdflib.Literal)), predicate


def test_every_class_that_is_declared_is_used_or_above_one_that_is(
    vocabulary: rdflib.Graph, data: rdflib.Graph
) -> None:
    used = set(data.objects(None, RDF.type))
    used |= {KG.Group, KG.Thing, KG.UnnamedSource}  # kinds that no name in these graphs has
    for kind in declared(vocabulary, OWL.Class):
        below = set(vocabulary.transitive_subjects(RDFS.subClassOf, kind))
        assert below & used or kind in VALUES, kind


def test_every_value_is_a_concept_of_a_class_of_values(vocabulary: rdflib.Graph) -> None:
    for value in declared(vocabulary, SKOS.Concept):
        assert len(set(vocabulary.objects(value, RDF.type)) & set(VALUES)) == 1, value
    for kind in VALUES:
        assert (kind, RDFS.subClassOf, SKOS.Concept) in vocabulary


def test_no_term_of_ours_is_mentioned_without_being_declared(vocabulary: rdflib.Graph) -> None:
    known = set(vocabulary.subjects(RDFS.isDefinedBy))
    assert {term for triple in vocabulary for term in triple if str(term).startswith(VOCABULARY)} <= known
    for kind in (*vocabulary.objects(None, RDFS.domain), *vocabulary.objects(None, RDFS.subClassOf)):
        assert not str(kind).startswith(VOCABULARY) or (kind, RDF.type, OWL.Class) in vocabulary, kind


def test_every_term_has_a_range_and_a_place_among_vocabularies(vocabulary: rdflib.Graph) -> None:
    for term in declared(vocabulary, OWL.ObjectProperty, OWL.DatatypeProperty):
        above = set(vocabulary.transitive_objects(term, RDFS.subPropertyOf))
        assert any(list(vocabulary.objects(each, RDFS.range)) for each in above), term
    for kind in declared(vocabulary, OWL.Class):
        above = set(vocabulary.transitive_objects(kind, RDFS.subClassOf))
        assert any(not str(each).startswith(VOCABULARY) for each in above), kind


def test_nothing_is_above_itself(vocabulary: rdflib.Graph) -> None:
    for relation in (RDFS.subClassOf, RDFS.subPropertyOf):
        for term in vocabulary.subjects(relation):
            for above in vocabulary.objects(term, relation):
                assert term not in set(vocabulary.transitive_objects(above, relation)), term


def test_the_data_keeps_to_domains_and_ranges(vocabulary: rdflib.Graph, data: rdflib.Graph) -> None:
    def is_a(node: rdflib.term.Node, kind: rdflib.term.Node) -> bool:
        types = {*data.objects(node, RDF.type), *vocabulary.objects(node, RDF.type)}
        return any(kind in set(vocabulary.transitive_objects(type, RDFS.subClassOf)) for type in types)

    for term in declared(vocabulary, OWL.ObjectProperty, OWL.DatatypeProperty):
        above = set(vocabulary.transitive_objects(term, RDFS.subPropertyOf))
        domains = [kind for each in above for kind in vocabulary.objects(each, RDFS.domain)]
        ranges = [kind for each in above for kind in vocabulary.objects(each, RDFS.range)]
        for subject, value in data.subject_objects(term):
            assert all(is_a(subject, kind) for kind in domains), (term, subject)
            for kind in ranges:
                if str(kind).startswith(str(XSD)):
                    datatype = XSD.string if value.datatype is None and not value.language else value.datatype
                    assert datatype == kind, (term, value)
                elif str(kind).startswith(VOCABULARY):
                    assert is_a(value, kind), (term, value)
