"""One word for one thing, spelt one way: in the messages, in the scripts and in the user guide."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

CATALOGUE = settings.BASE_DIR / "locale" / "vi" / "LC_MESSAGES" / "django.po"
GUIDE = settings.BASE_DIR / "docs" / "huong-dan"
SCRIPTS = settings.BASE_DIR / "static" / "js"
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|\{\w*\}|<[^>]+>")

# What is not said, whatever its case: what is said instead.
WORDS = {
    r"tự đánh giá": "tự chấm",
    r"bản đánh giá": "phiếu đánh giá",
    r"cán bộ dự (chấm|xếp loại)": "cấp trên chấm, cấp trên xếp loại",
    r"khóa kỳ|(đã|chưa|tự|sẽ|vừa) khóa(?! tài khoản)": "đóng kỳ, kế hoạch đã đóng; tài khoản thì khóa",
    r"kiến nghị": "đề nghị, yêu cầu (đối với chi bộ)",
    r"buổi họp": "buổi sinh hoạt",
    r"chi bộ vắng": "chi bộ chưa dự do cán bộ vắng",
    r"chuyển kỳ": "chuyển sang kỳ sau",
    r"\brảnh\b|tháng (còn|nào) trống": "không vướng lịch",
    r"đi thay|ghi thay(?! đổi)|người khác đi\b": "dự thay; người ghi: …",
    r"vẫn xếp": "vẫn đăng ký",
    r"\bchuyến\b": "lịch công tác",
    r"\bbỏ (\w+ ){0,3}khỏi kế hoạch": "bỏ khỏi dự thảo; của kế hoạch đã duyệt thì rút khỏi kế hoạch",
    r"lý do (chưa|không) dự|lý do vắng mặt|nguyên nhân vắng": "lý do vắng",
    r"(?<!sao )\bchép\b": "sao chép",
    r"bị trả lại": "trả lại để chỉnh sửa",
    r"phê duyệt": "duyệt",
    r"(?<!số đảng viên )trung bình": "bình quân",
    r"(?<!sinh hoạt )cố định": "chốt (số liệu, nội dung); cố định chỉ nói về ngày sinh hoạt",
    r"hệ thống|sản phẩm": "phần mềm",
    r"chưa lưu gì (cả|vào)|chưa có gì được lưu": "chưa lưu gì",
    r"ghi nhận(?! xét)": "ghi",
    r"tra cứu": "tìm kiếm",
    r"ma trận": "tháng hoặc chi bộ ghi theo hàng ngang",
    r"đối tượng": "mục; cán bộ, chi bộ…",
    r"\bghép\b": "đối chiếu",
    r"tạo ngầm|chế độ nền": "cần ít phút để tạo",
    r"\bbạn\b": "đồng chí",
    r"quản trị viên": "người quản trị",
    r"tập tin": "tệp",
    r"vui lòng|làm ơn": "hãy",
    r"\be-?mail\b": "thư điện tử",
    r"cảnh cáo": "cảnh báo",
    r"(?<!cán bộ )(?<!nhóm )lãnh đạo(?! ban\b)(?! (đã )?đến dự)(?! duyệt)(?! xem khi duyệt)": (
        "cán bộ lãnh đạo, gọn: cán bộ; lãnh đạo là vai trò, là nhóm “lãnh đạo ban”, hoặc “có lãnh đạo đến dự”"
    ),
    r"20\d\d-H[12]": "6 tháng đầu năm 2018, 6 tháng cuối năm 2018",
}
# What stands all the same, and why.
ALLOWED = {
    r"^[Đđ]ã khóa$|[Tt]ài khoản (này )?đã khóa": "an account",
    r"^Lãnh đạo$|\(lãnh đạo\)|\| Lãnh đạo \||[Ll]ãnh đạo(,| và) văn thư|lãnh đạo \*\*Duyệt\*\*": "the role",
    r"“Chuyển từ lãnh đạo”": "a column of the data workbook",
    r"“Kiến nghị, đề xuất”": "the part of the report that goes upward",
    r"Để trống: không cố định|vào ngày cố định": "the day on which a cell meets",
    r"Tốt, Khá, Trung bình, Kém": "the rating",
    r"[Gg]hi (dạng )?2018-H1|là 6 tháng đầu năm 2018|hoặc 2018-H2|2018-H[12] (?=là)|, 2018-H2": "in files",
}
# Spelt otherwise than here.
SPELLING = {
    r"(?<!q)(o[áàảãạéèẻẽẹ]|u[ýỳỷỹỵ])(?!\w)": "hóa, hòa, ủy, thủy",
    r"\bkí\b|\bqui\b|\bhàng tháng\b": "ký, quy, hằng tháng",
    r"\.\.\.": "…",
    r"(?<=\S)  +(?=\S)": "one space",
    r"(?<=\w) +[,.;:!?](?!\w)": "no space before the sign",
    r"(?<=[^\W\d_])[,;](?=[^\W\d_])": "a space after the sign",
    r"\"": "“…”",
}


def messages() -> Iterator[str]:
    with CATALOGUE.open("rb") as file:
        for message in read_po(file):
            if message.id:
                yield from message.string if isinstance(message.string, tuple) else (message.string,)


def guide() -> Iterator[str]:
    for path in sorted(GUIDE.glob("*.md")):
        yield from path.read_text(encoding="utf-8").splitlines()


def scripts() -> Iterator[str]:
    for path in sorted(SCRIPTS.glob("*.js")):
        yield from re.findall(r'"([^"\n]*[^\x00-\x7f][^"\n]*)"', path.read_text(encoding="utf-8"))


TEXTS = {"messages": messages, "guide": guide, "scripts": scripts}


def against(rules: dict[str, str], texts: Iterator[str], allowed: Iterable[str] = ()) -> list[tuple]:
    """(what to write instead, the text) of every text that breaks a rule."""
    found = []
    for text in texts:
        said = PLACEHOLDER.sub("X", text)
        for phrase in allowed:
            said = re.sub(phrase, "", said)
        found += [(word, text) for rule, word in rules.items() if re.search(rule, said, re.IGNORECASE)]
    return found


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_one_word_for_one_thing(texts):
    assert against(WORDS, texts(), ALLOWED) == []


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_one_spelling(texts):
    assert against(SPELLING, texts()) == []
    assert [text for text in texts() if text != unicodedata.normalize("NFC", text)] == []
