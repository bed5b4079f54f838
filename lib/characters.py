"""Characters that no text of an office has a use for."""

import re

# What no XML holds, and so no Word or Excel file: control characters, halves of a pair, no characters.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Word's break inside a paragraph, of a page, and what other programs put between lines.
_ODD_BREAK = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
# The same halves and no characters, other control characters, marks that turn the order of letters around,
# by which a name reads as another.
_NEVER_MEANT = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def meant(text: str) -> str:
    """The text without what nobody types or sees; other programs' line breaks are line breaks."""
    return text if text.isprintable() else _NEVER_MEANT.sub("", _ODD_BREAK.sub("\n", text))
