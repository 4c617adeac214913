"""Cleaning: the article is kept to the last word, the page around it is set aside with its reason."""

import json
import random
import time
from pathlib import Path

import pytest

from kg.clean import _captions, clean, paragraphs
from kg.model import Article, Span
from kg.reading import read

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
PRESS = SHARED / "corpus" / "press"

PROSE = (
    "La route des gorges, fermée depuis l’éboulement du 3 mai, rouvrira lundi à la circulation, "
    "a annoncé jeudi le maire devant une centaine d’habitants réunis dans la salle des fêtes."
)
MORE = (
    "« Nous avons attendu assez longtemps », a-t-il lancé, avant de remercier les ouvriers "
    "qui ont travaillé tout l’été pour consolider la falaise au-dessus du virage des Trois-Pins."
)


def page(*lines: str, title: str | None = None) -> Article:
    return Article("0", "a", "\n\n".join(lines), "a.txt", title=title)


def kept(*lines: str, title: str | None = None) -> list[str]:
    article = page(*lines, title=title)
    return [span.of(article.text) for span in clean(article)[0]]


def dropped(*lines: str) -> list[tuple[str, str]]:
    article = page(*lines)
    return [(found.span.of(article.text), found.rule) for found in clean(article)[1]]


def assert_each_character_is_in_one_place(article: Article) -> None:
    spans, chrome = clean(article)
    assert list(spans) == sorted(spans)
    times = [0] * len(article.text)
    for span in (*spans, *(found.span for found in chrome)):
        assert 0 <= span.start < span.end <= len(article.text)
        assert span.of(article.text) == span.of(article.text).strip()
        for at in range(span.start, span.end):
            times[at] += 1
    for at, character in enumerate(article.text):
        assert times[at] == 1 or (character.isspace() and times[at] <= 1)


@pytest.mark.parametrize(
    "chrome",
    [
        "À lire aussi Le pont de la Bâtie restera fermé",
        "Lire aussi : le pont de la Bâtie restera fermé",
        "» LIRE AUSSI - «Le pont restera fermé»",
        ">>> Lire: Le pont de la Bâtie restera fermé",
        "READ  Le pont de la Bâtie restera fermé",
        "A voir aussi : la vidéo de l’éboulement",
        "Publicité 2 Publicité 2 En savoir plus - Publicité 4",
        "Publicité",
        "La suite après la publicité",
        "Temps de lecture: 2 min",
        "Share Post:",
        "Partager sur Facebook",
        "Facebook Twitter WhatsApp Email",
        "Inscrivez-vous à notre newsletter",
        "Abonnez-vous et accédez à tous nos articles en illimité !",
        "Cet article est réservé aux abonnés. Déjà abonné ?",
        "Il vous reste 65 % de cet article à lire. La suite est réservée aux abonnés.",
        "Pas encore abonné ?",
        "© Jeanne Petit",
        "Crédit photo : Jeanne Petit",
        "Petit Jeanne/ABACA – AFP",
        "(belga)",
        "J. Petit avec AFP",
        "Par Jeanne Petit",
        "Propos recueillis par Jeanne Petit",
        "Publié le 12/03/2019 à 14:05",
        "Mis à jour le 12 mars 2019 à 14h05",
        "21/11/2018 23:33:33 -",
        "Le Puy-en-Velay (AFP) -",
        "burs-er/cel/swi",
        "La route rouvre - Regarder sur Le Pli Live",
        "Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués avec *",
        "Jeanne Petit et Paul Grand de CNN ont contribué au reportage.",
        "Nous utilisons des cookies pour améliorer votre visite.",
        "Tags : route, gorges, mairie",
        "Accueil > Région > Les gorges",
        "(...)",
        "00:00/00:00",
        "Passer au contenu principal",
        "Agence France-Presse",
        "Avec les informations de Reuters et Agence France-Presse",
    ],
)
def test_chrome_between_paragraphs_is_set_aside_with_its_reason(chrome: str):
    assert kept("La route des gorges rouvre", PROSE, chrome, MORE) == ["La route des gorges rouvre", PROSE, MORE]
    ((words, rule),) = dropped("La route des gorges rouvre", PROSE, chrome, MORE)
    assert words == chrome
    assert rule


@pytest.mark.parametrize(
    "body",
    [
        "Lire est un droit, a rappelé la libraire.",
        "Le maire a lu aussi la lettre du préfet.",
        "« Abonnez-vous ! », lance le vendeur de journaux.",
        "Par Toutatis, s’est écrié le maire, la route rouvre !",
        "Publié mardi, le rapport accuse la mairie.",
        "Pour lire la suite des débats, le président a demandé le silence.",
        "Accueil des réfugiés : la mairie dit oui",
        "Réactions politiques",
        "Comment participer ?",
        "Cinq commentaires du maire",
        "Photo à l’appui, le maire a démenti.",
        "Voir Naples et mourir, disait-il.",
        "Le temps de lecture des débats a été réduit, selon la présidente.",
        "Vidéo accusatrice",
        "Le 3 mai 2019, la falaise est tombée.",
        "M. Petit",
        "Acte 5",
        "Oui.",
    ],
)
def test_the_body_is_kept(body: str):
    assert kept("La route des gorges rouvre", PROSE, body, MORE, body) == [
        "La route des gorges rouvre",
        PROSE,
        body,
        MORE,
        *([body] if len(body) < 25 else []),
    ]


def test_comments_are_set_aside_to_the_end_of_the_page():
    comments = ["13 Commentaires", "• Posté par Jo, mardi 3 mai 2022, 20:39", "Bravo ! " * 20, "Plus de commentaires"]
    assert kept(PROSE, MORE, *comments) == [PROSE, MORE]
    assert dropped(PROSE, MORE, *comments)[2][1] == "comments: from '13 Commentaires' to the end of the page"


def test_a_signed_comment_opens_the_comments_without_a_heading():
    assert kept(PROSE, MORE, "Posté par Jo, mardi 3 mai 2022, 20:39", "Bravo ! " * 20) == [PROSE, MORE]
    assert kept(PROSE, MORE, "Jo a dit le 3 mai 2022 à 20:39", "Bravo ! " * 20) == [PROSE, MORE]
    # Somebody of the article who said something on a day.
    said = "Jo Petit a dit le 3 mai 2022 que la route rouvrirait."
    assert kept(PROSE, MORE, said) == [PROSE, MORE, said]


def test_a_counter_of_comments_above_the_article_opens_nothing():
    assert kept("La route rouvre", "13 commentaires", PROSE, MORE) == ["La route rouvre", PROSE, MORE]


def test_links_under_the_article_go_and_prose_after_a_heading_stays():
    assert kept(PROSE, "Sur le même sujet", "Le pont reste fermé", "Un tunnel sous la falaise") == [PROSE]
    assert kept(PROSE, "À lire aussi", "Le pont reste fermé", "Une fête", MORE) == [PROSE, "Une fête", MORE]
    assert kept(PROSE, "À lire aussi", MORE) == [PROSE, MORE]


def test_the_title_repeated_under_the_article_is_set_aside():
    title = "La route des gorges rouvre lundi"
    assert kept(title, PROSE, title) == [title, PROSE]
    assert dropped(title, PROSE, title) == [(title, "repeats an earlier paragraph")]


def test_a_title_is_kept_whatever_it_looks_like():
    assert kept("Lire aussi, un droit", PROSE, title="Lire aussi, un droit") == ["Lire aussi, un droit", PROSE]


def test_a_signature_goes_only_as_the_last_paragraph():
    assert kept(PROSE, "Jeanne Petit") == [PROSE]
    assert kept(PROSE, "Jeanne Petit", MORE) == [PROSE, "Jeanne Petit", MORE]
    assert kept(PROSE, "K. B.", MORE) == [PROSE, MORE]


def test_a_credit_at_the_end_of_a_paragraph_is_cut_off():
    assert kept(PROSE + " (Photo AFP)") == [PROSE]
    assert kept(PROSE + " (afp/nxp)") == [PROSE]
    assert kept("Le maire jeudi. JEANNE PETIT / AFP", PROSE) == ["Le maire jeudi.", PROSE]
    assert dropped(PROSE + " (Photo AFP)") == [("(Photo AFP)", "photo credit at the end")]
    # Not a credit.
    assert kept(PROSE + " (AFPA)") == [PROSE + " (AFPA)"]


def test_promotional_sentences_are_cut_out_of_a_paragraph():
    promotion = (
        "En vous abonnant, vous pouvez nous aider. ABONNEZ-VOUS MAINTENANT GALERIE PHOTO (CLIQUEZ POUR AGRANDIR) ."
    )
    assert kept(f"{PROSE} {promotion}") == [PROSE]
    # Between quotation marks they are somebody's words.
    assert kept(PROSE + " « Abonnez-vous maintenant », a dit le vendeur.") == [
        PROSE + " « Abonnez-vous maintenant », a dit le vendeur."
    ]


def test_a_caption_with_its_credit_is_cut_out_of_a_paragraph():
    caption = "Un ouvrier est vu sur cette photo publiée samedi. | SERVICE DE PRESSE DE LA MAIRIE / VIA REUTERS"
    assert kept(f"{PROSE} {caption} {MORE}") == [PROSE, MORE]
    assert kept(f"{PROSE} Le maire est vu sur cette photo publiée samedi. {MORE}") == [
        f"{PROSE} Le maire est vu sur cette photo publiée samedi. {MORE}"
    ]


def test_a_paragraph_is_a_line():
    text = "Un titre\n\nUn. \n  Deux.\n\n\nTrois."
    assert [span.of(text) for span in paragraphs(text)] == ["Un titre", "Un.", "Deux.", "Trois."]


def test_lines_wrapped_at_a_fixed_width_are_one_paragraph():
    words = f"{PROSE} {MORE} {PROSE}".split()
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) + 1 > 72:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    wrapped = "\n".join([*lines, line])
    text = f"La route rouvre\n\n{wrapped}\n\nFin de l’affaire."
    assert [span.of(text) for span in paragraphs(text)] == ["La route rouvre", wrapped, "Fin de l’affaire."]


def test_short_lines_that_are_no_wrapped_text_stay_apart():
    text = "Auxerre - Grenoble\nBéziers - Orléans\nTroyes - Clermont\nNiort - Brest\nLens - Ajaccio"
    assert len(paragraphs(text)) == 5


def test_a_break_inside_a_sentence_is_mended():
    text = "La route rouvre\n\nLe maire a dit que la route des gorges rouvrirait lundi à\nl’aube. Fin."
    assert [span.of(text) for span in paragraphs(text)][1:] == [text[17:]]


def test_each_character_is_in_exactly_one_place():
    chance = random.Random(7)
    pieces = [
        PROSE,
        MORE,
        "À lire aussi Le pont",
        "13 Commentaires",
        " \u00a0",
        "",
        "Publicité",
        "(Photo AFP)",
        "«",
        ".",
        "© A",
    ]
    for _ in range(300):
        text = "".join(
            chance.choice(pieces) + chance.choice(["\n", "\n\n", " ", ""]) for _ in range(chance.randint(0, 9))
        )
        assert_each_character_is_in_one_place(Article("0", "a", text, "a.txt"))


@pytest.mark.parametrize(
    "unit", ["a", "a ", "a\n", "a.", ".", "« ", "(", "©", "à lire aussi\n", " ", "Par A B\n", "/a"]
)
def test_hostile_text_is_cleaned_in_time(unit: str):
    article = Article("0", "a", (unit * 200_000)[:400_000] + "\nabonnez-vous", "a.txt")
    began = time.process_time()
    clean(article)
    assert time.process_time() - began < 10  # seconds; a rule that grows with the square takes minutes


def test_the_same_page_is_cleaned_the_same_way_twice():
    article = page("La route rouvre", PROSE, "À lire aussi Le pont", MORE)
    assert clean(article) == clean(article)


def test_the_seeds_keep_their_claims():
    articles = {article.name: article for article in read([HERE.parent / "seeds"])}
    assert_gold_is_kept(HERE / "gold" / "seeds", articles)
    for article in articles.values():
        assert_each_character_is_in_one_place(article)


def test_the_seeds_lose_their_chrome():
    text = "\n".join(span.of(article.text) for article in read([HERE.parent / "seeds"]) for span in clean(article)[0])
    for words in (
        "lire aussi",
        "READ",
        "Publicité",
        "Posté par",
        "Commentaire",
        "ABONN",
        "Share",
        "REUTERS",
        "reportage.",
    ):
        assert words not in text


def assert_gold_is_kept(folder: Path, articles: dict[str, Article]) -> None:
    for path in sorted(folder.glob("*.json")):
        doc = json.loads(path.read_text())
        spans = clean(articles[doc["article"]])[0]
        for claim in doc["claims"]:
            for start, end in claim["spans"]:
                assert any(span.covers(Span(start, end)) for span in spans), (path.name, claim["content"])


@pytest.mark.skipif(not PRESS.is_dir(), reason="needs ../shared/corpus")
def test_every_character_of_the_press_is_in_one_place_and_little_is_set_aside():
    count = lost = 0
    for article in read([PRESS]):
        assert_each_character_is_in_one_place(article)
        count += len(article.text)
        lost += sum(found.span.end - found.span.start for found in clean(article)[1])
    assert lost < 0.02 * count


@pytest.mark.skipif(not PRESS.is_dir(), reason="needs ../shared/corpus")
def test_the_development_articles_keep_their_claims():
    articles = {article.name: article for article in read([SHARED / "corpus" / "wikinews-dev"])}
    assert_gold_is_kept(SHARED / "gold" / "wikinews", articles)


class Looked(str):
    """A text that counts the characters in which a mark was looked for."""

    characters = 0

    def rfind(self, mark: str, start: int = 0, end: int | None = None) -> int:  # type: ignore[override]
        self.characters += (len(self) if end is None else end) - start
        return super().rfind(mark, start, end)


def test_many_captions_in_a_line_are_looked_for_in_one_pass() -> None:
    words = Looked("Il pleut ! Un pont sur cette photo. | AA " + "sur cette photo. | AA " * 200)
    found = list(_captions(words))
    assert len(found) == 201 and words[found[0][0] : found[0][1]] == " Un pont sur cette photo. | AA"
    assert {words[start:end] for start, end, _ in found[1:]} == {" | AA sur cette photo. | AA"}
    assert words.characters <= 4 * len(words)
