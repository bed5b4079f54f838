"""What a list leaves to its user to say: texts without a meaning, and meanings that may be put right."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext as _

from exchange.workbook.columns import Column, Sheet
from exchange.workbook.sheets import CELLS
from exchange.workbook.terms import UNBOUNDED, Terms

from .mapping import Mapping
from .names import choices, has_words, offered
from .nearby import cells_near
from .suggestions import suggest


class Kind(StrEnum):
    """In the order in which they are asked."""

    AMBIGUOUS = "ambiguous"  # the name of several; for one row alone
    UNKNOWN = "unknown"
    WRONG = "wrong"  # a cell with a problem, to be typed anew
    GUESSED = "guessed"
    GIVEN = "given"  # by this user for this list
    REMEMBERED = "remembered"  # from an earlier list
    CORRECTED = "corrected"  # a cell typed anew


@dataclass(frozen=True)
class Question:
    """What a text of a column means. With a `place` ("Trang 1!C7") that is asked for this cell alone.

    Where `is_typed`, `meaning` is what stands in the cell now, and `text` what the file has.
    """

    kind: Kind
    key: str
    text: str
    choices: tuple
    meaning: str = ""  # so far
    proposed: str = ""  # where it has none
    place: str = ""
    context: tuple[str, ...] = ()
    reason: str = ""
    name: str = ""  # of its field: of no two the same

    @property
    def is_typed(self) -> bool:
        return self.kind in (Kind.WRONG, Kind.CORRECTED)

    @property
    def no_answer(self) -> str:
        return _("— leave it as a problem —") if self.kind in (Kind.AMBIGUOUS, Kind.UNKNOWN) else "—"


def questions(mapping: Mapping, preview: dict, terms: Terms = UNBOUNDED) -> list[Question]:
    """All that the preview leaves to say; of columns that nothing can be chosen for, none.

    What exists on the terms is to be chosen from.
    """
    found = [*_ambiguous(preview), *_cells(preview)]
    for column in mapping.format.columns:
        if not has_words(column):
            continue
        texts = _texts(column.key, preview)
        # What no cell of the column says is said by a column, or a value for all rows.
        is_told = mapping.is_told(column.key)
        guesses = [g for g in preview.get("guesses", ()) if g["column"] == column.key and not is_told]
        if not guesses and not any(texts.values()):
            continue
        may_be = _offered(column, preview, terms)
        for kind, by_text in texts.items():
            for text, meaning in by_text.items():
                meant = preview.get("meant", {}).get(column.key, {}).get(text, "")
                if to_choose := may_be or _only(meaning or meant, column, preview):
                    proposed = ""
                    if kind == Kind.UNKNOWN:
                        proposed = meant or _proposed(mapping.format, column, text, may_be)
                    found.append(Question(kind, column.key, text, to_choose, meaning, proposed))
        found += _guessed(column, guesses, may_be)
    return [replace(question, name=f"answer-{number}") for number, question in enumerate(found)]


def _offered(column: Column, preview: dict, terms: Terms) -> tuple:
    """What may be chosen; of cells in a first group those of the committees that the list speaks of."""
    found = choices(column, terms)
    near = preview.get("near", ()) if column.refers_to == CELLS else ()
    if not near:
        return tuple(found or ())
    codes = set(cells_near(near, terms))
    if found is None:
        return tuple(offered(CELLS, terms, codes) or ())
    first = tuple(choice for choice in found if choice[0] in codes)
    others = tuple(choice for choice in found if choice[0] not in codes)
    if not (first and others):
        return tuple(found)
    return (_("Of the committees in this list"), first), (_("Other cells"), others)


def _proposed(sheet: Sheet, column: Column, text: str, offered: tuple) -> str:
    """Among those of the first group, if there are groups; else among all."""
    groups = [labels for _name, labels in offered if not isinstance(labels, str)]
    everything = [choice for labels in groups for choice in labels] or offered
    among = [*groups[:1], everything]
    return next((code for labels in among if (code := suggest(sheet, column, text, labels))), "")


def _only(code: str, column: Column, preview: dict) -> tuple:
    """This one to choose, where all are too many."""
    label = preview.get("labels", {}).get(column.key, {}).get(code)
    return ((code, label),) if label else ()


def _texts(key: str, preview: dict) -> dict[Kind, dict[str, str]]:
    """The column's texts with what they mean so far."""
    meanings = preview.get("meanings", {}).get(key, {})
    remembered = set(preview.get("remembered", {}).get(key, ()))
    return {
        Kind.UNKNOWN: dict.fromkeys(preview.get("unknown", {}).get(key, ()), ""),
        Kind.GIVEN: {text: code for text, code in meanings.items() if text not in remembered},
        Kind.REMEMBERED: {text: code for text, code in meanings.items() if text in remembered},
    }


def _ambiguous(preview: dict) -> list[Question]:
    return [
        Question(
            Kind.AMBIGUOUS,
            asked["column"],
            asked["text"],
            tuple((code, label) for code, label in asked["options"]),
            place=asked["place"],
            context=tuple(asked["context"]),
        )
        for asked in preview.get("ambiguous", ())
    ]


def _cells(preview: dict) -> list[Question]:
    corrected = {(told["column"], told["place"]): told for told in preview.get("corrected", ())}
    found = []
    for told in preview.get("wrong", ()):
        before = corrected.pop((told["column"], told["place"]), told)["text"]
        found.append(
            Question(
                Kind.WRONG,
                told["column"],
                before,
                (),
                meaning=told["text"],
                place=told["place"],
                context=tuple(told["context"]),
                reason=told["what"],
            )
        )
    return found + [
        Question(
            Kind.CORRECTED,
            told["column"],
            told["text"],
            (),
            meaning=told["new"],
            place=told["place"],
        )
        for told in corrected.values()
    ]


def _guessed(column: Column, guesses: list[dict], offered: tuple) -> list[Question]:
    """Guesses about what is written in a cell. Where one text was taken for several, each is of its row."""
    taken: dict[str, set[str]] = {}
    for guess in guesses:
        taken.setdefault(guess["text"], set()).add(guess["code"])
    return [
        Question(
            Kind.GUESSED,
            column.key,
            guess["text"],
            offered,
            meaning=guess["code"],
            place=guess["place"] if guess["rows"] == 1 else "",
            reason=guess["reason"],
        )
        for guess in guesses
        if offered and (guess["rows"] == 1 or len(taken[guess["text"]]) == 1)
    ]


def fingerprint(asked: list[Question]) -> str:
    """The same as long as the same is asked."""
    said = [{name: v for name, v in asdict(q).items() if name != "choices"} for q in asked]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]
