"""Text from before Unicode is recognised; Unicode Vietnamese and other languages never are."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from exchange.tables.encodings import TCVN3, VNI, old_encoding
from lib.vietnamese import nfc


@pytest.mark.parametrize(
    "text",
    [
        "NguyÔn V¨n An",
        "TrÇn ThÞ B×nh",
        "Lª M¹nh C\xadêng",
        "Chi bé Tr\xadêng TiÓu häc B¾c S¬n",
        "§¶ng ñy x· Khª Th\xadîng",
        "HuyÖn ñy",
        "Phã Tr\xadëng ban",
        "Hµ",
        "Nhµ v¨n hãa",
    ],
)
def test_tcvn3(text):
    assert old_encoding(text) == TCVN3


@pytest.mark.parametrize(
    "text",
    [
        "Nguyeãn Vaên An",
        "NGUYEÃN VAÊN AN",
        "Traàn Thò Bình",
        "Leâ Maïnh Cöôøng",
        "Chi boä Tröôøng Tieåu hoïc Baéc Sôn",
        "Ñaûng uûy xaõ Kheâ Thöôïng",
        "HUYEÄN UÛY",
        "Phoù Tröôûng ban",
        "Nhaø vaên hoùa",
    ],
)
def test_vni(text):
    assert old_encoding(text) == VNI


@pytest.mark.parametrize(
    "text",
    [
        # Vietnamese whose letters all are Latin-1, too
        "Hà", "Lê Hà", "xã Hòa Bình", "TÔN HÀ", "Thuý", "khoá", "Hùynh", "qúy", "phòng", "Tân Hòa", "ấp 1",
        "Lò Văn Páo", "Sùng Mí Phìn", "Y Bih", "Siu Hùng", "Cà Văn Ín",
        # places, and names with a letter from another keyboard
        "Krông Ana", "Phnôm Pênh", "Kông", "H'Mông", "Plông", "Ðông", "Ðoàn Kết", "HÐND", "Bôt",
        # signs
        "m²", "25°C", "½", "A · B", "2 × 3", "© 2018", "Intel®", "«ba»", "§5", "£5", "a»", "100%", "→ Ban",
        # other languages
        "café", "José", "Müller", "São Tomé", "Zürich", "Noël", "naïve", "señor", "João", "fête", "rôti",
        "crème brûlée", "Málaga", "smörgåsbord", "Côte d'Ivoire", "Médecins Sans Frontières", "Besançon",
        "Düsseldorf", "Løgstør", "Þór", "The meeting is held monthly", "",
    ],
)  # fmt: skip
def test_what_is_no_old_encoding(text):
    assert old_encoding(nfc(text)) is None
    assert old_encoding(nfc(text).upper()) is None


def test_no_word_of_the_products_own_vietnamese_is_taken_for_one():
    texts = (Path(settings.BASE_DIR) / "locale/vi/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    words = {nfc(word) for word in re.findall(r"\S+", texts)}
    assert len(words) > 2000
    assert {word for word in words if old_encoding(word)} == set()
