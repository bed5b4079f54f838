"""Random but valid workbooks with every odd case of the format, from a seed."""

import datetime as dt
import random
from decimal import Decimal

from lib.periods import HalfYear, Month

from .workbooks import catalogue_finding, committee, result, visit

HALF_YEARS = [HalfYear.parse(text) for text in ("2017-H2", "2018-H1", "2018-H2")]
NOTES = [None, "=cmd()", "-1", "@nhà", "#N/A", "dòng một\ndòng hai", "100% đảng viên", "012"]
REASONS = ["Công tác", "Ốm", "Việc khác", "Chi bộ hoãn họp", "Khác"]


class History:
    def __init__(self, seed: int, *, cells: int = 14, leaders: int = 9, visits: int = 90):
        self.random = random.Random(seed)
        self.sheets: dict[str, list[dict]] = {}
        self._catalogues(cells, leaders)
        self._rubrics()
        self._visits(visits)
        self._evaluations()

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _maybe(self, value, share: float = 0.5):
        return value if self._chance(share) else None

    def _day(self, half_year: HalfYear) -> dt.date:
        length = (half_year.last_day - half_year.first_day).days
        # The first and the last day of a half-year are the ones that go wrong.
        return half_year.first_day + dt.timedelta(days=self.random.choice([0, length, *range(length)]))

    def _catalogues(self, cells: int, leaders: int) -> None:
        pick = self.random.choice
        committees = self._committees()
        self.types = ["AP", "CQ", "DN"]
        self.cells = [f"CB{i}" for i in range(cells)]
        self.leaders = {f"L{i}": pick(["Lãnh đạo ban", "Trưởng, phó phòng"]) for i in range(leaders)}
        self.sheets |= {
            "Cấp ủy": committees,
            "Loại hình": [self._type(code) for code in self.types],
            "Chi bộ": [self._cell(code) for code in self.cells],
            "Lãnh đạo": [self._leader(code, group) for code, group in self.leaders.items()],
            "Công tác": [
                self._trip(leader, i) for leader in self.leaders for i in range(self.random.randint(0, 3))
            ],
            "Nhận định": [
                catalogue_finding(f"{kind[0]}{i}", kind, f"{kind} {i}")
                for kind in ("Ưu điểm", "Hạn chế", "Nguyên nhân")
                for i in range(3)
            ],
        }

    def _committees(self) -> list[dict]:
        kinds = ["Ban", "Văn phòng", "Huyện ủy", "Đảng ủy xã", "Đảng bộ cơ sở"]
        committees = [committee("TU", "Tỉnh ủy", "Tỉnh ủy")]
        for i in range(8):
            committees.append(
                {
                    "Mã": f"{i:03}",
                    "Tên": f"Cơ quan {i}",
                    "Tên viết tắt": self._maybe(f"CQ{i}"),
                    "Loại": self.random.choice(kinds),
                    "Mã cấp trên": self._maybe(self.random.choice(committees)["Mã"], 0.9),
                }
            )
        self.committees = [row["Mã"] for row in committees]
        self.random.shuffle(committees)
        return committees

    def _type(self, code: str) -> dict:
        number = self._maybe(f"{code}/HD")
        return {
            "Mã": code,
            "Tên": f"Loại {code}",
            "Số hướng dẫn": number,
            "Ngày ban hành": number and self._maybe(dt.date(2017, 1, 2)),
            "Cơ quan ban hành": number and self._maybe("-"),
        }

    def _cell(self, code: str) -> dict:
        return {
            "Mã": code,
            "Tên": f"Chi bộ {code}",
            "Mã cấp ủy": self.random.choice(self.committees),
            "Mã loại hình": self.random.choice(self.types),
            "Số đảng viên": self._maybe(self.random.randint(3, 60)),
            "Ngày sinh hoạt": self._maybe(self.random.randint(1, 31)),
            "Địa điểm": self._maybe("=Nhà văn hóa"),
            "Ngày thành lập": self._maybe(dt.date(1990, 5, 19)),
            "Ngày giải thể": self._maybe(dt.date(2018, 5, 1), 0.1),
        }

    def _leader(self, code: str, group: str) -> dict:
        return {
            "Mã": code,
            "Họ và tên": f"Nguyễn Văn {code}",
            "Chức vụ": "Trưởng ban",
            "Nhóm": group,
            "Mã cơ quan": self.random.choice(self.committees),
            "Từ ngày": self._maybe(dt.date(2016, 1, 1)),
            "Đến ngày": self._maybe(dt.date(2018, 3, 1), 0.2),
            "Thứ tự sắp xếp": self._maybe(15, 0.2),
        }

    def _trip(self, leader: str, number: int) -> dict:
        return {
            "Mã lãnh đạo": leader,
            "Từ ngày": dt.date(2017, 12, 20) + dt.timedelta(days=30 * number),
            "Đến ngày": dt.date(2018, 1, 3) + dt.timedelta(days=30 * number),
            "Nội dung": self._maybe("Họp"),
            "Nơi đến": self._maybe("Hà Nội"),
        }

    def _rubrics(self) -> None:
        self.rubrics = {
            code: {f"{i}": Decimal(self.random.randint(2, 40)) / 2 for i in range(5, 0, -1)}
            for code in ("K1", "K2")
        }
        self.sheets["Khung tiêu chí"] = [
            {
                "Mã khung": code,
                "Tên khung": f"Khung {code}",
                "Văn bản": None if code == "K1" else "12-HD",
                "Hiệu lực từ": dt.date(2017, 1, 1),
                "Hiệu lực đến": None if code == "K1" else dt.date(2018, 12, 31),
                "Phần": "- I",
                "Mã tiêu chí": criterion,
                "Tiêu chí": f"Tiêu chí {criterion}",
                "Điểm tối đa": maximum,
                "Bắt buộc": self._chance(0.4),
            }
            for code, criteria in self.rubrics.items()
            for criterion, maximum in criteria.items()
        ]
        self.sheets["Mức xếp loại"] = [
            {"Mã khung": code, "Mức": label, "Điểm tối thiểu": minimum, "Cần tiêu chí bắt buộc": gates}
            for code in self.rubrics
            for label, minimum, gates in [("Tốt", 20, True), ("Khá", Decimal("20"), False), ("Kém", 5, False)]
        ]

    def _visits(self, count: int) -> None:
        self.attended: set[tuple] = set()
        self.missed: list[tuple] = []  # and not carried over so far
        self.held: dict[tuple, bool | None] = {}  # cells and days; True: a result names the meeting
        plans, results, keys = [], [], set()
        months = sorted(self.random.choice(h.months) for h in self.random.choices(HALF_YEARS, k=count))
        office = {
            (leader, h): self.random.choice(self.committees) for leader in self.leaders for h in HALF_YEARS
        }
        for month in months:
            leader, cell, earlier = self._whom_and_where(month)
            if (leader, cell, month) in keys:
                continue
            keys.add((leader, cell, month))
            plans.append(self._visit((leader, cell, month), office[leader, month.half_year], earlier))
            if outcome := self._outcome(plans[-1], earlier):
                results.append(self._result(leader, cell, month, outcome))
        # A workbook need not be in order, as long as one month's visits are.
        plans.sort(key=lambda row: row["Kỳ"], reverse=self._chance(0.5))
        self.random.shuffle(results)
        self.sheets |= {"Kế hoạch": plans, "Kết quả": results, "Buổi sinh hoạt": self._meetings()}

    def _whom_and_where(self, month: Month) -> tuple[str, str, tuple | None]:
        """A leader, a cell, and the missed visit that is made up for, if any."""
        leader, cell = self.random.choice(list(self.leaders)), self.random.choice(self.cells)
        open_ones = [visit for visit in self.missed if visit[2] < month]
        if not open_ones or not self._chance(0.4):
            return leader, cell, None
        earlier = self.random.choice(open_ones)
        return earlier[0] if self._chance(0.6) else leader, earlier[1], earlier

    def _visit(self, key: tuple, committee: str, earlier: tuple | None) -> dict:
        leader, cell, month = key
        row = visit(leader, cell, month, month.half_year, committee)
        row["Nguồn"] = self.random.choice([None, "Đăng ký", "Bổ sung", "Ngoài kế hoạch"])
        if earlier is not None:
            self.missed.remove(earlier)
            row["Chuyển từ tháng"] = earlier[2]
            row["Chuyển từ lãnh đạo"] = earlier[0] if earlier[0] != leader or self._chance(0.3) else None
        if self._chance(0.1):
            row["Nhóm khi đăng ký"] = self.random.choice(["Lãnh đạo ban", "Trưởng, phó phòng"])
        return row

    def _outcome(self, row: dict, earlier: tuple | None) -> str | None:
        outcome = self.random.choice(["Đã dự", "Đã dự", "Vắng", "Vắng", "Rút", None])
        carried_in = earlier is not None and earlier[2].half_year < row["Kỳ"]
        if outcome == "Vắng" and row["Nguồn"] == "Ngoài kế hoạch" and not carried_in:
            return "Đã dự"
        return outcome

    def _result(self, leader: str, cell: str, month: Month, outcome: str) -> dict:
        note = {"Ghi chú": self.random.choice(NOTES)}
        row = result(leader, cell, month, outcome, month.half_year, **note)
        if outcome == "Đã dự":
            day = self._day(month.half_year)
            while (leader, cell, day) in self.attended:
                day = self._day(month.half_year)
            self.attended.add((leader, cell, day))
            self.held[cell, day] = True
            row["Ngày họp"] = day
        elif outcome == "Vắng":
            row["Lý do"] = self.random.choice(REASONS)
            if row["Lý do"] == "Khác":
                row["Ghi chú"] = row["Ghi chú"] or "Khác"
            self.missed.append((leader, cell, month))
            if self._chance(0.3):
                row["Ngày họp"] = month.day(15)
                self.held[cell, month.day(15)] = True
        return row

    def _meetings(self) -> list[dict]:
        """Rows of most meetings; `self.meetings` are those that the workbook makes."""
        for cell in self.cells:
            if self._chance(0.3):
                self.held.setdefault((cell, dt.date(2018, 2, 3)), None)
        rows = [self._meeting(*key) for key in self.held if self._chance(0.7)]
        known = {(row["Mã chi bộ"], row["Ngày họp"]) for row in rows}
        self.meetings = [key for key in self.held if key in known or self.held[key]]
        return rows

    def _meeting(self, cell: str, day: dt.date) -> dict:
        total = self.random.randint(0, 50)
        present = self.random.randint(0, total)
        return {
            "Mã chi bộ": cell,
            "Ngày họp": day,
            "Hình thức": self.random.choice(["Thường kỳ", "Chuyên đề", "Bất thường"]),
            "Tổng số đảng viên": self._maybe(total),
            "Có mặt": self._maybe(present),
            "Số đảng viên phát biểu": self._maybe(self.random.randint(0, present)),
        }

    def _evaluations(self) -> None:
        scorers = [(cell, day, leader) for leader, cell, day in sorted(self.attended)]
        scorers += [(cell, day, "TỰ CHẤM") for cell, day in sorted(self.meetings)]
        scores, findings = [], []
        for cell, day, scorer in scorers:
            of = {"Mã chi bộ": cell, "Ngày họp": day, "Người chấm": scorer}
            rubric = self.random.choice(list(self.rubrics))
            if self._chance(0.6):
                for criterion, maximum in self.rubrics[rubric].items():
                    if self._chance(0.8):
                        full = self._chance(0.6)
                        points = maximum if full else Decimal(self.random.randint(0, int(maximum * 2))) / 2
                        scores.append(of | {"Mã khung": rubric, "Mã tiêu chí": criterion, "Điểm": points})
            if self._chance(0.4):
                codes = [row["Mã"] for row in self.sheets["Nhận định"]]
                for code in self.random.sample(codes, k=self.random.randint(1, 3)):
                    findings.append(of | {"Mã nhận định": code})
        self.random.shuffle(scores)
        self.sheets |= {"Đánh giá": scores, "Nhận định buổi họp": findings}
