"""What somebody does in saying something: verb and words in, act out."""

from __future__ import annotations

import pytest

from kg.acts import act_of
from kg.model import Act, Attribution, Form, Span


def act(words: str, *, verb: str = "dire", said: Act | None = "assertion", form: Form = "direct") -> Act:
    found = Attribution((Span(0, len(words.rstrip("?"))),), None, None, form, "test", verb, said)
    return act_of(found, words)[0]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Le pont a été construit en 1960", "assertion"),
        ("Il faut fermer le pont", "demand"),
        ("Le maire doit fermer le pont", "demand"),
        ("Nous fermerons le pont avant l’hiver", "promise"),
        ("Nous sommes prêts à fermer le pont", "promise"),
        ("C’est faux", "denial"),
        ("Bien sûr que non", "denial"),
        ("C’est un scandale", "evaluation"),
        ("Nous espérons que le pont tiendra", "evaluation"),
        ("C’est très difficile", "evaluation"),
        ("Le préfet a menti, c’est de l’hypocrisie", "accusation"),
        ("Le préfet porte « la responsabilité » de la fermeture", "accusation"),
        ("Il y a une dette que nous devons payer", "assertion"),
        ("Le préfet devrait fermer le pont", "demand"),
        ("Si le pont ferme, il y aura des conséquences", "warning"),
        ("Quand le pont rouvrira-t-il ?", "question"),
    ],
)
def test_a_neutral_verb_leaves_the_act_to_the_words(words: str, expected: Act) -> None:
    assert act(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("vouloir fermer le pont", "promise"),
        ("espérer une solution", "evaluation"),
        ("elle continuerait à soutenir la ville", "promise"),
        ("le pont devrait fermer à midi", "assertion"),
        ("ils montraient les plans du pont", "assertion"),
        ("le bilan serait de trois morts", "assertion"),
    ],
)
def test_indirect_speech(words: str, expected: Act) -> None:
    assert act(words, form="indirect") == expected


def test_a_verb_that_is_not_neutral_decides() -> None:
    assert act("le pont", verb="dénoncer", said="evaluation", form="indirect") == "evaluation"
    assert act("avoir fermé le pont", verb="nier", said="denial", form="indirect") == "denial"


def test_an_announcement_is_an_assertion() -> None:
    assert act("une bonne nouvelle, formidable", verb="annoncer") == "assertion"


def test_a_figure_that_somebody_estimates_is_an_assertion() -> None:
    assert act("75 000 le nombre d’emplois menacés", verb="estimer", said="evaluation", form="indirect") == "assertion"
