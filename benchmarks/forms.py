"""How long the tables that offices hand in take: `python -m benchmarks.forms`, or `make bench-parts`.

3,000 cells that met and were judged, by themselves and by a leader, with notes on points taken off: each
file at most two seconds.
"""

import os

import django

from .calendar import CELLS, measure

NAME = "forms_benchmark"
CRITERIA = 10
BATCH = 2000


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.db import connection
    from django.test.utils import setup_test_environment

    from .generate import Size, generate

    setup_test_environment(debug=False)
    connection.settings_dict["TEST"]["NAME"] = NAME
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        generate(Size(1, cells=CELLS, leaders=30, visits=3_000, half_years=1))
        judge()
        walk()
    finally:
        connection.creation.destroy_test_db(NAME, verbosity=0)


def judge() -> None:
    """Every cell's meeting of one month, twice."""
    from committees.models import Leader
    from meetings.models import Cell, Criterion, Evaluation, Meeting, RatingBand, Rubric, Score

    from .generate import LAST

    rubric = Rubric.objects.create(code="KTC", name="Khung tiêu chí", valid_from=LAST.first_day)
    labels = (("Tốt", 90), ("Khá", 70), ("Trung bình", 50), ("Kém", 0))
    bands = [RatingBand.objects.create(rubric=rubric, label=label, minimum=m) for label, m in labels]
    criteria = [
        Criterion.objects.create(rubric=rubric, section="Chung", code=f"1.{i}", text="Tiêu chí", maximum=10)
        for i in range(CRITERIA)
    ]
    month, leader = LAST.months[3], Leader.objects.first()
    Meeting.objects.bulk_create(
        [
            Meeting(cell=cell, date=month.day(1 + cell.pk % 28), members_total=20, members_present=18)
            for cell in Cell.objects.all()
        ],
        ignore_conflicts=True,
    )
    held = Meeting.objects.filter(date__range=(month.first_day, month.last_day))
    evaluations = Evaluation.objects.bulk_create(
        [
            Evaluation(meeting=meeting, leader=by, rubric=rubric, total=85, band=bands[meeting.pk % 4])
            for meeting in held
            for by in (None, leader)
        ],
        batch_size=BATCH,
    )
    given = {"rubric": rubric, "maximum": 10, "kind": "points", "points": 8, "note": "Thiếu biên bản"}
    scores = [Score(evaluation=e, criterion=criteria[i], **given) for e in evaluations for i in (0, 1)]
    Score.objects.bulk_create(scores, batch_size=BATCH)


def walk() -> None:
    from committees.models import Committee, User
    from reports.papers import excel, half_year_table, month_table, word

    from .generate import LAST

    user, month = User.objects.create_superuser("benchmark"), LAST.months[3]
    committee = Committee.objects.get(code="TU")

    def written(write, paper) -> int:
        write([paper])
        return len(paper.rows)

    def monthly():
        return month_table.of_month(user, committee, month)

    def six_months():
        return half_year_table.of_half_year(user, committee, LAST)

    for kind, write in (("Word", word.write), ("Excel", excel.write)):
        measure(f"monthly, {kind}", lambda write=write: written(write, monthly()))
        measure(f"6 months, {kind}", lambda write=write: written(write, six_months()))


if __name__ == "__main__":
    main()
