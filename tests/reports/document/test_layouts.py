"""Layout presets: every value of the two instructions read back from the Word file, chosen by the date."""

import datetime as dt
import hashlib
import io
import zipfile
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from docx import Document
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Mm, Pt

from committees.models import Committee
from reports.document import actions, layouts, sample, word, word_template
from reports.document.layouts import Layout
from reports.document.letterheads import letterhead_of, party_organisation, preset_of, words_in
from reports.models import LayoutPreset, Letterhead
from tests.constraints import refused
from tests.factories import CommitteeFactory
from tests.pages import find_all, parse
from tests.pages import typed as typed_in
from tests.reports.document.test_word import paragraph, words
from tests.reports.factories import IssuedReportFactory

pytestmark = pytest.mark.django_db

OLD, NEW = "36-HD/VPTW", "05-HD/VPTW"
BEFORE, FROM = dt.date(2026, 5, 26), dt.date(2026, 5, 27)
LIST = reverse("reports:layout-list")
CONTENT = replace(
    sample.CONTENT,
    issuing_body="ĐẢNG UỶ XÃ KHÊ THƯỢNG",
    symbol="BC/ĐU",
    number=5,
    issued_on=dt.date(2026, 2, 5),
    signatory_title=["T/M BAN THƯỜNG VỤ", "BÍ THƯ"],
    signatory_name="ThS. Nguyễn Thuỷ An",
    annexes=[],
)


def typed(response) -> dict[str, str]:
    """A box that is ticked has no value of its own."""
    return {name: "on" if value is None else value for name, value in typed_in(response).items()}


def preset(name: str) -> LayoutPreset:
    return LayoutPreset.objects.get(name=name)


@pytest.fixture
def commune(province):
    return CommitteeFactory(
        parent=province, code="DUKT", name="Đảng ủy xã Khê Thượng", kind=Committee.Kind.COMMUNE
    )


def made(layout: Layout, template: bytes | None = None, **said):
    return Document(word.write(replace(CONTENT, layout=layout, **said), template))


def is_bold(document, text: str) -> bool:
    found = paragraph(document, text)
    own = found.runs[0].bold
    return bool(found.style.font.bold) if own is None else own


def read_back(document) -> dict:
    """What a reader sees, by the rows of the instructions' table."""
    (section,) = document.sections
    every = words(document.element.body)
    body = paragraph(document, every[every.index("Nơi nhận:") - 3]).style.paragraph_format
    heading = document.styles["Đề mục"].paragraph_format
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    title = next(text for text in every if text.lower().startswith("kết quả thực hiện"))
    return {
        "margins": [round(margin.mm) for margin in margins],
        "columns": round(sum(column.width.mm for column in document.tables[0].columns)),
        "indent": [round(looks.first_line_indent.mm, 1) for looks in (body, heading)],
        "spacing": (body.line_spacing_rule, body.line_spacing, body.space_before),
        "superior": every[0],
        "own name": (every[1], is_bold(document, every[1]), "*" in every),
        "number and date": every[4:6] if "*" in every else every[3:5],
        "summary": (title[:3], is_bold(document, title)),
        "headings": [text for text in every if text[:2] in ("1.", "2.", "I-", "II")],
        "end": every[every.index("Nơi nhận:") - 1][-7:],
        "authority, title, name": [is_bold(document, text) for text in every[-3:]],
        "name": every[-1],
        "recipients": (paragraph(document, "Nơi nhận:").runs[0].underline, every[-4]),
    }


EXPECTED = {
    OLD: {
        "margins": [25, 25, 35, 15],
        "columns": 160,
        "indent": [12.7, 12.7],
        "spacing": (WD_LINE_SPACING.MULTIPLE, 1.15, Pt(6)),
        "superior": "TỈNH ỦY BÌNH SƠN",
        "own name": ("ĐẢNG UỶ XÃ KHÊ THƯỢNG", True, True),
        "number and date": ["Số 5-BC/ĐU", "Bình Sơn, ngày 05 tháng 02 năm 2026"],
        "summary": ("Kết", True),
        "headings": ["1. Tình hình, kết quả thực hiện", "2. Hạn chế"],
        "end": "tâm./.",
        "authority, title, name": [True, True, True],
        "name": "ThS. Nguyễn Thuỷ An",
        "recipients": (True, "- Lưu VT."),
    },
    NEW: {
        "margins": [20, 20, 30, 15],
        "columns": 165,
        "indent": [10, 10],
        "spacing": (WD_LINE_SPACING.EXACTLY, Pt(19), Pt(6)),
        "superior": "ĐẢNG BỘ TỈNH BÌNH SƠN",
        "own name": ("ĐẢNG ỦY XÃ KHÊ THƯỢNG", True, True),
        "number and date": ["Số 05-BC/ĐU", "Bình Sơn, ngày 05 tháng 02 năm 2026"],
        "summary": ("kết", True),
        "headings": ["I- TÌNH HÌNH, KẾT QUẢ THỰC HIỆN", "II- HẠN CHẾ"],
        "end": "g tâm.",
        "authority, title, name": [True, False, True],
        "name": "Nguyễn Thuỷ An",
        "recipients": (True, "- Lưu Đảng ủy."),
    },
}


@pytest.mark.parametrize("name", [OLD, NEW])
def test_every_value_is_read_back_from_the_word_file(name, commune):
    expected, layout = EXPECTED[name], layouts.of(preset(name))
    proposed = words_in(letterhead_of(commune), layout)
    recipients = proposed["recipients"].splitlines()
    found = read_back(made(layout, superior_body=proposed["superior_body"], recipients=recipients))
    found["end"] = found["end"][-len(expected["end"]) :]
    assert found == expected


# Of sample.CONTENT, as the product wrote it before there were presets.
PARTS = {"word/document.xml": "6d4d3f817512df26c3ba", "word/styles.xml": "52d78c48ec9f37b4a7a8"}


def test_36_hd_writes_what_the_product_always_wrote():
    written = word.write(replace(sample.CONTENT, layout=layouts.of(preset(OLD)))).getvalue()
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        sums = {name: hashlib.sha256(parts.read(name)).hexdigest()[:20] for name in PARTS}
    assert sums == PARTS


def test_what_else_a_preset_can_say():
    own = Layout(
        own_name_bold=False,
        asterisk=False,
        summary_bold=False,
        authority_bold=False,
        name_bold=False,
        recipients_underlined=False,
        date_zeros=False,
    )
    found = read_back(made(own))
    assert found["own name"] == ("ĐẢNG UỶ XÃ KHÊ THƯỢNG", False, False)
    assert found["number and date"] == ["Số 5-BC/ĐU", "Bình Sơn, ngày 5 tháng 2 năm 2026"]
    assert found["summary"] == ("Kết", False)
    assert found["authority, title, name"] == [False, True, False]
    assert found["recipients"] == (None, "- Lưu VT.")


class TestUploadedTemplate:
    def test_styles_that_the_office_changed_stay(self):
        template = Document(io.BytesIO(word_template.default()))
        template.styles["Đoạn văn"].paragraph_format.first_line_indent = Mm(15)
        template.styles["Quyền hạn, chức vụ ký"].font.bold = None
        saved = io.BytesIO()
        template.save(saved)
        document = made(layouts.of(preset(NEW)), saved.getvalue())
        body = document.styles["Đoạn văn"].paragraph_format
        assert (round(body.first_line_indent.mm), body.line_spacing) == (15, Pt(19))
        assert [is_bold(document, text) for text in ("T/M BAN THƯỜNG VỤ", "BÍ THƯ")] == [False, False]

    def test_one_made_before_numbers_its_headings_as_it_did(self):
        template = Document(io.BytesIO(word_template.default()))
        heading = next(p for p in template.paragraphs if p.text == "{{ section.title }}")
        heading.text = "{{ loop.index }}. {{ section.heading }}"
        saved = io.BytesIO()
        template.save(saved)
        document = made(layouts.of(preset(NEW)), saved.getvalue())
        assert read_back(document)["headings"] == EXPECTED[OLD]["headings"]


@pytest.mark.parametrize(
    ("number", "written"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (38, "XXXVIII")]
)
def test_roman_numbers(number, written):
    assert layouts.roman(number) == written


@pytest.mark.parametrize(
    ("name", "signed"),
    [
        ("PGS.TS Nguyễn Văn An", "Nguyễn Văn An"),
        ("Đại tá Trần Hùng", "Trần Hùng"),
        ("Thiếu tướng, TS. Lê Tú", "Lê Tú"),
        ("Tạ Sơn", "Tạ Sơn"),
        ("Cù Nhân Tứ", "Cù Nhân Tứ"),
    ],
)
def test_degrees_and_ranks(name, signed):
    assert Layout(name_without_ranks=True).signed(name) == signed


def test_the_summary_keeps_an_abbreviation():
    assert Layout(summary_lower=True).summary(["UBND báo cáo", "Hai"]) == ["UBND báo cáo", "Hai"]


class TestChosen:
    def test_by_the_date_and_by_the_letterhead(self, commission):
        letterhead = letterhead_of(commission)
        days = [dt.date(1999, 1, 1), dt.date(2018, 6, 29), BEFORE, FROM]
        assert [str(preset_of(letterhead, day)) for day in days] == [OLD, OLD, OLD, NEW]
        letterhead.layout_preset = preset(OLD)
        assert str(preset_of(letterhead, FROM)) == OLD
        letterhead.save()
        assert str(LayoutPreset.objects.of(commission, FROM)) == OLD

    def test_what_stands_above_and_who_files_it_follow_the_layout(self, commune):
        letterhead = letterhead_of(commune)

        def said(name):
            found = words_in(letterhead, layouts.of(preset(name)))
            return found["superior_body"], found["recipients"].splitlines()[-1]

        assert said(OLD) == ("TỈNH ỦY BÌNH SƠN", "Lưu VT.")
        assert said(NEW) == ("ĐẢNG BỘ TỈNH BÌNH SƠN", "Lưu Đảng ủy.")
        letterhead.superior_body, letterhead.recipients = "ĐẢNG BỘ TỈNH BÌNH SƠN", "Lưu Văn phòng."
        assert said(OLD) == ("TỈNH ỦY BÌNH SƠN", "Lưu Văn phòng.")
        letterhead.superior_body = "TỈNH ỦY BÌNH SƠN VÀ NHÂN DÂN"
        assert said(NEW)[0] == "TỈNH ỦY BÌNH SƠN VÀ NHÂN DÂN"

    def test_a_commission_keeps_its_words(self, commission):
        letterhead = letterhead_of(commission)
        assert words_in(letterhead, layouts.of(preset(NEW)))["recipients"].endswith("\nLưu VT.")

    @pytest.mark.parametrize(
        ("name", "written"),
        [
            ("Đảng ủy xã Khê Thượng", "ĐẢNG BỘ XÃ KHÊ THƯỢNG"),
            ("Thành ủy Bình Sơn", "ĐẢNG BỘ THÀNH PHỐ BÌNH SƠN"),
            ("Đảng ủy Sở Y tế", "ĐẢNG BỘ SỞ Y TẾ"),
            ("Đảng bộ Sở Y tế", "ĐẢNG BỘ SỞ Y TẾ"),
        ],
    )
    def test_party_organisations(self, name, written):
        assert party_organisation(name) == written


class TestConstraints:
    def test_the_database_refuses_what_cannot_be_printed(self):
        rows = LayoutPreset.objects.filter(name=NEW)
        with refused("layout_preset_name_once"):
            rows.update(name=OLD)
        with refused("layout_preset_one_from_a_day"):
            rows.update(in_force_from=dt.date(2018, 4, 3))
        with refused("layout_preset_margins_leave_room"):
            rows.update(margin_left=61)
        with refused("layout_preset_line_spacing_fits_rule"):
            rows.update(line_spacing=1)
        with refused("layout_preset_paragraphs_fit"):
            rows.update(first_line_indent=41)


class TestPages:
    def test_an_office_copies_one_changes_it_and_chooses_it(self, head, client, commission):
        copy = reverse("reports:layout-copy", args=[preset(NEW).pk])
        offered = typed(client.get(copy))
        assert (offered["name"], offered["in_force_from"]) == ("05-HD/VPTW, bản riêng", "")
        values = offered | {"line_spacing": "18,5", "first_line_indent": "12,7"}
        assert client.post(copy, values).status_code == 302
        own = LayoutPreset.objects.get(name="05-HD/VPTW, bản riêng")
        assert (own.line_spacing, own.margin_top, own.in_force_from) == (18.5, 20, None)
        assert own.history.get().history_user == head
        edit = reverse("reports:letterhead-update", args=[commission.pk])
        client.post(edit, typed(client.get(edit)) | {"layout_preset": str(own.pk)})
        assert Letterhead.objects.get().layout_preset == own
        with pytest.raises(ValidationError):
            actions.delete_layout(preset=own, by=head)

    def test_what_is_wrong_stands_beside_its_field(self, head, client):
        edit = reverse("reports:layout-update", args=[preset(NEW).pk])
        wrong = {"name": OLD, "line_spacing": "1,5", "margin_top": "4", "in_force_from": "03/04/2018"}
        answer = client.post(edit, typed(client.get(edit)) | wrong)
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"line_spacing"}
        wrong["line_spacing"] = "20"
        answer = client.post(edit, typed(client.get(edit)) | wrong)
        assert set(answer.context["form"].errors) == {"name", "margin_top", "in_force_from"}

    def test_two_who_change_one_compare(self, head, client):
        edit = reverse("reports:layout-update", args=[preset(NEW).pk])
        offered = typed(client.get(edit))
        client.post(edit, offered | {"line_spacing": "18"})
        late = client.post(edit, offered | {"line_spacing": "20", "form_key": ""})
        (difference,) = late.context["form"].differences
        assert (difference.name, difference.mine, difference.theirs) == ("line_spacing", "20", "18,00")

    def test_one_in_use_says_so_and_stays(self, head, client, commission):
        used = preset(OLD)
        IssuedReportFactory(committee=commission, layout_preset=used)
        page = client.get(reverse("reports:layout-update", args=[used.pk]))
        assert "Đã ban hành 1 báo cáo theo mẫu này" in page.content.decode()
        delete = reverse("reports:layout-delete", args=[used.pk])
        assert list(find_all(parse(page), "a", href=delete)) == []
        client.post(delete, typed(client.get(delete)))
        LayoutPreset.objects.filter(pk=used.pk).update(in_force_from=None)
        client.post(delete, typed(client.get(delete)))
        assert LayoutPreset.objects.filter(pk=used.pk).exists()
        sample_file = client.get(reverse("reports:layout-sample", args=[used.pk]))
        assert "36-HD-VPTW.docx" in sample_file["Content-Disposition"]
