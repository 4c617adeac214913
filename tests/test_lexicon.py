"""The word tables of French: every one loads, says only known things, and its examples are well formed."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from kg import entities
from kg.conjugation import forms
from kg.errors import LexiconError
from kg.lexicon import Row, rows, table
from kg.model import ACTS

FRAMES = set(
    re.findall(
        r"\S+",
        """quote que obj-que à-ce-que si inf de-inf à-inf np à-np np-à obj-de obj-pour obj-contre obj-sur obj-à
        attr attr_se dans sur de à contre pour en avec par en-faveur face-à de-quote""",
    )
)
KINDS = {"person", "organisation", "group", "document", "media", "source", "place"}
LABELS = ("who", "cue", "said", "whom")
LABELLED = re.compile(r"\[(\w+) ([^\[\]]+)\]")

#: Table, its key, its columns.
TABLES = {
    "speech_verbs": (("lemma", "frame"), "lemma frame act use example note"),
    "irregular_verbs": (("lemma",), "lemma like present past participle future subjunctive gerund"),
    "source_nouns": (("noun",), "noun kind gender note"),
    "speech_nouns": (("noun",), "noun act note"),
    "titles": (("title",), "title gender number note"),
    "countries": (("name",), "name english iso geonames demonym_m demonym_f capital names demonyms"),
    "known_names": (("name",), "name kind names note"),
    "voices": (("name",), "name country kind names note"),
    "voice_nouns": (("noun",), "noun use note"),
    "first_names": (("name",), "name gender"),
    "according_to": (("phrase",), "phrase act use note example"),
}

VERBS = table("fr", "speech_verbs")
PHRASES = table("fr", "according_to")


def example(row: Row) -> dict[str, list[str]]:
    """The labelled words of an example, by label."""
    found: dict[str, list[str]] = {}
    for label, words in LABELLED.findall(row["example"]):
        found.setdefault(label, []).append(words)
    return found


def words_of(text: str) -> set[str]:
    """The words of a cue in lower case: « sous-entend » and also « assène » of « assène-t-il »."""
    text = text.lower().replace("’", " ")
    return set(re.findall(r"[\w-]+", text)) | set(re.findall(r"\w+", text))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_loads_with_its_columns_and_no_row_twice(name: str) -> None:
    key, columns = TABLES[name]
    found = table("fr", name)
    assert found
    assert list(found[0]) == columns.split()
    assert not [k for k, n in Counter(tuple(row[c] for c in key) for row in found).items() if n > 1]
    assert not [row.place for row in found if not all(row[c] for c in key)]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_no_stray_blanks_and_no_straight_quotation_marks(name: str) -> None:
    for row in table("fr", name):
        for cell in row.values():
            assert "  " not in cell and '"' not in cell, row.place


def test_acts_frames_kinds_and_uses_are_known_ones() -> None:
    for row in (*VERBS, *table("fr", "speech_nouns"), *PHRASES):
        assert row["act"] in ACTS, row.place
    for row in VERBS:
        assert row["frame"] in FRAMES, row.place
        assert row["use"] in ("yes", "no"), row.place
    for row in PHRASES:
        assert row["use"] in ("yes", "no"), row.place
    for row in table("fr", "source_nouns"):
        assert row["kind"] in KINDS and row["gender"] in ("m", "f", "e"), row.place
    for row in table("fr", "titles"):
        assert row["gender"] in ("m", "f", "e") and row["number"] in ("s", "p"), row.place
    for row in table("fr", "first_names"):
        assert row["gender"] in ("m", "f"), row.place


@pytest.mark.parametrize("row", [*VERBS, *PHRASES], ids=lambda row: row.place)
def test_the_brackets_of_an_example_are_well_formed(row: Row) -> None:
    bare = LABELLED.sub(r"\2", row["example"])
    assert bare and not set("[]'\"") & set(bare)
    assert bare.count("«") == bare.count("»")
    assert set(example(row)) <= set(LABELS)


@pytest.mark.parametrize("row", [*VERBS, *PHRASES], ids=lambda row: row.place)
def test_a_row_in_use_shows_a_claim_and_a_refused_one_shows_none(row: Row) -> None:
    if row["use"] == "no":
        assert not example(row)
        assert row["note"], f"{row.place}: say why it is refused"
    else:
        assert len(example(row)["cue"]) == 1
        assert example(row)["said"]


@pytest.mark.parametrize("row", [row for row in VERBS if row["use"] == "yes"], ids=lambda row: row.place)
def test_the_cue_of_an_example_contains_a_form_of_its_lemma(row: Row) -> None:
    (cue,) = example(row)["cue"]
    assert words_of(cue) & set(forms(row["lemma"]))
    rest = row["lemma"].replace("'", " ").split()
    if len(rest) > 1 and rest[0] not in ("se", "s", "en", "y"):
        assert rest[-1][:5] in cue.lower()


def test_a_quotation_in_an_example_of_direct_speech_is_inside_its_marks() -> None:
    for row in VERBS:
        if row["frame"] == "quote" and row["use"] == "yes":
            assert "« [said " in row["example"], row.place


def test_every_verb_is_either_used_or_refused_for_a_reason() -> None:
    lemmas = {row["lemma"] for row in VERBS}
    used = {row["lemma"] for row in VERBS if row["use"] == "yes"}
    assert len(used) >= 330
    assert {"citer", "voter", "publier", "vouloir", "chercher", "rencontrer"} <= lemmas - used


def test_a_country_is_found_by_its_other_names_and_has_one_code() -> None:
    codes = [row["iso"] for row in table("fr", "countries")]
    assert len(codes) == len(set(codes)) and all(re.fullmatch("[A-Z]{2}", code) for code in codes)
    by_name = {row["name"]: row for row in table("fr", "countries")}
    assert by_name["États-Unis"]["english"] == "United States"
    assert "États-Unis d'Amérique" in by_name["États-Unis"]["names"].split(";")
    assert (by_name["Russie"]["demonym_m"], by_name["Russie"]["capital"]) == ("russe", "Moscou")
    assert by_name["Biélorussie"]["capital"] == "Minsk"


def test_every_country_has_an_identifier_of_geonames_of_its_own() -> None:
    found = {row["iso"]: row["geonames"] for row in table("fr", "countries")}
    assert all(re.fullmatch(r"[1-9]\d{4,7}", number) for number in found.values())
    assert len(set(found.values())) == len(found)


def test_a_voice_or_another_name_is_in_one_row_and_a_refused_one_says_why() -> None:
    countries = {row["name"] for row in table("fr", "countries")}
    for name in ("voices", "known_names"):
        found = [row["name"] for row in table("fr", name)]
        found += [other for row in table("fr", name) for other in row["names"].split(";") if other]
        assert not [key for key, count in Counter(map(entities.words, found)).items() if count > 1], name
    for row in table("fr", "voices"):
        assert row["country"] in countries or (not row["country"] and row["note"].startswith("refused: ")), row.place
        assert bool(row["country"]) == bool(row["kind"]), row.place
    for row in (*table("fr", "known_names"), *table("fr", "voices")):
        assert row["kind"] in ("organisation", "place") or row["note"].startswith("refused: "), row.place
        assert row["kind"] or not row["names"], row.place
    assert {row["use"] for row in table("fr", "voice_nouns")} == {"voice", "never"}


def test_a_capital_that_is_refused_is_written_as_the_countries_have_it() -> None:
    capitals = {row["capital"] for row in table("fr", "countries")}
    territories = [row["name"] for row in table("fr", "voices") if "capital of a territory" in row["note"]]
    assert len(territories) > 30 and set(territories) <= capitals


def test_no_other_name_of_a_country_is_the_name_of_another() -> None:
    names = [row["name"] for row in table("fr", "countries")]
    others = [other for row in table("fr", "countries") for other in row["names"].split(";") if other]
    assert not set(names) & set(others)
    assert len(others) == len(set(others))


def test_a_missing_table_is_an_error_with_its_name() -> None:
    with pytest.raises(LexiconError, match=r"nothing\.tsv: no such word list for language 'fr'"):
        table("fr", "nothing")


def test_a_row_with_a_tab_too_many_is_named_by_file_and_line() -> None:
    with pytest.raises(LexiconError, match=r"x\.tsv, line 3: 3 cells for 2 columns; remove a tab"):
        list(rows(["# words", "lemma\tact", "nier\tdenial\tmore"], "x.tsv"))
