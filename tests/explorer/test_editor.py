"""The SPARQL editor: YASGUI as a client of the endpoint, and the plain form."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import requests
from serving import serving

from kg.web.language import texts


@pytest.fixture(scope="module")
def served(gold_folder: Path) -> Iterator[str]:
    """``kg serve`` itself, with the processes that answer queries."""
    with serving(gold_folder) as found:
        yield found.address


def editor(tab: Any, address: str, query: str = "") -> None:
    tab.goto(f"{address}/editor")
    tab.wait_for_selector("#yasgui[data-ready]")
    if query:
        tab.evaluate("text => document.querySelector('#yasgui .CodeMirror').CodeMirror.setValue(text)", query)


def test_the_editor_starts_with_the_prefixes_and_a_query_that_runs(tab: Any, served: str) -> None:
    editor(tab, served)
    assert "PREFIX kg:" in tab.locator("#yasgui .CodeMirror").first.inner_text()
    assert tab.locator("#plain").is_hidden()
    tab.locator(".yasqe_queryButton").first.click()
    first = tab.locator("#yasgui .yasr a[href^='/claim/']").first
    first.wait_for()
    first.click()
    tab.wait_for_url(f"{served}/claim/**")


def test_the_editor_completes_our_terms(tab: Any, served: str) -> None:
    editor(tab, served, "PREFIX kg: <https://claims.example/vocab#>\nSELECT * WHERE { ?c kg:sp")
    tab.evaluate(
        "() => { const e = document.querySelector('#yasgui .CodeMirror').CodeMirror; e.focus(); e.setCursor(1, 99) }"
    )
    tab.keyboard.press("Control+Space")
    tab.wait_for_selector(".CodeMirror-hint")
    names = tab.locator(".CodeMirror-hint > :first-child").all_inner_texts()
    assert names == ["kg:speaker", "kg:speakerAs"]


def test_the_editor_shows_what_is_wrong_with_a_query(tab: Any, served: str) -> None:
    editor(tab, served, "SELECT ?a WHERE { ?a ?b }")
    tab.locator(".yasqe_queryButton").first.click()
    tab.wait_for_selector(".yasr .errorResult, .yasr_error, .yasr .error")
    assert "line 1" in tab.locator("#yasgui .yasr").inner_text()


def test_a_query_in_the_address_stands_in_the_editor(tab: Any, served: str) -> None:
    tab.goto(f"{served}/editor?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D")
    tab.wait_for_selector("#yasgui[data-ready]")
    assert tab.evaluate("document.querySelector('#yasgui .CodeMirror').CodeMirror.getValue()") == "ASK { ?s ?p ?o }"


def test_tab_leaves_the_editor(tab: Any, served: str) -> None:
    editor(tab, served)
    tab.locator("#yasgui .CodeMirror textarea").first.focus()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.tagName") != "TEXTAREA"


KG = "PREFIX kg: <https://claims.example/vocab#>\n"


def typed(tab: Any, query: str) -> str:
    """The editor with ``query`` and the cursor at its end, Ctrl-Space; the first completions as they are shown."""
    tab.evaluate(
        "text => { const one = document.querySelector('#yasgui .CodeMirror').CodeMirror;"
        " one.setValue(text); one.focus(); one.setCursor(one.lineCount(), 0);"
        " one.setCursor(one.lastLine(), one.getLine(one.lastLine()).length) }",
        query,
    )
    tab.keyboard.press("Control+Space")
    tab.locator(".CodeMirror-hint").first.wait_for()
    return str(tab.locator(".CodeMirror-hint").first.inner_text())


def text_of(tab: Any) -> str:
    return str(tab.evaluate("document.querySelector('#yasgui .CodeMirror').CodeMirror.getValue()"))


def test_a_completion_has_its_label_beside_it(tab: Any, served: str) -> None:
    tab.goto(f"{served}/editor?lang=fr")
    tab.wait_for_selector("#yasgui[data-ready]")
    assert typed(tab, f"{KG}SELECT * WHERE {{ ?c kg:speaker").split("\n") == ["kg:speaker", "locuteur"]
    tab.goto(f"{served}/editor?lang=en")
    tab.wait_for_selector("#yasgui[data-ready]")
    assert typed(tab, f"{KG}SELECT * WHERE {{ ?c kg:speaker").split("\n") == ["kg:speaker", "speaker"]


def test_a_word_of_its_label_finds_a_term_and_the_prefix_is_written(tab: Any, served: str) -> None:
    editor(tab, served)
    assert typed(tab, "SELECT * WHERE {\n  ?c locut").startswith("kg:speaker")
    tab.keyboard.press("Enter")
    tab.wait_for_function(
        "document.querySelector('#yasgui .CodeMirror').CodeMirror.getValue().startsWith('PREFIX kg:')"
    )
    assert text_of(tab) == f"{KG}SELECT * WHERE {{\n  ?c kg:speaker"


def test_where_nothing_is_typed_our_terms_come_first_and_the_space_stays(tab: Any, served: str) -> None:
    editor(tab, served)
    typed(tab, f"{KG}SELECT * WHERE {{ ?c kg:text ?t ; ")
    names = tab.locator(".CodeMirror-hint > :first-child").all_inner_texts()
    ours = [name.startswith("kg:") for name in names]
    assert ours.count(True) > 50 and ours == sorted(ours, reverse=True)
    assert names[-3:] == ["rdfs:label", "dcterms:title", "a"]
    tab.keyboard.press("Enter")
    assert text_of(tab) == f"{KG}SELECT * WHERE {{ ?c kg:text ?t ; {names[0]}"


def test_classes_are_completed_after_a(tab: Any, served: str) -> None:
    editor(tab, served)
    assert typed(tab, f"{KG}SELECT * WHERE {{ ?c a ").split("\n")[0] == "kg:Act"
    tab.keyboard.press("Enter")
    assert text_of(tab).endswith("?c a kg:Act")


def test_a_prefix_of_ones_own_is_kept_by_completion(tab: Any, served: str) -> None:
    editor(tab, served)
    query = "PREFIX k: <https://claims.example/vocab#>\nSELECT * WHERE { ?c k:speakerA"
    assert typed(tab, query).startswith("k:speakerAs")


def test_what_is_shared_is_the_address_of_the_query(tab: Any, served: str) -> None:
    query = f"{KG}SELECT ?c WHERE {{ ?c kg:act kg:denial }} # été, & <moi>"
    editor(tab, served, query)
    tab.locator(".yasqe_share").click()
    address = tab.locator(".yasqe_sharePopup input")
    assert address.get_attribute("aria-label") == "Adresse de la requête"
    shared = address.input_value()
    assert shared.startswith(f"{served}/editor?query=")
    tab.keyboard.press("Escape")
    assert tab.locator(".yasqe_sharePopup").count() == 0
    tab.goto(shared)
    tab.wait_for_selector("#yasgui[data-ready]")
    assert text_of(tab) == query
    assert tab.locator("#answered .claim, #answered tbody tr").count() > 0
    tab.locator(".yasqe_queryButton").click()
    tab.locator("#yasgui .yasr tbody td").first.wait_for()
    assert tab.locator("#answered").inner_text() == ""  # one answer on the page, not that of before as well


def test_only_what_has_a_page_links_to_one(tab: Any, served: str) -> None:
    rows = (
        "<https://claims.example/vocab#speaker> <https://claims.example/names> <urn:x:1> <https://elsewhere.example/x>"
    )
    ours = "<https://claims.example/entity/a%20b> <https://claims.example/claim/c> <https://claims.example/article/d>"
    editor(tab, served, f"SELECT ?x WHERE {{ VALUES ?x {{ {rows} {ours} }} }}")
    tab.locator(".yasqe_queryButton").click()
    tab.locator("#yasgui .yasr tbody td a").first.wait_for()
    links = tab.locator("#yasgui .yasr tbody a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert links == [None, None, None, "https://elsewhere.example/x", "/entity/a%2520b", "/claim/c", "/article/d"]


def test_answers_of_a_later_page_link_to_pages_too(tab: Any, served: str) -> None:
    some = " ".join(f"<https://claims.example/claim/c{n}>" for n in range(60))
    editor(tab, served, f"SELECT ?x WHERE {{ VALUES ?x {{ {some} }} }}")
    tab.locator(".yasqe_queryButton").click()
    tab.locator("#yasgui .yasr tbody td a").first.wait_for()
    tab.get_by_label("Page suivante").click()
    tab.locator("#yasgui a[href='/claim/c59']").wait_for()
    assert tab.locator("#yasgui tbody a[href^='/claim/']").count() == 10


def test_the_editor_keeps_nothing_in_the_browser(tab: Any, served: str) -> None:
    editor(tab, served)
    tab.locator(".yasqe_queryButton").click()
    tab.locator("#yasgui .yasr tbody td").first.wait_for()
    tab.locator(".tableSizer").select_option("10")
    typed(tab, "PREFIX k")
    assert tab.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


SPOKEN = (
    "() => [...document.querySelectorAll('#yasgui [title], #yasgui [aria-label], #yasgui [placeholder]')]"
    ".filter(one => one.checkVisibility())"
    ".flatMap(one => [one.title, one.ariaLabel, one.placeholder]).filter(Boolean)"
)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_buttons_and_fields_speak_the_language_of_the_page(language: str, tab: Any, served: str) -> None:
    tab.goto(f"{served}/editor?lang={language}")
    tab.wait_for_selector("#yasgui[data-ready]")
    tab.locator(".yasqe_queryButton").click()
    tab.locator("#yasgui .yasr tbody td").first.wait_for()
    known = {wordings[language] for wordings in texts().values()}
    # a column is sorted by its name; a page has its number
    spoken = {said for said in tab.evaluate(SPOKEN) if not said.startswith(("claim", "who", "text", "Page "))}
    assert len(spoken) > 5 and spoken <= known
    header = tab.locator(".yasr_header").inner_text().split("\n")
    assert header[:2] == (["Tableau", "Réponse brute"] if language == "fr" else ["Table", "Raw answer"])
    assert header[2].startswith("20 réponses · 0," if language == "fr" else "20 answers · 0.")


def ask(page: Any, query: str) -> None:
    """The answer to another query, in the same editor."""
    page.evaluate("text => document.querySelector('#yasgui .CodeMirror').CodeMirror.setValue(text)", query)
    page.evaluate("document.querySelector('.yasr_results').replaceChildren()")
    page.locator(".yasqe_queryButton").click()
    page.locator(".yasr_results > *").first.wait_for()


def test_no_part_of_the_editor_leads_to_another_site(tab: Any, served: str) -> None:
    elsewhere = (
        "() => [...document.querySelectorAll('#yasgui a[href]')].map(one => one.href)"
        ".filter(href => !href.startsWith(location.origin))"
    )
    editor(tab, served)
    for query in (
        "SELECT ?a WHERE { ?a ?b }",
        f"{KG}SELECT ?c WHERE {{ ?c kg:act kg:denial }}",
        f"{KG}ASK {{ ?c a kg:Act }}",
    ):
        ask(tab, query)
        assert tab.evaluate(elsewhere) == []


def test_a_server_that_is_gone_is_said(tab: Any, served: str) -> None:
    editor(tab, served)
    tab.route("**/sparql", lambda route: route.abort())
    tab.locator(".yasqe_queryButton").click()
    said = tab.locator("#yasgui pre.error").inner_text()
    assert said == "Le serveur ne répond pas ; relancez « kg serve »."
    assert tab.locator("#yasgui a[href]:visible").count() == 0


@pytest.fixture(scope="module", params=[("light", 1100), ("dark", 390)], ids=["light, wide", "dark, a phone"])
def looked(request: Any, chromium: Any, served: str) -> Iterator[Any]:
    """A page of one look and width, with the editor."""
    scheme, width = request.param
    context = chromium.new_context(locale="fr-FR", color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.set_default_timeout(10_000)
    editor(page, served)
    yield page
    context.close()


def faults(page: Any) -> list[Any]:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [
        *(
            (one["id"], [node["html"] for node in one["nodes"]])
            for one in found
            if one["impact"] in ("serious", "critical")
        ),
        *(["wider than the screen"] if wide > 0 else []),
    ]


TYPES = """# un commentaire
SELECT ?c WHERE { ?c kg:begin ?n ; kg:text ?t ; kg:speaker <https://claims.example/x>
  FILTER(?n > 12 && ?t != "mot"@fr) } wrong"""


def test_axe_finds_nothing_serious_with_an_answer(looked: Any) -> None:
    for query in ("SELECT ?a WHERE { ?a ?b }", "ASK { ?a ?b ?c }", "SELECT * { ?a ?b ?c } LIMIT 12"):
        ask(looked, query)
        assert faults(looked) == [], query
    looked.locator(".select_response").click()
    looked.locator(".yasr .CodeMirror").wait_for()
    looked.locator(".yasqe_share").click()
    assert faults(looked) == []
    looked.keyboard.press("Escape")
    looked.locator(".select_table").click()


def test_axe_finds_nothing_serious_while_completing(looked: Any) -> None:
    for query in ("SELECT * { ?c kg:s", "SELECT * { ?c ", "SELECT * { ?c a ", "SELECT * { ?c locut"):
        typed(looked, KG + query)
        assert looked.locator(".CodeMirror-hints").get_attribute("aria-label") == "Ce qui complète"
        assert looked.locator(".notification.active").inner_text() == "Ctrl + Espace complète le mot"
        assert faults(looked) == [], query
        looked.keyboard.press("Escape")


def test_every_kind_of_word_in_a_query_can_be_read(looked: Any) -> None:
    looked.evaluate("text => document.querySelector('#yasgui .CodeMirror').CodeMirror.setValue(text)", KG + TYPES)
    for kind in ("number", "comment", "string", "error", "meta"):
        assert looked.locator(f"#yasgui .cm-{kind}").count() > 0, kind
    assert faults(looked) == []


def test_the_json_of_a_query_names_no_file_and_no_command(served: str) -> None:
    answer = requests.get(
        f"{served}/editor.json", params={"query": "SELECT * { ?a ?b ?c } LIMIT 1"}, timeout=10
    ).json()["answer"]
    assert "csv" not in answer and "command" not in answer and answer["rows"]


def test_a_question_of_yes_or_no_and_a_graph_are_answered_without_scripts(served: str) -> None:
    def asked(query: str) -> tuple[dict[str, Any], str]:
        given = {"query": f"{KG}{query}"}
        data = requests.get(f"{served}/editor.json", params=given, timeout=10).json()["answer"]
        return data, requests.get(f"{served}/editor?lang=fr", params=given, timeout=10).text.partition('id="answered"')[
            2
        ]

    yes, no = asked("ASK { ?c kg:act kg:denial }"), asked("ask { ?c kg:act kg:nothing }")
    assert (yes[0]["truth"], no[0]["truth"]) == (True, False)
    assert '<p class="answer">oui</p>' in yes[1] and '<p class="answer">non</p>' in no[1]
    graph, page = asked("CONSTRUCT { ?c kg:act ?a } WHERE { ?c kg:act ?a } LIMIT 2")
    turtle = requests.get(served + graph["turtle"], headers={"Accept": "text/html,*/*;q=0.8"}, timeout=10)
    assert turtle.headers["Content-Type"].startswith("text/turtle") and turtle.text.count("kg:act") == 2
    assert 'href="/sparql?query=' in page


def test_the_licence_of_yasgui_says_where_it_is_from_and_what_it_carries() -> None:
    vendor = Path(str(files("kg.web"))) / "static" / "vendor"
    licence = (vendor / "yasgui.LICENSE").read_text("utf-8")
    assert licence.startswith("YASGUI 4.6.2") and "@zazuko/yasgui 4.6.2" in licence
    assert "github.com/rdfjs/Yasgui" in licence and "Copyright © 2018 Ruben Taelman" in licence
    for carried in ("codemirror", "jquery", "datatables.net", "DOMPurify", "n3", "lodash-es"):
        assert carried in licence


def test_without_scripts_there_is_a_form(served: str) -> None:
    page = requests.get(f"{served}/editor", params={"query": "SELECT ?act { ?c kg:act ?act } LIMIT 1"}, timeout=10)
    assert '<form id="plain"' in page.text and "<td" in page.text


def test_only_the_editor_lets_a_style_in_and_only_one(served: str) -> None:
    policies = {
        path: requests.get(served + path, timeout=10).headers["Content-Security-Policy"] for path in ("/", "/editor")
    }
    assert "unsafe" not in policies["/"]
    assert "unsafe-inline" not in policies["/editor"] and policies["/editor"].count("sha256-") == 1
