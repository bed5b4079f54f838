"""How the columns of a list are meant: the choice of its user, remembered for the next list of the kind."""

from dataclasses import asdict, dataclass, field

from exchange.workbook.kinds import Choice
from exchange.workbook.sheets import CELLS, COMMITTEES, FINDINGS, LEADERS, SHEETS, TYPES, Column, Sheet

# Lists of these may lack the column of codes; the prefix of the codes that they are given.
PREFIXES = {COMMITTEES: "CU", TYPES: "LH", CELLS: "CB", LEADERS: "LD", FINDINGS: "ND"}


@dataclass
class Mapping:
    """Where a list is, and what its columns mean; JSON by `asdict`.

    `columns` maps keys of the format's columns to headings of the list, `values` to what holds for all its
    rows (of the codes: their prefix), `words` to what single texts of the column stand for. With `names`,
    a name may stand for the code of what it is the name of.
    """

    sheet: str
    worksheet: str
    row: int
    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    names: bool = True

    @property
    def format(self) -> Sheet:
        return SHEETS[self.sheet]

    @property
    def makes_codes(self) -> bool:
        return self.sheet in PREFIXES and "code" not in self.columns

    @property
    def prefix(self) -> str:
        return self.values.get("code") or PREFIXES[self.sheet]

    def remembered(self) -> dict:
        """What holds for the next list too."""
        return {name: value for name, value in asdict(self).items() if name in ("columns", "values", "words")}

    def to_json(self) -> dict:
        return asdict(self)


def has_words(column: Column) -> bool:
    """Whether single texts of the column may be given a meaning: words of a list, or codes."""
    return isinstance(column.kind, Choice) or bool(column.refers_to)
