"""The day something was said, from the words around the cue and the day of publication.

Everything is found on characters. A date inside the content says when something happens, not when
it was said; a date tied to a noun or to another verb (« la réunion de lundi », « depuis mardi »,
« prévu vendredi ») dates that. A day named once holds on: for what the same source says next, for
the paragraph whose first sentence names it, and from the first paragraph back to the headline.
Where nothing is known, the claim gets the article's own day, marked as such.
"""

from kg.dates.article import dateline, fallback, find_dates, is_future
from kg.dates.expressions import Found, expressions, weekday_meant
from kg.dates.saying import day_of_saying, sentence_of

__all__ = [
    "Found", "dateline", "day_of_saying", "expressions", "fallback", "find_dates", "is_future", "sentence_of",
    "weekday_meant",
]  # fmt: skip
