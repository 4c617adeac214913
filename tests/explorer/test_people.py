"""The pages of a person or thing, and of a pair."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy
import pytest
import rdflib
import requests
from gold_extractions import filled, made, seeds
from serving import followed

from kg.store import Store
from kg.web.columns import NO_DAY, Columns, read
from kg.web.pages.entity import VIEWS
from kg.web.selecting import BINS, Wanted, counts, over_time, picked

LAVROV, STOLTENBERG = "sergueï-lavrov", "jens-stoltenberg"


def twin(site: str, address: str, **asked: str) -> dict[str, Any]:
    return requests.get(f"{site}{address}.json", params=asked, timeout=5).json()


@pytest.fixture(scope="module")
def columns(gold_folder: Path) -> Columns:
    with Store.open(gold_folder) as store:
        return read(store)


def test_every_page_of_every_entity_and_pair_of_the_seeds_answers(site: str, columns: Columns) -> None:
    said = ((int(who), one) for row, who in enumerate(columns.speaker) if who >= 0 for one in columns.targets(row))
    pairs = {(min(pair), max(pair)) for pair in said}  # a page shows both directions
    ids = [quote(id) for id in columns.entities]
    addresses = [f"/entity/{id}?view={view}" for id in ids for view in VIEWS] + [f"/entity/{id}.ttl" for id in ids]
    addresses += [f"/pair/{ids[one]}/{ids[other]}" for one, other in sorted(pairs)]
    assert len(pairs) > 50
    with requests.Session() as session:
        assert [one for one in addresses if session.get(site + one, timeout=5).status_code != 200] == []


def test_an_entity_that_is_not_there_is_missing_in_all_its_forms(site: str) -> None:
    for address in ("/entity/nobody", "/entity/nobody.json", "/entity/nobody.ttl", f"/pair/nobody/{LAVROV}"):
        assert requests.get(site + address, timeout=5).status_code == 404


def test_a_person_has_what_it_said_the_latest_first(site: str) -> None:
    page = twin(site, f"/entity/{LAVROV}")
    assert (page["view"], page["said"], len(page["shown"]["claims"])) == ("said", 9, 9)
    assert {one["speaker"]["id"] for one in page["shown"]["claims"]} == {LAVROV}
    days = [one["last"] or one["article"]["published"] for one in page["shown"]["claims"]]
    assert days == sorted(days, reverse=True)


def test_a_list_is_paged_and_says_how_long_it_is(site: str) -> None:
    first, second = (twin(site, "/entity/russie", view="about", page=page)["shown"] for page in "12")
    assert (first["found"], first["pages"], len(first["claims"]), len(second["claims"])) == (36, 2, 20, 16)
    assert len({one["id"] for one in first["claims"] + second["claims"]}) == 36
    assert twin(site, "/entity/russie", view="about", page="99")["shown"] == second


def test_names_and_offices_come_with_the_articles_that_gave_them(tab: Any, site: str) -> None:
    office = "ministre russe des Affaires étrangères"
    names = twin(site, f"/entity/{LAVROV}")["names"]
    (given,) = (one for one in names if one["words"] == office and one["what"] == "office")
    assert given["articles"] == len([e for e in seeds() if _speaks(e, "Sergueï Lavrov")]) > 1
    tab.goto(f"{site}/entity/{LAVROV}?view=names")
    followed(tab.locator("main section li", has_text=office).filter(has_text="fonction").get_by_role("link").first)
    assert tab.locator("main section cite").count() == given["articles"]


def _speaks(extraction: Any, name: str) -> bool:
    return any(name in (claim.speaker.name, *(t.name for t in claim.targets)) for claim in extraction.claims)


def test_a_country_shows_its_voices_and_they_show_the_country(site: str) -> None:
    voices = [one["id"] for one in twin(site, "/entity/russie")["voices"]]
    assert "kremlin" in voices
    assert twin(site, "/entity/kremlin")["voice_of"]["id"] == "russie"


def test_the_gender_of_a_name_is_not_shown(site: str) -> None:
    assert "gender" not in str(twin(site, f"/entity/{LAVROV}"))


def test_an_act_that_is_chosen_is_what_the_list_holds(tab: Any, site: str) -> None:
    tab.goto(f"{site}/entity/russie?view=about")
    followed(tab.get_by_role("link", name="démenti").first)
    assert "act=denial" in tab.url and "view=about" in tab.url
    claims = tab.locator("article.claim")
    assert claims.count() == tab.locator("article.act-denial").count() > 0
    assert tab.get_by_role("status").inner_text() == f"{claims.count()} déclarations sur 36"
    followed(tab.get_by_role("link", name="démenti").first)
    assert "act=" not in tab.url


def test_the_filters_are_a_form(tab: Any, site: str) -> None:
    tab.goto(f"{site}/entity/{LAVROV}")
    tab.get_by_text("Filtrer").click()
    tab.get_by_role("combobox", name="Forme").select_option("direct")
    tab.get_by_role("textbox", name="Du").fill("2022-02-01")
    followed(tab.get_by_role("button", name="Afficher"))
    shown = twin(site, f"/entity/{LAVROV}", form="direct", **{"from": "2022-02-01"})["shown"]
    assert tab.locator("blockquote.direct").count() == tab.locator("article.claim").count() == shown["found"] > 0
    followed(tab.get_by_role("link", name="Tout effacer"))
    assert tab.locator("article.claim").count() == 9


def test_a_bar_of_the_time_line_opens_its_period(tab: Any, site: str) -> None:
    tab.goto(f"{site}/entity/russie?view=about")
    bins = [one for one in twin(site, "/entity/russie", view="about")["shown"]["time"]["bins"] if sum(one["claims"])]
    followed(tab.locator(f'.timeline svg a[href*="{bins[0]["first"]}"]'))
    assert f"from={bins[0]['first']}&to={bins[0]['last']}" in tab.url
    assert tab.get_by_role("status").inner_text().startswith(str(bins[0]["claims"][0]))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("act=lie", "« lie » n’existe pas"),
        ("from=hier", "« hier » n’est pas un jour"),
        ("page=x", "« x » n’est pas un numéro"),
    ],
)
def test_a_filter_that_is_none_says_what_is_wrong(site: str, asked: str, said: str) -> None:
    answer = requests.get(f"{site}/entity/{LAVROV}?{asked}", timeout=5)
    assert answer.status_code == 400 and said in answer.text


def test_the_turtle_of_an_entity_has_its_label_names_and_offices(site: str) -> None:
    answer = requests.get(f"{site}/entity/{LAVROV}.ttl", timeout=5)
    assert answer.headers["content-type"].startswith("text/turtle")
    graph = rdflib.Graph().parse(data=answer.content.decode(), format="turtle")
    texts = {str(value) for value in graph.objects() if isinstance(value, rdflib.Literal)}
    assert {"Sergueï Lavrov", "ministre russe des Affaires étrangères"} <= texts


def test_a_pair_shows_both_directions(tab: Any, site: str) -> None:
    tab.goto(f"{site}/entity/{LAVROV}")
    tab.get_by_role("link", name="Jens Stoltenberg : 2 déclarations, voir").first.click()
    text = tab.locator("main").inner_text()
    assert "j’ai cessé de prendre en compte ses déclarations" in text and "perdu le contact avec la réalité" in text
    assert tab.locator("main section").nth(0).locator("article.claim").count() == 2
    assert "Aucune déclaration" in tab.locator("main section").nth(1).inner_text()


def test_a_country_in_a_pair_has_its_voices_until_they_are_left_out(tab: Any, site: str) -> None:
    tab.goto(f"{site}/pair/russie/ukraine")
    speakers = tab.locator("#side0 ~ article .who:first-child").all_inner_texts()
    assert "Kremlin" in speakers
    followed(tab.get_by_role("link", name="Laisser ces voix de côté"))
    assert set(tab.locator("#side0 ~ article .who:first-child").all_inner_texts()) == {"Russie"}


def test_a_pair_counts_each_claim_as_the_saved_question_does(site: str, gold_folder: Path) -> None:
    from kg.questions import query

    with Store.open(gold_folder) as store:
        answer = query("said-about", {"speaker": "Russie", "target": "Ukraine"}, store)
        asked = {row["claim"].rpartition("/")[2] for row in answer.rows}
    side = twin(site, "/pair/russie/ukraine")["directions"][0]
    assert {one["id"] for one in side["claims"]} == asked and side["found"] == len(asked) > 5


def test_the_counts_of_a_field_leave_the_field_itself_open(columns: Columns) -> None:
    rows = columns.about(columns.number["russie"])
    open_, chosen = (counts(columns, rows, Wanted(act=act)) for act in (None, "denial"))
    assert chosen["acts"] == open_["acts"] and chosen["forms"] != open_["forms"]
    assert sum(one["claims"] for one in open_["acts"]) == len(rows)


def test_what_copies_repeat_is_counted_once_on_demand(columns: Columns) -> None:
    rows = columns.about(columns.number["russie"])
    copied = replace(columns, copy=numpy.isin(numpy.arange(len(columns)), rows[:5]))
    assert len(picked(copied, rows, Wanted())) - len(picked(copied, rows, Wanted(once=True))) == 5


@pytest.mark.parametrize(
    ("days", "unit"),
    [
        (["2024-01-01"], "day"),
        (["2024-01-01", "2024-03-02"], "day"),
        (["2024-01-01", "2024-03-03"], "month"),
        (["2019-05-05", "2024-03-03"], "month"),
        (["1999-05-05", "2024-03-03"], "year"),
        (["0001-01-01", "2024-03-03"], "century"),
        (["0001-01-01", "9999-12-31"], "millennium"),
        (["9999-12-01", "9999-12-31"], "day"),
    ],
)
def test_a_time_line_is_as_fine_as_it_can_be_and_counts_every_claim(
    columns: Columns, days: list[str], unit: str
) -> None:
    from datetime import date

    numbers = numpy.array([date.fromisoformat(one).toordinal() for one in days] + [NO_DAY])
    line = over_time(replace(columns, day=numbers), numpy.arange(len(numbers)))
    assert (line["unit"], line["undated"]) == (unit, 1)
    assert sum(sum(one["claims"]) for one in line["bins"]) == len(days) and len(line["bins"]) <= BINS
    assert line["bins"][0]["first"] <= days[0] and line["bins"][-1]["last"] >= days[-1]
    edges = [(one["first"], one["last"]) for one in line["bins"]]
    assert all(date.fromisoformat(b[0]) - date.fromisoformat(a[1]) == date.resolution for a, b in pairwise(edges))


def test_no_claim_gives_no_time_line() -> None:
    with filled([made(1, ("Anne Martin", (), "Rien."), published=None)]) as store:
        assert over_time(read(store), numpy.arange(1)) == {"unit": None, "bins": [], "undated": 1}


def test_the_saved_questions_about_somebody_have_an_answer_page_with_the_name_in_it(site: str) -> None:
    asked = {one["name"]: one for one in twin(site, f"/entity/{LAVROV}")["questions"]}
    assert {"offices", "said", "who-about"} <= set(asked) and "said-about" not in asked
    assert asked["offices"]["values"] == {"entity": f"entity:{LAVROV}"}
    assert asked["who-about"]["summary"]["en"] == "Who spoke about \u2068Sergueï Lavrov\u2069"
