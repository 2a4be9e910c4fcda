"""Whole documents to text: plain text, Markdown, HTML, PDF, DOCX, TREC collections.

Of HTML the text is kept, a line a block, without scripts and styles; of DOCX the paragraphs
and tables in their order; of PDF the text of each page, a document a page. Nothing in them is
run or fetched. Leaves out pictures, so a scanned PDF has no text, which is said.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lekalo.data.formats import words_files as words
from lekalo.data.formats.lines import Raw, Said
from lekalo.data.formats.packing import FileError, check_zip, needs
from lekalo.data.formats.wording import Told, listed

MAX_TEXT = 256 << 20
MAX_HTML = 32 << 20  # a tree takes some tens of times its text
MAX_DOCX = 128 << 20
MAX_PAGE = 16 << 20
_UNREAD = frozenset({"script", "style", "noscript", "template", "head", "svg", "iframe"})
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins",
     "kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u",
     "var", "wbr"}
)  # fmt: skip
_BREAK = "\n"
_DOC = ("<doc>", "</doc>")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")


def title_of(path: Path) -> str:
    """A document's title where it names none itself: the file's name without its ending."""
    return path.name.split(".")[0]


def read_plain(text: str, path: Path, kind: str) -> Iterator[Raw]:
    """One document; the first heading of Markdown is its title."""
    first = text.lstrip().partition("\n")[0]
    titled = kind == ".md" and first.startswith("# ")
    yield Raw(1, {"text": text, "title": first[2:].strip() if titled else title_of(path)})


def read_collection(text: str) -> Iterator[Raw]:
    """A document for each `<doc>` of a TREC collection, known by its `<docno>`; such files have
    many roots, so they are no XML that a parser takes."""
    line, at, found = 1, 0, False
    while (begin := text.find(_DOC[0], at)) >= 0 and (end := text.find(_DOC[1], begin)) >= 0:
        found = True
        line += text.count("\n", at, begin)
        inside = text[begin:end]
        row = {name: _field(inside, name) for name in ("text", "title")}
        yield Raw(line, row, _field(inside, "docno"))
        line += text.count("\n", begin, end)
        at = end
    if not found:
        raise FileError(words.NO_DOC)


def _field(inside: str, name: str) -> str:
    _, opened, rest = inside.partition(f"<{name}>")
    value, closed, _ = rest.partition(f"</{name}>")
    return html.unescape(value).strip() if opened and closed else ""


def read_html(text: str, path: Path) -> Iterator[Raw]:
    """One document; `<title>` is its title."""
    try:
        import bs4
    except ImportError:
        raise needs("beautifulsoup4") from None
    if len(text) > MAX_HTML:
        raise FileError(words.LONG_PAGE, size=MAX_HTML >> 20)
    try:
        page = bs4.BeautifulSoup(text, "lxml")
        title = _SPACES.sub(" ", page.title.get_text().strip()) if page.title else ""
        body = _html_text(page, bs4)
    except Exception as error:
        raise _unreadable(".html", error) from None
    if not body:
        raise FileError(words.BLANK_PAGE)
    yield Raw(None, {"text": body, "title": title or title_of(path)})


def _html_text(page: Any, bs4: Any) -> str:
    """The text in reading order, without recursion, which hostile nesting would exhaust."""
    pieces: list[str] = []
    waiting: list[Any] = [page]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            if node is _BREAK:
                pieces.append(node)
            elif type(node) in (bs4.NavigableString, bs4.CData):  # not comments and the like
                pieces.append(node.replace("\n", " "))
            continue
        if node.name in _UNREAD:
            continue
        block = node.name not in _INLINE
        around = [_BREAK] if block else []
        waiting.extend([*around, *reversed(node.contents), *around])
    return _LINES.sub("\n", _SPACES.sub(" ", "".join(pieces))).strip()


def read_docx(path: Path) -> Iterator[Raw]:
    """One document: paragraphs and tables, a row of cells a line."""
    try:
        import docx
    except ImportError:
        raise needs("python-docx") from None
    check_zip(path, ".docx", MAX_DOCX)
    try:
        opened = docx.Document(str(path))
        lines = [line for block in opened.iter_inner_content() for line in _block(block)]
        title = opened.core_properties.title
    except Exception as error:
        raise _unreadable(".docx", error) from None
    text = "\n".join(line for line in lines if line.strip())
    if not text:
        raise FileError(words.BLANK_DOCUMENT)
    yield Raw(None, {"text": text, "title": title or title_of(path)})


def _block(block: Any) -> Iterator[str]:
    if not hasattr(block, "rows"):
        yield block.text
        return
    for row in block.rows:
        cells: list[str] = []
        for cell in row.cells:
            text = " ".join(cell.text.split())
            if not cells or cells[-1] != text:  # a merged cell stands in its row several times
                cells.append(text)
        yield " | ".join(cells)


def read_pdf(path: Path) -> Iterator[Raw | Said]:
    """A document a page that has text; raises `FileError` where none has."""
    try:
        import pypdf
    except ImportError:
        raise needs("pypdf") from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    empty: list[int] = []
    number = 0
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileError(words.LOCKED)
        title = str(getattr(reader.metadata, "title", None) or "").strip() or title_of(path)
        for number, page in enumerate(reader.pages, start=1):
            text = _page_text(page)
            if text:
                yield Raw(None, {"text": text, "title": title}, f"page {number}")
            else:
                empty.append(number)
    except (FileError, GeneratorExit):
        raise
    except Exception as error:
        raise _unreadable(".pdf", error, number) from None
    if len(empty) == number:
        raise FileError(words.SCANNED)
    if empty:
        pages = listed([str(page) for page in empty], 20)
        yield Said("left-out", Told(words.BLANK_PAGES, {"pages": pages}))


def _page_text(page: Any) -> str:
    contents = page.get_contents()
    if contents is None:
        return ""
    if len(contents.get_data()) > MAX_PAGE:
        raise FileError(words.DRAWN, size=MAX_PAGE >> 20)
    return str(page.extract_text()).strip()


def _unreadable(kind: str, error: Exception, page: int = 0) -> FileError:
    place, found = words.on_page(page), type(error).__name__
    return FileError(words.BROKEN_DOCUMENT, kind=kind, place=place, error=found)
