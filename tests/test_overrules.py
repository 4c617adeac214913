"""What the user says of names: the CSV file, and what the store makes of it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from gold_extractions import made, seeds

import kg
from kg.entities import Overrule, Overrules, parse, read, text_of
from kg.errors import OverruleError, StoreError
from kg.graph import EXACT_MATCH
from kg.model import Extraction
from kg.store import Store

HEAD = "name,canonical,identifier\n"


def quads(store: Store) -> list[str]:
    return sorted(str(quad) for quad in store.raw)


def filled(extractions: list[Extraction], rows: list[Overrule] | None = None) -> Store:
    store = Store.memory()
    store.overrule(rows or [])
    for extraction in extractions:
        store.add(extraction)
    return store


def speakers(store: Store) -> set[str]:
    return {str(claim.record["speaker"]) for article in store.all_articles() for claim in article.claims}


# The file


def test_a_row_says_what_a_name_stands_for_or_that_it_is_apart() -> None:
    text = HEAD + 'Vova, Vladimir Poutine ,https://example.org/vp\n\n"Martin, Anne",Anne Martin\nLavrov,Keep apart\n'
    assert parse(text, "x.csv") == [
        Overrule("Vova", "Vladimir Poutine", "https://example.org/vp"),
        Overrule("Martin, Anne", "Anne Martin"),
        Overrule("Lavrov", None),
    ]


@pytest.mark.parametrize("text", ["name;canonical\nVova;à part\n", "\ufeffname,canonical\r\nVova,À PART\r\n"])
def test_a_file_of_a_spreadsheet_is_read_too(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.csv").write_bytes(text.encode())
    assert read(tmp_path / "x.csv") == [Overrule("Vova", None)]


def test_what_is_printed_is_read_back() -> None:
    rows = [Overrule('Martin, "Nano"', "Anne Martin"), Overrule("Lavrov", None), Overrule("a", "b", "urn:x:1")]
    assert parse(text_of(rows), "x.csv") == rows


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "x.csv, line 1: the header must be name,canonical,identifier (identifier may be left out)"),
        ("nom,canonique\n", "x.csv, line 1: the header must be name,canonical,identifier"),
        (HEAD + ",Anne Martin\n", "x.csv, line 2: no name; fill the first cell or remove the line"),
        (HEAD + "Vova\n", "x.csv, line 2: what does 'Vova' stand for? Write a name, or: keep apart"),
        (HEAD + "a,b,c,d\n", "x.csv, line 2: 4 cells for 3 columns; put quotation marks around a comma"),
        (HEAD + "a,b,Q42\n", "x.csv, line 2: 'Q42' is not an absolute IRI; write it like https://example.org/42"),
        (HEAD + "a,b,https://x/a b\n", "x.csv, line 2: 'https://x/a b' is not an absolute IRI"),
        (HEAD + "a,b\nc,d\nA,e\n", "x.csv, line 4: 'A' is already on line 2; keep one of the two"),
        (HEAD + "x,y\na,b\nb,c\nc,a\n", "x.csv, line 3: these names stand for each other: a → b → c → a; take one"),
        (HEAD + 'a,"b\n', "x.csv, line 2: unexpected end of data; close the quotation mark"),
    ],
)
def test_a_bad_row_is_named_by_file_and_line(text: str, message: str) -> None:
    with pytest.raises(OverruleError) as error:
        parse(text, "x.csv")
    assert str(error.value).startswith(message) and "\n" not in str(error.value)


def test_a_name_given_twice_with_one_meaning_is_no_error() -> None:
    assert len(parse(HEAD + "a,b\nA,b\n", "x.csv")) == 1


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(OverruleError, match=r"none\.csv: No such file or directory"):
        read(tmp_path / "none.csv")
    (tmp_path / "x.csv").write_bytes(b"name,canonical\n\xe9,a\n")
    with pytest.raises(OverruleError, match=r"x\.csv: not UTF-8 at byte 15; save it as UTF-8"):
        read(tmp_path / "x.csv")


# In the store

CLAIMS = [
    made(1, ("Poutine", ("OTAN",), "a"), ("Emmanuel Macron", (), "b"), kinds={"OTAN": "organisation"}),
    made(2, ("Vladimir Poutine", ("Poutine",), "c"), ("Macron", ("USA",), "d"), kinds={"USA": "place"}),
    made(
        3, ("Brigitte Macron", ("Alliance atlantique", "Kremlin"), "e"), kinds={"Alliance atlantique": "organisation"}
    ),
    made(4, ("V. Poutine", ("Etats-Unis",), "f"), ("Kremlin", (), "g"), kinds={"Etats-Unis": "place"}),
    made(5, ("LDVB", ("Ligue de défense des vélos bleus",), "h"), ("Russie", (), "i"), kinds={"Russie": "place"}),
    made(
        6,
        ("Ligue de défense des vélos bleus", ("LDVB", "Moscou"), "j"),
        ("diplomatie russe", (), "k"),
        kinds={"Ligue de défense des vélos bleus": "organisation", "LDVB": "organisation", "Moscou": "place"},
    ),
]
ROWS = [
    Overrule("V. Poutine", "Vladimir Poutine", "https://example.org/vp"),
    Overrule("Macron", "Emmanuel Macron"),
    Overrule("Alliance atlantique", None),
    Overrule("LDVB", "Les Vélos"),
    Overrule("Moscou", "Kremlin"),
]


def test_the_graph_does_not_depend_on_when_the_user_spoke_nor_on_the_order_of_articles() -> None:
    """Byte for byte, with surnames, acronyms, countries, voices and overrulings coming and going."""
    chance = random.Random(3)
    with_rows, without = quads(filled(CLAIMS, ROWS)), quads(filled(CLAIMS))
    for _ in range(25):
        chance.shuffle(CLAIMS)
        store, rows = Store.memory(), list(ROWS)
        chance.shuffle(rows)
        for extraction in CLAIMS:
            store.add(extraction)
            for _ in range(chance.randint(0, 2)):
                if rows:
                    store.overrule([rows.pop()])
        store.overrule(rows)
        assert quads(store) == with_rows
        gone = chance.sample(CLAIMS, 3)
        for extraction in gone:
            store.remove(extraction.article.id)
        assert quads(store) == quads(filled([e for e in CLAIMS if e not in gone], ROWS))
        for extraction in (*gone, *gone):
            store.add(extraction)
        assert quads(store) == with_rows
        store.undo(*(row.name for row in ROWS))
        assert quads(store) == without


def test_a_country_is_there_as_long_as_it_has_a_voice_or_a_name() -> None:
    store = filled([])
    country = store.iris.entity("russie")
    for number, name in enumerate(("Kremlin", "Russie", "Moscou")):
        store.add(made(number, (name, (), "a"), kinds={name: "place"}))
    triples = {t for t in store.triples(store.iris.names) if t[0] == country and "prefLabel" not in t[1]}
    assert {t[2] for t in triples if t[1] == EXACT_MATCH} == {"<https://sws.geonames.org/2017370/>"}
    for number in (1, 0):
        store.remove(f"article-{number}")
        assert {t for t in store.triples(store.iris.names) if t[0] == country} == triples
    store.remove("article-2")
    assert len(store.raw) == 0


def test_an_overruling_survives_the_store_being_closed_and_every_article(tmp_path: Path) -> None:
    with kg.open(tmp_path / "x.kg", write=True) as store:
        store.add(made(1, ("Vova", (), "Non")))
        store.overrule([Overrule("Vova", "Vladimir Poutine", "https://example.org/vp")])
        store.remove("article-1")
    with kg.open(tmp_path / "x.kg", write=True) as store:
        store.add(made(1, ("Vova", (), "Non")))
        store.add(made(2, ("Poutine", (), "Oui"), ("Vladimir Poutine", (), "Oui")))
        assert speakers(store) == {"Vladimir Poutine"}
        assert list(store.overrules()) == [Overrule("Vova", "Vladimir Poutine", "https://example.org/vp")]
        (entity,) = store.entities("poutine")
        assert entity.identifiers == ("https://example.org/vp",)


def test_two_entities_become_one_with_all_their_names_and_two_again() -> None:
    people = ("Anne Morel", "Morel", "Anna Morele", "Paul Petit")
    store = filled([made(number, (name, (), "a")) for number, name in enumerate(people)])
    before = quads(store)
    assert store.merge("Anne Morel", "anna morele") == "Anna Morele"
    assert speakers(store) == {"Anna Morele", "Paul Petit"}
    store.add(made(9, ("MOREL", (), "a")))
    assert speakers(store) == {"Anna Morele", "Paul Petit"}
    store.remove("article-9")
    store.undo("Anne Morel")
    assert quads(store) == before


def test_a_name_that_is_split_stays_apart() -> None:
    store = filled([made(1, ("Vladimir Poutine", (), "a"), ("Poutine", (), "b"))])
    assert store.split("poutine") == "Vladimir Poutine"
    assert speakers(store) == {"Vladimir Poutine", "Poutine"}
    assert [row.name for row in store.overrules()] == ["Poutine"]


def test_a_merge_by_mistake_is_said_so() -> None:
    store = filled([made(1, ("Vladimir Poutine", (), "a"), ("Poutine", (), "b"), ("Anne Morel", (), "c"))])
    for names, message in (
        (("Poutin", "Anne Morel"), "nobody and nothing is called 'Poutin' in the store; the closest: Vladimir Poutine"),
        (("Anne Morel", "Zzz"), "nobody and nothing is called 'Zzz' in the store; they are listed by: kg entities"),
        (("Poutine", "Vladimir Poutine"), "'Poutine' and 'Vladimir Poutine' are one already: Vladimir Poutine"),
    ):
        with pytest.raises(OverruleError) as error:
            store.merge(*names)
        assert str(error.value) == message
    with pytest.raises(OverruleError, match="nothing is overruled of 'Poutine'; all that is: kg entities overrules"):
        store.undo("Poutine")
    assert not len(store.overrules())


def test_a_name_that_two_entities_have_is_not_chosen_for() -> None:
    kinds = {"Washington": "place"}
    store = filled([made(1, ("Washington", (), "a"), kinds=kinds), made(2, ("Washington", (), "b"))])  # type: ignore[arg-type]
    store.add(made(3, ("Denzel Washington", ("Anne Morel",), "c")))
    with pytest.raises(OverruleError, match="say which: entity:denzel-washington, entity:washington"):
        store.split("washingtoN")
    assert store.merge("entity:denzel-washington", "Anne Morel") == "Anne Morel"
    assert speakers(store) == {"Anne Morel", "Washington"}


def test_a_circle_changes_nothing() -> None:
    store = filled([made(1, ("Anne Morel", (), "a"))], [Overrule("Anna", "Anne Morel")])
    before = quads(store)
    with pytest.raises(OverruleError, match="these names stand for each other: "):
        store.overrule([Overrule("Anne Morel", "Anna")])
    assert quads(store) == before and len(store.overrules()) == 1


def test_a_store_opened_to_read_is_not_overruled(tmp_path: Path) -> None:
    with Store.open(tmp_path / "x.kg", write=True) as store:
        store.add(made(1, ("Anne Morel", (), "a"), ("Paul Petit", (), "b")))
    with Store.open(tmp_path / "x.kg") as store, pytest.raises(StoreError, match="is open to read; open it with write"):
        store.merge("Anne Morel", "Paul Petit")


def test_an_entity_says_what_is_known_of_it() -> None:
    store = filled(seeds())
    (lavrov,) = store.entities("lavrov")
    assert (lavrov.label, lavrov.kind, lavrov.offices) == (
        "Sergueï Lavrov", "person", ("ministre russe des Affaires étrangères",)
    )  # fmt: skip
    assert lavrov.said == 9 and lavrov.about == 0
    assert [entity.voice_of for entity in store.entities("diplomatie russe")] == ["Russie"]
    assert {entity.label for entity in store.entities("*ov")} >= {"Sergueï Lavrov"}
    assert len(store.entities()) == sum(store.stats()["entities"].values())


def test_the_rules_of_a_set_of_overrulings() -> None:
    rows = Overrules.of([Overrule("a", "b"), Overrule("b", "c"), Overrule("d", None)])
    assert (rows.stands_for(("a",)), rows.stands_for(("c",)), rows.keeps_apart(("d",))) == ("c", None, True)
    assert rows.with_([Overrule("A", None)]).stands_for(("a",)) is None
    assert len(rows.without(["B", "x"])) == 2
