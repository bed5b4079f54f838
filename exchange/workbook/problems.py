"""What the importer says about a workbook: problems stop it, warnings do not."""

from dataclasses import dataclass, field


class UnreadableWorkbook(Exception):
    """The file is no workbook that can be read. str() is one line for the person who sent it."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where, and its cure. `cell` is "" for a whole sheet or file."""

    sheet: str
    cell: str
    what: str
    cure: str

    def __str__(self):
        place = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return " ".join(f"{place}: {self.what}: {self.cure}".split())


@dataclass
class SheetCounts:
    """How many rows of a sheet made something new, changed something, or changed nothing."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass
class ImportResult:
    """What an import did, or would do.

    `counts` maps sheet names to SheetCounts, in the order of the format. Where `problems` is not
    empty nothing was saved and the counts are those of the rows judged so far. `saved` says whether
    anything could be.
    """

    filename: str
    sha256: str
    dry_run: bool
    counts: dict[str, SheetCounts] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    saved: bool = False

    @property
    def ok(self) -> bool:
        return not self.problems


class Report:
    """Collects problems and warnings while a workbook is read and judged."""

    def __init__(self):
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def problem(self, sheet: str, cell: str, what: str, cure: str) -> None:
        self.problems.append(Problem(sheet, cell, _part(what), _part(cure)))

    def warning(self, sheet: str, cell: str, what: str, cure: str) -> None:
        self.warnings.append(Problem(sheet, cell, _part(what), _part(cure)))


def _part(text: str) -> str:
    """Without the full stop of a sentence that a page says as well: what shows a problem ends it itself."""
    return text if text.endswith("..") else text.removesuffix(".")
