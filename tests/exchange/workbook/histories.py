"""Random but valid workbooks with every odd case of the format, from a seed."""

import datetime as dt
import random
from decimal import Decimal

from lib.periods import HalfYear, Month

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
        kinds = ["Ban", "Văn phòng", "Huyện ủy", "Đảng ủy xã", "Đảng bộ cơ sở"]
        committees = [{"Mã": "TU", "Tên": "Tỉnh ủy", "Loại": "Tỉnh ủy"}]
        for i in range(8):
            committees.append(
                {
                    "Mã": f"{i:03}",
                    "Tên": f"Cơ quan {i}",
                    "Tên viết tắt": self._maybe(f"CQ{i}"),
                    "Loại": pick(kinds),
                    "Mã cấp trên": self._maybe(pick(committees)["Mã"], 0.9),
                }
            )
        self.committees = [row["Mã"] for row in committees]
        self.random.shuffle(committees)
        self.types = ["AP", "CQ", "DN"]
        self.cells = [f"CB{i}" for i in range(cells)]
        self.leaders = {f"L{i}": pick(["Lãnh đạo ban", "Trưởng, phó phòng"]) for i in range(leaders)}
        self.sheets |= {
            "Cấp ủy": committees,
            "Loại hình": [
                {
                    "Mã": code,
                    "Tên": f"Loại {code}",
                    "Số hướng dẫn": number,
                    "Ngày ban hành": number and self._maybe(dt.date(2017, 1, 2)),
                    "Cơ quan ban hành": number and self._maybe("-"),
                }
                for code in self.types
                for number in [self._maybe(f"{code}/HD")]
            ],
            "Chi bộ": [
                {
                    "Mã": code,
                    "Tên": f"Chi bộ {code}",
                    "Mã cấp ủy": pick(self.committees),
                    "Mã loại hình": pick(self.types),
                    "Số đảng viên": self._maybe(self.random.randint(3, 60)),
                    "Ngày sinh hoạt": self._maybe(self.random.randint(1, 31)),
                    "Địa điểm": self._maybe("=Nhà văn hóa"),
                    "Ngày thành lập": self._maybe(dt.date(1990, 5, 19)),
                    "Ngày giải thể": self._maybe(dt.date(2018, 5, 1), 0.1),
                }
                for code in self.cells
            ],
            "Lãnh đạo": [
                {
                    "Mã": code,
                    "Họ và tên": f"Nguyễn Văn {code}",
                    "Chức vụ": "Trưởng ban",
                    "Nhóm": group,
                    "Mã cơ quan": pick(self.committees),
                    "Từ ngày": self._maybe(dt.date(2016, 1, 1)),
                    "Đến ngày": self._maybe(dt.date(2018, 3, 1), 0.2),
                }
                for code, group in self.leaders.items()
            ],
            "Công tác": [
                {
                    "Mã lãnh đạo": leader,
                    "Từ ngày": dt.date(2017, 12, 20) + dt.timedelta(days=30 * i),
                    "Đến ngày": dt.date(2018, 1, 3) + dt.timedelta(days=30 * i),
                    "Nội dung": self._maybe("Họp"),
                    "Nơi đến": self._maybe("Hà Nội"),
                }
                for leader in self.leaders
                for i in range(self.random.randint(0, 3))
            ],
            "Nhận định": [
                {"Mã": f"{kind[0]}{i}", "Loại": kind, "Nội dung": f"{kind} {i}"}
                for kind in ("Ưu điểm", "Hạn chế", "Nguyên nhân")
                for i in range(3)
            ],
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
        plans, results, meetings = [], [], {}
        self.attended: set[tuple] = set()
        keys, missed = set(), []
        months = sorted(
            (self.random.choice(h.months) for h in self.random.choices(HALF_YEARS, k=count)),
        )
        office = {
            (leader, h): self.random.choice(self.committees) for leader in self.leaders for h in HALF_YEARS
        }
        for month in months:
            leader, cell = self.random.choice(list(self.leaders)), self.random.choice(self.cells)
            earlier = None
            open_ones = [v for v in missed if v[2] < month]
            if open_ones and self._chance(0.4):
                earlier = self.random.choice(open_ones)
                cell = earlier[1]
                leader = earlier[0] if self._chance(0.6) else leader
            if (leader, cell, month) in keys:
                continue
            keys.add((leader, cell, month))
            half_year = month.half_year
            origin = self.random.choice([None, "Đăng ký", "Bổ sung", "Ngoài kế hoạch"])
            carried_in = earlier is not None and earlier[2].half_year < half_year
            row = {
                "Kỳ": half_year,
                "Mã cơ quan": office[leader, half_year],
                "Mã lãnh đạo": leader,
                "Mã chi bộ": cell,
                "Tháng": month,
                "Nguồn": origin,
            }
            if earlier is not None:
                missed.remove(earlier)
                row["Chuyển từ tháng"] = earlier[2]
                row["Chuyển từ lãnh đạo"] = earlier[0] if earlier[0] != leader or self._chance(0.3) else None
            if self._chance(0.1):
                row["Nhóm khi đăng ký"] = self.random.choice(["Lãnh đạo ban", "Trưởng, phó phòng"])
            plans.append(row)
            outcome = self.random.choice(["Đã dự", "Đã dự", "Vắng", "Vắng", "Rút", None])
            if outcome == "Vắng" and origin == "Ngoài kế hoạch" and not carried_in:
                outcome = "Đã dự"
            if outcome:
                results.append(self._result(leader, cell, month, outcome, missed, meetings))
        # A workbook need not be in order, as long as one month's visits are.
        plans.sort(key=lambda row: row["Kỳ"], reverse=self._chance(0.5))
        self.random.shuffle(results)
        for cell in self.cells:
            if self._chance(0.3):
                meetings.setdefault((cell, dt.date(2018, 2, 3)), None)
        self.meetings = list(meetings)
        self.sheets |= {
            "Kế hoạch": plans,
            "Kết quả": results,
            "Buổi sinh hoạt": [self._meeting(*key) for key in self.meetings if self._chance(0.7)],
        }
        known = {(row["Mã chi bộ"], row["Ngày họp"]) for row in self.sheets["Buổi sinh hoạt"]}
        self.meetings = [key for key in self.meetings if key in known or meetings[key]]

    def _result(self, leader, cell, month: Month, outcome, missed, meetings) -> dict:
        row = {
            "Kỳ": month.half_year,
            "Mã lãnh đạo": leader,
            "Mã chi bộ": cell,
            "Tháng": month,
            "Kết quả": outcome,
            "Ghi chú": self.random.choice(NOTES),
        }
        if outcome == "Đã dự":
            day = self._day(month.half_year)
            while (leader, cell, day) in self.attended:
                day = self._day(month.half_year)
            self.attended.add((leader, cell, day))
            meetings[cell, day] = True
            row["Ngày họp"] = day
        elif outcome == "Vắng":
            row["Lý do"] = self.random.choice(REASONS)
            if row["Lý do"] == "Khác":
                row["Ghi chú"] = row["Ghi chú"] or "Khác"
            missed.append((leader, cell, month))
            if self._chance(0.3):
                row["Ngày họp"] = month.day(15)
                meetings[cell, month.day(15)] = True
        return row

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
