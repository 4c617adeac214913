"""Searching, and suggestions as one types."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from serving import followed


def found(site: str, text: str, **more: str) -> dict[str, Any]:
    return requests.get(f"{site}/search.json", params={"q": text, **more}, timeout=5).json()


def labels(site: str, text: str) -> list[str]:
    return [one["label"] for one in found(site, text)["entities"]["list"]]


@pytest.mark.parametrize("text", ["lavrov", "SERGUEI LAVROV", "Lavrov, Serguei", "lavr", "Sergei Lavrov", "serg lav"])
def test_a_person_is_found_however_the_name_is_written(site: str, text: str) -> None:
    assert labels(site, text) == ["Sergueï Lavrov"]


def test_a_country_is_found_by_its_english_name(site: str) -> None:
    assert labels(site, "Russia")[0] == "Russie"


def test_a_person_is_found_by_an_office_which_is_shown(site: str) -> None:
    (one,) = found(site, "secretaire d'Etat américain")["entities"]["list"]
    assert (one["label"], one["name"]) == ("Antony Blinken", "secrétaire d’État américain")


def test_the_most_mentioned_comes_first_but_for_the_one_that_is_called_just_so(site: str) -> None:
    several = requests.get(f"{site}/suggest?q=r", timeout=5).json()
    counts = [one["said"] + one["about"] for one in several]
    assert len(several) > 2 and counts == sorted(counts, reverse=True)
    assert labels(site, "russie")[0] == "Russie"


def test_a_question_in_words_comes_first_with_its_answer(tab: Any, site: str) -> None:
    tab.goto(f"{site}/search?q=Qu'a+dit+Lavrov+de+Stoltenberg+%3F")
    answer = tab.locator("main a").first
    words = answer.inner_text().translate({0x2068: None, 0x2069: None})  # each name in its own direction of writing
    assert words == "Ce que Sergueï Lavrov a dit de Jens Stoltenberg"
    asked = answer.get_attribute("href")
    assert asked == "/questions/said-about?speaker=Sergue%C3%AF+Lavrov&target=Jens+Stoltenberg"
    followed(tab.get_by_role("link", name="ce que l’un dit de l’autre"))
    assert "Sergueï Lavrov sur Jens Stoltenberg" in tab.locator("main").inner_text()


def test_a_question_with_days_gives_them_to_its_page(site: str) -> None:
    values = found(site, "what did Lavrov say in January 2022")["question"]["values"]
    assert values == {"speaker": "Sergueï Lavrov", "since": "2022-01-01", "until": "2022-01-31"}


def test_a_question_about_nobody_is_offered_as_it_stands(site: str) -> None:
    question = found(site, "que dit Zorglub de Lavrov")["question"]
    assert (question["known"], question["values"]["speaker"], question["entities"]) == (False, "Zorglub", [])


def test_articles_are_found_by_words_of_the_title(site: str) -> None:
    titles = [one["title"] for one in found(site, "crise ukrain")["articles"]["list"]]
    assert len(titles) == 1 and titles[0].startswith("Crise ukrainienne")


def test_saved_questions_are_found_by_their_words(site: str) -> None:
    assert "denied" in [one["name"] for one in found(site, "nié")["questions"]]


@pytest.mark.parametrize("text", ["zorglub", "?!", "(", "\\", "%", "a" * 3000, "\u202e", "\x00"])
def test_what_finds_nothing_says_so(site: str, text: str) -> None:
    answer = requests.get(f"{site}/search", params={"q": text}, headers={"Accept-Language": "en"}, timeout=5)
    assert answer.status_code == 200 and "Nothing is called so" in answer.text
    assert requests.get(f"{site}/suggest", params={"q": text}, timeout=5).json() == []


def test_an_empty_search_says_what_can_be_asked(site: str) -> None:
    assert "que dit Lavrov de Stoltenberg" in requests.get(f"{site}/search", timeout=5).text


def test_the_search_works_without_scripts(chromium: Any, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(site)
    page.get_by_role("searchbox").fill("lavrov")
    page.get_by_role("button", name="Chercher").click()
    followed(page.get_by_role("main").get_by_role("link", name="Sergueï Lavrov"))
    assert page.locator("h1").inner_text().startswith("Sergueï Lavrov")
    context.close()


def test_suggestions_are_chosen_with_the_arrows_and_opened_with_enter(tab: Any, site: str) -> None:
    tab.goto(site)
    field = tab.get_by_role("combobox")
    field.press_sequentially("lav")
    option = tab.get_by_role("option", name="Sergueï Lavrov")
    option.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    assert option.get_attribute("aria-selected") == "true"
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    field.press("Enter")
    tab.wait_for_url("**/entity/**")
    assert tab.locator("h1").inner_text().startswith("Sergueï Lavrov")


def test_escape_closes_the_suggestions_and_enter_then_searches(tab: Any, site: str) -> None:
    tab.goto(site)
    field = tab.get_by_role("combobox")
    field.press_sequentially("sto")
    tab.get_by_role("option").first.wait_for()
    field.press("Escape")
    assert tab.get_by_role("option").count() == 0 and field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "sto"
    field.press("Enter")
    tab.wait_for_url("**/search?q=sto")
    assert "Jens Stoltenberg" in tab.locator("main").inner_text()


def test_open_suggestions_have_nothing_serious_for_axe(tab: Any, site: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    tab.goto(site)
    tab.get_by_role("combobox").press_sequentially("r")
    tab.get_by_role("option").first.wait_for()
    tab.keyboard.press("ArrowDown")
    found = axe.run(tab, context=".top").response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
