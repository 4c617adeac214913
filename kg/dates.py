"""The day something was said, from the words around the cue and the day of publication.

Everything is found on characters: « mardi », « plus tôt mercredi », « lundi dernier », « hier »,
« ce matin », « le 26 janvier », « la semaine dernière », « il y a deux ans ». A date inside the
content says when something happens, not when it was said; a date tied to a noun or to another verb
(« la réunion de lundi », « depuis mardi », « prévu vendredi ») dates that.

A day named once holds on: for the rest of its paragraph, into the next paragraph while the same
source goes on speaking, and from the first paragraph back to the headline. ``find_dates`` does
that; where nothing is known, it gives the article's own day, marked as such.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from kg.lexicon import table
from kg.model import Article, Attribution, DateBasis, Span, When

NEAR_INTERVAL = 40  # characters: « a déclaré en mai que »; an interval farther away dates something else
LONGEST_CARRY = 7  # days before publication: an older day is background and does not hold on
SUBORDINATE = 120  # what a « qui », « lorsque » between date and cue costs, in characters

_VIEW = str.maketrans("’‘ʼ\u00a0\u202f\u2009\n\t", "'''     ")


@dataclass(frozen=True, slots=True)
class Found:
    """A date expression: where, the day or interval it means, and what ties it to something else.

    ``shift`` is set instead of ``when`` for words that count from the day last named (« le lendemain »).
    """

    span: Span
    when: When
    tie: str | None = None
    shift: int | None = None
    future: bool = False


def weekday_meant(name: str, published: date, *, past: bool) -> date:
    """The day a bare weekday stands for: « a déclaré mardi », « s'exprimera mardi ».

    ``published`` is the article's own day, in its own time zone. In the past tense the answer is
    that day or one of the 6 before it; in the future tense, one of the 7 after it.
    Raises ``ValueError`` if ``name`` is not a French weekday.

    >>> weekday_meant("mardi", date(2024, 6, 6), past=True).isoformat()
    '2024-06-04'
    >>> weekday_meant("jeudi", date(2024, 6, 6), past=False).isoformat()
    '2024-06-13'
    """
    numbers = _numbers("weekdays")
    if name.lower() not in numbers:
        raise ValueError(f"{name!r} is not a weekday; write one of {', '.join(numbers)}")
    back = (published.weekday() - numbers[name.lower()]) % 7
    return published - timedelta(days=back) if past else published + timedelta(days=7 - back)


def fallback(published: date | None) -> When:
    """The article's own day, where nothing in the text says more.

    >>> fallback(None)
    When(first=None, last=None, basis=None, rule='no date known')
    """
    if published is None:
        return When(None, None, None, "no date known")
    return When(published, None, "published", "the article's date")


# --- what the words mean ---


def expressions(text: str, start: int, end: int, *, published: date | None, past: bool = True) -> list[Found]:
    """All date expressions between two offsets, in order, none overlapping.

    >>> [found.when.first.isoformat() for found in expressions("Lundi soir, puis le 3 mars", 0, 26,
    ...     published=date(2021, 3, 4))]
    ['2021-03-01', '2021-03-03']
    """
    view = text[start:end].translate(_VIEW)
    out = []
    for match in _expression().finditer(view):
        found = _meaning(match, published, past)
        if found:
            span = Span(start + match.start(), start + match.end())
            out.append(replace(found, span=span, tie=_tie(view[: match.start()])))
    return out


@cache
def _numbers(name: str) -> dict[str, int]:
    return {row["word"]: int(row["number"]) for row in table("fr", name)}


@cache
def _words(kind: str) -> dict[str, int]:
    return {row["words"]: int(row["number"] or 0) for row in table("fr", "dates") if row["kind"] == kind}


def _any(words: Sequence[str] | dict[str, int]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _expression() -> re.Pattern[str]:
    month, weekday = _any(_numbers("months")), _any(_numbers("weekdays"))
    # In the verbose pattern below a space is written "\ ".
    part = r"matin|midi|après-midi|soir|en (?:début|fin|milieu) de (?:matinée|journée|soirée)|en (?:matinée|soirée)"
    near = r"(?:(?:un peu )?plus (?:tôt|tard) (?:dans la (?:journée|matinée|soirée) )?)?"
    span_of_day = r"(?:dans (?:la (?:matinée|soirée|journée|nuit)|l'après-midi) (?:de |du )?)?"
    part, near, span_of_day = (words.replace(" ", r"\ ") for words in (part, near, span_of_day))
    return re.compile(
        rf"""\b(?:
          {span_of_day}{near}(?:le\ |ce\ )?(?:(?P<wd1>{weekday}),?\ )?(?:le\ )?
            (?P<day>[12]\d|3[01]|0?[1-9]|1er)\ (?P<month>{month})\b(?:\ (?P<year>(?:19|20)\d\d)\b)?
            (?:\ (?P<dm_last>dernier|prochain)\b)?
        | (?:le\ )?(?P<nd>[0-3]?\d)[/.](?P<nm>[01]?\d)[/.](?P<ny>(?:19|20)\d\d)\b
        | {span_of_day}{near}(?P<le>le\ |ce\ )?(?P<weekday>{weekday})\b(?!-|\ (?:gras|saint|noir)\b)
            (?:\ (?P<number>[12]\d|3[01]|[1-9]|1er)\b(?!\ ?[h:%]|[,.]\d))?
            (?:\ (?P<part>{part})\b)?(?:\ (?P<last>dernier|passé|prochain)\b)?
        | (?P<relday>{_any(_words("day"))})\b(?!-)(?:\ (?:{part})\b)?
        | (?P<scene>{_any(_words("scene"))})\b
        | (?P<week>{_any(_words("week"))})\b | (?P<months>{_any(_words("month"))})\b | (?P<years>{_any(_words("year"))})\b
        | il\ y\ a\ (?:environ\ |près\ de\ |plus\ de\ |presque\ )?(?P<ago>\d+|{_any(_words("number"))})\ (?P<unit>{_any(_words("unit"))})\b
        | (?:en|au\ mois\ (?:de\ |d'))\ ?(?P<inmonth>{month})\b(?:\ (?P<iny>(?:19|20)\d\d)\b)?(?:\ (?P<im_last>dernier|prochain)\b)?
        | en\ (?P<inyear>(?:19|20)\d\d)\b
        )""",
        re.VERBOSE | re.IGNORECASE,
    )


def _meaning(match: re.Match[str], published: date | None, past: bool) -> Found | None:
    part = match.groupdict()
    words = match[0].strip()
    if part["day"]:
        return _stated(words, part, published, past)
    if part["nd"]:
        day = _day(int(part["ny"]), int(part["nm"]), int(part["nd"]))
        return _found(day, "stated", f"« {words} »") if day else None
    if part["weekday"]:
        return _weekday(words, part, published, past)
    if part["relday"]:
        shift = _words("day")[part["relday"].lower()]
        return _found(_shifted(published, shift), "relative", f"« {words} »", future=shift > 0)
    if part["scene"]:
        return Found(Span(0, 0), When(None, None, "relative", f"« {words} »"), shift=_words("scene")[words.lower()])
    return _interval(words, part, published)


def _found(day: date | None, basis: DateBasis, rule: str, *, future: bool = False) -> Found:
    return Found(Span(0, 0), When(day, None, basis, rule if day else f"{rule}, no publication date"), future=future)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shifted(day: date | None, days: int) -> date | None:
    return day + timedelta(days=days) if day else None


def _stated(words: str, part: dict[str, str | None], published: date | None, past: bool) -> Found | None:
    """« 26 janvier 2022 », « mardi 3 juillet », « le 19 mars dernier »."""
    number = int((part["day"] or "").lower().removesuffix("er"))
    month = _numbers("months")[(part["month"] or "").lower()]
    if part["year"]:
        day = _day(int(part["year"]), month, number)
        return _found(day, "stated", f"« {words} »") if day else None
    if published is None:
        return _found(None, "stated", f"« {words} »")
    past = part["dm_last"] != "prochain" and (past or part["dm_last"] == "dernier")
    years = (published.year, published.year - 1) if past else (published.year, published.year + 1)
    days = [day for year in years if (day := _day(year, month, number))]
    fitting = [day for day in days if (day <= published if past else day >= published)]
    return _found(fitting[0], "stated", f"« {words} »", future=not past) if fitting else None


def _weekday(words: str, part: dict[str, str | None], published: date | None, past: bool) -> Found:
    """« mardi », « mardi soir », « lundi dernier », « vendredi prochain », « mardi 3 »."""
    name, last = (part["weekday"] or "").lower(), part["last"]
    past = last != "prochain" and (past or last is not None)
    if published is None:
        return _found(None, "weekday", f"« {words} »", future=not past)
    day = weekday_meant(name, published, past=past)
    if last in ("dernier", "passé") and day == published:
        day -= timedelta(days=7)
    if part["number"]:  # « mardi 3 »: up to four weeks away
        number = int(part["number"].lower().removesuffix("er"))
        steps = [day + timedelta(days=7 * (-n if past else n)) for n in range(5)]
        day = next((step for step in steps if step.day == number), day)
    return _found(day, "weekday", f"« {words} »", future=not past)


def _interval(words: str, part: dict[str, str | None], published: date | None) -> Found | None:
    """« la semaine dernière », « en mai », « en 2014 », « il y a deux ans »: first and last day."""
    low = words.lower()
    first = last = None
    if part["inyear"]:
        first = date(int(part["inyear"]), 1, 1)
        last = date(first.year, 12, 31)
    elif part["inmonth"] and (part["iny"] or published):
        month = _numbers("months")[part["inmonth"].lower()]
        year = int(part["iny"]) if part["iny"] else published.year - (month > published.month) if published else 0
        if part["im_last"] == "prochain":
            return None
        first = date(year, month, 1)
        last = date(year, month, monthrange(year, month)[1])
    elif published is None:
        return _found(None, "relative", f"« {words} »")
    elif part["week"]:
        first, last = _week(published + timedelta(days=7 * _words("week")[low]))
    elif part["months"]:
        first, last = _month(published, _words("month")[low])
    elif part["years"]:
        year = published.year + _words("year")[low]
        first, last = date(year, 1, 1), date(year, 12, 31)
    elif part["ago"]:
        return _ago(words, part, published)
    if first is None or last is None or (published and first > published):
        return _found(None, "relative", f"« {words} »") if first is None else None
    if published and first <= published < last:
        last = published
    basis: DateBasis = "stated" if part["inyear"] or part["iny"] else "relative"
    return Found(Span(0, 0), When(first, last if last != first else None, basis, f"« {words} »"))


def _week(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _month(day: date, shift: int) -> tuple[date, date]:
    year, month = divmod(day.year * 12 + day.month - 1 + shift, 12)
    return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])


def _ago(words: str, part: dict[str, str | None], published: date) -> Found | None:
    """« il y a trois jours » is a day; weeks, months and years ago are the whole week, month, year."""
    ago = (part["ago"] or "").lower()
    count = int(ago) if ago.isdigit() else _words("number")[ago]
    unit = _words("unit")[(part["unit"] or "").lower()]
    rule = f"« {words} »"
    if unit == 1 and count < 3000:
        return _found(published - timedelta(days=count), "relative", rule)
    if unit == 7 and count < 500:
        first, last = _week(published - timedelta(days=7 * count))
    elif unit == 30 and count < 1200:
        first, last = _month(published, -count)
    elif unit == 365 and count < published.year - 1:
        first, last = date(published.year - count, 1, 1), date(published.year - count, 12, 31)
    else:
        return None
    return Found(Span(0, 0), When(first, last, "relative", rule))


# --- what a date belongs to ---


@cache
def _ties() -> re.Pattern[str]:
    return re.compile(rf"(?:(?<!\w)(?P<tie>{_any(_words('tie'))})e?s?)\s*$", re.IGNORECASE)


@cache
def _participle() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<aux>(?:(?<![\w])|(?<=-)|(?<='))(?:{_any(_words('auxiliary'))})\s(?:\w+\s){{0,2}}?)?"
        rf"(?P<word>{_any(_words('document'))}|\w{{3,}}ée?s?)\s*$",
        re.IGNORECASE,
    )


def _tie(before: str) -> str | None:
    """What ties a date to something other than the saying, from the words before it; ``None`` if nothing."""
    before = before[-80:]
    if found := _ties().search(before):
        return found[0].strip()
    found = _participle().search(before)
    if found and not found["aux"] and found["word"].lower() not in _words("document"):
        return found["word"]
    return None


_BETWEEN = re.compile(
    r"\b(?:qui|dont|où|que|lorsque|alors que|quand|si|car|pour que|après que|avant que)\b|\b(?:lorsqu|qu|s)'", re.I
)


def day_of_saying(
    text: str,
    start: int,
    end: int,
    *,
    published: date | None,
    exclude: Sequence[Span] = (),
    cue: Span | None = None,
    past: bool = True,
) -> When | None:
    """The date in the sentence ``text[start:end]`` that dates the cue, or ``None`` if there is none.

    ``exclude`` are the content's pieces: a date in them says when something happens. ``past`` is
    whether the cue is in a past or present tense; in the future tense days after publication count.
    With no publication day, what needs one has ``first`` ``None``.

    >>> text = "« La route rouvrira jeudi », a dit mardi le maire, élu en 2014."
    >>> when = day_of_saying(text, 0, len(text), published=date(2024, 6, 6), exclude=[Span(2, 24)], cue=Span(28, 33))
    >>> when.first.isoformat(), when.basis, when.rule
    ('2024-06-04', 'weekday', '« mardi »')
    """
    found = _best(text, Span(start, end), published, exclude, cue, past)
    return found.when if found else None


def _best(
    text: str, sentence: Span, published: date | None, exclude: Sequence[Span], cue: Span | None, past: bool
) -> Found | None:
    candidates = []
    for found in expressions(text, sentence.start, sentence.end, published=published, past=past):
        if found.tie or found.future == past or any(found.span.overlaps(span) for span in exclude):
            continue
        cost = _cost(text, sentence, found.span, exclude, cue)
        if found.when.last and cost > NEAR_INTERVAL and not _opens(text, sentence, found.span):
            continue
        if cost < SUBORDINATE + len(text[sentence.start : sentence.end]) // 2:
            candidates.append((cost, found.span.start, found))
    return min(candidates, key=lambda item: item[:2])[2] if candidates else None


def _opens(text: str, sentence: Span, span: Span) -> bool:
    """Whether a date opens its sentence: « En mai, le maire avait déclaré … »."""
    return not text[sentence.start : span.start].strip(" «»“”\"'(-–—.") and text[span.end : span.end + 1] in (",", " ")


def _cost(text: str, sentence: Span, span: Span, exclude: Sequence[Span], cue: Span | None) -> int:
    """How far a date is from the cue, in characters outside the content; a subordinate clause costs more."""
    anchor = cue or (exclude[0] if exclude else sentence)
    left, right = sorted((span, anchor))
    between = "".join(
        character
        for at, character in enumerate(text[left.end : right.start], left.end)
        if not any(piece.start <= at < piece.end for piece in exclude)
    )
    # « … dans un discours où il a accusé mardi »: the word at the very edge opens the cue's own clause.
    return len(between) + SUBORDINATE * len(
        _BETWEEN.findall(between.translate(_VIEW)[:-4] if span < anchor else between)
    )


# --- a whole article ---

_DATELINE = re.compile(r"^\W*(?:le )?(?P<date>(?:1er|\d{1,2}) \w{3,9} (?:19|20)\d\d)\s*\.?\s*[-–—]", re.I)
_AGENCY = re.compile(
    r"^\W*[A-ZÀ-Þ][\w' ./-]{1,40}(?:\([\w ]+\))?,? (?:le )?(?P<date>(?:1er|\d{1,2}) \w{3,9}(?: (?:19|20)\d\d)?)\W{1,4}(?:AFP|Reuters|Belga|AP|ATS)",
    re.I,
)
_PUBLISHED = re.compile(
    r"^\W*(?:article )?(?:publié|mis en ligne|posté|paru|créé|date)\w*(?: le| :)?\s(?P<date>.{6,40})", re.I
)
_FOOTER = re.compile(r"^(?P<date>\d\d/\d\d/\d{4}) \d\d:\d\d(?::\d\d)? ?-?$")


def dateline(text: str, published: date | None = None) -> date | None:
    """The day the page itself gives for the article, from its first lines or an agency's last ones.

    ``published`` only completes a day with no year.

    >>> dateline("La route rouvre\\n26 juin 2012. - Le maire a dit …").isoformat()
    '2012-06-26'
    >>> dateline("PARIS, 3 mars (AFP) - Le maire a dit …", date(2021, 3, 4)).isoformat()
    '2021-03-03'
    """
    lines = [line.strip().translate(_VIEW) for line in text.split("\n") if line.strip()]
    places = [(line, (_DATELINE, _AGENCY, _PUBLISHED)) for line in lines[:8]]
    places += [(line, (_FOOTER, _PUBLISHED, _AGENCY)) for line in lines[-5:]]
    for line, patterns in places:
        for pattern in patterns:
            if match := pattern.match(line[:200]):
                for found in expressions(match["date"], 0, len(match["date"]), published=published):
                    if found.when.first and found.when.basis == "stated" and not found.when.last:
                        return found.when.first
    return None


@dataclass(frozen=True, slots=True)
class Scene:
    """The day that holds at some place of the article, and who spoke last."""

    paragraph: int
    when: When
    source: str | None


def find_dates(
    article: Article, kept: Sequence[Span], found: Sequence[Attribution], speakers: Sequence[str | None] | None = None
) -> tuple[When, ...]:
    """The day of each attribution, in the order of ``found``.

    ``kept`` are the article's paragraphs. ``speakers`` are the names that coreference found, where
    known; without them the same source is recognised by its last name or a pronoun.

    >>> text = "Le maire a dit mardi : « Non. »\\n« Jamais », a-t-il ajouté."
    >>> said = (Attribution((Span(25, 29),), Span(9, 14), Span(0, 8), "direct", "quote"),
    ...         Attribution((Span(34, 40),), Span(44, 57), None, "direct", "quote"))
    >>> article = Article("0", "a", text, "a.txt", published=date(2024, 6, 6))
    >>> [when.first.isoformat() for when in find_dates(article, (Span(0, 31), Span(32, 58)), said)]
    ['2024-06-04', '2024-06-04']
    """
    text = article.text
    published = article.published or dateline(text)
    starts = [span.start for span in kept]
    order = sorted(range(len(found)), key=lambda i: _extent(found[i]))
    contents = tuple(piece for one in found for piece in one.content)
    days: dict[int, When] = {}
    scene: Scene | None = None
    at = 0
    for index in order:
        one = found[index]
        place = max(0, bisect_right(starts, _extent(one).start) - 1)
        sentence = sentence_of(text, kept[place] if kept else Span(0, len(text)), _extent(one))
        scene = _passed(text, kept, at, sentence.start, contents, published, scene)
        at = max(at, sentence.end)
        past = not _is_future(one.cue.of(text) if one.cue else "")
        best = _best(text, sentence, published, contents, one.cue, past)
        source = (speakers[index] if speakers else None) or (one.source.of(text) if one.source else None)
        if best and best.shift is not None:
            best = _from_scene(best, scene)
        if best:
            days[index] = best.when
            scene = Scene(place, best.when, source or (scene.source if scene else None))
        elif scene and scene.when.first and _holds(scene, place, source, one, speakers is not None):
            days[index] = replace(scene.when, rule=_carried(scene.when.rule))
            scene = Scene(place, scene.when, source or scene.source)
        else:
            days[index] = fallback(published)
    _date_headline(text, kept, starts, found, order, days)
    return tuple(days[index] for index in range(len(found)))


def _extent(one: Attribution) -> Span:
    spans = [*one.content, *([one.cue] if one.cue else []), *([one.source] if one.source else [])]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


_END = re.compile(r"[.!?…]+[\s»”\")]*(?=\s[«“\"(]?\s?[A-ZÀ-ÖØ-Þ«“\"]|[A-ZÀ-ÖØ-Þ])|[.!?…]+[\s»”\"]*$")


def sentence_of(text: str, paragraph: Span, extent: Span) -> Span:
    """The sentence or sentences of a paragraph that hold ``extent``, found on characters.

    >>> text = "Il pleut. Le maire a dit non. Fin."
    >>> sentence_of(text, Span(0, 34), Span(19, 28)).of(text).strip()
    'Le maire a dit non.'
    """
    start, end = paragraph.start, max(paragraph.end, extent.end)
    for match in _END.finditer(text, paragraph.start, end):
        if match.end() <= extent.start and _is_end(text, match):
            start = match.end()
        elif match.start() >= extent.end and _is_end(text, match):
            return Span(start, match.end())
    return Span(start, end)


def _is_end(text: str, match: re.Match[str]) -> bool:
    """Not the full stop of « M. Lavrov » or « B. Obama »."""
    return not re.search(
        r"(?:^|[\s('’«])(?:[A-ZÀ-Þ]|M[mM]|Mme|Mlle|Dr|Me|St|av|etc)$", text[max(0, match.start() - 6) : match.start()]
    )


def _passed(
    text: str,
    kept: Sequence[Span],
    start: int,
    end: int,
    contents: Sequence[Span],
    published: date | None,
    scene: Scene | None,
) -> Scene | None:
    """The scene after the sentences between two claims: the last recent day that they name."""
    for place, paragraph in enumerate(kept):
        low, high = max(paragraph.start, start), min(paragraph.end, end)
        if low >= high or _DATELINE.match(text[paragraph.start : paragraph.start + 60]) and high - paragraph.start < 25:
            continue
        for found in expressions(text, low, high, published=published):
            when = found.when
            if found.tie or found.future or when.last or any(found.span.overlaps(piece) for piece in contents):
                continue
            if found.shift is not None:
                found_ = _from_scene(found, scene)
                when = found_.when if found_ else when
            if when.first and published and timedelta(0) <= published - when.first <= timedelta(days=LONGEST_CARRY):
                scene = Scene(place, when, None)
    return scene


def _from_scene(found: Found, scene: Scene | None) -> Found | None:
    """« le lendemain » counts from the day last named."""
    if scene is None or scene.when.first is None or scene.when.last or found.shift is None:
        return None
    day = scene.when.first + timedelta(days=found.shift)
    return replace(found, when=replace(found.when, first=day, rule=f"{found.when.rule} after {scene.when.rule}"))


def _carried(rule: str) -> str:
    return rule if rule.endswith("still holds") else f"{rule} still holds"


def _holds(scene: Scene, place: int, source: str | None, one: Attribution, resolved: bool) -> bool:
    """Whether a day holds for a claim with none of its own: same paragraph, or the next one with the same source."""
    if place == scene.paragraph:
        return True
    if place != scene.paragraph + 1 or scene.source is None:
        return False
    if source is None:
        return True
    if resolved:
        return source == scene.source
    return (
        source.lower() in ("il", "elle", "ils", "elles", "-t-il", "-t-elle")
        or _last_name(source) == _last_name(scene.source) != ""
    )


def _last_name(words: str) -> str:
    names = re.findall(r"[A-ZÀ-ÖØ-Þ][\w-]{2,}", words)
    return names[-1] if names else ""


def _is_future(cue: str) -> bool:
    """« annoncera », « va annoncer », « doit s'exprimer »; « déclara » is past."""
    return bool(
        re.search(
            r"\b(?:\w+(?:[ei]r|dr|rr|ttr|îtr|vr|aur|ser|fer)(?:a|ont)|(?:va|vont|doit|doivent|devrait|devraient) .+)\b",
            cue,
        )
    )


def _date_headline(
    text: str,
    kept: Sequence[Span],
    starts: Sequence[int],
    found: Sequence[Attribution],
    order: Sequence[int],
    days: dict[int, When],
) -> None:
    """A claim in the headline was made when the first claim of the first paragraph was."""
    body = [i for i in order if max(0, bisect_right(starts, _extent(found[i]).start) - 1) == 1]
    first = next((days[i] for i in body if days[i].basis not in (None, "published")), None)
    if first is None or not kept or kept[0].of(text).endswith("."):
        return
    for i in order:
        if bisect_right(starts, _extent(found[i]).start) - 1 <= 0 and days[i].basis in (None, "published"):
            days[i] = replace(first, rule=f"headline of {first.rule}")


def find_expressions(article: Article, kept: Sequence[Span]) -> Iterator[Found]:
    """All dates of the article's paragraphs, tied ones too: for ``kg explain`` and for work on the rules."""
    published = article.published or dateline(article.text)
    for span in kept:
        yield from expressions(article.text, span.start, span.end, published=published)
