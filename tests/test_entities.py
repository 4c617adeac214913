"""Which names are one entity."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from kg.entities import NOTHING, Group, Name, Overrule, Overrules, country_of, keys, resolve, slug, ties


def together(*names: str, kind: str = "person", overrules: Overrules = NOTHING) -> dict[str, str]:
    """The label that each name gets when all of them are in the store."""
    groups = resolve((Name(name, kind) for name in names), overrules)  # type: ignore[arg-type]
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
        ("USA", "États-Unis", "place"),
        ("Fédération de Russie", "Russie", "place"),
        ("La France", "France", "organisation"),
        ("les États-Unis", "USA", "place"),
        ("Grande-Bretagne", "Royaume-Uni", "organisation"),
        ("Otan", "Organisation du Traité de l’Atlantique Nord", "organisation"),
        ("Alliance atlantique", "NATO", "organisation"),
        ("Nations unies", "ONU", "organisation"),
        ("UE", "Union européenne", "organisation"),
        ("PS", "Parti socialiste", "organisation"),
        ("Kyiv", "Kiev", "place"),
        ("LDVB", "Ligue de défense des vélos bleus", "organisation"),
        ("Ldvb", "Ligue de défense des vélos bleus", "organisation"),
        ("E.D.B.", "Eaux de Brume", "organisation"),
        ("UPB", "Union pour la Brume", "organisation"),
        ("Canal+", "Canal Plus", "organisation"),
        ("Assad", "Bachar al-Assad", "person"),
        ("Ornano", "Anne d’Ornano", "person"),
        ("Vellard-Berkane", "Nora Vellard-Berkane", "person"),
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
        ("Moscou", "Russie", "place"),
        ("Hollande", "Pays-Bas", "place"),
        ("Autorité palestinienne", "Palestine", "organisation"),
        ("LVB", "Ligue des vélos", "organisation"),
        ("PV", "Parti des vélos", "organisation"),
        ("SDD", "service de la dette", "organisation"),
        ("Thomas", "Anne Thomas", "person"),
        ("Canal", "Canal+", "organisation"),
        ("Vial I", "Vial II", "person"),
        ("Berkane", "Nora Vellard-Berkane", "person"),
        ("LGJ", "Le Grand Jeu", "organisation"),
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


def test_an_acronym_with_two_candidates_stays_apart() -> None:
    names = ("ADB", "Agence des bois", "Académie du dessin bleu", "Amis des dunes blanches")
    assert together(*names, kind="organisation") == {name: name for name in names}


def test_an_acronym_finds_its_organisation_in_whatever_it_is_taken_for() -> None:
    groups = resolve([Name("LDVB", "place"), Name("Ligue de défense des vélos bleus", "organisation")])
    (group,) = {group.id: group for group in groups.values()}.values()
    assert (group.label, group.kind) == ("Ligue de défense des vélos bleus", "organisation")


def test_a_surname_that_is_also_a_country_is_a_person_where_articles_say_so() -> None:
    (group,) = resolve([Name("Maurice", "person")]).values()
    assert (group.label, group.kind, group.id) == ("Maurice", "person", "maurice-person")


def test_a_country_has_its_usual_name_and_an_identifier() -> None:
    (group,) = resolve([Name("Fédération de Russie", "organisation")]).values()
    assert (group.label, group.id, group.kind) == ("Russie", "russie", "place")
    assert group.identifiers == {"https://sws.geonames.org/2017370/"}


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("Moscou", "place", "Russie"),
        ("Kremlin", "organisation", "Russie"),
        ("Maison Blanche", "organisation", "États-Unis"),
        ("Élysée", "organisation", "France"),
        ("Quai d'Orsay", "organisation", "France"),
        ("Kyiv", "place", "Ukraine"),
        ("diplomatie russe", "unnamed", "Russie"),
        ("ministère russe des Affaires étrangères", "organisation", "Russie"),
        ("ministère de la Défense sud-coréen", "organisation", "Corée du Sud"),
        ("présidence ukrainienne", "unnamed", "Ukraine"),
        ("l’armée italienne", "organisation", "Italie"),
        ("Le Kremlin", "organisation", "Russie"),
        ("autorités françaises", "group", "France"),
        ("état-major israélien", "organisation", "Israël"),
        ("armée de l’air des États-Unis", "organisation", "États-Unis"),
        ("ambassade de Chine en France", "organisation", "Chine"),
    ],
)
def test_a_country_speaks_under_this_name(name: str, kind: str, country: str) -> None:
    (group,) = resolve([Name(name, kind)]).values()  # type: ignore[arg-type]
    assert group.voice_of is not None and group.voice_of.label == country
    assert group.country is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Russie", "place"),
        ("Djibouti", "place"),
        ("ministre russe", "person"),
        ("ministre russe des Affaires étrangères", "unnamed"),
        ("diplomate russe", "unnamed"),
        ("entreprise française", "organisation"),
        ("banque belge", "organisation"),
        ("gouvernement", "organisation"),
        ("gouvernement congolais", "organisation"),
        ("armée syrienne libre", "organisation"),
        ("armée républicaine irlandaise", "organisation"),
        ("autorités locales ukrainiennes", "group"),
        ("opposition russe", "group"),
        ("gouvernement franco-allemand", "organisation"),
        ("armées française et belge", "organisation"),
        ("Saint-Denis", "place"),
        ("Bruxelles", "place"),
        ("Washington", "person"),
        ("Opéra de Paris", "organisation"),
    ],
)
def test_no_country_speaks_under_this_name(name: str, kind: str) -> None:
    assert country_of(Name(name, kind)) is None  # type: ignore[arg-type]
    (group,) = resolve([Name(name, kind)]).values()  # type: ignore[arg-type]
    assert group.voice_of is None


def test_a_person_called_like_a_capital_is_no_voice() -> None:
    groups = resolve([Name("Washington", "place"), Name("Washington", "person"), Name("Denzel Washington", "person")])
    voices = {group.label: group.voice_of and group.voice_of.label for group in groups.values()}
    assert voices == {"Washington": "États-Unis", "Denzel Washington": None}


def test_the_label_is_the_fullest_name_with_accents_and_no_shouting() -> None:
    assert set(together("LAVROV", "Sergei Lavrov", "Sergueï Lavrov").values()) == {"Sergueï Lavrov"}
    assert set(together("MOSCOU", "Moscou", kind="place").values()) == {"Moscou"}
    assert set(together("PARIS", "Paris", kind="place").values()) == {"Paris"}
    assert set(together("Anne MOREL", "Anne Morel").values()) == {"Anne Morel"}
    assert set(together("Facebook Anne Morel", "Anne Morel", "Morel").values()) == {"Anne Morel"}
    assert set(together("Otan", "OTAN", kind="organisation").values()) == {"OTAN"}


MANY = [
    Name(text, kind)  # type: ignore[arg-type]
    for kind, texts in {
        "person": "Poutine;Vladimir Poutine;V. Poutine;Sergei Lavrov;Sergueï Lavrov;Lavrov;Macron;Emmanuel Macron;"
        "Brigitte Macron;Zelensky;Volodymyr Zelenskyy;Choïgou;Sergei Shoigu;Leyen;von der Leyen;Ursula von der Leyen;"
        "Washington;Denzel Washington;Russie;Maurice;LDVB;Otan;Thomas;Anne Thomas",
        "place": "Washington;Russie;Etats-Unis;USA;États-Unis;Moscou;Kyiv;Kiev;Maurice;Otan",
        "organisation": "OTAN;Organisation du Traité de l’Atlantique Nord;Alliance atlantique;LDVB;Ldvb;Nations unies;"
        "Ligue de défense des vélos bleus;Lycée des deux vallons bretons;Kremlin;Fédération de Russie;Emmanuel Macron",
        "unnamed": "diplomatie russe;présidence ukrainienne;ministre russe",
    }.items()
    for text in texts.split(";")
]
SAID = Overrules.of(
    [
        Overrule("Vova", "Poutine"),
        Overrule("V. Poutine", "Vladimir Poutine", "https://example.org/vp"),
        Overrule("Sergei Lavrov", None),
        Overrule("Macron", "Emmanuel Macron"),
        Overrule("Lycée des deux vallons bretons", "LDVB"),
        Overrule("Alliance atlantique", None),
        Overrule("Ricains", "USA"),
        Overrule("Anne Thomas", "Anne Morel"),
    ]
)
BOTH = pytest.mark.parametrize("overrules", [NOTHING, SAID], ids=["rules", "user"])


@BOTH
def test_the_answer_does_not_depend_on_the_order(overrules: Overrules) -> None:
    names = list(MANY)
    expected = resolve(names, overrules)
    for seed in range(20):
        random.Random(seed).shuffle(names)
        assert resolve(names, overrules) == expected


def company(name: Name, names: Iterable[Name], overrules: Overrules) -> set[Name]:
    """``name`` and all whom a chain of keys ties to it."""
    found, todo = {name}, set(ties(name))
    seen: set[str] = set()
    while todo:
        key = todo.pop()
        seen.add(key)
        new = {other for other in names if key in keys(other)} - found
        found |= new
        todo |= {tie for other in new for tie in ties(other)} | overrules.links.get(key, frozenset())
        todo -= seen
    return found


@BOTH
def test_a_name_is_decided_by_the_names_it_is_tied_to(overrules: Overrules) -> None:
    """In every set of names: this is what makes a new article cheap."""
    chance = random.Random(1)
    for _ in range(150):
        names = chance.sample(MANY, chance.randint(1, len(MANY)))
        whole = resolve(names, overrules)
        for name in chance.sample(names, min(8, len(names))):
            part = company(name, names, overrules)
            assert resolve(part, overrules) == {other: whole[other] for other in part}


@BOTH
def test_entities_of_any_set_of_names_have_ids_of_their_own(overrules: Overrules) -> None:
    chance = random.Random(2)
    for _ in range(150):
        names = chance.sample(MANY, chance.randint(1, len(MANY)))
        by_id: dict[str, Group] = {}
        for group in resolve(names, overrules).values():
            assert by_id.setdefault(group.id, group) == group


def test_the_keys_of_ordinary_names_are_few() -> None:
    assert all(len(ties(name)) <= 4 and len(keys(name)) <= 5 for name in MANY)


# What the user says


def said(*rows: tuple[str, str | None]) -> Overrules:
    return Overrules.of(Overrule(name, canonical) for name, canonical in rows)


def test_a_name_stands_for_another_whatever_the_rules_say() -> None:
    people = ("Le Patron", "Poutine", "Vladimir Poutine", "Macron", "Emmanuel Macron", "Brigitte Macron")
    got = together(*people, overrules=said(("Le Patron", "Vladimir Poutine"), ("Macron", "Emmanuel Macron")))
    assert got["Le Patron"] == got["Poutine"] == "Vladimir Poutine"
    assert got["Macron"] == "Emmanuel Macron" and got["Brigitte Macron"] == "Brigitte Macron"


def test_the_canonical_name_is_the_label_though_no_article_has_it() -> None:
    assert together("Vova", overrules=said(("Vova", "Vladimir Poutine"))) == {"Vova": "Vladimir Poutine"}


def test_a_name_kept_apart_joins_nobody_and_nobody_joins_it() -> None:
    assert together("Poutine", "Vladimir Poutine", overrules=said(("Poutine", None)))["Poutine"] == "Poutine"
    assert together("Poutine", "Vladimir Poutine", overrules=said(("Vladimir Poutine", None)))["Poutine"] == "Poutine"
    got = together("USA", "Etats-Unis", kind="place", overrules=said(("USA", None)))
    assert got == {"USA": "USA", "Etats-Unis": "États-Unis"}
    got = together("Alliance atlantique", "OTAN", kind="organisation", overrules=said(("OTAN", None)))
    assert got == {"Alliance atlantique": "Alliance atlantique", "OTAN": "OTAN"}
    full = "Ligue de défense des vélos bleus"
    got = together("LDVB", full, kind="organisation", overrules=said((full, None)))
    assert got == {"LDVB": "LDVB", full: full}


def test_a_surname_follows_the_person_whom_the_user_calls_otherwise() -> None:
    overrules = said(("Vladimir Poutine", "Le Patron"))
    assert set(together("Poutine", "Vladimir Poutine", overrules=overrules).values()) == {"Le Patron"}


def test_a_name_that_stands_for_a_person_is_one_whatever_the_article_takes_it_for() -> None:
    names = [Name("Poutine", "person"), Name("Vladimir Poutine", "person"), Name("Vova", "unnamed")]
    groups = resolve(names, said(("Vova", "Poutine")))
    assert {group.label for group in groups.values()} == {"Vladimir Poutine"}


def test_the_user_says_how_a_name_is_written() -> None:
    assert set(together("OTAN", "Otan", kind="organisation", overrules=said(("Otan", "Otan"))).values()) == {"Otan"}


def test_a_name_can_lead_to_a_country_by_another_of_its_names() -> None:
    got = together("Ricains", "Etats-Unis", kind="place", overrules=said(("Ricains", "USA")))
    assert set(got.values()) == {"États-Unis"}


def test_an_identifier_is_that_of_the_entity() -> None:
    overrules = Overrules.of([Overrule("Vova", "Vladimir Poutine", "https://example.org/vp")])
    for names in (("Vova",), ("Vladimir Poutine",), ("Poutine", "Vladimir Poutine")):
        groups = resolve((Name(name, "person") for name in names), overrules)
        assert {tuple(group.identifiers) for group in groups.values()} == {("https://example.org/vp",)}, names


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
