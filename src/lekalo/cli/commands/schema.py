"""Print the recipe's JSON schema, with which editors complete and check recipe.yaml.

Напечатать схему рецепта, по которой редактор подсказывает и проверяет recipe.yaml.
"""

from __future__ import annotations

from lekalo.cli import console
from lekalo.core.recipe import recipe_schema


def command() -> None:
    """Put `# yaml-language-server: $schema=recipe.schema.json` at a recipe's top to use it.

    Строка для начала рецепта: `# yaml-language-server: $schema=recipe.schema.json`.
    """
    console.print_json(recipe_schema())
