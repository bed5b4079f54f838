"""Which passwords are refused: those that a colleague would guess, or a list of stolen ones has."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import office

WORDS = Path(__file__).with_name("common_words.txt")
LETTERS_FOR = str.maketrans("@431!0$57", "aaeiiosst")
AT_MOST = 100  # characters are looked at; nobody guesses longer ones
OF_USER = ("username", "full_name", "email")


class GuessedPasswordValidator(CommonPasswordValidator):
    """Refuses what is one of 20,000 common passwords, or common words and own names one after the other.

    Digits and signs around them, capitals, diacritics and letters written as digits make no difference:
    `Sinhhoat@2026`, `Tỉnhủy2026!` and `P@ssw0rd` are words. Nothing is asked of the internet.
    """

    def validate(self, password, user=None):
        words = common_words() | _words_of(user) | set(_words(office.face().name))
        for spelled in spellings(password[:AT_MOST]):
            if spelled in self.passwords or made_of(spelled, words):
                raise ValidationError(
                    _("This password is easily guessed: it is made of common words, names or digits."),
                    code="password_guessed",
                )
        super().validate(password, user)

    def get_help_text(self):
        return _(
            "Take three or four words that have nothing to do with each other or with your work, joined by "
            "spaces or hyphens: for example an animal, a dish, a colour and a tool of your own choice."
        )


def spellings(password: str) -> Iterator[str]:
    """The letters of it without what is put around words; "" where there are none."""
    folded = _folded(password)
    body = re.sub(r"[\W\d_]+$", "", folded)
    yield _letters(body)
    yield _letters(body.translate(LETTERS_FOR))
    yield _letters(re.sub(r"^[\W\d_]+", "", body).translate(LETTERS_FOR))


def made_of(text: str, words: Collection[str]) -> bool:
    """Whether it is nothing but such words, one after the other."""
    longest = max(map(len, words), default=0)
    ends = {0}
    for end in range(1, len(text) + 1):
        if any(end - size in ends and text[end - size : end] in words for size in range(1, longest + 1)):
            ends.add(end)
    return len(text) in ends


@cache
def common_words() -> frozenset[str]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _words_of(user) -> set[str]:
    return {word for name in OF_USER for word in _words(getattr(user, name, "") or "")}


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[a-z]+", _folded(text)) if len(word) > 1]


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text)
