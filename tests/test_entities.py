"""Which names are one entity."""

from __future__ import annotations

import random

import pytest

from kg.entities import Name, block, resolve, slug


def together(*names: str, kind: str = "person") -> dict[str, str]:
    """The label that each name gets when all of them are in the store."""
    groups = resolve(Name(name, kind) for name in names)  # type: ignore[arg-type]
    return {name.name: group.label for name, group in groups.items()}


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Etats-Unis", "États-Unis", "place"),
        ("ETATS UNIS", "États-Unis", "place"),
        ("OTAN", "Otan", "organisation"),
        ("O.N.U.", "ONU", "organisation"),
        ("Conseil de l'Europe", "Conseil de l’Europe", "organisation"),
        ("Sergei Lavrov", "Sergueï Lavrov", "person"),
        ("Serguei Lavrov", "Sergey Lavrov", "person"),
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy", "person"),
        ("Volodymyr Zelenski", "Volodymyr Zelenskiy", "person"),
        ("Sergueï Choïgou", "Sergei Shoigu", "person"),
        ("Jean Marie Le Pen", "Jean-Marie Le Pen", "person"),
        ("Poutine", "Vladimir Poutine", "person"),
        ("Zelenski", "Volodymyr Zelensky", "person"),
        ("von der Leyen", "Ursula von der Leyen", "person"),
        ("Le Pen", "Marine Le Pen", "person"),
    ],
)
def test_two_spellings_are_one(one: str, other: str, kind: str) -> None:
    assert len(set(together(one, other, kind=kind).values())) == 1


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Emmanuel Macron", "Brigitte Macron", "person"),
        ("Niger", "Nigeria", "place"),
        ("Corée du Nord", "Corée du Sud", "place"),
        ("Guinée", "Guinée-Bissau", "place"),
        ("Paris", "Mairie de Paris", "organisation"),
        ("Vladimir Poutine", "Volodymyr Poutine", "person"),
    ],
)
def test_two_things_stay_two(one: str, other: str, kind: str) -> None:
    assert len(set(together(one, other, kind=kind).values())) == 2


def test_a_surname_with_two_candidates_stays_apart() -> None:
    assert together("Macron", "Emmanuel Macron", "Brigitte Macron") == {
        "Macron": "Macron",
        "Emmanuel Macron": "Emmanuel Macron",
        "Brigitte Macron": "Brigitte Macron",
    }


def test_a_part_of_a_part_of_a_name_joins_the_whole() -> None:
    assert set(together("Leyen", "von der Leyen", "Ursula von der Leyen").values()) == {"Ursula von der Leyen"}


def test_a_town_is_not_the_person_of_that_surname() -> None:
    groups = resolve([Name("Washington", "place"), Name("Washington", "person"), Name("Denzel Washington", "person")])
    assert groups[Name("Washington", "place")].label == "Washington"
    assert groups[Name("Washington", "person")].label == "Denzel Washington"


def test_a_country_taken_for_a_person_once_is_still_a_country() -> None:
    groups = resolve([Name("Russie", "place"), Name("Russie", "person")])
    assert {(group.id, group.kind) for group in groups.values()} == {("russie", "place")}


def test_the_label_is_the_fullest_name_with_accents_and_no_shouting() -> None:
    assert set(together("LAVROV", "Sergei Lavrov", "Sergueï Lavrov").values()) == {"Sergueï Lavrov"}
    assert set(together("MOSCOU", "Moscou", kind="place").values()) == {"Moscou"}
    assert set(together("Otan", "OTAN", kind="organisation").values()) == {"OTAN"}


def test_the_answer_does_not_depend_on_the_order() -> None:
    names = [
        Name(n, "person") for n in ("Poutine", "Vladimir Poutine", "V. Poutine", "Sergei Lavrov", "Sergueï Lavrov")
    ]
    expected = resolve(names)
    for seed in range(20):
        random.Random(seed).shuffle(names)
        assert resolve(names) == expected


def test_blocks_can_be_decided_one_by_one() -> None:
    texts = (
        "Poutine", "Vladimir Poutine", "Zelensky", "Volodymyr Zelenskyy", "Choïgou", "Sergei Shoigu", "Macron",
        "Emmanuel Macron", "Brigitte Macron", "Loukachenko", "Alexandre Lukashenko",
    )  # fmt: skip
    names = [Name(text, "person") for text in texts]
    whole = resolve(names)
    for key in {block(name.name) for name in names}:
        part = [name for name in names if block(name.name) == key]
        assert resolve(part) == {name: whole[name] for name in part}


@pytest.mark.parametrize("name", ["???", "", "\n", "🙂", "…", "l’"])
def test_a_name_without_letters_has_an_id_too(name: str) -> None:
    assert slug(name)
    assert resolve([Name(name, "unnamed")])


def test_ids_are_different_for_different_entities() -> None:
    texts = ["Le Pen", "Marine Le Pen", "Jean-Marie Le Pen", "O.T.A.N.", "O T A N", "OTAN", "l'Obs", "Obs", "L Obs"]
    groups = resolve([Name(text, kind) for text in texts for kind in ("person", "organisation")])  # type: ignore[arg-type]
    by_id = {}
    for group in groups.values():
        assert by_id.setdefault(group.id, group) == group
