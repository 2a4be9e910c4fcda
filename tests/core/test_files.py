"""Atomic files: a reader meets the old content or the new, and a damaged file is named."""

import errno
import hashlib
import json
from pathlib import Path

import pytest

from lekalo.core import files
from lekalo.core.errors import DataError, OutsideError
from lekalo.core.hashing import hash_bytes, hash_file, hash_folder, hash_json


def _full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_failed_write_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    files.write_text(path, "old")
    monkeypatch.setattr(files.os, "fsync", _full_disk)
    with pytest.raises(OutsideError, match=r"No space left on device.*untouched"):
        files.write_text(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_failed_folder_is_not_there_at_all(tmp_path: Path) -> None:
    def fill(folder: Path) -> None:
        (folder / "weights").write_bytes(b"1")
        _full_disk()

    with pytest.raises(OutsideError, match="No space left"):
        files.write_folder(tmp_path / "step-1", fill)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_or_missing_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "step-1"
    files.write_folder(folder, lambda f: (f / "weights").write_bytes(b"12") and None)
    files.verify(folder)
    (folder / "weights").write_bytes(b"13")
    with pytest.raises(DataError, match="weights is damaged"):
        files.verify(folder)
    (folder / "weights").unlink()
    with pytest.raises(DataError, match="weights is missing"):
        files.verify(folder)
    (folder / files.CHECKSUMS).write_text("{")
    with pytest.raises(DataError, match="incomplete"):
        files.verify(folder)


@pytest.mark.parametrize("name", ["../secret", "a/../../secret", "/etc/passwd"])
def test_a_path_never_leaves_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match="leads out"):
        files.inside(tmp_path, name)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)
    with pytest.raises(DataError, match="leads out"):
        files.inside(root, "link/secret")
    assert files.inside(root, "a/b") == root / "a" / "b"


def test_hashes_are_sha256_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    # FIPS 180-2, appendix B.1
    known = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert hash_bytes(b"abc") == hash_file(tmp_path / "a") == known
    assert hash_json({"б": 1, "a": 2}) == hash_json({"a": 2, "б": 1}) != hash_json({"a": 2})
    assert hash_json([1, "я"]) == "sha256:" + hashlib.sha256('[1,"я"]'.encode()).hexdigest()


def test_a_folder_hash_sees_names_and_contents_but_not_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    first = hash_folder(tmp_path)
    (tmp_path / ".cache").write_bytes(b"x")
    assert hash_folder(tmp_path) == first
    (tmp_path / "a").rename(tmp_path / "b")
    assert hash_folder(tmp_path) != first


def test_json_is_written_readably(tmp_path: Path) -> None:
    files.write_json(tmp_path / "a.json", {"имя": [1, 2]})
    assert "имя" in (tmp_path / "a.json").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "a.json").read_text()) == {"имя": [1, 2]}
