"""The witness itself: each kind of fault is found in a history made to have it, and none in a sound one."""

import pytest

from .ledger import Kept, Read, Write, judge

ROW = ("visit", 1)


def said(token="#1#", version=1, answer=302, ended=1.0):
    return Write("log", token, ROW, version, begun=ended - 0.5, ended=ended, answer=answer)


def judged(writes, records, reads=(), expected=1):
    return judge(writes, reads, {ROW: [Kept(*record) for record in records]}, {"log": expected})


def test_a_sound_history_is_sound():
    writes = [said(), said("#2#", version=2, ended=2.0), said("#3#", version=2, answer=422)]
    reads = [Read(ROW, 2, begun=1.5), Read(ROW, 3, begun=1.9), Read(ROW, 3, begun=2.5)]
    assert judged(writes, [(1, ""), (2, "#1#"), (3, "#2#")], reads) == []


def test_without_an_answer_it_may_be_there_or_not():
    assert judged([said(answer=None)], [(1, "")]) == []
    assert judged([said(answer=None)], [(1, ""), (2, "#1#")]) == []
    assert judged([said(answer=503)], [(1, ""), (2, "#1#")]) == []


@pytest.mark.parametrize(
    ("writes", "records", "told"),
    [
        ([said()], [(1, "")], "log #1# on ('visit', 1) was acknowledged and is lost"),
        ([said()], [(1, ""), (2, "#1#"), (3, "#1#")], "log #1# on ('visit', 1) is there 2 times"),
        ([said(answer=422)], [(1, ""), (2, "#1#")], "log #1# on ('visit', 1) was refused (422) and is there"),
        (
            [said(version=1), said("#2#", version=1)],
            [(1, ""), (2, "#1#"), (3, "#2#")],
            "log #2# on ('visit', 1) was written on version 2, and its form showed 1",
        ),
        ([said(version=2)], [(1, ""), (3, "#1#")], "('visit', 1): the versions of its history are [1, 3]"),
        ([], [(1, ""), (2, "#1#")], "#1# is there and was never sent"),
    ],
)
def test_what_is_wrong_is_told(writes, records, told):
    assert judged(writes, records) == [told]


def test_half_of_a_write_is_told():
    assert judged([said()], [(1, ""), (2, "#1#")], expected=2) == ["log #1# on ('visit', 1) is half there"]


def test_a_page_that_shows_too_little_is_told():
    reads = [Read(ROW, 1, begun=1.1)]
    assert judged([said()], [(1, ""), (2, "#1#")], reads) == [
        "('visit', 1): a page showed version 1 when 2 was acknowledged"
    ]
