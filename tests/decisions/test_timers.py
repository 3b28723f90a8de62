"""How far the decisions have got is known, or begun anew; never guessed."""

from lianfang.decisions.timers import Timers


def test_progress_that_another_version_wrote_is_as_good_as_none(tmp_path):
    timers = Timers(tmp_path)
    with timers.environment.writing() as write:
        write.put(b"progress", b"1 2 release", db=timers._progress)

    assert timers.progress() is None
    timers.close()
