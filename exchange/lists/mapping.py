"""How the columns of a list are meant: the choice of its user, remembered for the next list of the kind."""

from dataclasses import asdict, dataclass, field

from exchange.layout.listing import Chosen, Place
from exchange.workbook.kinds import Choice
from exchange.workbook.sheets import CELLS, COMMITTEES, FINDINGS, LEADERS, SHEETS, TYPES, Column, Sheet

# Lists of these may lack the column of codes; the prefix of the codes that they are given.
PREFIXES = {COMMITTEES: "CU", TYPES: "LH", CELLS: "CB", LEADERS: "LD", FINDINGS: "ND"}


@dataclass
class Mapping:
    """Where a list is, and what its columns mean; JSON by `asdict`.

    `columns` maps keys of the format's columns to headings of the list, several where together they make one
    value; `values` to what holds for all its rows (of the codes: their prefix); `words` to what single texts
    of the column stand for; `answers` what stands for one cell alone ("Trang 1!C7"), by its place. With
    `names`, a name may stand for the code of what it is the name of. `rows` are those that the user brought
    back (True) or left out (False), by worksheet and number. `encoding`, if any, is what texts are converted
    from.
    """

    sheet: str
    worksheet: str
    row: int
    columns: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    names: bool = True
    depth: int = 0
    is_matrix: bool | None = None
    rows: Chosen = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    encoding: str = ""
    column: int = 0

    def __post_init__(self):
        # Remembered before a value could have several columns.
        self.columns = {k: [h] if isinstance(h, str) else list(h) for k, h in self.columns.items()}

    @property
    def format(self) -> Sheet:
        return SHEETS[self.sheet]

    @property
    def place(self) -> Place:
        return Place(self.worksheet, self.row, self.depth, self.is_matrix, self.column)

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
