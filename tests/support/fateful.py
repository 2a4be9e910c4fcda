"""Rows that do something to whoever reads them, for tests of checks that fail."""

import os
import signal
from collections.abc import Iterator, Sequence
from typing import Any


class Deadly(Sequence[Any]):
    """Kills the reading process, as the system does when memory has run out."""

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[Any]:
        os.kill(os.getpid(), signal.SIGKILL)
        yield from ()

    def __getitem__(self, index: Any) -> Any:
        return next(iter(self))


class Broken(Sequence[Any]):
    """Raises for whoever reads it."""

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[Any]:
        raise ZeroDivisionError("the row is cursed")

    def __getitem__(self, index: Any) -> Any:
        return next(iter(self))


class Leaving(Sequence[Any]):
    """Ends the reading process, which says why on its standard error."""

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Iterator[Any]:
        os.write(2, b"a library said: no more\n")
        os._exit(7)

    def __getitem__(self, index: Any) -> Any:
        return next(iter(self))


class Homebound(Sequence[Any]):
    """No rows, and cannot be sent to another process."""

    def __len__(self) -> int:
        return 0

    def __getitem__(self, index: Any) -> Any:
        raise IndexError(index)

    def __reduce__(self) -> Any:
        raise TypeError("these rows stay where they are")
