"""An invented report: what a template is tried with, and what its preview shows."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from lib.tables import Column, Kind, Line, Table

from .word import Content, Section

_BEGUN = (
    "Trong 6 tháng đầu năm 2018, các ban, Văn phòng Tỉnh ủy đã tổ chức triển khai thực hiện chủ trương cán "
    "bộ lãnh đạo dự sinh hoạt chi bộ định kỳ trong các loại hình tổ chức đảng. Cụ thể:"
)
_FIGURES = (
    "Theo kế hoạch đã đăng ký, đã có 10 đồng chí lãnh đạo Ban dự sinh hoạt tại 18/22 chi bộ (81,8%) và các "
    "đồng chí trưởng, phó các phòng dự sinh hoạt tại 28/32 chi bộ (87,5%)."
)
CONTENT = Content(
    superior_body="TỈNH ỦY BÌNH SƠN",
    issuing_body="BAN TỔ CHỨC",
    number=127,
    symbol="BC/BTCTU",
    place="Bình Sơn",
    issued_on=dt.date(2018, 6, 29),
    title=["Kết quả thực hiện chủ trương cán bộ lãnh đạo dự sinh hoạt chi bộ 6 tháng đầu năm 2018"],
    sections=[
        Section(
            "Tình hình, kết quả thực hiện",
            [_BEGUN, _FIGURES],
        ),
        Section(
            "Hạn chế",
            ["Ở một số chi bộ, việc đảng viên tham gia phát biểu ý kiến còn ít & chưa đi vào trọng tâm."],
        ),
    ],
    signatory_title=["K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"],
    signatory_name="Nguyễn Văn An",
    recipients=["Thường trực Tỉnh ủy (báo cáo),", "Các ban, Văn phòng Tỉnh ủy,", "Lưu VT."],
    annexes=[
        Table(
            "sample",
            "Kết quả theo nhóm lãnh đạo",
            [
                Column("Nhóm lãnh đạo", width=34),
                Column("Số chi bộ theo kế hoạch", Kind.NUMBER),
                Column("Số chi bộ đã dự", Kind.NUMBER),
                Column("Tỷ lệ, %", Kind.DECIMAL),
            ],
            lambda: [
                Line(["Lãnh đạo ban", 22, 18, Decimal("81.8")]),
                Line(["Trưởng, phó phòng", 32, 28, Decimal("87.5")]),
                Line(["Tổng cộng", 54, 46, Decimal("85.2")], is_total=True),
            ],
        )
    ],
)
# What may be missing is missing: a template must stand that too.
DRAFT = replace(
    CONTENT,
    superior_body="",
    number=None,
    issued_on=None,
    sections=[Section("", ["Nội dung."])],
    signatory_title=[],
    signatory_name="",
    recipients=[],
)
