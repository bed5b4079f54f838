"""What comes along when text is pasted from Word, made plain: bullets, odd spaces, symbols of its fonts."""

import re

from lib.vietnamese import nfc

# Word's line breaks inside a paragraph, page breaks, and what other programs put between lines.
LINE_BREAK = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
# Soft hyphens, joiners, marks of direction: nobody sees them, and they hide a word from every search.
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffc]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
SPACE = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
PLAIN = str.maketrans(
    {
        "\u2010": "-",  # hyphen
        "\u2011": "-",  # the one that does not break
        "\u2212": "-",
        "\uff05": "%",
    }
)
PRIVATE = "\ue000-\uf8ff"  # Symbol and Wingdings: without the font a box
BULLETS = "•‣⁃◦∙·●○◉▪▫■□◆◇❖➢➤►▶▸⮚✓✔★☆♦"
# At the beginning of a paragraph. A dash, or the "o" of a second level, only with what sets a bullet apart.
BULLET = re.compile(
    rf"^\s*(?:[{BULLETS}{PRIVATE}]+\s*|[–—]\s+|[o§]\t\s*|o[ \u00a0]{{2,}}|-\t\s*)", re.MULTILINE
)


def made_plain(text: str) -> str:
    """The text in plain characters; quotation marks and dashes within a sentence stay as they are."""
    text = UNSEEN.sub("", LINE_BREAK.sub("\n", nfc(text)))
    text = "\n".join(BULLET.sub("- ", line) for line in text.split("\n"))
    text = re.sub(rf" ?[{PRIVATE}]+ ?", " ", CONTROL.sub("", SPACE.sub(" ", text)))
    return text.translate(PLAIN)
