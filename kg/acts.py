"""The speech act of a claim: the lexicon's for its verb, corrected by what is said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from kg.lexicon import table
from kg.model import Act, Attribution

#: Verbs that only say that something is said; with the others the verb decides.
_OPINION = {"estimer", "juger", "considérer", "penser", "croire", "trouver", "pour", "aux yeux de"}
_ANNOUNCING = {"annoncer", "faire savoir", "rapporter", "conclure"}
_DEMAND = re.compile(
    r"\b(?:(?<!qui )(?<!\bque nous )(?:doit|doivent|devons|devrions|devez)|(?<!ne )faut|faudrait|faudra|"
    r"exigeons|demandons|demande à|réclamons|appelons|appelle à|"
    r"il est temps (?:de|que|pour)|ne (?:peut|peuvent|pouvons) (?:pas|plus) continuer|veux demander)\b",
    re.IGNORECASE,
)
_SHOULD = re.compile(r"\bdevrai(?:t|ent)\b(?! y avoir)", re.IGNORECASE)
_IMPERATIVE = re.compile(
    r"^\W*(?:ne |n')?(?!assez|chez|avez|allez|vous)[a-zà-ÿ]{3,}(?:ez|ons)(?:-\w+)?\b(?! raison)", re.IGNORECASE
)
_OWN_FUTURE = re.compile(
    r"\b(?:je|j'|nous|on)\s+(?:ne\s+|n'|en\s+|y\s+|le\s+|les\s+|vous\s+){0,2}(?:(?:vais|allons|va)\s+(?!bien|mal|mieux)\w+(?:er|ir|re|oir)\b|"
    r"(?!(?:serai|aurai|saurai)\b)\w+(?:erons|irons|drons|vrons|erai|irai|drai|vrai)\b)|\b(?:nous "
    r"sommes|je suis|on est)\s+(?:\w+\s)?(?:prête?s?|déterminée?s?|résolue?s?) à|"
    r"\b(?:je|nous) (?:promets|promettons|m'engage|nous engageons)",
    re.IGNORECASE,
)
_OWN_WILL = re.compile(
    r"^\W*(?:vouloir|avoir l'intention|compter|s'engager|(?:être )?(?:tout à fait |toujours |bien "
    r")?(?:prête?s?|déterminée?s?|résolue?s?|décidée?s?) à)\b|\bl'intention de\b",
    re.IGNORECASE,
)
_REPORTED_FUTURE = re.compile(
    r"^\W*(?:qu')?(?:il|elle|ils|elles|son \w+|sa \w+|ses \w+|leur \w+|leurs \w+)\s+(?:ne\s+|n'|se\s+|s'|y\s+|en\s+)?"
    r"(?!(?:ser|aur|pourr|devr|faudr|vaudr|sembler|paraîtr|existe|y aur)(?:ait|aient)\b)\w*(?:[ei]|d|"
    r"v)r(?:ait|aient)\b(?! pu)",
    re.IGNORECASE,
)
_COMMITMENT = re.compile(
    r"^\W*(?:son |sa |ses |leur |leurs |l'|un |une )(?:engagements?|promesses?|volonté|détermination)\b", re.IGNORECASE
)
_DENIAL = re.compile(
    r"(?:^\W*non\s*[,.!]|\bbien sûr que non\b|\b(?:c'est|est|sont) (?:totalement |complètement |"
    r"absolument )?(?:faux|fausses?|mensongers?|infondée?s?)\b|"
    r"\bce n'est pas (?:vrai|le cas)\b|\bil n'(?:est|a) (?:pas|jamais|aucunement) (?:question|été "
    r"question)\b|\bne constitu\w+ (?:pas|en rien)\b|"
    r"\bn'a(?:i|s|vons|vez|ont)? jamais\b|\bn'accept\w+ pas\b|\bn'(?:a|ai|avons|ont|avait|avaient) "
    r"(?:rien à voir|aucun(?:e)? (?:lien|intention|responsabilité)))",
    re.IGNORECASE,
)
_STANCE = re.compile(
    r"\b(?:je|nous|j'|on)\s?(?:ne\s+|n'|l'|le\s+|les\s+|vous\s+|en\s+|me\s+|m'|nous\s+)*(?:espér\w+|espère|souhait\w+|crains|craignons|trouv\w+|pens\w+|croi\w+|croyons|estim\w+|"
    r"regrett\w+|déplor\w+|salu\w+|soutien\w+|soutenons|admir\w+|aim\w+|préfèr\w+|félicit\w+|"
        r"réjoui\w+|refus\w+ (?:de croire|l')|dout\w+|suis (?:très |vraiment |tellement |plutôt |assez "
        r")?(?:\w+é|\w+ée|heureu\w+|content\w*|fi[eè]r\w*|triste\w*|sûre?|confiante?))\b",
    re.IGNORECASE,
)  # fmt: skip
_HOPE = re.compile(
    r"^\W*(?:espérer|souhaiter|craindre|regretter|trouver|penser|croire|comprendre|soutenir|être "
    r"(?:très |plutôt )?(?:\w+é|\w+ée|favorable|heureu\w+|fi[eè]re?|inqui[eè]te?))\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"^\W*(?:à |environ |près de |plus de |quelque )?\d[\d\s.,]*(?:\s*%|\s+\w+)", re.IGNORECASE)
_THREAT = re.compile(
    r"\bsi\b.{3,80}\b(?:conséquences|représailles|répondr\w+|prêts? à (?:agir|répondre|riposter)|"
    r"sanction\w*|paier\w*|regretter\w*|pas entendues?)|\b(?:prêts? à (?:agir|répondre|riposter)|"
    r"répondre durement)\b.{0,80}|\bil (?:est encore temps|sera trop tard)\b",
    re.IGNORECASE | re.DOTALL,
)


@cache
def _words() -> dict[str, re.Pattern[str]]:
    """One pattern for each act; « weak » words need a copula or an adverb of degree before them."""
    strong: dict[str, list[str]] = {}
    weak: dict[str, list[str]] = {}
    for row in table("fr", "act_words"):
        word = re.escape(row["word"].removesuffix("*")) + (r"\w*" if row["word"].endswith("*") else "")
        (weak if row["strength"] == "weak" else strong).setdefault(row["act"], []).append(word)
    return {
        act: re.compile(
            rf"(?<!\w)(?:{_by_initial(words)})(?!\w)"
            + (rf"|\b(?:{_COPULA})\s+(?:\w+\s+){{0,2}}?(?:{'|'.join(weak[act])})(?!\w)" if act in weak else ""),
            re.IGNORECASE,
        )
        for act, words in strong.items()
    }


def _by_initial(patterns: Sequence[str]) -> str:
    """Alternatives grouped by the letter that they begin with: at each word only those with its own are tried.

    >>> _by_initial(["faux", "ruse", "fou"])
    'f(?:aux|ou)|r(?:use)'
    """
    rest: dict[str, list[str]] = {}
    for pattern in patterns:
        rest.setdefault(pattern[0], []).append(pattern[1:])
    return "|".join(f"{initial}(?:{'|'.join(ends)})" for initial, ends in rest.items())


_COPULA = (
    "est|sont|était|étaient|sera|seront|serait|seraient|été|reste|restent|demeure|semble|devient|paraît|c'est|"
    "très|si|aussi|tellement|extrêmement|particulièrement|vraiment|bien|assez|plutôt|trop|quel|quelle|une?"
)


def act_of(attribution: Attribution, text: str) -> tuple[Act, str]:
    """The act of a claim, and the rule that decided it.

    The verb decides, unless it is neutral (dire, déclarer, écrire): then the words said do.
    """
    words = " ".join(p.of(text) for p in attribution.content).replace("’", "'").replace("\u00a0", " ")
    last = attribution.content[-1]
    asks = text[last.end : last.end + 2].strip(" \u00a0\u202f\u2009").startswith("?") or words.rstrip(' »"”').endswith(
        "?"
    )
    short = len(re.findall(r"[.!?](?:\s|$)", words)) <= 2
    if asks and short and attribution.act in {None, "assertion", "evaluation", "question"}:
        return "question", "question-mark"
    act = attribution.act or "assertion"
    if act == "evaluation" and attribution.verb in _OPINION and _FIGURE.match(words):
        return "assertion", "figure"
    if act != "assertion":
        return act, "cue"
    if attribution.verb in _ANNOUNCING:
        return act, "cue"
    return _said(re.sub(r"[«»“”\"]\s?", "", words), attribution.form != "indirect")


@lru_cache(maxsize=16)  # each claim is asked about twice: for its act, and for its targets
def _said(words: str, direct: bool) -> tuple[Act, str]:
    """The act that the words themselves perform; ``direct`` are those of the speaker."""
    if _DENIAL.search(words) and len(words.split()) < 40:
        return "denial", "words-of-denial"
    if _COMMITMENT.match(words) or _OWN_WILL.search(words):
        return "promise", "own-will"
    if _HOPE.match(words):
        return "evaluation", "own-opinion"
    if _THREAT.search(words):
        return "warning", "words-of-warning"
    if _REPORTED_FUTURE.search(words) or (direct and _OWN_FUTURE.search(words)):
        return "promise", "own-future"
    if _DEMAND.search(words) or (direct and (_IMPERATIVE.match(words) or _SHOULD.search(words))):
        return "demand", "words-of-demand"
    if _words()["accusation"].search(words):
        return "accusation", "words-of-accusation"
    if direct and (_STANCE.search(words) or words.rstrip().endswith("!")):
        return "evaluation", "own-opinion"
    if _words()["evaluation"].search(words):
        return "evaluation", "words-of-evaluation"
    return "assertion", "cue"
