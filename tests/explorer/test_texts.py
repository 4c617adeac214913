"""Articles, claims and questions as a person reads them."""

from __future__ import annotations

import re
from typing import Any

import requests
from gold_extractions import ROOT
from serving import followed

from kg.model import Span
from kg.web.marking import Mark, lines, marked

ASKED = "/questions/said-about?speaker=Lavrov&target=Stoltenberg"


def first(site: str) -> dict[str, Any]:
    """The article with most claims."""
    found = requests.get(f"{site}/articles.json", timeout=5).json()["articles"]
    id = max(found, key=lambda one: one["claims"])["id"]
    data: dict[str, Any] = requests.get(f"{site}/article/{id}.json", timeout=5).json()
    return data


def test_marks_that_overlap_lose_no_character_and_close_what_they_open() -> None:
    text = "abcdef\nghijkl"
    marks = [Mark(Span(0, 4), "claim", 0), Mark(Span(2, 9), "claim", 1), Mark(Span(3, 3 + 5), "aside", 2)]
    parts = marked(text, lines(text), marks)
    assert ["".join(one["text"] for one in part) for part in parts] == ["abcdef", "ghijkl"]
    assert all(sum(len(one["opens"]) - one["closes"] for one in part) == 0 for part in parts)
    opened = [mark["of"] for part in parts for one in part for mark in one["opens"] if mark["first"]]
    assert sorted(opened) == [0, 1, 2]


def test_every_claim_of_an_article_is_marked_in_its_text(tab: Any, site: str) -> None:
    article = first(site)
    tab.goto(f"{site}/article/{article['id']}")
    marked_in_text = tab.locator(".text mark[id]").evaluate_all("all => all.map(one => one.id)")
    assert sorted(marked_in_text) == sorted(f"claim-{one['id']}" for one in article["claims"])


def test_the_list_leads_to_the_words_and_back(tab: Any, site: str) -> None:
    article = first(site)
    id = article["claims"][0]["id"]
    tab.goto(f"{site}/article/{article['id']}")
    tab.locator(f"[id='item-{id}'] a[href^='#claim-']").click()
    assert tab.locator(":target").get_attribute("id") == f"claim-{id}"
    tab.locator(f"[id='claim-{id}'] sup a").first.click()
    assert tab.locator(":target").get_attribute("id") == f"item-{id}"


def test_a_claim_is_highlighted_in_its_paragraph(tab: Any, site: str) -> None:
    claim = first(site)["claims"][0]
    tab.goto(f"{site}/claim/{claim['id']}")
    words = " […] ".join(tab.locator(".text mark.claim").all_inner_texts())
    assert words.split()[:3] == claim["text"].split()[:3]
    turtle = requests.get(f"{site}/claim/{claim['id']}.ttl", timeout=5).text
    assert "a kg:Claim" in turtle and "kg:act" in turtle


def test_the_text_of_an_article_is_the_ruler_of_its_claims(site: str) -> None:
    article = first(site)
    text = requests.get(f"{site}/article/{article['id']}.txt", timeout=5).content.decode()
    for claim in article["claims"]:
        assert claim["text"] == " […] ".join(text[begin:end] for begin, end in claim["spans"])


def test_a_question_in_words_goes_to_the_saved_one(tab: Any, site: str) -> None:
    tab.goto(f"{site}/questions?ask=que dit Lavrov de Stoltenberg")
    assert "/questions/said-about?" in tab.url
    assert "2 réponses" in tab.locator("main").inner_text()
    followed(tab.locator(".claim blockquote a[href^='/claim/']").first)
    assert tab.locator("mark.claim").count() >= 1


def test_a_question_can_be_taken_as_csv_and_as_a_command(site: str) -> None:
    rows = requests.get(f"{site}{ASKED.replace('?', '.csv?')}", timeout=5).text.splitlines()
    assert len(rows) == 3 and "text" in rows[0].split(",")
    answer = requests.get(f"{site}{ASKED}", headers={"Accept": "application/json"}, timeout=5).json()["answer"]
    assert answer["command"] == "kg query said-about speaker=Lavrov target=Stoltenberg"


def test_a_name_that_nobody_has_is_said_and_not_answered(site: str) -> None:
    data = requests.get(f"{site}/questions/said.json?speaker=Personne-du-tout", timeout=5).json()
    assert data["answer"] is None and "Personne-du-tout" in data["error"]


def test_the_editor_runs_a_query_and_refuses_a_change(site: str) -> None:
    ran = requests.get(f"{site}/editor.json", params={"query": "SELECT ?c WHERE { ?c kg:act kg:denial }"}, timeout=5)
    rows = ran.json()["answer"]["rows"]
    assert rows and rows[0][0]["url"].startswith("/claim/")
    changed = requests.get(f"{site}/editor.json", params={"query": "DELETE WHERE { ?s ?p ?o }"}, timeout=5).json()
    assert changed["answer"] is None and "would change the store" in changed["error"]


def test_the_list_of_questions_has_the_groups_of_the_readme(site: str) -> None:
    groups = requests.get(f"{site}/questions.json", timeout=10).json()["groups"]
    readme = (ROOT / "README.md").read_text("utf-8").partition("| to know | ask for |")[2].partition("\n\n")[0]
    told = [set(re.findall(r"`([a-z-]+)`", line)) for line in readme.splitlines() if "`" in line]
    assert [{one["name"] for one in group["questions"]} for group in groups] == told
    assert groups[-1]["name"] != "more"
