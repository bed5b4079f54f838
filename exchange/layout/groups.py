"""Lines above groups of rows, and what they say about the rows below them."""

from dataclasses import dataclass, field

from .rows import Group, Line

DEEPEST = 3
# From the outer to the inner. Styles that people use as they like have no place of their own.
_ORDER = {"A": 0, "I": 1, "1": 2, "a": 3}


@dataclass
class Outline:
    """The groups that a row is in, from the outer to the inner: style of numbering, text, cell."""

    groups: list[tuple[str, str, tuple[int, int]]] = field(default_factory=list)
    _last_row_was_group: bool = False

    def enter(self, line: Line) -> None:
        group = line.group
        self.groups[self._level(group) :] = [(group.style, group.text, (line.row, group.column))]
        self._last_row_was_group = True

    def pass_record(self) -> None:
        self._last_row_was_group = False

    def _level(self, group: Group) -> int:
        styles = [style for style, _text, _cell in self.groups]
        if group.style in styles:
            return styles.index(group.style)
        if not styles:
            return 0
        order = _ORDER.get(group.style)
        is_finer = group.is_first and order is not None and order > _ORDER.get(styles[-1], 9)
        if self._last_row_was_group or is_finer:
            return min(len(styles), DEEPEST - 1)
        coarser = (k for k, other in enumerate(styles) if order is not None and _ORDER.get(other, 9) > order)
        return next(coarser, len(styles) - 1)
