"""Invented articles that print one dispatch: whole, cut, with another lead, with words of their own."""

from __future__ import annotations

from datetime import date

from gold_extractions import RUN

from kg.model import Article, Attribution, Claim, Dropped, Entity, Extraction, Link, Span, When

LEAD = (
    "La crue de la Brume a coupé lundi la route des gorges entre Valmont et le col, isolant deux hameaux.",
    "Une trentaine d’habitants ont passé la nuit dans la salle des fêtes, ouverte à la hâte par la commune.",
)
DISPATCH = (
    *LEAD,
    "« La route restera fermée jusqu’à vendredi au moins », a déclaré la préfète, Anne Morel.",
    "Les pompiers ont mené quarante interventions depuis la veille, sans faire état de blessés.",
    "Le niveau de la rivière est monté de deux mètres en six heures, du jamais vu depuis trente ans.",
    "« Nous avions demandé des travaux dès l’automne », a regretté le maire de Valmont, Paul Petit.",
    "Les écoles de la vallée n’ouvriront pas mardi et le ramassage scolaire est suspendu.",
    "Une décrue lente est attendue dans la nuit, selon le service de prévision des crues.",
)
OTHER = (
    "Le club de Valmont a remporté dimanche son troisième titre de champion devant huit cents spectateurs.",
    "« Nous avons joué sans peur », a dit l’entraîneuse, Zoé Blanc, après la remise de la coupe.",
    "Menées de quatre points à la pause, les joueuses ont renversé la finale dans les dix dernières minutes.",
    "Elles retrouveront en septembre la première division, quittée il y a quatre saisons faute de moyens.",
    "La mairie organise une réception samedi sur la place du marché, avec la fanfare et les deux autres équipes.",
)
SAID = {
    "La route restera fermée jusqu’à vendredi au moins": "Anne Morel",
    "Nous avions demandé des travaux dès": "Paul Petit",
}
SAID |= {"Nous avons joué sans peur": "Zoé Blanc", "Tout va rentrer dans l’ordre": "Anne Morel"}


def paper(
    number: int,
    *sentences: str,
    publisher: str | None = None,
    day: int | None = 1,
    url: str | None = None,
    aside: str = "",
    speakers: dict[str, str] | None = None,
) -> Extraction:
    """An article of these sentences, of a day in March 2024, with a claim for all words of ``SAID`` that it has.

    ``aside`` is a line at its end that cleaning sets aside; ``speakers`` calls a speaker by another name.
    """
    body = " ".join(sentences) + "\n"
    text = body + aside
    published = date(2024, 3, day) if day else None
    article = Article(f"{number:016x}", f"n{number}", text, f"p/n{number}.txt", url, publisher, published=published)
    claims, names = [], set()
    for words, who in SAID.items():
        start = text.find(words)
        if start >= 0:
            name = (speakers or {}).get(who, who)
            names.add(name)
            span = Span(start, start + len(words))
            claims.append(
                Claim(
                    f"{article.id}-{span.start}-{span.end}", Attribution((span,), None, None, "direct", "made"),
                    Link(name, "made"), (Link("Valmont", "made"),), "Valmont", "assertion", "made",
                    When(published, None, "published" if published else None, "made"), topics=("route",),
                )
            )  # fmt: skip
    dropped = (Dropped(Span(len(body), len(text)), "advert"),) if aside else ()
    places = (Entity("Valmont", "place"),) if claims else ()
    entities = tuple(Entity(name, "person") for name in sorted(names))
    return Extraction(article, dropped, (*entities, *places), tuple(claims), run=RUN)
