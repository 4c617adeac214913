"""What makes the French model faster leaves its annotations as they are: the model as it comes is the witness."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc
from test_properties import SOUP, tried

from kg.frenchmodel import lemmatizer, load
from kg.frenchmodel.token_match import quick_compiling, shortened
from kg.parse import view
from kg.versions import MODEL

ROOT = Path(__file__).parent.parent
TEXTS = [
    path.read_text("utf-8")
    for folder in ("seeds", "tests/sentences")
    for path in sorted((ROOT / folder).rglob("*.t?t"))
]
# Pieces of the words that are one token, of words that only look so, and of what stands around them.
PIECES = [
    "faux", "Demi", "ANTI", "anti", "entr", "réentr", "grand", "grandes", "saut", "pet", "prud", "z", "arc", "bouche",
    "droits", "fac", "simil", "vis", "de", "la", "l", "sous", "saint", "à", "lès", "ski", "air", "homme", "hommes",
    "Vaux", "La Chapelle", "x", "9", "é", "É", "ß", "ſ", "İ", "ı", "Ⅷ", "中", "e\u0301", ".", "$", "\n",
]  # fmt: skip


@cache
def bare() -> Language:
    """The model as spaCy loads it."""
    return spacy.load(MODEL)


@cache
def ours() -> Language:
    """The model as we load it."""
    return load(MODEL)


def tokens(nlp: Language, text: str) -> list[tuple[str, int, str]]:
    """The tokens with their places and the norms that exceptions give them."""
    return [(token.text, token.idx, token.norm_) for token in nlp.tokenizer(text)]


# --- the tokenizer ---


def test_the_long_expression_of_the_tokenizer_is_not_compiled() -> None:
    def length(nlp: Language) -> int:
        return len(nlp.tokenizer.token_match.__self__.pattern)

    assert length(ours()) * 50 < length(bare())


def test_the_texts_of_the_repository_have_the_same_tokens() -> None:
    assert len(TEXTS) > 5
    for text in TEXTS:
        assert tokens(ours(), text) == tokens(bare(), text)
        assert tokens(ours(), view(text)) == tokens(bare(), view(text))


@given(SOUP)
@tried(100)
def test_any_text_has_the_same_tokens(text: str) -> None:
    assert tokens(ours(), text) == tokens(bare(), text)


@given(st.lists(st.sampled_from([*PIECES, "-", "-", "-", "–", "‑", "'", "’"]), min_size=1, max_size=7).map("".join))
@tried(2000)
def test_the_short_expression_matches_the_words_that_the_long_one_does(word: str) -> None:
    assert bool(ours().tokenizer.token_match(word)) == bool(bare().tokenizer.token_match(word))


def test_some_words_of_each_kind_are_one_token() -> None:
    for word in ("faux-vampire", "entr'abat", "saut-de-ski", "pet-en-l'air", "États-unis", "rond-ponné"):
        assert bool(ours().tokenizer.token_match(word)) == bool(bare().tokenizer.token_match(word)) is True, word


def test_an_expression_of_another_shape_stays_as_it_is() -> None:
    letters = "[" + "abcdefghij" * 10 + "]"
    for pattern in (f"(?iu)(?:^a|b{letters}$)|(?:^c{letters}$)", f"(?:^a{letters}$)", f"(?iu)(?:^(a{letters}$)", ""):
        assert shortened(pattern) == pattern


def test_compiling_is_as_before_after_loading_and_after_an_error() -> None:
    before = re.compile
    load(MODEL)
    assert re.compile is before
    try:
        with quick_compiling():
            assert re.compile is not before
            assert re.compile("a+", re.IGNORECASE).match("AA")
            raise KeyError
    except KeyError:
        pass
    assert re.compile is before


# --- lemmas ---


def test_lemmas_that_are_asked_for_are_those_of_the_model() -> None:
    words = sorted({token.text for text in TEXTS for token in ours().tokenizer(view(text)) if not token.is_space})
    asked, model = lemmatizer(ours()), bare().get_pipe("lemmatizer")
    for part in ("NOUN", "VERB", "PROPN"):
        mine, its = (Doc(nlp.vocab, words=words, pos=[part] * len(words)) for nlp in (ours(), bare()))
        for one, other in zip(mine, its, strict=True):
            assert asked.rule_lemmatize(one) == model.rule_lemmatize(other)  # type: ignore[attr-defined]


def test_the_lemmatizer_is_no_step_of_the_pipeline() -> None:
    assert "lemmatizer" in bare().pipe_names and "lemmatizer" not in ours().pipe_names
