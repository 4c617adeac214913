"""The speech act of a claim: the lexicon's for its verb, corrected by what is said."""

from __future__ import annotations

import re

from kg.model import Act, Attribution

_DEMAND = re.compile(
    r"\b(?:doit|doivent|devons|devrait|devraient|devrions|devez|faut|faudrait|faudra|exigeons|demandons|réclamons|appelons à|il est temps (?:de|que|pour))\b",
    re.IGNORECASE,
)
_PROMISE = re.compile(
    r"\b(?:je|nous|on)\s+(?:ne\s+|n')?(?:vais|allons|va|ferons|ferai|serons|serai|aurons|continuerons|poursuivrons|irons|prendrons|\w+(?:erons|irons|rai))\b", re.IGNORECASE
)
_DENIAL = re.compile(
    r"(?:\bc'est faux\b|\bn'(?:est|a|ont|avons|ai) (?:pas|jamais|aucun\w*|rien)\b|\bce n'est pas\b|\bil n'y a (?:pas|aucun\w*)\b|\baucun\w* \w+ n)", re.IGNORECASE
)
_EVALUATION = re.compile(
    r"\b(?:inacceptable|scandaleu\w+|honte\w*|inadmissible|excellent\w*|formidable|important\w*|essentiel\w*|grave\w*|dangereu\w+|difficile\w*|injuste\w*|positif|positive|"
    r"bonne nouvelle|meilleur\w*|pire|catastroph\w+|regrettable|magnifique|triste\w*|fier|fière|heureu\w+|content\w*|déçu\w*|inqui[eè]t\w*|absurde|ridicule|colère|incroyable|trop|malheureusement)\b",
    re.IGNORECASE,
)


def act_of(attribution: Attribution, text: str) -> tuple[Act, str]:
    """The act of a claim, and the rule that decided it."""
    words = " ".join(p.of(text) for p in attribution.content).replace("’", "'")
    last = attribution.content[-1]
    if text[last.end : last.end + 1] == "?" or words.rstrip().endswith("?") or text[last.end : last.end + 2].strip(" \u00a0\u202f") == "?":
        if attribution.act in {None, "assertion", "evaluation", "question"}:
            return "question", "question-mark"
    act = attribution.act or "assertion"
    if act != "assertion":
        return act, "cue"
    if _DEMAND.search(words):
        return "demand", "words-of-demand"
    if _PROMISE.search(words):
        return "promise", "first-person-future"
    if _DENIAL.search(words) and attribution.form == "direct" and len(words.split()) < 25:
        return "denial", "words-of-denial"
    if _EVALUATION.search(words):
        return "evaluation", "words-of-evaluation"
    return act, "cue"
