"""Vietnamese text: one Unicode form, search without diacritics, sorting by given name.

Source: docs/domain.md, "Names and Vietnamese text".
"""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# None, grave, hook above, tilde, acute, dot below: the order of tones in Vietnamese dictionaries.
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]

# Keys are made of digits alone, because digits are the only characters that every collation of
# PostgreSQL and SQLite puts in the same order.
_END, _NUMBER, _OTHER = "00", "01", "09"
_LETTER = {letter: f"{10 + i}" for i, letter in enumerate(ALPHABET)}
_KEY_LENGTH = 600


def nfc(text: str) -> str:
    """The text in Unicode's composed form, in which it is stored."""
    return unicodedata.normalize("NFC", text)


def search_key(text: str) -> str:
    """The text without diacritics and case, words one space apart: "Nguyễn  Đức" → "nguyen duc"."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(bare.split())


def sort_key(text: str) -> str:
    """A string of digits that sorts as the text does in a Vietnamese dictionary, numbers by value."""
    return "".join(_word_key(word) for word in nfc(text).casefold().split())[:_KEY_LENGTH]


def person_sort_key(full_name: str) -> str:
    """As `sort_key`, comparing the given name (the last word) first, then middle, then family name."""
    words = nfc(full_name).split()
    if len(words) < 2:
        return sort_key(full_name)
    family, *middle, given = words
    # _END sorts before every word: "Trần An" comes before "Lê Thị An", having no middle name.
    return _END.join([sort_key(given), sort_key(" ".join(middle)), sort_key(family)])[:_KEY_LENGTH]


def _word_key(word: str) -> str:
    letters, tones = [], []
    for part in re.findall(r"\d+|\D", word):
        if part.isdecimal():
            number = str(int(part))
            letters.append(f"{_NUMBER}{len(number):02}{number}")
            continue
        letter, tone = _letter_and_tone(part)
        letters.append(_LETTER.get(letter, f"{_OTHER}{ord(letter):07}"))
        tones.append(str(tone))
    return f"{''.join(letters)}{_END}{''.join(tones)}"


def _letter_and_tone(character: str) -> tuple[str, int]:
    decomposed = unicodedata.normalize("NFD", character)
    for i, tone in enumerate(TONES[1:], start=1):
        if tone in decomposed:
            return nfc(decomposed.replace(tone, "")), i
    return character, 0


def validate_no_formula(text: str) -> None:
    """Names leave for Excel and CSV; one that reads as a formula there is a mistake or an attack.

    Raises ValidationError for a text that begins with = + - or @.
    """
    if text[:1] in "=+-@" and text:
        raise ValidationError(
            _("“%(text)s” begins like a formula. Remove the leading “%(sign)s”."),
            params={"text": text, "sign": text[0]},
            code="formula",
        )


class NFCMixin(models.Field):
    """Stores and compares text in its composed form, whatever the keyboard sent."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return nfc(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return nfc(value) if isinstance(value, str) else value


class NFCCharField(NFCMixin, models.CharField):
    pass


class NFCTextField(NFCMixin, models.TextField):
    pass


class KeyField(models.CharField):
    """A key computed from another field by `save` and `bulk_create`; `bulk_update` and `update` do not."""

    def __init__(self, *args: Any, source: str = "name", **kwargs: Any) -> None:
        self.source = source
        kwargs = {
            "max_length": _KEY_LENGTH,
            "editable": False,
            "db_index": True,
            "default": "",
        } | kwargs
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.compute(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value

    def compute(self, text: str) -> str:
        raise NotImplementedError


class SearchKeyField(KeyField):
    def compute(self, text: str) -> str:
        return search_key(text)[:_KEY_LENGTH]


class SortKeyField(KeyField):
    def compute(self, text: str) -> str:
        return sort_key(text)


class PersonSortKeyField(KeyField):
    def compute(self, text: str) -> str:
        return person_sort_key(text)
