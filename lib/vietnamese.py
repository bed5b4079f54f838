"""Vietnamese text: one Unicode form, search without diacritics, sorting by given name.

Source: docs/domain.md, "Names and Vietnamese text".
"""

import re
import unicodedata
from functools import lru_cache
from itertools import product
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .characters import meant

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# None, grave, hook above, tilde, acute, dot below: the order of tones in Vietnamese dictionaries.
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]

# Keys are made of digits alone, because digits are the only characters that every collation of
# PostgreSQL and SQLite puts in the same order.
_END, _NUMBER, _OTHER = "00", "01", "09"
_LETTER = {letter: f"{10 + i}" for i, letter in enumerate(ALPHABET)}
_KEY_LENGTH = 600
_BATCH = 500

# Soft hyphen, joiners, marks of direction, variation selectors, byte order mark: of no width.
_OF_NO_WIDTH = dict.fromkeys(
    [
        0xAD,
        0x34F,
        0x61C,
        0x180E,
        *range(0x200B, 0x2010),
        *range(0x2060, 0x2065),
        *range(0xFE00, 0xFE10),
        0xFEFF,
    ]
)
_DASHES = "\u02d7\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d"
_APOSTROPHES = "\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u02c8\u2032\u00b4`\ua78c\uff07"
_PLAIN = str.maketrans(dict.fromkeys(_DASHES, "-") | dict.fromkeys(_APOSTROPHES, "'"))
# Of a syllable taken apart: a tone, and the letters and other marks after it.
_FROM_A_TONE = re.compile(f"[{''.join(TONES)}](?:[^\\W\\d_]+|[\u0300-\u036f]+)+")

# Words that are written with i or y by taste: Lí and Lý, Mĩ and Mỹ, Quí and Quý; not Thi and Thy.
_I_OR_Y = re.compile(rf"(?<!\w)([hklmstv]|qu)[iy](?=[{''.join(TONES)}]?(?![\w\u0300-\u036f]))")
_RESPELT_AT_MOST = 4  # words of one text


def nfc(text: str) -> str:
    """The text in Unicode's composed form, in which it is stored."""
    return unicodedata.normalize("NFC", text)


def one_spelling(secret: str) -> str:
    """Of what is compared and never shown again: NFKC, in which full-width letters are plain ones too."""
    return unicodedata.normalize("NFKC", secret)


def stored(text: str) -> str:
    """The text as it is stored: composed, without what nobody types or sees."""
    return nfc(meant(text))


def one_line(text: str) -> str:
    """The text as a name is stored: composed, words one space apart, without characters of no width."""
    return " ".join(nfc(text.translate(_OF_NO_WIDTH)).split())


def plain_signs(text: str) -> str:
    """One line with the hyphen for every dash and the straight apostrophe for every curly one."""
    return one_line(text).translate(_PLAIN)


def search_key(text: str) -> str:
    """What names are found by: without diacritics, case, dashes and apostrophes, words one space apart.

    "Nguyễn  Đức" → "nguyen duc", "K’Đăm" → "kdam", "cổ truyền – Khối" → "co truyen khoi".
    """
    return _without_signs(_bare(text))


def search_words(text: str) -> list[tuple[str, str]]:
    """Each word that somebody looks for, as `search_key` has it and as a code has it: with its hyphens."""
    return [(key, word) for word in _bare(text).split() if (key := _without_signs(word))]


def spellings(text: str) -> list[str]:
    """What to look for in a `search_key` with a space at both ends: the text's own, then those with i for y.

    Or y for i, in whole words: "my" finds "Mĩ", and not every "Minh".
    """
    words = search_key(text).split()
    choices, left = [], _RESPELT_AT_MOST
    for word in words:
        is_either = left > 0 and bool(_I_OR_Y.fullmatch(word))
        left -= is_either
        choices.append([word, f" {word[:-1]}{'iy'[word[-1] == 'i']} "] if is_either else [word])
    return [re.sub(" +", " ", " ".join(chosen)) for chosen in product(*choices)]


def is_named(text: str, name: str) -> bool:
    """Whether somebody who looks for `text` finds `name`: as the lookup `named` does in the database."""
    padded = f" {search_key(name)} "
    return any(spelling in padded for spelling in spellings(text))


def spelling_key(text: str) -> str:
    """As `name_key`, with one letter for i and y where either is written.

    Two people may share it: only search and proposals go by it.
    """
    return _I_OR_Y.sub(r"\1y", name_key(text))


def name_key(text: str) -> str:
    """What all spellings of one name have in common, and different names have not.

    The same: "Hoà Bình" and "hòa  bình", "cổ truyền – Khối" and "cổ truyền - Khối", "K’Đăm" and "K'Đăm",
    a name with soft hyphens, no-break spaces or its diacritics apart. Different: "Hùng" and "Hưng".
    """
    plain = _without_signs(_plain_letters(text))
    return _FROM_A_TONE.sub(_tone_last, unicodedata.normalize("NFD", plain))


def _plain_letters(text: str) -> str:
    # Icelandic eth looks like đ and is typed in its place.
    return plain_signs(text.casefold()).replace("ð", "đ")


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", _plain_letters(text).replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _without_signs(text: str) -> str:
    return " ".join(text.replace("-", " ").replace("'", "").split())


def _tone_last(rest: re.Match[str]) -> str:
    """The tone belongs to the syllable, whichever vowel carries it by the old or the new fashion."""
    tones = sorted((c for c in rest[0] if c in TONES), key=unicodedata.combining)
    return "".join([*(c for c in rest[0] if c not in TONES), *tones])


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


@lru_cache(8192)  # names share most of their words
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
    """Stores and compares text as `stored` has it, whatever the keyboard sent."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return stored(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return stored(value) if isinstance(value, str) else value


class LineField(forms.CharField):
    """A text of one line, without doubled spaces and what nobody sees."""

    def to_python(self, value: Any) -> Any:
        return one_line(meant(super().to_python(value) or "")) or self.empty_value


class NFCCharField(NFCMixin, models.CharField):
    """Of one line: what a form or an action cleans has no doubled spaces and nothing that nobody sees."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": LineField} | kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        return super().clean(one_line(meant(value)) if isinstance(value, str) else value, model_instance)


class NFCTextField(NFCMixin, models.TextField):
    pass


class KeyField(models.CharField):
    """A key computed from other fields by `save` and `bulk_create`; `bulk_update` and `update` do not."""

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

    @property
    def sources(self) -> tuple[str, ...]:
        """The fields that it follows."""
        return (self.source,)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.value_of(model_instance)
        setattr(model_instance, self.attname, value)
        return value

    def value_of(self, row: Any) -> str:
        return self.compute(getattr(row, self.source))

    def compute(self, text: str) -> str:
        raise NotImplementedError


class SearchKeyField(KeyField):
    def compute(self, text: str) -> str:
        return search_key(text)[:_KEY_LENGTH]


SEARCHED = "' ' || {} || ' '"  # a name's key as it is searched and, on PostgreSQL, indexed (lib/trigrams.py)


@SearchKeyField.register_lookup
class Named(models.Lookup):
    """The words of a text stand in the name, one after the other, with i or with y (`spellings`)."""

    lookup_name = "named"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        name, params = self.process_lhs(compiler, connection)
        found = f"({SEARCHED.format(name)}) {connection.operators['contains']}"
        like = [f"%{connection.ops.prep_for_like_query(text)}%" for text in spellings(self.rhs)]
        return f"({' OR '.join([found] * len(like))})", [p for text in like for p in (*params, text)]


def refresh_search_keys(rows: "models.QuerySet[Any]", name: str = "name_search") -> None:
    """For migrations, after the way of computing the keys has changed."""
    field, last = rows.model._meta.get_field(name), 0
    rows = rows.only(name, *field.sources).order_by("pk")
    while batch := list(rows.filter(pk__gt=last)[:_BATCH]):
        last = batch[-1].pk
        former = [getattr(row, name) for row in batch]
        changed = [row for row, key in zip(batch, former, strict=True) if field.pre_save(row, False) != key]
        rows.bulk_update(changed, [name], batch_size=_BATCH)


class SortKeyField(KeyField):
    def compute(self, text: str) -> str:
        return sort_key(text)


class PersonSortKeyField(KeyField):
    def compute(self, text: str) -> str:
        return person_sort_key(text)
