"""Whom a claim is about: sentences in, the targets of the first claim out."""

from __future__ import annotations

import pytest

from kg.model import Article, Claim
from kg.pipeline import Pipeline


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()


def last(pipeline: Pipeline, text: str) -> Claim:
    return pipeline(Article("0" * 16, "a", text, "a.txt")).claims[-1]


def targets(pipeline: Pipeline, text: str) -> list[str]:
    return [target.name or "" for target in last(pipeline, text).targets]


@pytest.mark.parametrize(
    ("text", "main"),
    [
        # the addressee of a demand, named or not
        ("Le maire Paul Vial a appelé le gouvernement à financer le pont.", "gouvernement"),
        ("La préfète Anne Morel a appelé les automobilistes à éviter la vallée.", "automobilistes"),
        ("Le député Paul Vial accuse Anne Morel de mentir.", "Anne Morel"),
        # the subject of the content
        ("Le député Paul Vial a déclaré que la Russie menaçait la région.", "Russie"),
        ("Le député Paul Vial a déclaré que le gouvernement reculait.", "gouvernement"),
        # an office stands for its holder
        (
            "Anne Morel, maire de Lyon, est venue. Le député Paul Vial a déclaré que la maire de Lyon reculait.",
            "Anne Morel",
        ),
        # a pronoun for whom it means
        ("Anne Morel est partie. « Elle reviendra demain », a déclaré le député Paul Vial.", "Anne Morel"),
    ],
)
def test_the_main_target_is(pipeline: Pipeline, text: str, main: str) -> None:
    assert last(pipeline, text).main_target == main


def test_a_nationality_names_its_country_with_a_noun_of_state(pipeline: Pipeline) -> None:
    assert targets(pipeline, "Le député Paul Vial a déclaré que la présence militaire russe grandissait.") == ["Russie"]


def test_a_nationality_that_only_classifies_names_nobody(pipeline: Pipeline) -> None:
    assert targets(pipeline, "Le député Paul Vial a déclaré que les banques belges tremblaient.") == []


def test_the_speaker_is_no_target_under_any_name(pipeline: Pipeline) -> None:
    text = "Le député Paul Vial est venu. « Paul Vial ne cède jamais devant Anne Morel », a déclaré M. Vial."
    assert targets(pipeline, text) == ["Anne Morel"]


def test_il_of_the_weather_is_nobody(pipeline: Pipeline) -> None:
    text = "Jean Dupuis est parti. « Il faut attendre la fin des travaux », a déclaré le député Paul Vial."
    assert targets(pipeline, text) == []


def test_two_names_of_one_voice_are_one_target(pipeline: Pipeline) -> None:
    found = targets(pipeline, "Le député Paul Vial a déclaré que Moscou et la Russie reculaient.")
    assert len(found) == 1


def test_a_main_target_is_among_the_targets(pipeline: Pipeline) -> None:
    claim = last(pipeline, "Le maire Paul Vial a demandé à Anne Morel de recevoir la Fédération du lait.")
    assert claim.main_target in [target.name for target in claim.targets]
