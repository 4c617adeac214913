"""Keys: what names that can be one entity have in common, so that a name's company is found without reading all.

Two names can be one entity only if a chain of names leads from one to the other, each having a key under which
the next one looks (``ties``). Most names find nobody: a new article costs as much as the names that look like its own.
"""

from __future__ import annotations

from functools import lru_cache

from kg.entities.known import known
from kg.entities.wording import Name, initials, letters, sound, words


@lru_cache(maxsize=3_000)
def keys(name: Name) -> tuple[str, ...]:
    """The keys of a name, sorted.

    ``=`` all its words, also as the tables know it; ``~`` the sound of a person's last word; ``#`` an acronym or what
    can be the acronym of an organisation. ``-`` is the sound of any other name's last word: it makes nothing one, and
    lets questions find the name.

    >>> keys(Name("Vladimir Poutine", "person"))
    ('=vladimir poutine', '~putine')
    >>> keys(Name("Anact", "organisation"))
    ('#anact', '-anact', '=anact')
    """
    found = {"=" + " ".join(words(name.name)), last_word_key(name)}
    table = known(name)
    if table:
        found.add("=" + " ".join(words(table.label)))
    else:
        found |= {f"#{short}" for short in acronyms(name)}
    return tuple(sorted(found))


@lru_cache(maxsize=3_000)
def ties(name: Name) -> tuple[str, ...]:
    """Under which keys the names are that can make this name one with others.

    An organisation looks for its acronym, and only the acronym for all organisations with these initials: where
    nobody writes FCA, the Fédération des chasseurs alpins has nothing to do with the Forum des cafés d'Arles.

    >>> ties(Name("fédération des chasseurs alpins", "organisation"))
    ('=fca', '=federation des chasseurs alpins')
    >>> ties(Name("FCA", "organisation"))
    ('#fca', '=fca')
    """
    found = {key for key in keys(name) if key[0] in "=~"}
    prefix = "#" if letters(name.name) else "="
    return tuple(sorted(found | {prefix + key[1:] for key in keys(name) if key.startswith("#")}))


def last_word_key(name: Name) -> str:
    """The key of the last word of a name.

    >>> last_word_key(Name("Poutine", "person")) == last_word_key(Name("Vladimir Poutine", "person"))
    True
    """
    return ("~" if name.kind == "person" else "-") + sound(words(name.name)[-1])


def acronyms(name: Name) -> frozenset[str]:
    """The acronym that a name is, or those that it can have. Of an organisation; « OTAN » may be taken for a thing."""
    short = letters(name.name)
    if name.kind == "organisation" or (short and name.kind != "person" and name.name.replace(".", "").isupper()):
        return frozenset({short}) if short else initials(name.name)
    return frozenset()
