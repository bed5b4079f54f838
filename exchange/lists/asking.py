"""What a list leaves open: texts that may mean several things, guesses, and meanings given to texts."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _

from exchange.workbook.kinds import shown
from exchange.workbook.reader import Row

from .mapping import Mapping
from .namesakes import Namesakes, labels

AMBIGUOUS_AT_MOST = 200  # rows that are asked about at a time
GUESSES_AT_MOST = 1000  # different ones
ALONE_AT_MOST = 300  # of one row each
NEW = "+"  # the answer for something that is not there yet
_NAMED_AT_MOST = 3


class Asking:
    """Filled while a list is read; all of it is JSON. Shapes as reading.Read has them."""

    def __init__(self, mapping: Mapping):
        self.mapping = mapping
        self.meanings: dict[str, dict[str, str]] = defaultdict(dict)
        self.meant: dict[str, dict[str, str]] = defaultdict(dict)
        self.ambiguous: list[dict] = []
        self.ambiguous_count = 0
        self._guesses: dict[tuple, dict] = {}

    def meaning(self, key: str, text: str, sheet: str = "") -> str | None:
        """What the text was said to stand for: shown, as all that the list itself does not say."""
        meaning = self.mapping.meaning(key, text)
        if meaning:
            self.meanings[key][text] = meaning
        return meaning

    @property
    def remembered(self) -> dict[str, list[str]]:
        """Of the meanings those from an earlier list."""
        found = {
            key: [text for text in texts if not self.mapping.is_given(key, text)]
            for key, texts in self.meanings.items()
        }
        return {key: texts for key, texts in found.items() if texts}

    def answer(self, row: Row, key: str, at: str = "") -> str | None:
        """The code that was chosen for this very row; `at` is the column in which the text stands."""
        answers = self.mapping.answers.get(key)
        return answers.get(place_of(row, at or key)) if answers else None

    def ask(
        self,
        row: Row,
        key: str,
        text: str,
        options: list[tuple[str, str]],
        context: Sequence[str],
        at: str = "",
    ) -> None:
        """The row has the problem until somebody answers."""
        names = "; ".join(label for _code, label in options[:_NAMED_AT_MOST])
        row.problem(
            at or key,
            _("“%(name)s” is the name of several: %(names)s")
            % {"name": shown(text), "names": names if len(options) <= _NAMED_AT_MOST else f"{names}; …"},
            _("choose for this row which is meant, or write the code"),
        )
        self._keep(row, key, at or key, text, options, context)

    def doubt(
        self, row: Row, key: str, text: str, only: tuple[str, str], said: str, context: Sequence[str]
    ) -> None:
        """There is but one of the name, and the row says of another committee."""
        row.problem(
            key,
            _("there is only %(name)s, but the row says “%(text)s”") % {"name": only[1], "text": shown(said)},
            _("choose it for this row if it is meant, or write the code"),
        )
        self._keep(row, key, key, text, [only], context)

    def _keep(self, row: Row, key: str, at: str, text: str, options: list, context: Sequence[str]) -> None:
        self.ambiguous_count += 1
        if len(self.ambiguous) < AMBIGUOUS_AT_MOST:
            self.ambiguous.append(
                {
                    "column": key,
                    "place": place_of(row, at),
                    "row": row.number,
                    "text": text,
                    "context": list(context),
                    "options": [list(option) for option in options],
                }
            )

    def guess(
        self, row: Row, key: str, text: str, meant: tuple[str, str], reason: str, *, alone: bool = False
    ) -> None:
        """A value that the list does not say itself: `meant` is the code, or what is taken, and its label.

        Equal ones are told once, but for those that hold for one row `alone`, as long as they are not many.
        """
        place, same = place_of(row, key), (key, text, meant[0], reason)
        if alone and len(self._guesses) < ALONE_AT_MOST:
            same = (*same, place)
        if known := self._guesses.get(same):
            known["rows"] += 1
        elif len(self._guesses) < GUESSES_AT_MOST:
            self._guesses[same] = {
                "column": key,
                "place": place,
                "row": row.number,
                "text": text,
                "code": meant[0],
                "label": meant[1],
                "reason": reason,
                "rows": 1,
            }

    @property
    def guesses(self) -> list[dict]:
        return list(self._guesses.values())

    def labels(self) -> dict[str, dict[str, str]]:
        """What the codes among the meanings, and those meant, stand for, by column and code."""
        codes = defaultdict(set)
        for texts_by_key in (self.meanings, self.meant):
            for key, texts in texts_by_key.items():
                codes[key] |= set(texts.values())
        sheets = {key: self.mapping.format.column(key).refers_to for key in codes}
        return {key: labels(sheets[key], its) for key, its in codes.items() if sheets[key]}


def place_of(row: Row, key: str) -> str:
    return f"{row.title}!{row.cell(key)}"


def options_of(namesakes: Namesakes, codes: Sequence[str]) -> list[tuple[str, str]]:
    return [(code, namesakes.label(code)) for code in codes]
