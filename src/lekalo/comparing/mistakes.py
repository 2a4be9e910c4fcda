"""What a comparison refuses, in English and in Russian."""

from __future__ import annotations

from lekalo.core.wording import Phrase

TWO_AT_LEAST = Phrase(
    "a comparison needs two recipes or more: lekalo compare A.yaml B.yaml",
    "для сравнения нужно два рецепта или больше: lekalo compare A.yaml B.yaml",
)
TWICE = Phrase(
    "a recipe is named twice; name each once, and set --seeds for repeats.",
    "рецепт назван дважды; назовите каждый один раз, а для повторов задайте --seeds.",
)
DIFFERENT = Phrase(
    "{label} differs from {labels} in its {key}, so their figures would not be of the same "
    "thing. Let both name the same, or compare them apart.",
    "{label} отличается от {labels} в ключе {key}, и их цифры говорили бы о разном. Задайте в "
    "обоих одно и то же или сравнивайте отдельно.",
)
KILLED = Phrase(
    "{name}: the system killed it, most often for memory. See `lekalo plan --memory`; what the "
    "other trials came to is kept, and the comparison goes on from there.",
    "{name}: процесс остановила система, чаще всего из-за памяти. См. `lekalo plan --memory`; "
    "уже измеренное сохранено, и сравнение продолжится с этого места.",
)
FAILED = Phrase(
    "{name}: the trial failed ({last}); see {folder}.",
    "{name}: прогон не удался ({last}); см. {folder}.",
)
