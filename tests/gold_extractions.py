"""Extractions built from the gold claims of the seeds: exact answers for the graph side, and no extractor."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date
from pathlib import Path

import pyoxigraph
import rdflib

from kg.export import write
from kg.model import (
    Article,
    Attribution,
    Claim,
    Dropped,
    Entity,
    Extraction,
    Kind,
    Link,
    Run,
    Span,
    When,
)
from kg.store import Store

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "gold" / "seeds"
SEEDS = ROOT / "seeds"
PLACES = {"Russie", "Ukraine", "États-Unis", "Etats-Unis", "Moscou", "Berlin", "Royaume-Uni", "Crimée", "Donbass"}
ORGANISATIONS = {"Otan", "OTAN", "Kremlin", "COBR", "RIA Novosti", "Nord Stream", "présidence française"}
OFFICES = {
    "Sergueï Lavrov": ("ministre russe des Affaires étrangères",),
    "Antony Blinken": ("secrétaire d’État américain",),
}
PEOPLE = {"Poutine", "Lavrov", "Biden"}
OXIGRAPH = {
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "nq": pyoxigraph.RdfFormat.N_QUADS,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "rdf": pyoxigraph.RdfFormat.RDF_XML,
}
TOPICS = {"sanctions": "sanction", "diplomatie": "diplomatie", "garanties": "garantie", "sécurité": "sécurité"}

RUN = Run("kg 0.1.0", "spaCy 3.8.6", "fr_core_news_sm 3.8.0", "fr 0123456789ab", "ba9876543210")


def kind(name: str) -> Kind:
    """What a name of the seeds' gold claims names."""
    if name in PEOPLE or (len(name.split()) == 2 and name.istitle() and name not in ORGANISATIONS):
        return "person"
    if name in PLACES:
        return "place"
    if name in ORGANISATIONS:
        return "organisation"
    return "unnamed" if name[0].islower() else "group"


def seed(name: str) -> Extraction:
    """The gold claims of the seed whose name begins so, as the text side would hand them over."""
    gold = json.loads(next(GOLD.glob(f"{name}*.json")).read_text("utf-8"))
    file = f"{gold['article']}.txt"
    known = {row["file"]: row for row in csv.DictReader((SEEDS / "articles.csv").open(encoding="utf-8"))}[file]
    article = Article(
        id=hashlib.sha256(file.encode()).hexdigest()[:16],
        name=gold["article"],
        text=(SEEDS / file).read_text("utf-8"),
        path=f"seeds/{file}",
        title=known["title"],
        published=date.fromisoformat(known["published"]),
    )
    claims, used = [], {}
    for row in gold["claims"]:
        claims.append(_claim(row, article))
        for said in (row["speaker"], *row["targets"]):
            if said:
                used.setdefault(said, set()).update(row["speaker_aliases"] if said == row["speaker"] else ())
    entities = tuple(
        Entity(said, kind(said), tuple(sorted(aliases)), OFFICES.get(said, ()))
        for said, aliases in sorted(used.items())
    )
    aside = (Dropped(Span(0, 10), "page chrome"),)
    return Extraction(article, aside, entities, tuple(claims), run=RUN)


def _claim(row: dict, article: Article) -> Claim:
    spans = tuple(Span(*span) for span in row["spans"])

    def before(words: str | None) -> Span | None:
        start = article.text.rfind(words, 0, spans[-1].end + 80) if words else -1
        return Span(start, start + len(words)) if words and start >= 0 else None

    said = date.fromisoformat(row["date"]) if row["date"] else None
    found = Attribution(
        spans, before(row["cue"]), before(row["mention"]), row["form"], "gold", via=tuple(row.get("via", ()))
    )
    when = When(said, None, "weekday", "weekday in the text") if said else When(None, None, None, "no day")
    return Claim(
        id=f"{article.id}-{spans[0].start}-{spans[-1].end}",
        attribution=found,
        speaker=Link(row["speaker"], "gold" if row["speaker"] else "no source"),
        targets=tuple(Link(target, "gold") for target in row["targets"]),
        main_target=row["main_target"],
        act=row["act"],
        act_rule="gold",
        when=when,
        via=tuple(row.get("via", ())),
        topics=tuple(lemma for form, lemma in TOPICS.items() if form in " ".join(row["content"]).split()),
    )


def seeds() -> list[Extraction]:
    """All five."""
    return [seed(f"00{number}") for number in range(5)]


def made(
    number: int,
    *claims: tuple[str | None, tuple[str, ...], str],
    kinds: dict[str, Kind] | None = None,
    published: date | None = date(2024, 1, 1),
    act: str = "assertion",
    topics: tuple[str, ...] = (),
) -> Extraction:
    """A small article: ``claims`` are (speaker, targets, words); names are persons unless ``kinds`` says else."""
    text, spans = "", []
    for _, _, words in claims:
        spans.append(Span(len(text), len(text) + len(words)))
        text += words + "\n"
    text += f"{number}\n"  # the same words in two of them do not make them one article
    article = Article(f"{number:016x}", f"article-{number}", text, f"p/article-{number}.txt", published=published)
    names = {name for speaker, targets, _ in claims for name in (speaker, *targets) if name}
    return Extraction(
        article,
        (),
        tuple(Entity(name, (kinds or {}).get(name, "person")) for name in sorted(names)),
        tuple(
            Claim(
                f"{article.id}-{span.start}-{span.end}",
                Attribution((span,), None, None, "direct", "made"),
                Link(speaker, "made"),
                tuple(Link(target, "made") for target in targets),
                targets[0] if targets else None,
                act,  # type: ignore[arg-type]
                "made",
                When(published, None, "published", "made"),
                topics=topics,
            )
            for span, (speaker, targets, _) in zip(spans, claims, strict=True)
        ),
        run=RUN,
    )


def filled(extractions: list[Extraction]) -> Store:
    """A store in memory with these."""
    store = Store.memory()
    for extraction in extractions:
        store.add(extraction)
    return store


def exported(store: Store) -> set[pyoxigraph.Quad]:
    """All but the sketches, which follow from the rest, and what the store notes of itself."""
    return {quad for quad in store.raw if str(quad.graph_name) not in (store.iris.sketches, store.iris.store)}


def rows_in_rdflib(store: Store, sparql: str) -> list[dict[str, str]]:
    """What rdflib answers to ``sparql`` from an export of ``store``, as ``Answer.rows`` has it."""
    out = io.StringIO()
    write(store, out, "nq")
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=out.getvalue(), format="nquads")
    found = dataset.query(sparql)
    return [{str(v): str(row[v]) for v in found.vars or () if row[v] is not None} for row in found]
