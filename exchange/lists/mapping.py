"""How the columns of a list are meant: the choice of its user, remembered for the next list of the kind."""

import datetime as dt
from dataclasses import asdict, dataclass, field, replace

from exchange.layout.listing import Chosen, Heading, Place, is_beside_the_columns
from exchange.layout.words import INDEX_KEYS
from exchange.workbook.columns import Sheet
from exchange.workbook.kinds import word_key
from exchange.workbook.sheets import CELLS, COMMITTEES, FINDINGS, LEADERS, PLANS, RESULTS, SHEETS, TYPES

# Lists of these may lack the column of codes; the prefix of the codes that they are given.
PREFIXES = {COMMITTEES: "CU", TYPES: "LH", CELLS: "CB", LEADERS: "LD", FINDINGS: "ND"}
# Columns that lists may lack although they are mandatory: the rest of the row tells their values.
_TOLD = {PLANS: {"committee", "half_year"}, RESULTS: {"half_year"}}

_REMEMBERED = ("columns", "words")


def may_be_told(sheet: str, key: str) -> bool:
    """Whether rows say this value without a column of it: the leader's committee, a month's half-year."""
    return key in _TOLD.get(sheet, ())


@dataclass
class Mapping:
    """Where a list is, and what its columns mean; JSON by `asdict`.

    `columns` maps keys of the format's columns to headings of the list, several where together they make one
    value; `values` to what holds for all its rows (of the codes: their prefix); `words` to what single texts
    of the column stand for; `answers` what stands for one cell alone ("Trang 1!C7"), by its place. With
    `names`, a name may stand for the code of what it is the name of. `rows` are those that the user brought
    back (True) or left out (False), by worksheet and number. `encoding`, if any, is what texts are converted
    from.

    `last_values` are those of the last list with these headings: shown, never used. `given` names the `words`
    that were said of this list and not of an earlier one, by column key. `since` is the day from which
    committees stand where the list puts them ("2025-07-01"), "" for always. `typed` is what the user wrote in
    place of single cells of this file, by column key and place; "" for nothing.
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
    last_values: dict[str, str] = field(default_factory=dict)
    given: dict[str, list[str]] = field(default_factory=dict)
    since: str = ""
    typed: dict[str, dict[str, str]] = field(default_factory=dict)
    column: int = 0  # of the list, where several stand side by side

    def __post_init__(self):
        # Remembered before a value could have several columns.
        self.columns = {k: [h] if isinstance(h, str) else list(h) for k, h in self.columns.items() if h}

    @classmethod
    def remembering(cls, sheet: str, place: Place, meaning: dict) -> "Mapping":
        """What `remembered` said of an earlier list, for the one at `place`."""
        known = {name: value for name, value in meaning.items() if name in _REMEMBERED}
        last = dict(meaning.get("values", {})) | meaning.get("last_values", {})
        mapping = cls(sheet, "", 0, **known)
        mapping = mapping.with_columns(place, mapping.columns, {})
        if mapping.makes_codes and last.get("code"):
            mapping.values = {"code": last.pop("code")}
        mapping.last_values = {key: value for key, value in last.items() if value}
        return mapping

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

    @property
    def is_given_out(self) -> bool:
        """A list that was downloaded here to be filled in: its rows say which visits they are about."""
        return "visit" in self.columns

    @property
    def moves_since(self) -> dt.date | None:
        return dt.date.fromisoformat(self.since) if self.since else None

    @property
    def is_certain(self) -> bool:
        """Nothing need be asked: the columns say all, and the last list had no value for all rows besides."""
        return not self.last_values and all(
            column.key in self.columns or self.may_lack(column.key)
            for column in self.format.columns
            if column.mandatory
        )

    def says_all(self, headings: list[Heading]) -> bool:
        """What is needed is chosen, and no column of the list is left over but one that numbers its rows."""
        used = {name for among in self.columns.values() for name in among}
        left_over = {h.key for h in headings if not is_beside_the_columns(h.key)} - used - INDEX_KEYS
        return not left_over and all(
            column.key in self.columns or self.values.get(column.key) or self.may_lack(column.key)
            for column in self.format.columns
            if column.mandatory
        )

    def may_lack(self, key: str) -> bool:
        """Neither a column nor a value for all rows need be chosen."""
        return may_be_told(self.sheet, key) or (key == "code" and self.makes_codes)

    def is_told(self, key: str) -> bool:
        """The rows themselves are to say this value."""
        has_none = key not in self.columns and not self.values.get(key)
        return self.names and has_none and may_be_told(self.sheet, key)

    def remembered(self) -> dict:
        """What holds for the next list too; what held for all rows of this one is only shown there."""
        known = {name: value for name, value in asdict(self).items() if name in _REMEMBERED}
        return known | {"last_values": {key: value for key, value in self.values.items() if value}}

    def to_json(self) -> dict:
        return asdict(self)

    # Words

    def meaning(self, key: str, text: str) -> str | None:
        words = self.words.get(key)
        return words.get(word_key(text)) if words else None

    def is_given(self, key: str, text: str) -> bool:
        return word_key(text) in self.given.get(key, ())

    def give(self, words: dict[str, dict[str, str]]) -> None:
        """Meanings of texts, by column key; "" takes one back."""
        for key, meanings in words.items():
            known, given = self.words.setdefault(key, {}), set(self.given.get(key, ()))
            for text, meaning in meanings.items():
                known.pop(word_key(text), None)
                given.discard(word_key(text))
                if meaning:
                    known[word_key(text)] = meaning
                    given.add(word_key(text))
            self.given[key] = sorted(given)

    def answer(self, answers: dict[str, dict[str, str]]) -> None:
        """What single cells mean, by column key and place; "" takes one back."""
        for key, by_place in answers.items():
            known = self.answers.setdefault(key, {}) | by_place
            self.answers[key] = {place: code for place, code in known.items() if code}

    def type_over(self, typed: dict[str, dict[str, str | None]]) -> None:
        """What is to stand in single cells, by column key and place; None: what the file has."""
        for key, by_place in typed.items():
            known = self.typed.setdefault(key, {}) | by_place
            self.typed[key] = {place: text for place, text in known.items() if text is not None}

    def with_columns(self, place: Place, columns: dict[str, list[str]], values: dict[str, str]) -> "Mapping":
        """With other columns; what single texts and cells mean stays, and which rows are left out."""
        return replace(
            self,
            worksheet=place.worksheet,
            row=place.row,
            depth=place.depth,
            is_matrix=place.is_matrix,
            column=place.column,
            columns=columns,
            values=values,
        )
