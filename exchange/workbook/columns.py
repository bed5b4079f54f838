"""What a sheet of the data workbook and a column of it are made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column. `refers_to` names the sheet whose codes its cells hold."""

    name: str
    key: str
    kind: object
    mandatory: bool = False
    refers_to: str = ""
    only_if_used: bool = False  # not written where no row needs it, nor in most templates
    is_later: bool = False  # added to the format: rows may lack it, and it is written where one has it
    width: int = 16

    @property
    def called(self) -> str:
        """As pages speak of it: "Lãnh đạo", where the workbook has "Mã lãnh đạo"."""
        return self.name.removeprefix("Mã ").capitalize() if self.refers_to else self.name


@dataclass(frozen=True)
class Sheet:
    """`beside` are columns that only lists given out for filling in have, under just these names."""

    name: str
    columns: tuple[Column, ...]
    beside: tuple[Column, ...] = ()

    @property
    def in_lists(self) -> tuple[Column, ...]:
        return self.columns + self.beside

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


def must(name: str, key: str, kind, refers_to: str = "", width: int = 16) -> Column:
    return Column(name, key, kind, mandatory=True, refers_to=refers_to, width=width)


def may(name: str, key: str, kind, refers_to: str = "", width: int = 16, only_if_used=False) -> Column:
    return Column(name, key, kind, refers_to=refers_to, width=width, only_if_used=only_if_used)


def used(name: str, key: str, kind, width: int = 20) -> Column:
    """At the end of its sheet, written only where some row needs it: other files stay as they are."""
    return Column(name, key, kind, width=width, only_if_used=True, is_later=True)
