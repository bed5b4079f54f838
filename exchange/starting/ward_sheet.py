"""A ward's score sheet of 2025 under Hướng dẫn 42-HD/BTCTW: its structure and points, in words of our own."""

import datetime as dt

from .offered import AVERAGE, FAIR, GOOD, POOR, Criterion

RUBRIC = "KTC-42HD"
NAME = "Phiếu chấm điểm chất lượng sinh hoạt chi bộ (phường)"
DOCUMENT = "Hướng dẫn số 42-HD/BTCTW ngày 28/10/2025 của Ban Tổ chức Trung ương"
VALID_FROM = dt.date(2025, 10, 28)
BANDS = [(GOOD, 90, False), (FAIR, 70, False), (AVERAGE, 50, False), (POOR, 0, False)]


def _levels(code: str, text: str, *levels: str, measure: str | None = None, **more) -> Criterion:
    """Each level as "points | condition | suggested from"; the highest is the line's maximum."""
    maximum = max(int(level.split("|")[0]) for level in levels)
    cells = {"Cách chấm": "Các mức", "Các mức": "\n".join(levels), "Gợi ý theo": measure}
    return Criterion(code, text, maximum, more=cells | more)


def _yes_no(code: str, text: str, maximum: float, **more) -> Criterion:
    return Criterion(code, text, maximum, more={"Cách chấm": "Có/không"} | more)


SECTIONS = {
    "1. Thời gian sinh hoạt": [
        _levels(
            "1.1",
            "Bảo đảm thời gian: từ 90 phút; từ 120 phút với chi bộ có 30 đảng viên trở lên",
            "5 | Đủ thời gian | 90",
            "4 | Thiếu không quá 15 phút | 75",
            "3 | Thiếu trên 15 đến 30 phút | 60",
            "2 | Thiếu trên 30 phút, chưa đến một nửa thời gian | 45,5",
            "1 | Chỉ đạt một nửa thời gian trở xuống | 0",
            measure="Thời gian",
        ),
    ],
    "2. Đảng viên dự sinh hoạt": [
        _levels(
            "2.1",
            "Tỷ lệ đảng viên dự sinh hoạt trên tổng số đảng viên phải dự",
            "4 | Từ 90% trở lên | 90",
            "3 | Từ 75% đến dưới 90% | 75",
            "2 | Từ 65% đến dưới 75% | 65",
            "1 | Dưới 65%, hoặc có đảng viên vắng không có lý do | 0",
            measure="Đảng viên có mặt",
            **{"Điểm tối đa của phần": 5},
        ),
        Criterion(
            "2.2",
            "Trong năm không có đảng viên vắng có lý do quá ba kỳ liên tiếp",
            1,
            more={"Cách chấm": "Điểm cộng"},
        ),
    ],
    "3. Chuẩn bị sinh hoạt": [
        _yes_no("3.1", "Bí thư hoặc người được phân công chuẩn bị đầy đủ nội dung", 3),
        _yes_no("3.2", "Báo trước thời gian, địa điểm, nội dung cho đảng viên và cấp ủy viên theo dõi", 2),
        _yes_no(
            "3.3", "Họp chi ủy thống nhất nội dung trước", 2, **{"Không áp dụng khi": "chi bộ chỉ có bí thư"}
        ),
        _yes_no("3.4", "Tài liệu có trên Sổ tay đảng viên điện tử trước một ngày", 1),
        _yes_no("3.5", "Chuẩn bị tốt địa điểm và các điều kiện phục vụ", 2),
    ],
    "4. Tiến hành sinh hoạt": [
        _yes_no("4.1", "Thực hiện đúng trình tự các bước của buổi sinh hoạt", 5),
        _yes_no("4.2", "Đánh giá việc thực hiện nghị quyết tháng trước, bàn nhiệm vụ tháng tới cụ thể", 10),
        _yes_no(
            "4.3",
            "Sinh hoạt chuyên đề đúng kế hoạch, thiết thực",
            5,
            **{"Khi không có chuyên đề": "Tính đủ điểm"},
        ),
        _yes_no("4.4", "Thông tin thời sự, chủ trương mới; nắm tư tưởng đảng viên", 2),
        _levels(
            "4.5",
            "Tỷ lệ đảng viên phát biểu trên số đảng viên có mặt",
            "5 | Trên 50% | 50,1",
            "4 | Từ 40% đến 50% | 40",
            "3 | Từ 30% đến dưới 40% | 30",
            "2 | Dưới 30% | 0",
            measure="Đảng viên phát biểu",
        ),
        _yes_no("4.6", "Ý kiến phát biểu đúng trọng tâm", 1),
        _yes_no("4.7", "Vấn đề nêu ra được giải đáp tại buổi sinh hoạt", 1),
        _yes_no("4.8", "Phân công, kiểm tra việc đảng viên thực hiện nhiệm vụ", 1),
    ],
    "5. Người chủ trì": [
        _yes_no("5.1", "Điều hành đúng nguyên tắc tập trung dân chủ", 2),
        _yes_no("5.2", "Gợi mở, dẫn dắt thảo luận; tôn trọng ý kiến khác nhau", 4),
        _yes_no("5.3", "Kết luận rõ từng vấn đề", 3),
        _yes_no("5.4", "Tác phong chững chạc, bảo đảm thời gian", 1),
    ],
    "6. Nguyên tắc sinh hoạt": [
        _yes_no("6.1", "Giữ nghiêm kỷ luật, chế độ sinh hoạt", 1),
        _yes_no("6.2", "Tự phê bình và phê bình thẳng thắn", 2),
        _yes_no("6.3", "Giữ gìn đoàn kết, thống nhất trong chi bộ", 1),
        _yes_no("6.4", "Bảo vệ nền tảng tư tưởng của Đảng, phản bác thông tin sai trái", 1),
    ],
    "7. Kết quả thực hiện nhiệm vụ": [
        _levels(
            "7.1",
            "Tỷ lệ chỉ tiêu, nhiệm vụ của tháng đã hoàn thành",
            "30 | Từ 90% đến 100%",
            "27 | Từ 80% đến dưới 90%",
            "24 | Từ 70% đến dưới 80%",
            "20 | Từ 60% đến dưới 70%",
            "15 | Từ 50% đến dưới 60%",
            "10 | Dưới 50%",
        ),
    ],
    "8. Kết thúc sinh hoạt": [
        _yes_no("8.1", "Thông qua nghị quyết hoặc kết luận của chi bộ", 2),
        _yes_no("8.2", "Biên bản ghi đầy đủ, có chữ ký của chủ trì và thư ký", 2),
        _yes_no("8.3", "Chi bộ tự chấm điểm buổi sinh hoạt", 1),
    ],
}
