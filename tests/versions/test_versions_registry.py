from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from lekalo.core.errors import DataError, HeldError, NotFoundError, OutsideError, UserError
from lekalo.core.records import Interval, Verdict
from lekalo.versions import schema
from lekalo.versions.manifest import Metric
from lekalo.versions.registry import Registry
from versions.drafts import RELEASE, draft, folder, hold


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "home")


def live(registry: Registry, name: str = "support") -> int:
    return registry.resolve(f"{name}@live").number


def make(registry: Registry, *numbers: int) -> None:
    """Creates and promotes versions 1, 2, ... in the given order."""
    for _ in range(max(numbers)):
        registry.create(draft())
    for number in numbers:
        registry.promote("support", number, "anna", f"try {number}", RELEASE)


class TestCreate:
    def test_numbers_go_up_by_name(self, registry: Registry) -> None:
        refs = [registry.create(draft(name)).ref for name in ("a", "b", "a", "a")]
        assert refs == ["a@1", "b@1", "a@2", "a@3"]
        assert registry.names() == ["a", "b"]

    def test_everything_is_kept(self, registry: Registry, tmp_path: Path) -> None:
        policy, faq = tmp_path / "policy.yaml", tmp_path / "faq.md"
        policy.write_text("rules: []")
        faq.write_text("Доставка бесплатна.")
        made = registry.create(
            draft(why="first"),
            adapter_folder=folder(tmp_path / "step-000010"),
            policy=policy,
            knowledge=[faq],
            who="anna",
        )
        found = registry.resolve("support@1")
        assert found == made
        assert (found.stage, found.manifest.who, found.manifest.why) == (
            "candidate",
            "anna",
            "first",
        )
        assert found.manifest.adapter is not None and found.manifest.knowledge is not None
        kept = registry.store.path(found.manifest.adapter.hash)
        assert sorted(p.name for p in kept.iterdir()) == [
            "adapter_config.json",
            "adapter_model.safetensors",
            "checksums.json",
        ]
        assert found.manifest.knowledge.files == ("faq.md",)
        text = (registry.store.path(found.manifest.knowledge.hash) / "faq.md").read_text()
        assert text == "Доставка бесплатна."

    def test_time_is_utc_and_person_is_the_environment_s(
        self, registry: Registry, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LEKALO_USER", "Анна")
        made = registry.create(draft()).manifest
        created = datetime.fromisoformat(made.created)
        assert made.who == "Анна"
        assert created.utcoffset() == timedelta(0)
        assert timedelta(0) <= datetime.now(UTC) - created < timedelta(minutes=1)


class TestPromote:
    def test_one_is_live_and_the_other_retires(self, registry: Registry) -> None:
        make(registry, 1, 2)
        assert [v.stage for v in registry.versions("support")] == ["retired", "live"]

    def test_verdict_is_needed(self, registry: Registry) -> None:
        registry.create(draft())
        with pytest.raises(HeldError) as held:
            registry.promote("support", 1)
        assert [finding.code for finding in held.value.findings] == ["not-measured"]
        assert registry.resolve("support@1").stage == "candidate"

    def test_verdict_of_the_manifest_counts(self, registry: Registry) -> None:
        registry.create(draft(verdict=RELEASE))
        assert registry.promote("support", 1).stage == "live"

    def test_hold_gives_its_reasons(self, registry: Registry) -> None:
        registry.create(draft())
        verdict = Verdict("hold", (hold("forgetting"), hold("golden-failed")))
        with pytest.raises(HeldError, match="forgetting") as held:
            registry.promote("support", 1, verdict=verdict)
        assert [f.code for f in held.value.findings] == ["forgetting", "golden-failed"]
        assert registry.history("support")[-1].action == "create"

    def test_undecided_is_not_release(self, registry: Registry) -> None:
        registry.create(draft())
        with pytest.raises(HeldError) as held:
            registry.promote("support", 1, verdict=Verdict("undecided", (), missing_items=40))
        assert "40 more items" in held.value.findings[0].message

    def test_hold_found_in_the_data_stands_in_the_way(self, registry: Registry) -> None:
        registry.create(draft(findings=(hold("leakage"),)))
        with pytest.raises(HeldError, match="leakage"):
            registry.promote("support", 1, verdict=RELEASE)

    def test_accepted_with_a_reason_kept_for_good(self, registry: Registry) -> None:
        registry.create(draft())
        verdict = Verdict("hold", (hold("forgetting"), hold("golden-failed")))
        with pytest.raises(HeldError, match="golden-failed"):
            registry.promote("support", 1, verdict=verdict, accept={"forgetting": "known"})
        accept = {"forgetting": "known", "golden-failed": "the item is wrong"}
        registry.promote("support", 1, "anna", "urgent", verdict, accept)
        entry = registry.history("support")[-1]
        kept = registry.resolve("support").manifest
        assert kept.accepted == entry.accepted
        assert [(a.code, a.because, a.who) for a in kept.accepted] == [
            ("forgetting", "known", "anna"),
            ("golden-failed", "the item is wrong", "anna"),
        ]
        assert kept.verdict == verdict

    def test_acceptance_needs_a_reason_and_a_finding(self, registry: Registry) -> None:
        registry.create(draft())
        verdict = Verdict("hold", (hold("forgetting"),))
        with pytest.raises(UserError, match="needs a reason"):
            registry.promote("support", 1, verdict=verdict, accept={"forgetting": " "})
        with pytest.raises(UserError, match="did you mean 'forgetting'"):
            registry.promote("support", 1, verdict=verdict, accept={"forgeting": "x"})

    def test_verdict_against_what_is_no_longer_live_is_stale(self, registry: Registry) -> None:
        make(registry, 1, 2)
        registry.create(draft())
        old = Verdict("release", (), candidate="support@3", against="support@1")
        with pytest.raises(HeldError, match="stale-verdict"):
            registry.promote("support", 3, verdict=old)
        fresh = Verdict("release", (), candidate="support@3", against="support@2")
        assert registry.promote("support", 3, verdict=fresh).stage == "live"

    def test_verdict_on_another_version_is_refused(self, registry: Registry) -> None:
        registry.create(draft())
        registry.create(draft())
        with pytest.raises(UserError, match="support@1, not on support@2"):
            registry.promote("support", 2, verdict=Verdict("release", (), candidate="support@1"))

    def test_live_one_again(self, registry: Registry) -> None:
        make(registry, 1)
        with pytest.raises(UserError, match="live already"):
            registry.promote("support", 1, verdict=RELEASE)

    def test_damaged_files_never_go_live(self, registry: Registry, tmp_path: Path) -> None:
        registry.create(draft())
        made = registry.create(draft(), adapter_folder=folder(tmp_path / "a"))
        registry.promote("support", 1, verdict=RELEASE)
        assert made.manifest.adapter is not None
        kept = registry.store.path(made.manifest.adapter.hash)
        (kept / "adapter_model.safetensors").write_bytes(b"torn")
        with pytest.raises(DataError, match=r"adapter_model\.safetensors is damaged"):
            registry.promote("support", 2, verdict=RELEASE)
        assert live(registry) == 1


class TestRollback:
    def test_back_to_the_one_before(self, registry: Registry) -> None:
        make(registry, 1, 2)
        assert registry.rollback("support", "boris", "complaints").number == 1
        assert live(registry) == 1
        entry = registry.history("support")[-1]
        assert (entry.action, entry.from_number, entry.to_number) == ("rollback", 2, 1)
        assert (entry.who, entry.why) == ("boris", "complaints")

    def test_again_goes_further_back_and_then_says_so(self, registry: Registry) -> None:
        make(registry, 1, 2, 3)
        assert [registry.rollback("support").number for _ in range(2)] == [2, 1]
        with pytest.raises(UserError, match="no earlier live version"):
            registry.rollback("support")
        assert live(registry) == 1

    def test_one_that_was_rolled_back_is_not_gone_back_to(self, registry: Registry) -> None:
        """1, 2, back to 1, then 3: before 3 was 1."""
        make(registry, 1, 2)
        registry.rollback("support")
        registry.create(draft())
        registry.promote("support", 3, verdict=RELEASE)
        assert registry.rollback("support").number == 1

    def test_retired_one_may_be_promoted_again(self, registry: Registry) -> None:
        make(registry, 1, 2, 1)
        assert live(registry) == 1
        assert registry.rollback("support").number == 2

    def test_nothing_live(self, registry: Registry) -> None:
        registry.create(draft())
        with pytest.raises(UserError, match="no earlier"):
            registry.rollback("support")
        with pytest.raises(NotFoundError, match="did you mean 'support'"):
            registry.rollback("supporr")


class TestReading:
    def test_refs(self, registry: Registry) -> None:
        make(registry, 1)
        registry.create(draft())
        registry.create(draft())
        refs = ["support", "support@live", "support@candidate", "support@2"]
        assert [registry.resolve(ref).number for ref in refs] == [1, 1, 3, 2]

    def test_absent_ones_say_what_there_is(self, registry: Registry) -> None:
        with pytest.raises(NotFoundError, match="There are none yet"):
            registry.resolve("support")
        registry.create(draft())
        with pytest.raises(NotFoundError, match="did you mean 'support'"):
            registry.resolve("supporr@1")
        with pytest.raises(NotFoundError, match=r"no support@7\. There are: support@1"):
            registry.resolve("support@7")
        with pytest.raises(NotFoundError, match="lekalo promote support@candidate"):
            registry.resolve("support")

    def test_status(self, registry: Registry) -> None:
        metric = Metric(
            suite="style", kind="target", suite_hash="", interval=Interval(0.9, 0.8, 0.95, 50)
        )
        registry.create(draft(metrics=(metric,)))
        registry.create(draft("letters"))
        registry.promote("support", 1, verdict=RELEASE)
        for _ in range(2):
            registry.create(draft())
        letters, support = registry.status()
        assert (letters.live, letters.measured, letters.candidates[0].ref) == (
            None,
            False,
            "letters@1",
        )
        assert support.live is not None
        assert (support.live.number, support.measured) == (1, True)
        assert [v.number for v in support.candidates] == [3, 2]

    def test_history_is_whole_and_in_order(self, registry: Registry) -> None:
        make(registry, 1, 2)
        registry.rollback("support", "boris", "why not")
        found = [(e.action, e.from_number, e.to_number) for e in registry.history("support")]
        assert found == [
            ("create", None, 1),
            ("create", None, 2),
            ("promote", None, 1),
            ("promote", 1, 2),
            ("rollback", 2, 1),
        ]


class TestDatabase:
    def execute(self, registry: Registry, sql: str) -> None:
        with sqlite3.connect(registry.home / "registry.sqlite") as connection:
            connection.execute(sql)
        connection.close()

    def test_one_live_is_the_database_s_own_rule(self, registry: Registry) -> None:
        make(registry, 1, 2)
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            self.execute(registry, "UPDATE stages SET stage = 'live'")

    @pytest.mark.parametrize("sql", ["DELETE FROM history", "UPDATE history SET who = 'x'"])
    def test_history_is_only_ever_added_to(self, registry: Registry, sql: str) -> None:
        make(registry, 1)
        with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
            self.execute(registry, sql)

    def test_altered_manifest_is_named(self, registry: Registry) -> None:
        make(registry, 1)
        self.execute(registry, "UPDATE versions SET manifest = replace(manifest, 'brief', 'rude')")
        with pytest.raises(OutsideError, match="support@1 is damaged"):
            registry.resolve("support@1")

    def test_failure_in_the_middle_changes_nothing(
        self, registry: Registry, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make(registry, 1, 2)

        def fail(*_: object) -> None:
            raise RuntimeError("power cut")

        monkeypatch.setattr("lekalo.versions.queries.note", fail)
        with pytest.raises(RuntimeError, match="power cut"):
            registry.rollback("support")
        assert live(registry) == 2
        assert len(registry.history("support")) == 4

    def test_wal_and_foreign_keys_are_on(self, registry: Registry) -> None:
        engine = schema.open_database(registry.home / "registry.sqlite")
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
            with pytest.raises(sa.exc.IntegrityError, match="FOREIGN KEY"):
                connection.execute(
                    schema.stages.insert().values(name="x", number=1, stage="candidate")
                )
        engine.dispose()

    def test_not_a_database(self, tmp_path: Path) -> None:
        (tmp_path / "registry.sqlite").write_text("this is a letter, " * 100)
        with pytest.raises(OutsideError, match="not a database"):
            Registry(tmp_path)

    def test_newer_schema(self, registry: Registry) -> None:
        self.execute(registry, "PRAGMA user_version = 99")
        with pytest.raises(OutsideError, match="its schema is 99"):
            Registry(registry.home)

    def test_home_that_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "home").write_text("")
        with pytest.raises(OutsideError, match="failed"):
            Registry(tmp_path / "home")

    def test_no_file_is_left_beside_a_new_registry(self, registry: Registry) -> None:
        assert [p.name for p in registry.home.glob(".*")] == []
