"""The company's products and places, and the slots that they fill in a text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from lekalo.demo.company.grammar import Lang, fields, lines, sections

_BRANDED = 0.4
"""Share of the questions that name the brand of the product."""


@dataclass(frozen=True, slots=True)
class Product:
    """One kind of product: its forms (nominative, genitive, accusative) and its card."""

    name: str
    genitive: str
    accusative: str
    gender: str
    article: str
    purpose: str
    facts: tuple[str, ...]
    care: str

    def branded(self, form: str, brand: str, lang: Lang) -> str:
        """`form` of the name together with a brand, which is never inflected."""
        return f"{brand} {form}" if lang == "en" else f"{form} «{brand}»"


@cache
def products(lang: Lang) -> tuple[Product, ...]:
    """Every product the company sells."""
    return tuple(_product(lang, fields(line)) for line in lines(lang, "products.txt"))


@cache
def brands(lang: Lang) -> tuple[str, ...]:
    """The brands of the products."""
    return sections(lang, "places.txt")["brands"]


def slots(lang: Lang, rng: Random) -> dict[str, str]:
    """A random order number, city and product in every form that a text may ask for."""
    product, brand = rng.choice(products(lang)), rng.choice(brands(lang))
    brand = brand if rng.random() < _BRANDED else ""
    filled = {"order": str(rng.randrange(10_000, 100_000)), "gender": product.gender}
    return filled | _product_slots(product, brand, lang) | _city_slots(lang, rng)


def _product(lang: Lang, parts: list[str]) -> Product:
    if lang == "en":
        name, article, purpose, facts, care = parts
        genitive = accusative = name
        gender = "n"
    else:
        name, genitive, accusative, gender, purpose, facts, care = parts
        article = ""
    split = tuple(fact.strip() for fact in facts.split(";"))
    return Product(name, genitive, accusative, gender, article, purpose, split, care)


def _product_slots(product: Product, brand: str, lang: Lang) -> dict[str, str]:
    forms = {"": product.name, "_gen": product.genitive, "_acc": product.accusative}
    filled = {f"item{case}": form for case, form in forms.items()}
    for case, form in forms.items():
        filled[f"product{case}"] = product.branded(form, brand, lang) if brand else form
    name = filled["product"]
    filled["product_cap"] = name[0].upper() + name[1:]
    article = ("an" if brand[0] in "AEIOU" else "a") if brand else product.article
    return filled | {"a_product": f"{article} {name}"}


def _city_slots(lang: Lang, rng: Random) -> dict[str, str]:
    city = fields(rng.choice(sections(lang, "places.txt")["cities"]))
    return {"city": city[0]} if lang == "en" else {"city_in": city[0], "city_to": city[1]}
