"""One process and its jobs: what becomes of them, and who has nothing more to say."""

import datetime as dt
import os
import random

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import translation

from lib import confined, jobs, processes
from lib.models import Job
from lib.periods import now
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

State = Job.State
A_MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def woken(monkeypatch) -> list[int]:
    """Once for each time that a thread would begin to work."""
    times = []
    monkeypatch.setattr(jobs, "wake", lambda: times.append(1))
    return times


@pytest.fixture
def kind(monkeypatch):
    """kind(function): what jobs of the kind “test” do."""
    monkeypatch.setattr(jobs, "_kinds", {})

    def register(function, repeatable=False):
        jobs.kind("test", repeatable=repeatable)(function)

    register(lambda argument, run: argument)
    return register


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def ask(kind, owner):
    return lambda argument=None: jobs.start("test", argument, owner=owner)


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def elsewhere(job: Job, **facts) -> Job:
    """As another machine runs it."""
    running = {"state": State.RUNNING, "attempt": 1, "host": "elsewhere", "heartbeat_at": now()}
    Job.objects.filter(pk=job.pk).update(**running | facts)
    return again(job)


class TestAsking:
    def test_it_waits_and_is_done(self, ask):
        job = ask({"number": 5})
        assert (job.state, job.attempt, job.is_under_way) == (State.WAITING, 0, True)
        jobs.work_off()
        job = again(job)
        assert (job.state, job.attempt, job.result) == (State.DONE, 1, {"number": 5})
        assert (job.host, job.pid) == (processes.HOST, os.getpid())
        assert job.finished_at
        assert not job.is_under_way

    def test_large_files_take_their_time(self, kind, ask):
        data, taken = random.Random(1).randbytes(11 * 1024**2), []
        kind(lambda argument, run: taken.append(confined.Limits.of(data).cpu))
        ask()
        jobs.work_off()
        assert taken == [44]

    def test_it_begins_only_once_its_row_is_certain(self, ask, woken, django_capture_on_commit_callbacks):
        ask()  # inside the test's own transaction
        assert woken == []
        with django_capture_on_commit_callbacks(execute=True):
            ask()
        assert woken == [1]

    def test_of_a_kind_that_there_is(self, kind, owner):
        with pytest.raises(LookupError):
            jobs.start("other", None, owner=owner)

    def test_whoever_has_waited_longest_is_first(self, kind, ask):
        done = []
        kind(lambda argument, run: done.append(argument))
        for argument in "abc":
            ask(argument)
        jobs.work_off()
        assert done == ["a", "b", "c"]

    def test_kinds_of_another_release_wait_for_it(self, ask):
        job = ask()
        Job.objects.update(kind="of tomorrow")
        jobs.work_off()
        assert again(job).state == State.WAITING

    def test_in_the_language_of_who_asked(self, kind, ask):
        kind(lambda argument, run: translation.get_language())
        with translation.override("en"):
            english = ask()
        with translation.override("vi"):
            vietnamese = ask()
            jobs.work_off()
        assert (again(english).result, again(vietnamese).result) == ("en", "vi")

    def test_what_was_finished_a_week_ago_goes(self, ask):
        old, recent, waiting = ask(), ask(), ask()
        week = dt.timedelta(days=7, seconds=1)
        Job.objects.filter(pk=old.pk).update(state=State.DONE, finished_at=now() - week)
        Job.objects.filter(pk=recent.pk).update(state=State.DONE, finished_at=now())
        Job.objects.filter(pk=waiting.pk).update(asked_at=now() - week)
        new = ask()
        assert set(Job.objects.all()) == {recent, waiting, new}


class TestWhoRunsThem:
    @pytest.fixture
    def threads(self, monkeypatch, settings):
        """threads(by): how many begin where that setting says who is to."""
        monkeypatch.undo()
        begun = []
        monkeypatch.setattr("threading.Thread.start", lambda thread: begun.append(thread))

        def count(by):
            settings.JOBS_RUN_BY = by
            jobs.wake()
            return len(begun)

        return count

    @pytest.mark.parametrize(("by", "count"), [("threads", 1), ("workers", 0)])
    def test_as_the_office_wants_it(self, by, count, threads):
        assert threads(by) == count


class TestFailing:
    def test_it_is_logged_and_told(self, kind, ask, caplog):
        def fail(argument, run):
            raise OSError("disk \0 full")

        kind(fail)
        job = ask()
        jobs.work_off()
        job = again(job)
        assert (job.state, job.error) == (State.FAILED, "OSError: disk  full")
        assert "disk \0 full" in caplog.text

    @pytest.mark.parametrize(
        ("is_repeatable", "states"),
        [(True, [State.WAITING, State.WAITING, State.FAILED]), (False, [State.FAILED])],
    )
    def test_what_is_repeatable_is_begun_again_where_the_database_was_away(
        self, is_repeatable, states, kind, ask
    ):
        def fail(argument, run):
            raise OperationalError("the connection is closed")

        kind(fail, repeatable=is_repeatable)
        job, found = ask(), []
        while claimed := jobs.claim():
            jobs.run(claimed)
            found.append(again(job).state)
        assert found == states
        assert again(job).error == "OperationalError: the connection is closed"

    @pytest.mark.django_db(transaction=True)
    def test_a_result_that_cannot_be_kept_is_a_failure(self, kind, ask):
        kind(lambda argument, run: object())
        job = ask()
        jobs.work_off()
        assert again(job).state == State.FAILED


class TestProgress:
    def test_how_much_of_how_much(self, kind, ask):
        seen = []

        def work(argument, run):
            run("counting", 0, 2)
            for _row in range(3):  # one more than was counted
                run.one_more()
                run.tell()
                seen.append((again(run.job).stage, again(run.job).done, again(run.job).total))

        kind(work)
        ask()
        jobs.work_off()
        assert seen == [("counting", 1, 2), ("counting", 2, 2), ("counting", 2, 2)]

    def test_it_begins_anew_with_the_job(self, kind, ask):
        kind(lambda argument, run: run("counting", 2, 2))
        job = ask()
        jobs.work_off()
        jobs.restart(job)
        assert (job.stage, job.done, job.total) == ("", 0, 0)


class TestCancelling:
    def test_what_waits_is_not_begun(self, ask):
        job = ask()
        jobs.cancel(job)
        jobs.work_off()
        assert (again(job).state, again(job).attempt, job.is_under_way) == (State.CANCELLED, 0, False)

    def test_what_runs_stops_when_it_next_tells(self, kind, ask):
        came_so_far = []

        def work(argument, run):
            jobs.cancel(run.job)
            run.tell()
            came_so_far.append(1)
            run("counting", 1, 2)
            came_so_far.append(2)

        kind(work)
        job = ask()
        jobs.work_off()
        assert (again(job).state, came_so_far) == (State.CANCELLED, [1])

    def test_what_is_done_stays_done(self, ask):
        job = ask()
        jobs.work_off()
        jobs.cancel(job)
        assert job.state == State.DONE


class TestStartingAgain:
    @pytest.mark.parametrize("state", [State.DONE, State.FAILED, State.CANCELLED])
    def test_from_the_beginning(self, state, kind, ask, woken, django_capture_on_commit_callbacks):
        job = ask("x")
        Job.objects.update(state=state, attempt=3, resumed=2, error="no", finished_at=now())
        with django_capture_on_commit_callbacks(execute=True), translation.override("en"):
            jobs.restart(job)
        assert (job.state, job.resumed, job.error, job.language) == (State.WAITING, 0, "", "en")
        assert woken == [1]
        jobs.work_off()
        assert (again(job).state, again(job).attempt, again(job).result) == (State.DONE, 4, "x")


class TestWhereTheProcessIsGone:
    """Silent for a minute on another machine, ended on this one."""

    def test_what_is_repeatable_waits_again_thrice_at_most(self, kind, ask, caplog):
        kind(lambda argument, run: argument, repeatable=True)
        job = ask()
        states = []
        for attempt in (1, 2, 3):
            elsewhere(job, attempt=attempt, heartbeat_at=now() - A_MINUTE)
            jobs.look_after(again(job))
            states.append(again(job).state)
        assert states == [State.WAITING, State.WAITING, State.FAILED]
        assert again(job).error == "the server was stopped meanwhile"
        assert "its process is gone" in caplog.text

    def test_anything_else_has_failed(self, ask):
        job = elsewhere(ask(), heartbeat_at=now() - A_MINUTE)
        assert not job.is_under_way
        jobs.look_after(job)
        assert (job.state, job.error) == (State.FAILED, "the server was stopped meanwhile")

    def test_whoever_claims_next_takes_it_up(self, kind, ask):
        kind(lambda argument, run: argument, repeatable=True)
        job = elsewhere(ask(), heartbeat_at=now() - A_MINUTE)
        jobs.work_off()
        assert (again(job).state, again(job).attempt) == (State.DONE, 2)

    def test_whoever_was_heard_lately_is_left_alone(self, ask):
        job = elsewhere(ask(), heartbeat_at=now() - dt.timedelta(seconds=29))
        jobs.look_after(job)
        jobs.work_off()
        assert (again(job).state, job.is_under_way) == (State.RUNNING, True)

    def test_whoever_is_heard_between_look_and_judgement(self, ask):
        seen = elsewhere(ask(), heartbeat_at=now() - A_MINUTE)
        elsewhere(seen)
        jobs.look_after(seen)
        assert again(seen).state == State.RUNNING

    @pytest.mark.parametrize(
        ("pid", "born", "is_lost"),
        [
            (os.getpid(), processes.born(os.getpid()), False),
            (os.getpid(), "another moment", True),
            (2**22 + 1, "1", True),  # beyond what Linux gives out
        ],
        ids=["there", "another of its number", "gone"],
    )
    def test_on_this_machine_it_is_known_at_once(self, pid, born, is_lost, ask):
        job = elsewhere(ask(), host=processes.HOST, pid=pid, born=born)
        assert job.is_lost is is_lost

    def test_a_silent_process_of_this_machine_lives_on_sqlite_only(self, ask):
        """Where its open transaction keeps it from being heard."""
        me = {"host": processes.HOST, "pid": os.getpid(), "born": processes.born(os.getpid())}
        job = elsewhere(ask(), heartbeat_at=now() - A_MINUTE, **me)
        assert job.is_lost is (connection.vendor != "sqlite")

    def test_what_nobody_began_is_begun_by_who_looks(self, ask, woken):
        job = ask()
        jobs.look_after(job)
        jobs.look_after(None)
        assert woken == []
        job.asked_at -= A_MINUTE
        jobs.look_after(job)
        assert woken == [1]


class TestWhoeverWakesUpLater:
    """Its job was taken for lost, and another runs it."""

    @pytest.fixture
    def stale(self, kind, ask):
        kind(lambda argument, run: "by the other", repeatable=True)
        ask()
        stale = jobs.Run(jobs.claim())
        elsewhere(stale.job, heartbeat_at=now() - A_MINUTE)
        jobs.work_off()
        return stale

    def test_overwrites_nothing(self, stale):
        stale.finish(state=State.FAILED, error="late")
        job = again(stale.job)
        assert (job.state, job.attempt, job.result, job.error) == (State.DONE, 2, "by the other", "")

    def test_not_even_while_the_other_is_at_it(self, stale):
        elsewhere(stale.job, attempt=2, finished_at=None)
        stale("late", 1, 2)
        stale.finish(state=State.FAILED, error="late")
        job = again(stale.job)
        assert (job.state, job.attempt, job.stage, job.error) == (State.RUNNING, 2, "", "")

    def test_writes_nothing_of_its_work(self, stale):
        with pytest.raises(jobs.GivenUp), stale.ours():
            raise AssertionError("not reached")

    def test_goes_no_further(self, stale):
        stale.tell()
        with pytest.raises(jobs.GivenUp):
            stale("late", 1, 2)


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "lost"},
        {"state": "running"},
        {"state": "running", "attempt": 1, "host": "a"},
        {"state": "running", "attempt": 0, "host": "a", "heartbeat_at": now()},
        {"state": "running", "attempt": 1, "host": "", "heartbeat_at": now()},
        {"state": "done"},
        {"state": "waiting", "finished_at": now()},
    ],
)
def test_the_database_refuses_what_cannot_be(facts, ask):
    job = ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**facts)
