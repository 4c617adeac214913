"""All forms of a French verb, by the rules of the grammar and a table of irregular verbs.

A lemma may be reflexive (``se féliciter``, ``s'inquiéter``) or a phrase (``faire savoir``,
``mettre en garde``): only its head word is conjugated, and auxiliaries are not part of a form.
The tenses are those of newspapers: indicative present, imparfait, passé simple, futur and
conditionnel, subjonctif présent, participles, infinitive; no imperfect subjunctive, and of the imperative
only what looks like one of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from kg.errors import LexiconError
from kg.lexicon import Row, table

Kind = Literal["finite", "infinitive", "present_participle", "past_participle"]

KINDS: tuple[Kind, ...] = ("finite", "infinitive", "present_participle", "past_participle")

PRONOUNS = re.compile(r"(?:se |s['’])(?:en |y )?|en |y ")
IMPARFAIT = ("ais", "ais", "ait", "ions", "iez", "aient")
FUTURE = ("ai", "as", "a", "ons", "ez", "ont")
PAST = {
    "a": ("ai", "as", "a", "âmes", "âtes", "èrent"),
    "int": ("ins", "ins", "int", "înmes", "întes", "inrent"),
    "it": ("is", "is", "it", "îmes", "îtes", "irent"),
    "ït": ("ïs", "ïs", "ït", "ïmes", "ïtes", "ïrent"),
    "ut": ("us", "us", "ut", "ûmes", "ûtes", "urent"),
}
CONSONANT = "bcdfghjklmnpqrstvwxz"
# répéter, célébrer, alléguer, régner: é becomes è before a mute e. So does e in
# mener, marteler, not in tweeter.
E_ACUTE = re.compile(rf"é([{CONSONANT}]|[bcdfgptv][rl]|[gq]u|ch|gn|th)$")
E_MUTE = re.compile(rf"(?<!e)e([{CONSONANT}]|vr)$")


class Parsed(NamedTuple):
    """The parts of a lemma: « s'en prendre à » is reflexive, head « prendre », rest « à »."""

    reflexive: bool
    head: str
    rest: tuple[str, ...]


class Parts(NamedTuple):
    """The principal parts of a verb, from which every form follows."""

    infinitive: str
    present: tuple[str, ...]  # six forms, more where two spellings are in use (paie, paye)
    imparfait: str  # stem
    past: str  # third person singular
    future: tuple[str, ...]  # stems, the usual spelling first
    subjunctive: tuple[str, ...]
    gerund: str
    participle: str


def parse_lemma(lemma: str) -> Parsed:
    """Take a lemma of the tables apart.

    >>> parse_lemma("s'inquiéter")
    Parsed(reflexive=True, head='inquiéter', rest=())
    >>> parse_lemma("tirer la sonnette d'alarme")
    Parsed(reflexive=False, head='tirer', rest=('la', 'sonnette', "d'alarme"))
    """
    pronouns = PRONOUNS.match(lemma)
    reflexive = bool(pronouns) and lemma.startswith("s")
    head, *rest = (lemma[pronouns.end() :] if pronouns else lemma).split()
    return Parsed(reflexive, head, tuple(rest))


@cache
def forms(lemma: str) -> Mapping[str, tuple[Kind, ...]]:
    """Every form of the head word of ``lemma``, in lower case, and what it can be.

    >>> forms("dire")["dit"]
    ('finite', 'past_participle')
    >>> sorted(form for form, kinds in forms("s'inquiéter").items() if "past_participle" in kinds)
    ['inquiété', 'inquiétée', 'inquiétées', 'inquiétés']
    >>> "martèle" in forms("marteler"), "rappelle" in forms("se rappeler"), "faisant" in forms("faire savoir")
    (True, True, True)

    Raises ``LexiconError`` for a verb in -oir or -re that the table does not know.
    """
    parts = principal_parts(parse_lemma(lemma).head)
    found: dict[str, list[Kind]] = {}

    def add(kind: Kind, *words: str) -> None:
        for word in words:
            kinds = found.setdefault(word, [])
            if kind not in kinds:
                kinds.append(kind)

    add("finite", *parts.present, *parts.subjunctive, *past(parts.past))
    add("finite", *(soften(parts.imparfait, ending) for ending in IMPARFAIT))
    for stem in parts.future:
        add("finite", *(stem + ending for ending in (*FUTURE, *IMPARFAIT)))
    add("infinitive", parts.infinitive)
    add("present_participle", parts.gerund)
    add("past_participle", *agree(parts.participle))
    return MappingProxyType({word: tuple(kinds) for word, kinds in found.items()})


def readings(lemmas: Iterable[str]) -> dict[str, tuple[tuple[str, Kind], ...]]:
    """From a form to the lemmas it may come from: one look-up for each word of a text.

    >>> readings(["admettre", "promettre", "se promettre"])["promis"]
    (('promettre', 'finite'), ('promettre', 'past_participle'), ('se promettre', 'finite'), \
('se promettre', 'past_participle'))
    """
    found: dict[str, list[tuple[str, Kind]]] = {}
    for lemma in lemmas:
        for form, kinds in forms(lemma).items():
            found.setdefault(form, []).extend((lemma, kind) for kind in kinds)
    return {form: tuple(pairs) for form, pairs in found.items()}


@cache
def principal_parts(infinitive: str) -> Parts:
    """The principal parts of one verb.

    >>> principal_parts("espérer").present
    ('espère', 'espères', 'espère', 'espérons', 'espérez', 'espèrent')
    """
    row = irregular().get(infinitive)
    if row is not None:
        return from_table(infinitive, row)
    for ending, rule in RULES:
        if infinitive.endswith(ending) and not infinitive.endswith(("prendre", "oir")):
            return rule(infinitive)
    raise LexiconError(f"irregular_verbs.tsv: no row for {infinitive!r}; add its principal parts")


@cache
def irregular() -> Mapping[str, Row]:
    """The rows of ``irregular_verbs.tsv`` by infinitive."""
    return {row["lemma"]: row for row in table("fr", "irregular_verbs")}


def from_table(infinitive: str, row: Row) -> Parts:
    """Principal parts of a verb that has a row of its own."""
    if model := row["like"]:
        if not infinitive.endswith(model) or model not in irregular():
            raise LexiconError(f"{row.place}: {infinitive!r} does not end with a verb of the table; see column 'like'")
        return prefixed(infinitive.removesuffix(model), principal_parts(model))
    present = tuple(row["present"].split())
    if len(present) != 6:
        raise LexiconError(f"{row.place}: column 'present' has {len(present)} forms; give 6")
    imparfait = "ét" if infinitive == "être" else present[3].removesuffix("ons")
    given = row["subjunctive"].split()
    if len(given) == 6:
        subjunctive = tuple(given)
    else:
        first = given[0] if given else present[5].removesuffix("ent")
        second = given[-1] if given else imparfait
        subjunctive = subjunctive_of(first, second)
    return Parts(
        infinitive=infinitive,
        present=present,
        imparfait=imparfait,
        past=row["past"],
        future=(row["future"] or infinitive.removesuffix("e"),),
        subjunctive=subjunctive,
        gerund=row["gerund"] or imparfait + "ant",
        participle=row["participle"],
    )


def prefixed(prefix: str, parts: Parts) -> Parts:
    """The parts of « soutenir » from those of « tenir »."""
    return Parts(
        infinitive=prefix + parts.infinitive,
        present=tuple(prefix + form for form in parts.present),
        imparfait=prefix + parts.imparfait,
        past=prefix + parts.past,
        future=tuple(prefix + stem for stem in parts.future),
        subjunctive=tuple(prefix + form for form in parts.subjunctive),
        gerund=prefix + parts.gerund,
        participle=prefix + parts.participle,
    )


def first_group(infinitive: str) -> Parts:
    """-er verbs, with the changes of spelling of commencer, manger, essuyer, payer, mener, répéter."""
    stem = infinitive.removesuffix("er")
    before_mute: tuple[str, ...] = (stem,)  # before a mute e, the usual spelling first
    future: tuple[str, ...] = (infinitive,)
    if stem.endswith(("oy", "uy")):
        before_mute = (stem[:-1] + "i",)
        future = (before_mute[0] + "er",)
    elif stem.endswith("ay"):
        before_mute = (stem[:-1] + "i", stem)
        future = tuple(variant + "er" for variant in before_mute)
    elif E_ACUTE.search(stem):
        before_mute = (E_ACUTE.sub(r"è\1", stem),)
        future = (infinitive, before_mute[0] + "er")  # répétera, since 1990 also répètera
    elif E_MUTE.search(stem):
        before_mute = (E_MUTE.sub(r"è\1", stem),)
        future = (before_mute[0] + "er",)
    mute = [tuple(variant + ending for variant in before_mute) for ending in ("e", "es", "e", "ent")]
    plural = (soften(stem, "ons"), stem + "ez")
    return Parts(
        infinitive=infinitive,
        present=(*mute[0], *mute[1], *mute[2], *plural, *mute[3]),
        imparfait=stem,
        past=soften(stem, "a"),
        future=future,
        subjunctive=(*mute[0], *mute[1], *mute[2], stem + "ions", stem + "iez", *mute[3]),
        gerund=soften(stem, "ant"),
        participle=stem + "é",
    )


def second_group(infinitive: str) -> Parts:
    """-ir verbs with -iss-, like finir: the default of -ir."""
    stem = infinitive.removesuffix("r")
    long = stem + "ss"
    return Parts(
        infinitive=infinitive,
        present=(stem + "s", stem + "s", stem + "t", long + "ons", long + "ez", long + "ent"),
        imparfait=long,
        past=stem + "t",
        future=(infinitive,),
        subjunctive=subjunctive_of(long, long),
        gerund=long + "ant",
        participle=stem,
    )


def like_rendre(infinitive: str) -> Parts:
    """-endre, -andre, -ondre, -erdre, -ordre, like répondre."""
    stem = infinitive.removesuffix("re")
    return Parts(
        infinitive=infinitive,
        present=(stem + "s", stem + "s", stem, stem + "ons", stem + "ez", stem + "ent"),
        imparfait=stem,
        past=stem + "it",
        future=(stem + "r",),
        subjunctive=subjunctive_of(stem, stem),
        gerund=stem + "ant",
        participle=stem + "u",
    )


def like_craindre(infinitive: str) -> Parts:
    """-aindre, -eindre, -oindre, like craindre."""
    short = infinitive.removesuffix("dre")
    long = short[:-1] + "gn"
    return Parts(
        infinitive=infinitive,
        present=(short + "s", short + "s", short + "t", long + "ons", long + "ez", long + "ent"),
        imparfait=long,
        past=long + "it",
        future=(short + "dr",),
        subjunctive=subjunctive_of(long, long),
        gerund=long + "ant",
        participle=short + "t",
    )


# The longer ending before the shorter one.
RULES = (
    ("aindre", like_craindre),
    ("eindre", like_craindre),
    ("oindre", like_craindre),
    ("andre", like_rendre),
    ("endre", like_rendre),
    ("ondre", like_rendre),
    ("erdre", like_rendre),
    ("ordre", like_rendre),
    ("er", first_group),
    ("ir", second_group),
)


def subjunctive_of(first: str, second: str) -> tuple[str, ...]:
    """The six forms from the stem of « que je … » and that of « que nous … »."""
    return first + "e", first + "es", first + "e", second + "ions", second + "iez", first + "ent"


def soften(stem: str, ending: str) -> str:
    """Join a stem and an ending so that c and g keep their sound: commençait, mangea.

    >>> soften("annonc", "ait"), soften("exig", "a"), soften("exig", "ions"), soften("convainqu", "ait")
    ('annonçait', 'exigea', 'exigions', 'convainquait')
    """
    if ending[0] in "aâo":
        if stem.endswith("c"):
            return stem[:-1] + "ç" + ending
        if stem.endswith("g"):
            return stem + "e" + ending
    return stem + ending


def past(third: str) -> tuple[str, ...]:
    """The passé simple from its third person singular.

    >>> past("annonça")
    ('annonçai', 'annonças', 'annonça', 'annonçâmes', 'annonçâtes', 'annoncèrent')
    """
    for ending, endings in PAST.items():
        if third.endswith(ending):
            stem = third.removesuffix(ending)
            plural = stem
            if endings[-1].startswith("è"):  # annonça, exigea: no cedilla and no e before è
                plural = stem[:-1] + "c" if stem.endswith("ç") else stem[:-1] if stem.endswith("ge") else stem
            return (*(stem + one for one in endings[:-1]), plural + endings[-1])
    raise LexiconError(f"irregular_verbs.tsv: {third!r} is no passé simple; it ends in -a, -it, -ut or -int")


def agree(participle: str) -> tuple[str, ...]:
    """The past participle in its four agreements.

    >>> agree("promis"), agree("dû")
    (('promis', 'promise', 'promis', 'promises'), ('dû', 'due', 'dus', 'dues'))
    """
    plain = "du" if participle == "dû" else participle
    return participle, plain + "e", plain if plain.endswith("s") else plain + "s", plain + "es"
