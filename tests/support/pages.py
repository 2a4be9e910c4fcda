"""A page as a test reads it: its elements, and the text that a person sees."""

import base64
import hashlib
import re
from html.parser import HTMLParser

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"' onload='x {{ 7 * 7 }}"
VOID = {"meta", "link", "img", "br", "hr", "input"}


class Page(HTMLParser):
    """Collects elements and text, and refuses a page that is not well formed."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def assert_alone(source: str, *own: str) -> None:
    """The page takes nothing from elsewhere, and lets in the text of its `own` elements (style,
    script) by their hash, and no other."""
    assert not re.search(r"https?:|url\(|@import|<link|<img|\bat 0x", source)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', source)
    assert policy is not None
    rules = dict(rule.split(maxsplit=1) for rule in policy[1].replace("&#39;", "'").split("; "))
    none = {"default-src", "base-uri", "form-action"}
    assert {name for name, allowed in rules.items() if allowed == "'none'"} == none
    assert rules.keys() - none == {f"{tag}-src" for tag in own}
    for tag in ("style", "script"):
        texts = re.findall(rf"<{tag}>(.*?)</{tag}>", source, re.DOTALL)
        assert len(texts) == (tag in own)
        for text in texts:
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert rules[f"{tag}-src"] == f"'sha256-{digest}'"


def elements(svg: str, name: str, class_: str) -> list[dict[str, str | None]]:
    """The attributes of the `name` elements that have this class."""
    found = Page(svg).elements
    return [at for tag, at in found if tag == name and class_ in (at.get("class") or "").split()]
