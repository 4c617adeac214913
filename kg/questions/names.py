"""The entity that people mean: ``lavrov``, ``Sergei Lavrov``, ``ministre Lavrov``, ``Russia``.

Ways to understand a name are tried from the strictest to the loosest, and the first that finds
something decides. Two entities found in one way are never chosen between: the error lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from pyoxigraph import Literal, NamedNode

from kg.entities import Name, last_word_key, resolve, sound, surname_form, words
from kg.errors import KgError, QuestionError
from kg.graph import ALT_LABEL, ALT_NAME, LABEL, PREF_NAME, kg
from kg.lexicon import table
from kg.store import Store, who

_ARTICLES = {"le", "la", "les", "l", "the", "un", "une", "des", "a", "an", "du", "de", "d"}


def entity(text: str, store: Store, *, strictly: bool = False) -> tuple[NamedNode, str]:
    """The IRI and the label of the entity that ``text`` names; ``strictly``: by one of its own names.

    Raises ``QuestionError`` with the closest names if there is none, with all of them if several fit.
    """
    found = candidates(text, store, strictly=strictly)
    if len(found) == 1:
        ((iri, label),) = found.items()
        return NamedNode(iri[1:-1]), label
    if found:
        choice = "\n".join(f"  {label}" for label in sorted(found.values()))
        raise QuestionError(f"{text!r} can be several; say which:\n{choice}")
    if not any(store.raw.named_graphs()):
        raise QuestionError("the store is empty; fill it with: kg add ARTICLES")
    near = [] if strictly else store.closest(text)
    hint = "; the closest names:\n" + "\n".join(f"  {label}" for label in near) if near else ""
    raise QuestionError(f"nobody and nothing is called {text!r} in the store{hint}")


def candidates(text: str, store: Store, *, strictly: bool = False) -> dict[str, str]:
    """The entities that ``text`` can name, by their IRIs (``<…>``), and their labels; ``strictly`` as in ``entity``."""
    return _by_iri(text, store) or _known(text, store) or ({} if strictly else _loosely(text, store))


def _known(text: str, store: Store) -> dict[str, str]:
    for wording in _wordings(text):
        found = _in_block(words(wording), store) or _by_table(wording, store)
        if found:
            return found
    return {}


def _by_table(wording: str, store: Store) -> dict[str, str]:
    """What the user or a table says that the name stands for, if the store has that: a country may have no name."""
    (group,) = resolve([Name(wording, "organisation")], store.overrules()).values()
    return _labelled([store.iris.entity(group.id)], store)


def _loosely(text: str, store: Store) -> dict[str, str]:
    """By what an article calls somebody, by the name after a title, by words anywhere in a name."""
    return (
        _by_office(text, store) or _in_block(_without(words(text), _titles()), store) or _anywhere(words(text), store)
    )


def _by_iri(text: str, store: Store) -> dict[str, str]:
    iri = text.strip()
    for prefix, namespace in store.iris.prefixes().items():
        if iri.startswith(f"{prefix}:"):
            iri = namespace + iri.removeprefix(f"{prefix}:")
    iri = f"<{iri.strip('<>')}>"
    try:
        label = _label(iri, store) if "://" in iri else None
    except ValueError:
        return {}
    return {iri: label} if label else {}


def _wordings(text: str) -> Iterator[str]:
    """The name as written, without a leading article, and what it is called in French."""
    yield text
    plain = " ".join(_without(words(text), _ARTICLES))
    if plain:
        yield plain
        yield from _french().get(plain, ())


@cache
def _french() -> dict[str, tuple[str, ...]]:
    """What the store may call it, by English name, and by other French names of a country (as ``words`` joined)."""
    found: dict[str, tuple[str, ...]] = {}
    try:
        countries = table("fr", "countries")
    except KgError:
        countries = ()
    for row in countries:
        names = (row["name"], *(name.strip() for name in row.get("names", "").split(";") if name.strip()))
        for name in (*names, row.get("english", "")):
            if name:
                found[" ".join(words(name))] = names
    for row in table("en", "names"):
        found[" ".join(words(row["english"]))] = tuple(name.strip() for name in row["french"].split("|"))
    return found


@cache
def _titles() -> frozenset[str]:
    own = {word for row in table("en", "titles") for word in words(row["word"])}
    try:
        offices = {word for row in table("fr", "source_nouns") for word in words(row["noun"])}
    except (KgError, KeyError):
        offices = set()
    return frozenset(own | offices | _ARTICLES)


def _without(name: tuple[str, ...], leading: Iterable[str]) -> tuple[str, ...]:
    """``name`` without the words it starts with that are in ``leading``; empty if nothing goes or nothing stays."""
    start = next((at for at, word in enumerate(name) if word not in leading), len(name))
    return name[start:]


def _in_block(name: tuple[str, ...], store: Store) -> dict[str, str]:
    """Entities called so, or whose name ends so, or sounds so, or has these words in this order."""
    if not name:
        return {}
    asked = Name(" ".join(name), "person"), Name(" ".join(name), "thing")
    names = [found for kind in asked for found in _names_with_key(last_word_key(kind), store)]
    exact = {iri for iri, other in names if words(other.name) == name}
    ending = tuple(surname_form(word) for word in name)
    forms = [(iri, other, tuple(surname_form(word) for word in words(other.name))) for iri, other in names]
    fuller = {iri for iri, other, form in forms if other.kind == "person" and _in_order(ending, form)}
    if exact:
        # « Macron » alone is nobody in particular where there are an Emmanuel and a Brigitte.
        surname = any(iri in exact and other.kind == "person" and len(name) == 1 for iri, other in names)
        return _labelled(exact | fuller if surname else exact, store)
    sounding = tuple(sound(word) for word in name)
    same_sound = {iri for iri, other in names if tuple(sound(word) for word in words(other.name)) == sounding}
    any_kind = {iri for iri, _, form in forms if _in_order(ending, form)}
    by_sound = {
        iri
        for iri, other in names
        if other.kind == "person" and _in_order(sounding, tuple(map(sound, words(other.name))))
    }
    return _labelled(same_sound or fuller or any_kind or by_sound, store)


def _in_order(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether all words of ``part`` are in ``whole``, in this order.

    >>> _in_order(("ursula", "leyen"), ("ursula", "von", "der", "leyen"))
    True
    """
    rest = iter(whole)
    return all(word in rest for word in part)


def _by_office(text: str, store: Store) -> dict[str, str]:
    """Entities that an article calls so: « secrétaire général de l’Otan »."""
    asked = {words(text), _without(words(text), _ARTICLES)}
    found = set()
    for term in (kg("office"), ALT_LABEL):
        for quad in store.raw.quads_for_pattern(None, NamedNode(term[1:-1]), None):
            if isinstance(quad.object, Literal) and words(quad.object.value) in asked:
                iri = str(quad.subject)
                found.add(iri if "/entity/" in iri else _entity_of(iri, store))
    return _labelled(found, store)


def _anywhere(name: tuple[str, ...], store: Store) -> dict[str, str]:
    """Entities with all these words in a name; else the ones that sound like it, however it is spelled."""
    name = _without(name, _ARTICLES)
    if not name:
        return {}
    names = list(who.all_names(store.raw, store.iris))
    found = {iri for iri, other in names if _in_order(name, words(other.name))}
    if not found:
        spoken = tuple(map(_spoken, name))
        found = {iri for iri, other in names if _in_order(spoken, tuple(map(_spoken, words(other.name))))}
    return _labelled(found, store)


def _spoken(word: str) -> str:
    """``sound`` without what English spelling adds or leaves out: Putin, Poutine."""
    word = sound(word).replace("w", "v").replace("kh", "h").replace("j", "i")
    return word.rstrip("e") if len(word) > 4 else word


def _names_with_key(key: str, store: Store) -> Iterator[tuple[str, Name]]:
    graph = NamedNode(store.iris.names[1:-1])
    for quad in store.raw.quads_for_pattern(None, NamedNode(kg("key")[1:-1]), Literal(key), graph):
        name = str(quad.subject)
        yield _entity_of(name, store), store.iris.name_back(name)


def _entity_of(name: str, store: Store) -> str:
    for term in (PREF_NAME, ALT_NAME):
        for quad in store.raw.quads_for_pattern(None, NamedNode(term[1:-1]), NamedNode(name[1:-1])):
            return str(quad.subject)
    return name


def _label(iri: str, store: Store) -> str | None:
    for quad in store.raw.quads_for_pattern(NamedNode(iri[1:-1]), NamedNode(LABEL[1:-1]), None):
        return quad.object.value if isinstance(quad.object, Literal) else None
    return None


def _labelled(iris: Iterable[str], store: Store) -> dict[str, str]:
    return {iri: label for iri in sorted(iris) for label in [_label(iri, store)] if label}
