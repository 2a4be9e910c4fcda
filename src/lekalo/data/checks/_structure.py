"""Answers that a program left unfinished: gaps of a template, broken code fences, JSON, HTML.

    gap("Hello, {{customer}}!", "Hi")      "{{customer}}"
    broken('{"city": "Omsk"')              "json"

A gap that the question has as well, or that stands in code or a formula, is no gap. Leaves out
prose with unpaired quotation marks: authors do that.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


_FENCE = re.compile(r"`{3,}")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]{1,300}`", re.DOTALL)
_PROGRAM = re.compile(
    r"(?m)^\s*(?:def|class|import|from|function|const|let|var|public|private|return|print|if|for|"
    r"while|#include|<\?php|<html|<!doctype|SELECT|package|using|try|elif|else:)\b[^\n]*[({:;=]|"
    r"^\s*<[a-z!/][^\n]*>\s*$|\bf[\"'][^\"'\n]*\{|\.format\(|\bprintf?\s*\(|^\s*[.#]?[\w-]+\s*\{\s*$",
    re.IGNORECASE,
)
_SLOT = (
    "NAME|DATE|TIME|PHONE|E-?MAIL|ADDRESS|CITY|AMOUNT|PRICE|NUMBER|LINK|URL|COMPANY|CUSTOMER|CLIENT|"
    "USER|ORDER|PRODUCT|ORGANI[SZ]ATION|AGENT|STORE|SHOP|"
    "ИМЯ|ФИО|ДАТА|ВРЕМЯ|ТЕЛЕФОН|АДРЕС|ГОРОД|СУММА|ЦЕНА|НОМЕР|ССЫЛКА|КОМПАНИЯ|КЛИЕНТ|ЗАКАЗ|ТОВАР|"
    "НАЗВАНИЕ|МАГАЗИН|ФАМИЛИЯ|ОТЧЕСТВО|ДОЛЖНОСТЬ"
)
_GAP = re.compile(
    rf"""\{{\{{\s*[^\W\d][\w .-]{{0,40}}\s*\}}\}}              # {{{{customer}}}}
    | (?<![\\\w}}^_$%{{])\$?\{{[^\W\d]\w{{3,30}}\}}(?!\}})   # {{name}}, ${{name}}
    | (?<![\w<\\])<(?:[A-ZА-ЯЁ]{{2,20}}[A-ZА-ЯЁ_ ]{{0,20}}
      |(?:your|customer|client|имя|ваш[а-я]{{0,2}})[ _][\w ]{{1,30}})>
    | \[(?:[\w'’]{{1,20}}[ _]){{0,3}}(?:{_SLOT})(?:[ _][\w'’]{{1,20}}){{0,2}}\](?!\()
    | \[(?:insert|your|enter|вставьте|укажите|впишите|ваш[аеи]?)[ ][^\]\n]{{2,40}}\](?!\()
    | (?<![\w%\d])%(?:s|\([a-z_]{{2,30}}\)[sd])(?!\w)
    | \bTODO:|\bFIXME:|\bLorem[ ]ipsum\b
    """,
    re.VERBOSE,
)
_ASKED_FOR_FORM = re.compile(
    r"\b(?:letter|e-?mail|template|resume|cv|invitation|contract|cover|notice|memo|press release|"
    r"announcement|form|introduc|outline|speech|agreement|invoice|report|script|post|ad)|"
    r"письм|шаблон|резюме|приглашени|договор|заявлени|анкет|бланк|объявлени|речь|пост|сообщени|"
    r"отчёт|отчет|счёт|иск|доверенност|автобиограф|сопроводит|поздравл|linkedin|валентин|коллег",
    re.IGNORECASE,
)
_MAY_GAP = re.compile(r"[{\[<%]|TODO:|FIXME:|Lorem")
_HTML_NAMES = _set(  # and the marks of tokenizers, which are written in the same way
    "A ABBR ADDRESS ARTICLE ASIDE AUDIO BLOCKQUOTE BODY BR BUTTON CANVAS CAPTION CENTER CITE CODE "
    "COL DD DEL DIV DL DT EM FIGURE FONT FOOTER FORM FRAME HEAD HEADER HR HTML IFRAME IMG INPUT "
    "INS KBD LABEL LEGEND LI LINK MAIN MAP MARK META NAV OL OPTION PARAM PRE SCRIPT SECTION SELECT "
    "SMALL SPAN STRONG STYLE SUB SUP TABLE TBODY TD TEXTAREA TFOOT TH THEAD TITLE TR TT UL VAR "
    "VIDEO BOS EOS PAD UNK SEP CLS MASK"
)
_ONE_SIDED = re.compile(r"\{\{(?![^{}]{0,80}\}\})|\{%(?![^%]{0,80}%\})")
_HTML_START = re.compile(
    r"\s*<(?:!doctype html|html|head|body|div|span|p|ul|ol|table|h[1-6]|section|article|form|a|b|i|"
    r"strong|em|nav|header|footer|main|button|svg)\b[^<>]{0,300}>",
    re.IGNORECASE,
)
_VOID = _set(
    "area base br col embed hr img input link meta param source track wbr p li td th tr dd dt "
    "option thead tbody tfoot html head body colgroup"
)


def gap(text: str, question: str = "") -> str:
    """The first gap of a template that was not filled, or ""."""
    if not _MAY_GAP.search(text):
        return ""
    bare = _CODE.sub(" ", text) if "`" in text else text
    if _PROGRAM.search(bare) and "{{" not in bare:
        return ""
    for match in _GAP.finditer(bare):
        found = match[0]
        if found in question or found[1:-1].split(" ")[0] in _HTML_NAMES:
            continue
        if found[0] == "{" and found[1] != "{" and "\\" in bare:
            continue  # a formula
        if found[0] in "[<" and _ASKED_FOR_FORM.search(question):
            continue
        return found
    one = _ONE_SIDED.search(bare) if "{{" in bare or "{%" in bare else None
    return one[0] if one and "\\" not in bare and not _PROGRAM.search(bare) else ""


def broken(text: str) -> str:
    """`fence` for a code fence that is not closed, `json` or `html` for an answer that is
    nothing else and can't be read; or ""."""
    if "```" in text and len(_FENCE.findall(text)) % 2:
        return "fence"
    start = text.lstrip()[:2]
    if start[:1] in ("{", "[") and _is_json(text.strip()):
        return "" if _reads(text) else "json"
    if start[:1] == "<" and _HTML_START.match(text) and not _balanced(text):
        return "html"
    return ""


def _is_json(text: str) -> bool:
    return re.match(r"\{\s*\"[^\"\n]{0,80}\"\s*:|\[\s*\{\s*\"", text) is not None


def _reads(text: str) -> bool:
    """Whether one JSON value stands first, or each line is one."""
    try:
        json.JSONDecoder().raw_decode(text.strip())
    except (ValueError, RecursionError):
        return False
    return True


def _balanced(text: str) -> bool:
    reader = _Tags()
    reader.feed(text[:100_000])
    if reader.seen == 0 or len(text) > 100_000:
        return True
    return not reader.wrong and not reader.open


class _Tags(HTMLParser):
    """Whether every tag that must be closed is."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong = False
        self.seen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens a tag."""
        self.seen += 1
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Closes the last tag, which must have this name."""
        if tag in _VOID:
            return
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.wrong = True

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself opens nothing."""
        self.seen += 1
