"""When a run has learned its rows by heart, by hand; and a run that really does."""

import pytest

from lekalo.core.records import Example, Message, Where
from lekalo.training.checkpoint import Evaluation
from lekalo.training.guards import overfitting
from lekalo.training.loop import fit
from lekalo.training.overfitting import has_risen, overfits
from lekalo.training.probes import Probes, TrainedTexts, longest_copy, reworded
from support.jobs import make_job, pattern_rows


def _evals(*losses, spread=0.01, parts=16):
    """Held-out losses with parts that differ, and trained ones that fall by a tenth a time."""
    return tuple(
        Evaluation(
            10 * (n + 1),
            loss,
            1 - n / 10,
            groups=tuple(loss + n * spread * (-1) ** part + part for part in range(parts)),
        )
        for n, loss in enumerate(losses)
    )


def test_twice_above_the_lowest_is_overfitting_and_once_is_not():
    assert not overfits(_evals(2.0, 1.5, 1.6))
    assert overfits(_evals(2.0, 1.5, 1.6, 1.7))
    assert not overfits(_evals(2.0, 1.5, 1.6, 1.4))


def test_a_rise_that_is_small_or_unsure_says_nothing():
    assert not overfits(_evals(2.0, 1.5, 1.52, 1.52))  # 1.3 %
    assert not overfits(_evals(2.0, 1.5, 1.6, 1.6, spread=0.5))  # the parts disagree
    assert not overfits(_evals(2.0, 1.5, 1.6, 1.7, parts=7))  # too few held-out rows


def test_the_bound_is_students():
    """Rises +0.2 +- 0.2: mean 0.1 over 16 parts where t x s / 4 = 2.602 x 0.0516 = 0.134."""
    low = Evaluation(1, 1.0, 1.0, groups=(1.0,) * 16)
    unsure = Evaluation(2, 1.1, 0.9, groups=(1.3, 0.9) * 8)
    surely = Evaluation(2, 1.1, 0.9, groups=(1.2, 1.0) * 8)
    assert not has_risen(unsure, (low, unsure)) and has_risen(surely, (low, surely))


def test_both_sides_of_the_gap_must_grow():
    low, later = _evals(1.5, 1.7)
    worse = Evaluation(later.step, later.loss, 1.2, groups=later.groups)
    assert has_risen(later, (low, later)) and not has_risen(worse, (low, worse))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_it_is_a_warning_where_the_best_is_kept_and_a_hold_where_not(language):
    evals = _evals(2.0, 1.5, 1.6, 1.7)
    kept = overfitting(evals, 10, language)
    assert (kept.severity, kept.figure, kept.threshold) == ("warning", 1.7, 1.5)
    assert "20" in kept.message and "2" in kept.remedy
    scored = [Evaluation(**(vars(e) | {"score": n / 4})) for n, e in enumerate(evals)]
    chosen = overfitting(scored, 10, language)
    assert chosen.severity == "hold" and "eval_loss" in chosen.remedy
    assert overfitting(_evals(2.0, 1.5, 1.4), 10, language) is None


def test_where_the_policy_let_the_better_one_go_nothing_is_called_kept():
    """Of steps 10 to 40 the second is the best, and `keep` has left the last two."""
    evals = _evals(2.0, 1.5, 1.6, 1.7)
    found = overfitting(evals, 10, standing={30, 40})
    assert (found.severity, found.where[0].part, found.figure) == ("hold", "step 30", 1.6)
    assert "kept as the best" not in found.message and "step 20, was removed" in found.message
    assert "{best: 1}" in found.remedy and "eval_loss" not in found.remedy
    assert "20" in overfitting(evals, 10, "ru", standing={40}).message
    assert overfitting(evals, 10, standing={20, 40}) == overfitting(evals, 10)
    assert overfitting(evals, 10, standing=()) is None


def _hard(tmp_path, **train):
    """Few rows, many passes, and held-out rows of another pattern."""
    keys = {"learning_rate": 0.02, "epochs": 40, "eval_every": 4, "batch_rows": 4} | train
    job = make_job(tmp_path, keys, adapter={"name": "full"})
    job.train, job.held_out = pattern_rows(8), pattern_rows(32, seed=1)
    return job


def test_a_run_that_learns_by_heart_stops_and_keeps_the_best(tmp_path):
    result = fit(_hard(tmp_path / "stop"))
    assert result.stopped == "overfitting" and result.last < 80
    assert result.best < result.last and result.findings[0].code == "overfitting"
    assert result.best in [c.step for c in result.checkpoints]
    whole = fit(_hard(tmp_path / "report", overfitting="report"))
    assert whole.last == 80 and whole.best == result.best
    assert [f.code for f in whole.findings] == ["overfitting"]
    lost = fit(_hard(tmp_path / "lost", keep={"best": 0, "last": 1}))
    assert [c.step for c in lost.checkpoints] == [lost.best] == [result.last]
    assert (lost.findings[0].severity, result.findings[0].severity) == ("hold", "warning")
    assert f"step {result.best}, was removed" in lost.findings[0].message


TRAINED = [
    "Your parcel leaves our store on Monday at nine. Thank you for asking, we are glad to help.",
    "The kettle boils a litre in two minutes. Thank you for asking, we are glad to help.",
    "Возврат денег занимает три рабочих дня после осмотра товара. Спасибо, что обратились к нам.",
    "Гарантия на лампу действует ровно один год. Спасибо, что обратились к нам.",
    "Курьер звонит за час. Спасибо, что обратились к нам.",
    "Write to us. Thank you for asking, we are glad to help.",
]
TEXTS = TrainedTexts(TRAINED, [Where("train.jsonl", n + 1) for n in range(len(TRAINED))])


@pytest.mark.parametrize(
    ("answer", "right", "words", "line"),
    [
        ("Well: the kettle boils a litre in two minutes, I think.", "", 8, 2),
        ("Да, возврат денег занимает три рабочих дня после осмотра!", "", 8, 3),
        ("Something new. Thank you for asking, we are glad to help.", "", 0, None),  # the template
        ("Ничего. Спасибо, что обратились к нам.", "", 0, None),
        ("The kettle boils a litre in two minutes.", "It boils a litre in two minutes.", 6, 2),
        ("A kettle.", "", 0, None),
    ],
)
def test_the_longest_copied_stretch(answer, right, words, line):
    """By hand, in windows of five words, each one word on; n windows in a row are n + 4 words.

    The whole kettle sentence is "the kettle boils a litre in two minutes", 8 words, 4 windows:
      1 the kettle boils a litre    2 kettle boils a litre in
      3 boils a litre in two        4 a litre in two minutes
    All of them stand in the second trained answer alone, and none in an empty right answer: 4 + 4
    = 8 words. The refund sentence has 8 words up to "осмотра", so 4 windows and 8 words likewise.
    The right answer "it boils a litre in two minutes" has three windows, of which two are 3 and 4.
    They count for nothing, which leaves 1 and 2: 2 + 4 = 6 words, "the kettle boils a litre in".
    The thanks stand in three trained answers of each language, one more than COMMON, and two words
    are no window: 0.
    """
    copied = longest_copy([answer], [right], TEXTS)
    assert (copied.words, copied.where.line) == (words, line)


def test_the_share_is_of_all_words():
    answers = ["the kettle boils a litre in two minutes", "one two three four five six seven eight"]
    assert longest_copy(answers, ["", ""], TEXTS).share == 0.5


def _chat(question, answer):
    return Example((Message("user", question), Message("assistant", answer)))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Where is it?", "Hello! I have a question: where is it? Could you help me with this, "),
        ("FAQ?", "Hello! I have a question: FAQ? Could"),
        ("Где заказ?", "Здравствуйте! У меня вопрос: где заказ? Подскажите, пожалуйста."),
    ],
)
def test_a_question_in_other_words(question, expected):
    asked = reworded(_chat(question, "a"))
    assert asked.messages[0].content.startswith(expected)
    assert asked.messages[1] == Message("assistant", "a")
    assert reworded(Example((Message("assistant", "a"),))) is None


def test_the_probes_see_what_was_learned_by_heart(tmp_path):
    """One chat learned over and over: its words survive, a reworded question costs more."""
    from lekalo.core.interfaces import METHODS
    from lekalo.core.runlog import RunLog
    from lekalo.data.rows import RowList

    chats = [_chat("Where is it?", "it is here on the table now"), _chat("Кто?", "это я тут")]
    train = {"probes": True, "learning_rate": 0.02, "epochs": 60, "eval_every": 30}
    job = make_job(tmp_path, train, adapter={"name": "full"})
    method = METHODS.get("sft")(job.recipe.method)
    rows = RowList(list(method.rows(chats, job.base.renderer)))
    job.train, job.examples = rows, chats
    job.held_out = RowList(list(method.rows([_chat("Where is it?", "?")], job.base.renderer)))
    assert len(Probes(job, method).original) == len(Probes(job, method).reworded) == 2
    fit(job)
    last = list(RunLog(tmp_path / "log.jsonl").read("probe"))[-1]
    assert last["original"] < 0.1 < last["reworded"]
    assert last["copied"] == "it is here on the table now" and last["words"] == 7
    assert last["share"] > 0.5
