"""The made-up company Lamp & Kettle, in English and in Russian: all that a business would bring.

    from lekalo.demo import company
    written = company.write(Path("build/company-en"), "en", defects={"contradiction": 5})

or `python -m lekalo.demo.company build/company-en --lang en`. Support tickets, product cards,
letters, documents, policy, prompt, suites, preference pairs and ratings; the same seed writes
the same bytes. What a shop knows stands in `texts/`, one folder a language.
"""

from lekalo.demo.company.grammar import Lang
from lekalo.demo.company.writer import Written, write

__all__ = ["Lang", "Written", "write"]
