"""The parser view, sentence borders on characters, and where tokens stand in the article."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from labelled import article, pipeline

from kg.clean import clean
from kg.model import Span
from kg.parse import Paragraph, Parsed, split_sentences, view
from kg.reading import read

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
SENTENCE = (
    "Le ministre, Pavel Anzin, a cependant déclaré plus tôt mercredi que Mme Morel avait "
    "«\u00a0perdu le contact avec la réalité\u00a0»."
)


def parsed(text: str) -> Parsed:
    """The text as one kept paragraph, parsed."""
    return pipeline().parser(article(text), [Span(0, len(text))])


def sentences(text: str) -> list[str]:
    """The pieces that the borders leave, without the spaces at their ends."""
    starts = split_sentences(text)
    return [text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


# --- the view ---


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("«\u00a0L’Otan\u00a0»", '" L\'Otan "'),
        ("“Non”, ‹non› et „non‟", '"Non", "non" et "non"'),
        ("10\u202f000\u2009km\tou\nplus", "10 000 km ou plus"),
        ("Orle‑Opinion — oui", "Orle-Opinion – oui"),
    ],
)
def test_the_view_is_in_plain_typography(text: str, seen: str) -> None:
    assert view(text) == seen


@pytest.mark.parametrize(
    "text", ["e\u0301mu 🎉 « İ ß ŒUVRE ﬁn »", "\u05e9\u05dc\u05d5\u05dd « \u202boui\u202c »", "\u0000\u200b\ufeff", ""]
)
def test_the_view_has_the_length_of_the_text(text: str) -> None:
    assert len(view(text)) == len(text)


def test_all_texts_of_the_seeds_have_views_of_the_same_length() -> None:
    for path in SEEDS:
        text = path.read_text("utf-8")
        assert len(view(text)) == len(text)


def test_on_the_view_the_content_hangs_on_its_verb_and_without_it_does_not() -> None:
    """Why there is a view: the model takes « for a verb and the root of the sentence."""
    nlp = spacy.load("fr_core_news_sm")
    raw, seen = nlp(SENTENCE), nlp(view(SENTENCE))
    assert [t.dep_ for t in seen if t.text == "perdu"] == ["ccomp"]
    assert next(t for t in seen if t.text == "perdu").head.text == "déclaré"
    assert [t.dep_ for t in raw if t.text == "perdu"] != ["ccomp"]


def test_on_the_view_elided_words_are_words_of_their_own() -> None:
    words = [token.text for token in parsed("L’élue n’a pas dit qu’il s’en ira d’ici.").paragraphs[0].doc]
    assert words == ["L'", "élue", "n'", "a", "pas", "dit", "qu'", "il", "s'", "en", "ira", "d'", "ici", "."]


@pytest.mark.parametrize(
    "text",
    [
        "Il parle d’« ici ».",
        'Il parle d’"ici".',
        "Il parle d’«ici».",
        "Il parle d’“ici”.",
        "Il dit qu’« ici ».",
        "Il dit qu’«ici».",
    ],
)
def test_a_mark_is_a_token_of_its_own_after_an_elided_word(text: str) -> None:
    words = [token.text for token in parsed(text).paragraphs[0].doc]
    assert words[-5:] == [words[-5], '"', "ici", '"', "."]


# --- sentence borders ---


@pytest.mark.parametrize(
    "text",
    [
        "M. Vial est venu.",
        "Mme A. Morel et Me P. Roy sont partis.",
        "J.-P. Roy est là.",
        "La S.N.C.F. a dit non.",
        "Il vit aux U.S.A. depuis 2010.",
        "Le taux est de 3.5 points.",
        "Le no. 3 gagne.",
        "Le St. Michel ferme.",
        "Oui… mais non.",
        "Des pommes, des poires, etc. pour tous.",
        "Il part (enfin [...] peut-être) ce soir.",
        "« Où ? » demande-t-il.",
        "« Non ! », crie-t-elle.",
        "Le site orle.fr est fermé.",
        "« Nous [...] Partons », dit-elle.",
    ],
)
def test_a_stop_that_ends_nothing(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "pieces",
    [
        ["M. Vial est venu.", "Il a dit non."],
        ["Oui…", "Non."],
        ["Où ?", "Là !", "Bien."],
        ["« Oui. »", "Il part."],
        ["« Oui », dit-il.", "« Non. »"],
        ["C’est à lui.", "« Bon », dit-il."],
        ["Il est né en 1990.", "À Brézac, il pleut."],
        ["Il a 3 ans.", "4 chiens aussi."],
    ],
)
def test_a_stop_before_an_upper_case_letter_a_number_or_a_mark_ends_a_sentence(pieces: list[str]) -> None:
    assert sentences(" ".join(pieces)) == pieces


@pytest.mark.parametrize(
    "pieces",
    [
        ["C’est fini.", "Le reste suit."],
        ["Non.»", "Il part."],
        ["Il pleut...", "Elle part."],
        ["Le vrai ?", "Certains doutent."],
    ],
)
def test_glued_sentences_are_two(pieces: list[str]) -> None:
    assert sentences("".join(pieces)) == pieces


def test_a_stop_inside_a_quotation_ends_no_sentence_for_the_reader() -> None:
    text = "« Nous partons. Vous restez », dit-elle. Il pleut."
    (paragraph,) = parsed(text).paragraphs
    assert [s.of(text).strip() for s in paragraph.sentences] == [
        "« Nous partons. Vous restez », dit-elle.",
        "Il pleut.",
    ]
    assert len(list(paragraph.doc.sents)) == 3


@pytest.mark.parametrize("text", ["", " ", ".", "...", "« »", "?!", "a", "🎉", "\u00a0.\u00a0", ". . . A. B. C."])
def test_any_text_has_a_first_sentence_and_borders_that_rise(text: str) -> None:
    starts = split_sentences(text)
    assert starts[0] == 0 and starts == sorted(set(starts))
    assert all(start < len(text) for start in starts[1:])


# --- where tokens stand ---


def hold(found: Parsed) -> None:
    """What must be true of every parsed article."""
    for number, paragraph in enumerate(found.paragraphs):
        assert paragraph.index == number
        assert paragraph.text == paragraph.span.of(found.text)
        offset = paragraph.span.start
        for token in paragraph.doc:
            assert not token.is_space
            start, end = paragraph.start(token), paragraph.end(token)
            assert offset <= start < end <= paragraph.span.end
            assert not found.text[offset:start].strip(" \t\n\r\u00a0\u202f\u2009\u2007\u200b\ufeff"), (
                "a character is lost"
            )
            assert view(found.text[start:end]) == token.text
            assert paragraph.token_at(start) == paragraph.token_at(end - 1) == token.i
            offset = end
        assert_sentences_cover(paragraph)


def assert_sentences_cover(paragraph: Paragraph) -> None:
    """The reader's sentences follow each other with no gap, and each offset has its own."""
    ends = [paragraph.span.start, *(sentence.end for sentence in paragraph.sentences)]
    assert [sentence.start for sentence in paragraph.sentences] == ends[:-1]
    assert ends[-1] == paragraph.span.end
    for sentence in paragraph.sentences:
        if sentence.start < sentence.end:
            assert paragraph.sentence_at(sentence.start) == paragraph.sentence_at(sentence.end - 1) == sentence


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_each_token_stands_where_the_article_has_it(path: Path) -> None:
    (one,) = read([path])
    hold(pipeline().parser(one, clean(one)[0]))


@pytest.mark.parametrize(
    "text",
    [
        "  Oui  —  non\u00a0!  ",
        "«\u202fNon\u202f», dit-elle.Il part.",
        "🎉🎉 e\u0301mu 👩‍🚒 part.",
        "\u05e9\u05dc\u05d5\u05dd \u202boui\u202c.",
        "d' »hystérie »",
        "l’l’l’l’",
        "«»«»“”\"\"''‘‘’’",
        "1 2 3 . , ; : ! ?",
        "aujourd’hui,l’eau,l'air",
        "www.orle.fr/a?b=c&d « oui »",
    ],
)
def test_each_token_of_an_odd_text_stands_where_the_text_has_it(text: str) -> None:
    hold(parsed(text))


def test_paragraphs_are_the_kept_spans_in_their_order() -> None:
    text = "Un pont.\n\nDeux ponts.\n\nTrois ponts."
    kept = [Span(0, 8), Span(23, 35)]
    found = pipeline().parser(article(text), kept)
    assert [p.span for p in found.paragraphs] == kept
    assert [p.text for p in found.paragraphs] == ["Un pont.", "Trois ponts."]


def test_an_article_with_nothing_kept_has_no_paragraphs() -> None:
    assert pipeline().parser(article("Publicité"), []).paragraphs == ()


def test_parsing_twice_gives_the_same_trees() -> None:
    one, other = parsed(SENTENCE), parsed(SENTENCE)
    assert one.paragraphs[0].doc.to_json() == other.paragraphs[0].doc.to_json()


def test_the_outermost_quotation_holds_an_offset() -> None:
    text = "« Il a dit “non” hier », dit-elle."
    (paragraph,) = parsed(text).paragraphs
    quote = paragraph.quote_at(text.index("non"))
    assert quote and quote.inner.of(text) == "Il a dit “non” hier"
    assert paragraph.quote_at(text.index("dit-elle")) is None
