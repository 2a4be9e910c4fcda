"""Terms 3 and 6 measured: documents trained in, asked from memory and with the passage at hand.

    python benchmarks/closed_book.py [--quick] [--json]

Fifty sheets of the made-up company, each with a price, a warranty and a date of its own, are
trained into nano in two ways, in English and in Russian: as running text (`pretrain`, which raises
`expects-fresh-facts`) and as answers to their titles (`sft`, which raises `documents-as-examples`).
The training itself drafts the questions and asks them: of the trained model from memory
(closed-book), of it with the passage before the question (open-book), and of the untrained base
with the passage. Nothing is held out and the last checkpoint is asked, which is what favours memory
most; general chats are replayed, so that the model still reads. Three seeds (one with `--quick`)
draw the facts, the training and the questions.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Literal

import common
import yaml

from lekalo.core.files import write_text
from lekalo.core.records import SuiteResult
from lekalo.demo.company import general, goods
from lekalo.demo.company.grammar import Lang
from lekalo.demo.company.writer import jsonl
from lekalo.demo.skills.records import draw_field
from lekalo.evaluation.closed_book import ClosedBook, values
from lekalo.evaluation.closed_book_words import sentence
from lekalo.evaluation.statistics import mcnemar, mean_interval, paired_difference
from lekalo.project import open_project
from lekalo.workflow import Outcome, train

Way = Literal["pretrain", "sft"]

SEEDS = (17, 18, 19)
SHEETS, REPLAYED = 50, 400
SURE = 0.01
CODES: dict[Way, str] = {"pretrain": "expects-fresh-facts", "sft": "documents-as-examples"}
TRAIN = {"epochs": 8, "learning_rate": 1.5e-3, "batch_rows": 8, "overfitting": "report"}
LABELS = {"en": ("Price", "Warranty", "Date"), "ru": ("Цена", "Гарантия", "Дата")}
TERMS = {
    "en": """This document sets out the terms on which the company sells the product. The buyer \
shall check the parcel on the day when it comes, and shall tell the company at once of any \
damage to the \
box or to the goods. The company shall repair or replace what is broken through no fault of the \
buyer. The goods shall be sent back in their own box with all the parts that came with them, \
and with the receipt. The courier brings the parcel to the door and waits while it is opened. \
Questions about these terms are answered by the support desk, which reads every letter and \
replies to each of them in turn, in the order in which they come.""",
    "ru": """Настоящий документ определяет условия, на которых компания продаёт товар покупателям. \
Покупатель осматривает посылку в день получения и сразу сообщает компании о повреждениях \
коробки или товара. В соответствии с этими условиями компания чинит или заменяет то, что \
сломалось не по вине покупателя. Товар возвращают в его коробке, со всеми частями, которые в \
ней были, и вместе с чеком. Курьер приносит посылку до двери и ждёт, пока её откроют. На \
вопросы об этих условиях отвечает служба поддержки: она читает каждое письмо и отвечает на все \
письма по очереди, в том порядке, в котором они пришли. Если у покупателя есть жалоба, он пишет \
её в свободной форме и прикладывает снимок товара, на котором видно повреждение. Ответ на \
жалобу подписывает старший сотрудник службы, а решение действует для обеих сторон.""",
}
HEADINGS = {"en": ("Product", "Terms"), "ru": ("Товар", "Условия")}
TITLE = {"en": "Terms of sale: {}", "ru": "Условия продажи: {}"}


@dataclass(frozen=True)
class Sheet:
    """One product's page: its name, and its lines of facts."""

    name: str
    lines: str


def main() -> None:
    asked = common.parse(__doc__)
    rows, bars, details = [], [], {}
    for lang in ("en", "ru"):
        for way in CODES:
            outcomes = [run(lang, way, seed) for seed in SEEDS[: 1 if asked.quick else None]]
            books = [book_of(outcome, way) for outcome in outcomes]
            name = f"{lang} {way}"
            rows.append({"language": lang, "trained by": way} | shares(books))
            bars += judged(name, books)
            details[name] = [told(book, lang) for book in books]
    common.finish("closed_book", asked, rows, {"runs": details}, bars)


def run(lang: Lang, way: Way, seed: int) -> Outcome:
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        write(root, lang, way, seed)
        accepted = dict.fromkeys((CODES[way], "blind-epochs"), "measured here")
        return train(open_project(root, [], root / "home"), accept=accepted, why="measured here")


def book_of(outcome: Outcome, way: Way) -> ClosedBook:
    return next(book for book in outcome.books if book.code == CODES[way])


def write(root: Path, lang: Lang, way: Way, seed: int) -> None:
    """The recipe and its data."""
    sheets = drawn(lang, Random(f"{lang} {seed}"))
    if way == "pretrain":
        for number, sheet in enumerate(sheets):
            text = f"# {sheet.name}\n\n{sheet.lines}\n"
            write_text(root / f"docs/{number:02d}.md", text)
        data: dict[str, Any] = {"train": "docs"}
    else:
        write_text(root / "pages.jsonl", jsonl(page(lang, sheet) for sheet in sheets))
        data = {"train": "pages.jsonl"}
    replayed = general.replay("support", REPLAYED, seed, (lang,))
    write_text(root / "replay.jsonl", jsonl(replayed))
    data |= {"replay": {"file": "replay.jsonl", "share": 0.5}, "eval_share": 0}
    recipe = {
        "name": "sheets",
        "language": lang,
        "seed": seed,
        "data": data,
        "method": {"name": way},
        "adapter": {"name": "lora", "rank": 32, "alpha": 64},
        "train": TRAIN,
    }
    write_text(root / "recipe.yaml", yaml.safe_dump(recipe, allow_unicode=True))


def drawn(lang: Lang, rng: Random) -> list[Sheet]:
    """Sheets of different products."""
    names = [
        product.branded(product.name, brand, lang)
        for product in goods.products(lang)
        for brand in goods.brands(lang)
    ]
    return [Sheet(name, lines(lang, rng)) for name in rng.sample(names, SHEETS)]


def lines(lang: Lang, rng: Random) -> str:
    return "\n".join(f"{label}: {draw_field(lang, label, rng)}" for label in LABELS[lang])


def page(lang: Lang, sheet: Sheet) -> dict[str, Any]:
    """The sheet as an answer to its title, as long as a page of a document."""
    what, terms = HEADINGS[lang]
    answer = f"## {what}: {sheet.name}\n\n## {terms}\n\n{TERMS[lang]}\n\n{sheet.lines}"
    asked = TITLE[lang].format(sheet.name)
    return {
        "messages": [
            {"role": "user", "content": asked},
            {"role": "assistant", "content": answer},
        ]
    }


def sides(books: Sequence[ClosedBook]) -> dict[str, list[float]]:
    """Every question's value over all seeds: from memory, with the passage, and by the base."""
    found: dict[str, list[float]] = {"closed-book": [], "open-book": [], "base, open-book": []}
    for book in books:
        results = (book.closed, book.open, book.untrained)
        for side, result in zip(found.values(), results, strict=True):
            side += values(measured(result))
    return found


def measured(result: SuiteResult | None) -> SuiteResult:
    assert result is not None, "no question could be drafted"
    return result


def shares(books: Sequence[ClosedBook]) -> dict[str, Any]:
    return {side: said(found) for side, found in sides(books).items()}


def said(found: Sequence[float]) -> str:
    i = mean_interval(found)
    return f"{i.value:.0%} ({i.low:.0%} to {i.high:.0%}, n={i.count})"


def judged(name: str, books: Sequence[ClosedBook]) -> list[common.Bar]:
    found = sides(books)
    closed, opened = found["closed-book"], found["open-book"]
    change = paired_difference(closed, opened)
    return [
        common.Bar(f"{name}: open-book less closed-book, its interval's low end", change.low, 0.0),
        common.Bar(f"{name}: p of the paired test", mcnemar(closed, opened).p_value, SURE, True),
    ]


def told(book: ClosedBook, lang: Lang) -> dict[str, Any]:
    answers = zip(book.asked, measured(book.closed).items, measured(book.open).items, strict=True)
    return {
        "sentence": sentence(book, lang),
        "answers": [
            {"question": one.question, "right": one.answer, "closed": a.answer, "open": b.answer}
            for one, a, b in list(answers)[:5]
        ],
    }


if __name__ == "__main__":
    main()
