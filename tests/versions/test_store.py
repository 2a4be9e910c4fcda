from __future__ import annotations

import json
from pathlib import Path

import pytest

from lekalo.core.errors import DataError, NotFoundError
from lekalo.core.files import CHECKSUMS
from lekalo.core.hashing import hash_bytes, hash_folder, hash_json
from lekalo.versions.store import Store
from versions.drafts import folder


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def files(path: Path) -> dict[str, bytes]:
    found = (p for p in path.rglob("*") if p.is_file() and p.name != CHECKSUMS)
    return {p.relative_to(path).as_posix(): p.read_bytes() for p in found}


def test_address_is_the_hash_of_names_and_contents(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "in"
    (source / "deep").mkdir(parents=True)
    (source / "deep" / "б.txt").write_bytes(b"two")
    (source / "a.txt").write_bytes(b"one")
    address = store.put_folder(source)
    assert address == hash_json({"a.txt": hash_bytes(b"one"), "deep/б.txt": hash_bytes(b"two")})
    assert address == hash_folder(source)
    assert files(store.path(address)) == {"a.txt": b"one", "deep/б.txt": b"two"}


def test_same_content_is_kept_once(store: Store, tmp_path: Path) -> None:
    first = store.put_folder(folder(tmp_path / "a"))
    second = store.put_folder(folder(tmp_path / "b"))
    assert first == second
    assert len([p for p in store.root.glob("*/*") if p.parent.name != "incoming"]) == 1
    assert list((store.root / "incoming").iterdir()) == []


def test_training_state_and_checksums_are_left_out(store: Store, tmp_path: Path) -> None:
    source = folder(tmp_path / "a")
    (source / CHECKSUMS).write_text("{}")
    kept = store.path(store.put_folder(source, skip=["state.safetensors"]))
    assert set(files(kept)) == {"adapter_model.safetensors", "adapter_config.json"}


def test_later_change_of_the_source_changes_nothing(store: Store, tmp_path: Path) -> None:
    source = folder(tmp_path / "a")
    address = store.put_folder(source)
    (source / "adapter_model.safetensors").write_bytes(b"other")
    assert files(store.path(address))["adapter_model.safetensors"] == b"weights"


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("damage", ["flip", "cut", "gone", "added", "listing", "listing gone"])
def test_damaged_object_is_named_and_not_given(store: Store, tmp_path: Path, damage: str) -> None:
    address = store.put_folder(folder(tmp_path / "a"))
    kept = store.path(address)
    weights = kept / "adapter_model.safetensors"
    named = weights.name
    match damage:
        case "flip":
            flip(weights)
        case "cut":
            weights.write_bytes(b"wei")
        case "gone":
            weights.unlink()
        case "added":
            (kept / "extra.bin").write_bytes(b"")
            named = "extra.bin"
        case "listing":
            flip(kept / CHECKSUMS)
            named = CHECKSUMS
        case "listing gone":
            (kept / CHECKSUMS).unlink()
            named = CHECKSUMS
    with pytest.raises(DataError, match=named):
        store.path(address)


def test_consistent_forgery_is_refused(store: Store, tmp_path: Path) -> None:
    """Weights and listing changed together still do not hash to the address."""
    address = store.put_folder(folder(tmp_path / "a"))
    kept = store.path(address)
    (kept / "adapter_model.safetensors").write_bytes(b"forged")
    sums = json.loads((kept / CHECKSUMS).read_text())
    sums["adapter_model.safetensors"] = hash_bytes(b"forged")
    (kept / CHECKSUMS).write_text(json.dumps(sums))
    with pytest.raises(DataError, match="not the listing"):
        store.path(address)


def test_putting_the_content_again_mends_a_damaged_object(store: Store, tmp_path: Path) -> None:
    source = folder(tmp_path / "a")
    address = store.put_folder(source)
    flip(store.path(address) / "adapter_config.json")
    assert store.put_folder(source) == address
    assert files(store.path(address))["adapter_config.json"] == b"{}"


def test_unknown_address(store: Store) -> None:
    with pytest.raises(NotFoundError, match="Restore"):
        store.path("sha256:" + "0" * 64)


@pytest.mark.parametrize(
    "address",
    ["../../etc", "sha256:../../x", "sha256:" + "0" * 63, "sha256:" + "A" * 64, "", "/etc/passwd"],
)
def test_only_hex_digits_reach_the_file_system(store: Store, address: str) -> None:
    with pytest.raises(DataError, match="not an address"):
        store.path(address)


def test_links_are_refused(store: Store, tmp_path: Path) -> None:
    source = folder(tmp_path / "a")
    (source / "sneaky.json").symlink_to("/etc/hostname")
    with pytest.raises(DataError, match=r"sneaky\.json is a link"):
        store.put_folder(source)


def test_nothing_to_keep(store: Store, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="no files"):
        store.put_folder(tmp_path / "empty")
    with pytest.raises(DataError, match="not a folder"):
        store.put_folder(tmp_path / "absent")


def test_files_side_by_side(store: Store, tmp_path: Path) -> None:
    one, other = tmp_path / "a" / "faq.md", tmp_path / "b" / "faq.md"
    for path in (one, other):
        path.parent.mkdir()
        path.write_text("text")
    assert files(store.path(store.put_files([one]))) == {"faq.md": b"text"}
    with pytest.raises(DataError, match="two files are named faq"):
        store.put_files([one, other])
    with pytest.raises(DataError, match="not a file"):
        store.put_files([tmp_path / "absent.md"])
