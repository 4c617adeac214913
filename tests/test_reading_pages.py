"""Reading HTML pages: which paragraphs are the article, and what the page says of itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kg.errors import ReadError
from kg.reading.pages import ReadPage, read_page

WIKINEWS = Path(__file__).parent.parent.parent / "shared" / "corpus" / "wikinews"

BODY = (
    "Fermé depuis mai, l’ouvrage sera rendu à la circulation lundi, a annoncé la préfecture.",
    "Le pont rouvrira à six heures, a indiqué jeudi la préfète, Claire Dumont. « C’est fini », a-t-elle dit.",
    "« Nous avons souffert pendant trois semaines », a déploré le maire, Paul Girard.",
    "Un chantier à trois millions",
    "Oui.",
    "Il n’y aura pas de péage, promet le département.",
    "La voie de gauche ouvrira à six heures, a précisé la préfecture.",
    "Le pont avait été fermé après une crue.",
    "Les experts avaient alors relevé deux fissures.",
)
CHROME = (
    "Nous utilisons des cookies pour améliorer votre expérience. Vous acceptez nos conditions.",
    "Accueil",
    "Politique",
    "La route des gorges reste fermée",
    "Le tunnel sera percé en mai",
    "Inscrivez-vous à notre newsletter pour recevoir toutes les actualités du Val.",
    "Enfin une bonne nouvelle, il était temps que la préfecture bouge !",
    "Et le péage, alors ? On nous cache tout.",
    "Un ours vu à Vaubrun",
    "Mentions légales",
)
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Le pont de Vaubrun rouvre lundi - Le Courrier du Val</title>
<link rel="canonical" href="https://courrier.example/pont-vaubrun">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "Le pont de Vaubrun rouvre lundi", "datePublished": "2024-06-06T08:30:00+02:00",
"author": {{"@type": "Person", "name": "Anne Morel"}},
"publisher": {{"@type": "Organization", "name": "Le Courrier du Val"}}}}</script>
<meta property="og:site_name" content="Le Courrier du Val"></head>
<body><div id="cookie" class="cookie-consent"><p>{CHROME[0]}</p><button>Accepter</button></div>
<header><nav><ul><li><a href="/">{CHROME[1]}</a></li><li><a href="/p">{CHROME[2]}</a></li></ul></nav></header>
<main><article><h1>Le pont de Vaubrun rouvre lundi</h1><p class="chapo">{BODY[0]}</p>
<p class="byline">Par Anne Morel</p><time datetime="2024-06-06">Publié le 6 juin 2024 à 8h30</time>
<figure><img src="a.jpg"><figcaption>Le pont, jeudi. PHOTO COURRIER</figcaption></figure>
<p>{BODY[1]}</p>
<p>« Nous avons <b>souffert</b> pendant <i>trois
semaines</i> », a déploré le maire, <a href="/x">Paul Girard</a>.</p>
<aside class="related"><h3>Lire aussi</h3><ul><li><a href="/1">{CHROME[3]}</a></li></ul></aside>
<p><strong>À lire aussi :</strong> <a href="/3">Le bac du Val à l’arrêt</a></p>
<h2>{BODY[3]}</h2><p>{BODY[4]}</p><blockquote><p>{BODY[5]}</p></blockquote>
<ul><li>{BODY[6]}</li></ul><p>{BODY[7]}<br>{BODY[8]}</p>
<div class="newsletter"><p>{CHROME[5]}</p><input type="email"></div></article>
<section id="comments" class="comments"><h2>2 commentaires</h2>
<div class="comment"><p>{CHROME[6]}</p></div><div class="comment"><p>{CHROME[7]}</p></div></section></main>
<aside><h2>Les plus lus</h2><ol><li><a href="/a">{CHROME[8]}</a></li></ol></aside>
<footer><p>© Le Courrier du Val - {CHROME[9]}</p></footer></body></html>"""


def lines(page: ReadPage) -> list[str]:
    """The paragraphs of the text that was read."""
    return [" ".join(line.split()) for line in page.text.split("\n") if line]


def test_a_newspaper_page_gives_its_title_and_all_of_its_body() -> None:
    found = lines(read_page(PAGE))
    assert found[0] == "Le pont de Vaubrun rouvre lundi"
    assert [line for line in found[1:] if not line.startswith("À lire aussi")] == list(BODY)


def test_menus_consent_related_links_newsletter_comments_and_footer_are_no_article() -> None:
    text = read_page(PAGE).text
    assert not [words for words in CHROME if words in text]


def test_what_the_page_reader_leaves_in_the_cleaning_sets_aside() -> None:
    from kg.clean import clean
    from kg.model import Article

    text = read_page(PAGE).text
    kept, dropped = clean(Article("0", "a", text, "a.html", title="Le pont de Vaubrun rouvre lundi"))
    assert [span.of(text) for span in kept] == ["Le pont de Vaubrun rouvre lundi", *BODY]
    assert [found.span.of(text) for found in dropped] == ["À lire aussi : Le bac du Val à l’arrêt"]


def test_title_day_author_publisher_and_address_come_from_the_page() -> None:
    known = read_page(PAGE).known
    assert known.title == "Le pont de Vaubrun rouvre lundi"
    assert known.published == date(2024, 6, 6)
    assert (known.publisher, known.authors) == ("Le Courrier du Val", ("Anne Morel",))
    assert known.url == "https://courrier.example/pont-vaubrun"
    assert known.language is None  # « lang="en" » is often the template's


def test_meta_tags_do_where_there_is_no_json() -> None:
    head = (
        '<meta property="og:title" content="Le pont rouvre"><meta name="author" content="Anne Morel">'
        '<meta property="article:published_time" content="2024-06-06T23:30:00+02:00">'
        '<meta property="og:url" content="https://courrier.example/pont">'
    )
    known = read_page(f"<html><head>{head}</head><body><p>{BODY[1]}</p></body></html>").known
    assert (known.title, known.authors, known.published) == ("Le pont rouvre", ("Anne Morel",), date(2024, 6, 6))
    assert known.url == "https://courrier.example/pont"


def test_a_day_in_the_words_of_the_article_is_not_its_own() -> None:
    assert read_page(f"<html><body><p>{BODY[1]} C’était le 3 mars 2021.</p></body></html>").known.published is None


@pytest.mark.parametrize("day", ["2024-02-30", "2024-02", "2024", "20222-01-01", "hier"])
def test_a_day_that_there_is_not_is_no_day(day: str) -> None:
    head = f'<meta property="article:published_time" content="{day}">'
    assert read_page(f"<html><head>{head}</head><body><p>{BODY[1]}</p></body></html>").known.published is None


@pytest.mark.parametrize("day", ["2024-02-01", "2024-02-01T08:30:00Z", "20240201", "01/02/2024", "February 1, 2024"])
def test_the_first_of_a_month_is_a_day_where_the_page_says_it(day: str) -> None:
    head = f'<meta property="article:published_time" content="{day}">'
    known = read_page(f"<html><head>{head}</head><body><p>{BODY[1]}</p></body></html>").known
    assert known.published == date(2024, 2, 1)


def test_a_page_without_paragraphs_keeps_its_lines_apart() -> None:
    page = f"<html><body><h1>Le pont rouvre</h1><div>{BODY[1]}<br><br>{BODY[2]}</div><div>{BODY[7]}</div></body></html>"
    assert lines(read_page(page)) == ["Le pont rouvre", BODY[1], BODY[2], BODY[7]]


def test_a_page_of_two_sentences_has_two_paragraphs_and_no_menu() -> None:
    page = (
        "<html><body><nav><a href='/'>Accueil</a></nav><article><h1>Le pont rouvre</h1>"
        "<p>Il rouvre, a dit le maire.</p><p>Enfin.</p></article><footer>© Le Pli</footer></body></html>"
    )
    assert lines(read_page(page)) == ["Le pont rouvre", "Il rouvre, a dit le maire.", "Enfin."]


def test_a_picture_inside_of_its_tag_is_no_list_of_attributes() -> None:
    picture = "data:image/png;base64," + "iVBO/Rw0+" * 20_000
    page = f"<html><body><h1>Le pont</h1><p><img src='{picture}'>{BODY[1]}</p></body></html>"
    assert lines(read_page(page)) == ["Le pont", BODY[1]]


def test_headings_and_lists_of_a_bare_page_are_kept() -> None:
    page = f"<html><body><h1>Le pont</h1><h2>{BODY[3]}</h2><p>{BODY[1]}</p><ul><li>{BODY[6]}</li></ul></body></html>"
    assert lines(read_page(page)) == ["Le pont", BODY[3], BODY[1], BODY[6]]


def test_scripts_and_event_handlers_of_a_title_are_no_words() -> None:
    page = (
        f'<html><body onload="x()"><h1 onclick="evil()">Le pont <script>alert("1")</script>rouvre</h1><p>{BODY[1]}</p>'
        "<script>var a = 'Le maire'</script></body></html>"
    )
    assert lines(read_page(page)) == ["Le pont rouvre", BODY[1]]


def test_an_xhtml_page_with_its_declaration_is_read() -> None:
    page = (
        '<?xml version="1.0" encoding="iso-8859-1"?><html xmlns="http://www.w3.org/1999/xhtml"><body>'
        f"<h1>Le pont</h1><p>{BODY[1]}</p></body></html>"
    )
    assert lines(read_page(page)) == ["Le pont", BODY[1]]


@pytest.mark.parametrize("page", ["<html></html>", "<html><body><h1>Seul</h1></body></html>", "<p>", "<html><body>"])
def test_a_page_without_an_article_says_what_to_do(page: str) -> None:
    with pytest.raises(ReadError, match=r"^no article found on this page; save its text as a \.txt file$"):
        read_page(page)


@pytest.mark.skipif(not WIKINEWS.is_dir(), reason="needs ../shared/corpus")
def test_of_100_wikinews_pages_no_paragraph_is_lost_and_nothing_else_is_kept() -> None:
    from lxml import html

    for file in sorted(WIKINEWS.glob("*.html")):
        page = html.fromstring(file.read_bytes())
        blocks = [" ".join(block.text_content().split()) for block in page.iter("h1", "h2", "p", "li")]
        assert lines(read_page(file.read_text("utf-8"))) == [block for block in blocks if block], file.name
