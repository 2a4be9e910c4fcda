"""Content hashes: `sha256:` and 64 hex digits, of bytes, files, folders and records."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

_CHUNK = 1 << 20


def hash_bytes(data: bytes) -> str:
    """The hash of these bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def hash_json(value: Any) -> str:
    """The hash of a JSON-like value: key order and spacing do not matter."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hash_bytes(text.encode())


def hash_file(path: Path) -> str:
    """The hash of a file's bytes, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return "sha256:" + digest.hexdigest()


def hash_folder(folder: Path) -> str:
    """The hash of a folder: its files' relative names and contents, dot files aside."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith("."))
    return hash_json({str(p.relative_to(folder)): hash_file(p) for p in files})
