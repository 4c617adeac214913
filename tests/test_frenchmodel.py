"""What makes the French model faster leaves its annotations as they are: the model as it comes is the witness."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, Token
from test_properties import SOUP, tried

from kg.frenchmodel import lemmatizer, load, networks, words_are_no_spaces
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


# --- the networks, and the annotations in all ---


def annotations(token: Token) -> tuple[object, ...]:
    """All that the model says of a word but its lemma and tag."""
    return (
        token.text, token.head.i, token.dep_, token.pos_, str(token.morph), token.ent_iob_, token.ent_type_,
        token.is_sent_start,
    )  # fmt: skip


def annotated(nlp: Language, texts: list[str]) -> list[list[tuple[object, ...]]]:
    """What the model says of the texts' words, paragraph by paragraph, as one batch."""
    docs = []
    for text in texts:
        words = [(token.text, bool(token.whitespace_)) for token in nlp.tokenizer(text) if not token.is_space]
        docs.append(Doc(nlp.vocab, words=[word for word, _ in words], spaces=[space for _, space in words]))
    return [[annotations(token) for token in doc] for doc in nlp.pipe(docs)]


def test_the_texts_of_the_repository_have_the_same_annotations() -> None:
    for text in TEXTS:
        paragraphs = [view(line) for line in text.splitlines() if line.strip()]
        assert annotated(ours(), paragraphs) == annotated(bare(), paragraphs)


@given(st.lists(SOUP, min_size=1, max_size=4))
@tried(60)
def test_any_texts_have_the_same_annotations(texts: list[str]) -> None:
    assert annotated(ours(), texts) == annotated(bare(), texts)


def run_by_numpy(nlp: Language) -> list[str]:
    """The networks of a pipeline that numpy runs."""
    return [
        f"{name}: {node.name}"
        for name, step in nlp.pipeline
        for node in (step.model.walk() if getattr(step, "model", None) else ())
        if node.name in {"tok2vec", "precomputable_affine"} and node.layers
    ]


def test_numpy_runs_the_networks_of_the_words_and_of_the_two_parsers() -> None:
    names = ["tok2vec: tok2vec", "parser: precomputable_affine", "ner: precomputable_affine", "ner: tok2vec"]
    assert run_by_numpy(ours()) == names
    assert not run_by_numpy(bare())


def test_vectors_differ_by_rounding_only_also_when_the_words_are_known() -> None:
    step, its = ours().get_pipe("tok2vec"), bare().get_pipe("tok2vec")
    for _ in range(2):
        for text in (view(TEXTS[0]), "Oui"):
            mine = step.model.predict([ours().tokenizer(text)])[0]  # type: ignore[attr-defined]
            other = its.model.predict([bare().tokenizer(text)])[0]  # type: ignore[attr-defined]
            assert np.abs(mine - other).max() < 5e-5


def test_vectors_are_the_same_bits_whatever_was_read_before() -> None:
    docs = [bare().tokenizer(view(line)) for text in TEXTS[:5] for line in text.splitlines() if line.strip()]
    network = bare().get_pipe("tok2vec").model  # type: ignore[attr-defined]
    fresh, used = networks.Encoder(network), networks.Encoder(network)
    for doc in reversed(docs):
        used([doc])
    for mine, its in zip(fresh(docs), used(docs), strict=True):
        assert mine.tobytes() == its.tobytes()


def test_the_words_that_are_kept_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "_MOST_WORDS", 100)
    encoder = networks.Encoder(bare().get_pipe("tok2vec").model)  # type: ignore[attr-defined]
    first = encoder([bare().tokenizer("Le maire a dit non.")])[0]
    for number in range(40):
        encoder([bare().tokenizer(" ".join(f"mot{number}x{i}" for i in range(20)))])
        assert len(encoder._numbers) <= 120
    assert np.abs(encoder([bare().tokenizer("Le maire a dit non.")])[0] - first).max() < 5e-5


def test_a_network_that_gives_something_else_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "_EPSILON", np.float32(5))
    nlp = spacy.load(MODEL, exclude=["lemmatizer"])
    assert networks.quicken(nlp) == ["parser: precomputable_affine", "ner: precomputable_affine"]
    assert run_by_numpy(nlp) == ["parser: precomputable_affine", "ner: precomputable_affine"]
    assert annotated(nlp, [view(TEXTS[0])]) == annotated(bare(), [view(TEXTS[0])])


def test_a_network_of_another_kind_stays_as_it_is() -> None:
    nlp = spacy.blank("fr")
    other = {"@architectures": "spacy.HashEmbedCNN.v2", "width": 8, "depth": 2, "embed_size": 50, "window_size": 2}
    other |= {"maxout_pieces": 2, "subword_features": True, "pretrained_vectors": None}
    nlp.add_pipe("tok2vec", config={"model": other})
    nlp.initialize()
    assert networks.quicken(nlp) == []


def test_a_word_that_is_taken_for_a_space_is_of_no_known_part_of_speech() -> None:
    doc = Doc(ours().vocab, words=["Oui", " ", "non"], pos=["SPACE", "SPACE", "NOUN"], morphs=["Number=Sing"] * 3)
    found = [(token.pos_, str(token.morph)) for token in words_are_no_spaces(doc)]
    assert found == [("X", ""), ("SPACE", "Number=Sing"), ("NOUN", "Number=Sing")]
