"""What a claim is about beside names: sentences in, the lemmas of the content nouns out."""

from __future__ import annotations

import pytest

from kg.model import Article
from kg.pipeline import Pipeline


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # lemmas, in the order of the text, each once
        ("Anne Morel a déclaré que les taxes et les impôts étouffent les taxes.", ("taxe", "impôt")),
        ("« Les journaux et les travaux coûtent », a dit Anne Morel.", ("journal", "travail")),
        # words that do not change
        ("Anne Morel a dénoncé le prix du gaz.", ("prix", "gaz")),
        # neither names nor time nor quantity
        ("Anne Morel a promis que des milliers de logements seront prêts lundi en janvier.", ("logement",)),
        ("Anne Morel a salué l’action de la Cour des comptes.", ("action",)),
        # nothing but pronouns
        ("« J’en suis sûre », a dit Anne Morel.", ()),
    ],
)
def test_the_topics_are(pipeline: Pipeline, text: str, expected: tuple[str, ...]) -> None:
    (claim,) = pipeline(Article("0" * 16, "a", text, "a.txt")).claims
    assert claim.topics == expected


def test_the_words_beside_the_content_are_no_topics(pipeline: Pipeline) -> None:
    text = "Interrogée sur le budget, Anne Morel a dit devant la presse que le pont tiendra."
    topics = {topic for claim in pipeline(Article("0" * 16, "a", text, "a.txt")).claims for topic in claim.topics}
    assert "pont" in topics and not {"budget", "presse"} & topics
