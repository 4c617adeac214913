"""Names, groups and role nouns of invented articles, and what a mention says."""

from __future__ import annotations

import pytest

from kg.mentions import Name, find_groups, find_names, find_nominals, plain, read_mention
from kg.model import Article, Span
from kg.parse import Parsed, Parser


@pytest.fixture(scope="module")
def parser() -> Parser:
    return Parser()


def parsed(parser: Parser, text: str) -> Parsed:
    article = Article("0" * 16, "a", text, "a.txt")
    spans, at = [], 0
    for paragraph in text.split("\n\n"):
        spans.append(Span(at, at + len(paragraph)))
        at += len(paragraph) + 2
    return parser(article, spans)


def names(parser: Parser, text: str) -> dict[str, str]:
    return {name.text: name.kind for name in find_names(parsed(parser, text))}


def test_a_word_that_only_a_sentence_start_capitalises_is_no_name(parser: Parser) -> None:
    found = names(
        parser, "Interrogée hier, Anne Morel a dit non. Rassuré, Paul Vial est parti. Native de Lyon, elle reste."
    )
    assert {"Anne Morel", "Paul Vial"} <= set(found)
    assert not {"Interrogée", "Rassuré", "Native"} & set(found)


def test_a_name_at_a_sentence_start_is_one_where_the_article_uses_it_elsewhere(parser: Parser) -> None:
    found = names(parser, "Les salariés de Valmor sont inquiets. Valmor a promis de les recevoir.")
    assert "Valmor" in found


def test_a_portfolio_and_the_name_after_it_are_two(parser: Parser) -> None:
    found = names(parser, "Il cite le ministre de l’Intérieur Paul Vial et la présidente de l’Orfa Anne Morel.")
    assert found["Paul Vial"] == "person" and found["Anne Morel"] == "person"
    assert not any("Intérieur" in name and "Vial" in name for name in found)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Elle a vu Dominique de Villarsac à la gare.", "Dominique de Villarsac", "person"),
        ("Il a écrit à Bruno Le Garrec.", "Bruno Le Garrec", "person"),
        ("Ils parlent avec l’Arabie saoudite. Elle refuse.", "Arabie saoudite", "place"),
        ("Il a défilé devant le Jardin des Plantes.", "Jardin des Plantes", "place"),
        (
            "Elle dénonce l’inaction de la Commission de l’informatique et des libertés.",
            "Commission de l’informatique et des libertés",
            "organisation",
        ),
        (
            "Nous avons vu le Haut-Commissariat aux réfugiés et l’Organisation du travail.",
            "Haut-Commissariat aux réfugiés",
            "organisation",
        ),
        ("Le Fonds de garantie des victimes a refusé.", "Fonds de garantie des victimes", "organisation"),
        ("Il défend l’Union européenne telle qu’elle est.", "Union européenne", "organisation"),
        ("Il a vu le ministre de l’Écologie Jean de Kervel.", "Jean de Kervel", "person"),
        ("Ils bloquent l’A48 depuis lundi.", "A48", "thing"),
        ("Il craint la Russie de Vladimir Vial.", "Russie", "place"),
        (
            "Il soutient la Fédération bretonne du secteur laitier.",
            "Fédération bretonne du secteur laitier",
            "organisation",
        ),
        (
            "Il parle à la Fondation pour la mémoire de la Résistance.",
            "Fondation pour la mémoire de la Résistance",
            "organisation",
        ),
        ("Les pays d’Europe de l’Est ont voté.", "Europe de l’Est", "place"),
    ],
)
def test_what_belongs_to_a_name(parser: Parser, text: str, name: str, kind: str) -> None:
    found = names(parser, text)
    assert name in found
    if kind == "person":
        assert found[name] == kind


def test_a_tax_in_capitals_is_no_organisation(parser: Parser) -> None:
    found = names(parser, "La hausse de la TVA inquiète la CGPF.")
    assert found["TVA"] == "thing" and found["CGPF"] == "organisation"


def test_a_group_named_in_common_words_is_found_in_all_its_places(parser: Parser) -> None:
    text = "Le mouvement des « bonnets gris » grossit. Les bonnets gris ont défilé. Les « avancées » sont saluées."
    groups = find_groups(parsed(parser, text))
    assert [(g.name, len(g.spans)) for g in groups] == [("bonnets gris", 2)]


def test_a_quoted_plural_said_once_is_no_group(parser: Parser) -> None:
    assert not find_groups(parsed(parser, "Ils parlent d’« avancées » et des « décideurs »."))


def test_a_role_noun_with_its_complement_and_its_number(parser: Parser) -> None:
    article = parsed(parser, "Le gouvernement a reçu les syndicats de la métallurgie.")
    found = {n.title: (n.number, n.subject) for n in find_nominals(article, ())}
    assert found["gouvernement"] == ("sing", True)
    assert found["syndicats de la métallurgie"][0] == "plur"


def mention(parser: Parser, text: str, words: str) -> tuple[str | None, str | None, str]:
    article = parsed(parser, text)
    found: tuple[Name, ...] = find_names(article)
    start = text.index(words)
    read = read_mention(article.paragraphs[0], Span(start, start + len(words)), text, found)
    return read.name, read.title, read.kind


@pytest.mark.parametrize(
    ("text", "words", "name", "title"),
    [
        (
            "La ministre de la Santé, Anne Morel, a dit non.",
            "La ministre de la Santé, Anne Morel",
            "Anne Morel",
            "ministre de la Santé",
        ),
        (
            "Paul Vial, maire de Sainte-Orse, a dit non.",
            "Paul Vial, maire de Sainte-Orse",
            "Paul Vial",
            "maire de Sainte-Orse",
        ),
        ("Le porte-parole de M. Vial a dit non.", "Le porte-parole de M. Vial", None, "porte-parole de M. Vial"),
        ("Une employée interrogée par la radio a dit non.", "Une employée interrogée", None, "employée"),
        ("Des témoignages recueillis hier le disent.", "Des témoignages recueillis", None, "témoignages"),
    ],
)
def test_name_and_title_of_a_mention(
    parser: Parser, text: str, words: str, name: str | None, title: str | None
) -> None:
    assert mention(parser, text, words)[:2] == (name, title)


def test_two_names_joined_are_a_group(parser: Parser) -> None:
    text = "Selon Anne Morel et Paul Vial, le pont tiendra."
    assert mention(parser, text, "Anne Morel et Paul Vial") == ("Anne Morel et Paul Vial", None, "group")


def test_the_key_of_a_name_has_no_accents_and_no_marks() -> None:
    assert plain("« Édouard-Henri »") == "edouard henri"
