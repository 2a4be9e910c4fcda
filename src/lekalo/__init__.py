"""lekalo fits a language model to one business's work, and proves that it fits."""

__version__ = "0.1.0"
