"""`manage.py verify`: what was kept, held against itself."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from attendance.models import Visit
from lib import seals
from lib.models import Seal
from tests.factories import AttachmentFactory, VisitFactory

pytestmark = pytest.mark.django_db

KEPT = "Số liệu lưu sẵn đã đối chiếu: 0"
WRONG = "Số chỗ không còn đúng như đã lưu: %d"


@pytest.fixture
def sealed(chief, cell) -> Seal:
    VisitFactory(leader=chief, cell=cell)
    return seals.seal()


def verify(capsys, **options) -> list[str]:
    """What it says, line by line; a refusal is the last line."""
    try:
        call_command("verify", **options)
    except CommandError as error:
        return [*capsys.readouterr().out.splitlines(), str(error)]
    return capsys.readouterr().out.splitlines()


def test_all_holds(sealed, capsys):
    assert verify(capsys) == [
        KEPT,
        f"Tất cả còn nguyên vẹn. Số niêm phong: 1, niêm phong cuối: {sealed.head}",
    ]


def test_nothing_is_said_of_histories_that_nobody_sealed(capsys):
    words = (
        "Tệp và số liệu còn nguyên vẹn. Chưa có niêm phong nào nên chưa đối chiếu được lịch sử:"
        " hãy chạy manage.py seal, mỗi giờ một lần."
    )
    assert verify(capsys) == [KEPT, words]


def test_a_head_from_paper_is_looked_for(sealed, capsys):
    assert verify(capsys, head=seals.printed(sealed.head).upper())[-1].startswith("Tất cả còn nguyên vẹn.")
    Seal.objects.all().delete()
    seals.seal()
    assert verify(capsys, head=seals.printed(sealed.head)) == [
        KEPT,
        f"Không có niêm phong nào bắt đầu bằng {sealed.head[:16]}: lịch sử về sau đã bị làm lại hoặc bị mất.",
        WRONG % 1,
    ]


def test_history_rewritten(sealed, capsys):
    Visit.history.update(note="Đi cùng đoàn")
    part = sealed.parts[Visit.history.model._meta.db_table]
    lines = verify(capsys)
    assert [line.split(" không còn đúng như khi")[0] for line in lines[1:]] == [
        f"“lượt dự”: các dòng {part['after'] + 1} đến {part['last']} của bảng attendance_historicalvisit",
        WRONG % 1,
    ]


def test_files_changed_and_missing(sealed, capsys):
    changed, missing = AttachmentFactory(name="a.pdf"), AttachmentFactory(name="b.pdf")
    changed.file.storage.delete(changed.file.name)
    changed.file.storage.save(changed.file.name, ContentFile(b"another"))
    missing.file.storage.delete(missing.file.name)
    assert verify(capsys)[1:] == [
        f"Tệp “a.pdf” (tệp đính kèm {changed.pk}) không còn đúng như khi lưu.",
        f"Không thấy tệp “b.pdf” (tệp đính kèm {missing.pk}).",
        WRONG % 2,
    ]
