"""Whole pages, selected and copied: the body of the Wikinews pages, known from their markup, in invented chrome."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.clean import clean
from kg.model import Article

PAGES = Path(__file__).parent.parent.parent / "shared" / "corpus" / "wikinews"
TITLE = "{title}"

ABOVE = (
    f"""Aller au contenu|Menu|Rechercher|Se connecter|S'abonner|Accueil > Monde > Europe|En direct|{TITLE}
    Par Camille Dorval et Yann Le Meur|Publié le 22 mai 2012 à 09h12, mis à jour le 22 mai 2012 à 11h40
    Temps de lecture : 3 min.|Partager sur Facebook|Partager sur Twitter|Envoyer par e-mail|Imprimer l'article
    Ajouter à vos favoris|Offrir l'article|Écouter l'article|00:00 / 03:41|Lecture 3 min.|Commenter""",
    f"""Accueil|Politique|International|Économie|Sport|Culture|Régions|Vidéos|Jeux|Newsletters|Nos podcasts
    Je m'abonne|Mon compte|Monde|{TITLE}|La rédaction, avec AFP|22/05/2012 à 09:12|0 commentaire|Partager|Facebook
    Twitter|WhatsApp|Copier le lien|Lire plus tard|Crédit photo : Agence Littoral|Publicité""",
    f"""Wikinews|Page d'accueil|Une page au hasard|Aide|Faire un don|Article|Discussion|Lire|Modifier
    Voir l'historique|Outils|{TITLE}|Un article de Wikinews, une source d'information libre.
    Aller à : navigation, rechercher""",
    f"""Fermer le menu|Mon espace|L'actu en direct|Dernière heure|Nos régions|Société|Faits divers|Santé|Planète
    {TITLE}|Écrit par Noé Kerleau|Publié hier à 18h32|Modifié à 19h02|4 min de lecture|Partager par mail|Réagir
    Article réservé aux abonnés|Photo Ouest Littoral""",
    f"""A A A|Taille du texte|International > Amériques|{TITLE}|Noé Kerleau (à Washington)|Le 22/05/2012 à 18:32
    Ajouter aux favoris|Lecture 4 min|Écouter|Partager l'article via Facebook|Légende : le pas de tir, lundi
    Crédits : Agence Littoral""",
)
INSIDE = """À lire aussi : La fusée qui ne voulait pas partir|Publicité|LIRE AUSSI > Trois questions sur un lancement
    La suite après cette publicité|Lire aussi Ce que change la réforme|➡️ À lire aussi : Nos conseils pour l'été
    Inscrivez-vous à notre newsletter|Photo d'archives|Notre dossier : les élections|▶ Voir la vidéo
    Article réservé aux abonnés|Suivez l'actualité en continu sur notre application
    Pour ne rien manquer, abonnez-vous à notre lettre quotidienne|» Lire aussi : La galaxie en cinq chiffres
    Lire notre enquête : Le prix du silence|Lire l'éditorial : Un pas de trop
    À LIRE ÉGALEMENT - Les coulisses d'un tir|La suite de l'article après la publicité
    Sur le sujet : Tout comprendre en cinq questions|Pour aller plus loin : le dossier complet
    Lire plus : Une semaine sous tension|Vidéo : revivez le décollage|[VIDÉO] Revivez le décollage
    Newsletter Espace : recevez notre sélection chaque vendredi|Abonnez-vous pour lire la suite
    Cet article vous intéresse ? Abonnez-vous|À voir aussi : Le film de la journée"""
UNDER = (
    """Partager cet article|Sur le même sujet|Espace : cinq dates à retenir|Un satellite tombe dans l'océan
    Les plus lus|1. La météo de demain|2. Le prix de l'essence monte encore|Commentaires (2)
    jeanpaul38 le 22/05/2012 à 13:05|Encore de l'argent jeté par les fenêtres, on se moque de nous !|Répondre|Signaler
    marmotte|Bravo à toute l'équipe, quel travail.|Voir tous les commentaires|Mentions légales
    Politique de confidentialité|Gestion des cookies|CGU|Contact|Publicité
    © 2012 Le Courrier de l'Estuaire. Tous droits réservés.""",
    """Avec AFP|Vous avez repéré une erreur ? Signalez-la-nous|Tags : espace, États-Unis|À lire également
    Un chantier à l'arrêt depuis six mois|Newsletter|Recevez chaque matin l'essentiel de l'actualité
    Votre adresse e-mail|Je m'inscris|Laisser un commentaire
    Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués avec *|Nom *
    Enregistrer mon nom pour le prochain commentaire|Publier le commentaire|Plan du site|Qui sommes-nous ?
    Abonnements|Annonceurs|Suivez-nous|RSS""",
    """Voir aussi|Sources|Récupérée de « https://fr.wikinews.example/wiki/Article »|Catégories : Espace | Publié
    Dernière modification de cette page le 22 mai 2012, à 11:40.|Politique de confidentialité
    Les textes sont disponibles sous licence Creative Commons attribution|À propos de Wikinews|Avertissements
    Version mobile""",
    """N. K.|Partagez|Tweetez|Envoyez|Lire aussi|Une panne géante prive la ville de courant|Vos commentaires
    Connectez-vous pour commenter|lulu29 - il y a 3 heures|Enfin une bonne nouvelle|J'aime|Les plus partagés
    Nos offres d'abonnement|Nos applications|Archives|Données personnelles|Gérer mes cookies|Toute l'actualité
    Haut de page""",
    """Noé Kerleau avec l'AFP|À propos de l'auteur|Thématiques : espace, économie|Les plus commentés
    Ces articles pourraient vous intéresser|La mer monte plus vite que prévu|Contenus sponsorisés
    Ce régime étonne les médecins|Services|Petites annonces|Carnet du jour|Nous contacter
    Publicité et partenariats|Conditions générales d'utilisation|Tous droits réservés 2012""",
)


def lines(block: str) -> list[str]:
    return [line.strip() for row in block.split("\n") for line in re.split(r"\|(?! )", row)]


@dataclass
class Page:
    """A page as it is copied, and which of its lines are the article."""

    body: list[str]
    chrome: list[str]
    article: Article

    def kept(self) -> str:
        return "\n".join(span.of(self.article.text) for span in clean(self.article)[0])


def plain(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())


def pages(*, titled: bool) -> Iterator[Page]:
    inside = lines(INSIDE)
    for number, path in enumerate(sorted(PAGES.glob("*.html"))):
        markup = path.read_text("utf-8")
        title = plain(re.findall(r"<h1>(.*?)</h1>", markup, re.DOTALL)[0])
        body = [
            text
            for found in re.findall(r"<(?:p|h2|li)[ >].*?</(?:p|h2|li)>", markup, re.DOTALL)
            if (text := plain(found))
        ]
        above = [line.replace(TITLE, title) for line in lines(ABOVE[number % len(ABOVE)])]
        under = lines(UNDER[number // len(ABOVE) % len(UNDER)])
        # A line that goes on with a small letter is taken for one that the page has broken.
        whole = len(body) > 3 and body[1][0].isupper() and body[3][0].isupper()
        between = [inside[number % len(inside)], inside[(number + 5) % len(inside)]] if whole else []
        text = [*above, body[0], *between[:1], *body[1:3], *between[1:], *body[3:], *under]
        article = Article("0", "a", "\n".join(text), "a.txt", title=title if titled else None)
        yield Page(body, [line for line in [*above, *between, *under] if line != title], article)


needs_pages = pytest.mark.skipif(not PAGES.is_dir(), reason="needs ../shared/corpus")


@needs_pages
def test_a_bare_page_is_kept_to_the_last_character() -> None:
    for page in pages(titled=True):
        text = "\n".join(page.body)
        kept, dropped = clean(Article("0", "a", text, "a.txt"))
        assert ("\n".join(span.of(text) for span in kept), dropped) == (text, ())


@needs_pages
@pytest.mark.parametrize("titled", [True, False])
def test_no_line_of_the_body_is_lost_and_no_chrome_is_kept(titled: bool) -> None:
    body = chrome = 0
    for page in pages(titled=titled):
        kept = page.kept()
        assert [line for line in page.body if line not in kept] == []
        assert [line for line in page.chrome if line in kept.split("\n")] == []
        body += len(page.body)
        chrome += len(page.chrome)
    assert (body, chrome) == (419, 3514)


@needs_pages
def test_the_title_is_kept_where_it_is_known() -> None:
    for page in pages(titled=True):
        assert page.article.title in page.kept().split("\n")
