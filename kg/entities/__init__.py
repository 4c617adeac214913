"""Across articles: which names are the same person, institution or place.

Identity is a pure function of the *set* of names in the store and of what the user overrules, so it does not
depend on the order in which articles came. Names that could ever be one entity share a key (``keys``), and
each company of names is decided by itself: a new article costs as much as the names that look like its own.

What counts as the same:

* case, accents, hyphens and apostrophes never make two: « Etats-Unis », « États-Unis »; « OTAN », « Otan »;
* all names of a country, and of an institution that has several (``known``): « USA »; « Alliance atlantique »;
* an acronym is the only organisation with these initials; with two candidates it stays apart;
* a person's full name in another transliteration is the same person: Sergei, Serguei, Sergueï Lavrov;
* a surname alone joins the only person who has it; with two candidates it stays apart, and so does a first name;
* what the user says (``overrules``) goes before all of this.

« Moscou », « le Kremlin », « la diplomatie russe » keep their own entity, and are voices of Russia (``voices``).
"""

from kg.entities.keys import keys, last_word_key, ties
from kg.entities.known import Known, countries, known
from kg.entities.overrules import KEEP_APART, Overrule, Overrules, parse, read, text_of
from kg.entities.resolving import NOTHING, Group, resolve
from kg.entities.voices import country_of
from kg.entities.wording import Name, Words, slug, sound, surname_form, words

__all__ = [
    "KEEP_APART", "NOTHING", "Group", "Known", "Name", "Overrule", "Overrules", "Words", "countries", "country_of",
    "keys", "known", "last_word_key", "parse", "read", "resolve", "slug", "sound", "surname_form", "text_of", "ties",
    "words",
]  # fmt: skip
