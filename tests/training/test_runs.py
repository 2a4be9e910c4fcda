"""What a run's log tells when parts of the run were taken twice."""

from lekalo.training.runs import Run


def test_history_leaves_out_what_was_taken_again(tmp_path):
    run = Run(tmp_path)
    run.log.write("start", step=0)
    for step in (1, 2, 3):
        run.log.write("step", step=step, loss=float(step))
    run.log.write("start", step=1)  # killed, and gone on with from step 1
    for step in (2, 3, 4):
        run.log.write("step", step=step, loss=10.0 + step)
    run.log.write("rollback", step=5, to=2)
    run.log.write("step", step=3, loss=23.0)
    told = [(event["step"], event["loss"]) for event in run.history("step")]
    assert told == [(1, 1.0), (2, 12.0), (3, 23.0)]
    assert run.history("eval") == []
