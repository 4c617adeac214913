"""Reading texts: which files become articles, with which ids, and what is said of the others."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kg.errors import ReadError
from kg.model import Article
from kg.reading import article_id, decode, read, title_of

SEEDS = Path(__file__).parent.parent / "seeds"


def told(*paths: Path) -> tuple[list[Article], list[tuple[str, str]]]:
    """The articles of paths, and what was said of the rest: file name and reason."""
    reasons: list[tuple[str, str]] = []
    articles = list(read(paths, on_error=lambda path, reason: reasons.append((Path(path).name, reason))))
    return articles, reasons


@pytest.fixture
def corpus(tmp_path: Path) -> Callable[..., Path]:
    def build(**files: str | bytes) -> Path:
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/")
            path = path.with_suffix(".csv" if path.name == "articles" else ".txt")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return build


def test_the_seeds_are_read_with_title_and_day():
    articles, reasons = told(SEEDS)
    assert reasons == []
    assert [article.name[:3] for article in articles] == ["000", "001", "002", "003", "004"]
    assert articles[3].published == date(2022, 1, 27)
    assert articles[3].title and articles[3].title.startswith("Crise ukrainienne")


def test_a_file_has_the_same_id_alone_and_in_its_folder():
    inside = {article.name: article.id for article in read([SEEDS])}
    alone = [next(read([path])) for path in sorted(SEEDS.glob("*.txt"))]
    assert inside == {article.name: article.id for article in alone}


def test_without_a_sidecar_the_id_comes_from_the_path_in_the_folder(corpus: Callable[..., Path]):
    folder = corpus(sub__a="Le maire a dit non.", a="Le préfet a dit oui.")
    assert [article.path for article in read([folder])] == ["a.txt", "sub/a.txt"]
    assert next(read([folder / "a.txt"])).id == article_id("a.txt")


def test_a_sidecar_above_is_the_root_of_the_corpus(corpus: Callable[..., Path]):
    folder = corpus(articles="file,title\nsub/a.txt,La route rouvre\n", sub__a="Le maire a dit non.")
    for path in (folder, folder / "sub", folder / "sub" / "a.txt"):
        assert [(article.id, article.title) for article in read([path])] == [
            (article_id("sub/a.txt"), "La route rouvre")
        ]


def test_an_article_with_a_url_has_the_id_of_the_url(corpus: Callable[..., Path]):
    folder = corpus(articles="file,url\na.txt,https://exemple.fr/route\n", a="Le maire a dit non.")
    article = next(read([folder]))
    assert (article.id, article.url) == (article_id("https://exemple.fr/route"), "https://exemple.fr/route")


def test_the_text_is_that_of_read_text_without_the_byte_order_mark(corpus: Callable[..., Path]):
    folder = corpus(a=b"\xef\xbb\xbfUn.\r\nDeux.\rTrois \xe2\x80\x99.\n")
    assert next(read([folder])).text == (folder / "a.txt").read_text("utf-8")[1:] == "Un.\nDeux.\nTrois ’.\n"


def test_a_path_that_does_not_exist_stops_before_anything_is_read(tmp_path: Path):
    with pytest.raises(ReadError, match=r"x\.txt: no such file or folder$"):
        read([SEEDS, tmp_path / "x.txt"])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty file; leave it out or fill it"),
        (b" \n\t\n", "empty file; leave it out or fill it"),
        (b"PK\x03\x04\0\0", "binary file (a zero byte at byte 4), no text; leave it out or export it as text"),
        (b"%PDF-1.7", "a PDF, no article that can be read; save its text as a .txt file"),
        (
            b"The mayor said on Monday that the road would reopen.",
            "not French (looks like English); --language fr to read it all the same",
        ),
    ],
)
def test_a_bad_file_is_named_and_the_others_are_read(corpus: Callable[..., Path], content: bytes, reason: str):
    folder = corpus(a="Le maire a dit non.", b=content, c="Le préfet a dit oui.")
    articles, reasons = told(folder)
    assert [article.name for article in articles] == ["a", "c"]
    assert reasons == [("b.txt", reason)]


def test_without_on_error_a_bad_file_is_an_error_that_names_it(corpus: Callable[..., Path]):
    folder = corpus(b=b"")
    with pytest.raises(ReadError, match=r"b\.txt: empty file"):
        list(read([folder]))


def test_a_folder_without_text_files_says_so(tmp_path: Path):
    articles, reasons = told(tmp_path)
    assert articles == []
    assert reasons[0][1].startswith("no article in this folder (.txt .html ")
    assert reasons[0][1].endswith("; name a folder with articles")


def test_other_files_named_on_the_command_line_are_refused_but_not_the_sidecar(corpus: Callable[..., Path]):
    folder = corpus(articles="file\na.txt\n", a="Le maire a dit non.")
    (folder / "a.pdf").write_bytes(b"%PDF")
    articles, reasons = told(*sorted(folder.iterdir()))
    assert [article.name for article in articles] == ["a"]
    assert reasons == [("a.pdf", "a PDF, no article that can be read; save its text as a .txt file")]


def test_a_file_reached_twice_is_read_once(corpus: Callable[..., Path]):
    folder = corpus(a="Le maire a dit non.")
    assert len(list(read([folder, folder / "a.txt", folder]))) == 1


def test_two_files_with_one_id_are_both_named(tmp_path: Path):
    for name in ("nord", "sud"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text("Le maire a dit non.")
    articles, reasons = told(tmp_path / "nord", tmp_path / "sud")
    assert len(articles) == 1
    assert reasons[0][0] == "a.txt"
    assert str(tmp_path / "nord" / "a.txt") in reasons[0][1]
    assert "add the folder above both" in reasons[0][1]


def test_a_sidecar_may_have_a_byte_order_mark_and_semicolons(corpus: Callable[..., Path]):
    folder = corpus(
        articles="\ufefffile;title;published;publisher;language\na.txt;La route, enfin;2024-06-06;Le Pli;fr\n",
        a="Le maire a dit non.",
    )
    article = next(read([folder]))
    assert (article.title, article.published, article.publisher) == ("La route, enfin", date(2024, 6, 6), "Le Pli")


def test_what_is_wrong_in_a_sidecar_names_its_line_and_the_articles_are_read(corpus: Callable[..., Path]):
    folder = corpus(
        articles="file,published\na.txt,30/02/2022\n\nb.txt,2022-02-30\nb.txt,\n,2022-01-01\nz.txt,\n",
        a="Le maire a dit non.",
        b="Le préfet a dit oui.",
    )
    articles, reasons = told(folder)
    assert [article.published for article in articles] == [None, None]
    assert reasons == [
        (
            "articles.csv",
            "line 2: published is '30/02/2022' (not year-month-day); write it as 2022-01-27 or leave it empty",
        ),
        (
            "articles.csv",
            "line 4: published is '2022-02-30' (there is no such day); write it as 2022-01-27 or leave it empty",
        ),
        ("articles.csv", "line 5: 'b.txt' is already on line 4; keep one of the two"),
        ("articles.csv", "line 6: no file name in column 'file'; fill it or remove the line"),
        ("articles.csv", "line 7: no file 'z.txt' beside it; correct the name or remove the line"),
    ]


def test_one_file_is_not_told_of_the_sidecars_other_lines(corpus: Callable[..., Path]):
    folder = corpus(articles="file,published\na.txt,2022-01-27\nb.txt,hier\n", a="Le maire a dit non.", b="Non.")
    assert told(folder / "a.txt")[1] == []
    assert told(folder / "b.txt")[1][0][1].startswith("line 3: published is 'hier'")


def test_a_sidecar_without_the_file_column_says_so(corpus: Callable[..., Path]):
    folder = corpus(articles="titre,date\nLa route,2022-01-27\n", a="Le maire a dit non.")
    articles, reasons = told(folder)
    assert len(articles) == 1
    assert reasons[0][1].startswith("line 1: no column 'file'; the first line names the columns (file,title,")


def test_the_title_is_the_first_line_that_reads_like_one():
    body = "\n\nLe maire a dit que la route rouvrirait."
    assert title_of("La route des gorges rouvre" + body) == "La route des gorges rouvre"
    assert title_of("Accueil Guerre en Ukraine\nLa route des gorges rouvre" + body) == "La route des gorges rouvre"
    assert title_of("Publicité\n« Nous rouvrirons », dit le maire" + body) == "« Nous rouvrirons », dit le maire"
    # A body without a title has none.
    assert title_of("Le maire a dit que la route rouvrirait.\nIl n'a pas dit quand.") is None
    assert title_of("long " * 60 + body) is None


def test_zero_bytes_and_lone_carriage_returns_do_not_pass():
    assert decode(b"a\rb") == "a\nb"
    with pytest.raises(ReadError, match="binary file"):
        decode(b"a\0b")


# --- on real articles ---

CORPUS = SEEDS.parent.parent / "shared" / "corpus"
corpus_there = pytest.mark.skipif(not CORPUS.is_dir(), reason="needs ../shared/corpus")


@corpus_there
def test_no_french_article_is_taken_for_another_language():
    articles, reasons = told(SEEDS, CORPUS / "press", CORPUS / "wikinews")
    assert reasons == []
    assert len(articles) == 600


@corpus_there
def test_no_line_of_a_french_article_is_surely_another_language():
    from kg.reading.languages import refusal

    texts = [path.read_text("utf-8") for path in sorted((CORPUS / "press").glob("*.txt"))[::6]]
    lines = {line for text in texts for line in text.split("\n") if line.strip()}
    assert [line for line in lines if refusal(line)] == []


@corpus_there
@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-15", "mac-roman", "cp850", "utf-16-le", "utf-16-be"])
def test_no_article_is_mangled_whatever_its_encoding(encoding: str):
    written = 0
    for path in sorted((CORPUS / "press").glob("*.txt")):
        text = path.read_text("utf-8").removeprefix("\ufeff")
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:
            continue
        assert decode(data) == text, path.name
        written += 1
    assert written > 30
