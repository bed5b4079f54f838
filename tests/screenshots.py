"""Pictures of the user guide, taken from the running product on its demo data: `make screenshots`.

Pages of the first half of 2018 where there is a choice, so that pictures stay alike from year to year.
"""

import contextlib
import io
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from playwright.sync_api import Browser, Page, sync_playwright

from .browser_setup import find_chromium

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "static" / "help"
PASSWORD = "demo-2018"
WIDTH, HEIGHT = 1040, 620  # wide enough for the sections in the header


def first_link(text: str) -> Callable[[Page], None]:
    """Opens the first link whose text contains `text`."""
    return lambda page: page.locator("main").get_by_role("link", name=text).first.click()


def open_visit_form(button: str) -> Callable[[Page], None]:
    """By the first button of that name, which goes on with whose it is."""
    name = re.compile(f"^{button}(:|$)")
    return lambda page: page.locator("main").get_by_role("link", name=name).first.click()


def upload_with_slips(page: Page) -> None:
    """An office's list with two slips."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Danh sách"
    rows = [
        ("Mã", "Tên", "Mã cấp ủy", "Mã loại hình", "Số đảng viên", "Ngày sinh hoạt"),
        ("CB-901", "Chi bộ thôn Đông Hòa 2", "XTM", "LH1", 24, 3),
        ("CB-902", "Chi bộ thôn Tây Hòa 2", "XTM", "LH1", 31, 45),
        ("CB-903", "Chi bộ Trường Mầm non Tân Mỹ", "XTMM", "LH6", 17, 5),
    ]
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    page.set_input_files(
        "input[type=file]",
        {
            "name": "danh-sach-chi-bo.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": content.getvalue(),
        },
    )
    page.locator("main form .btn-primary").first.click()
    page.wait_for_load_state("networkidle")
    if page.get_by_role("button", name="Xem trước").count():
        page.get_by_role("button", name="Xem trước").click()
        page.wait_for_load_state("networkidle")


@dataclass(frozen=True)
class Picture:
    """`user` at `path`, after `step`; "" is nobody signed in. At most `height` high."""

    name: str
    user: str
    path: str
    step: Callable[[Page], None] | None = None
    height: int = HEIGHT


PICTURES = [
    Picture("dang-nhap", "", "/sign-in/"),
    Picture("viec-cua-toi", "chuyenvien", "/work/"),
    Picture("ke-hoach", "chuyenvien", "/plans/", first_link("Ban Tuyên giáo")),
    Picture("lich-sinh-hoat", "chuyenvien", "/plans/", first_link("Lịch sinh hoạt"), height=1000),
    Picture("ghi-ket-qua", "chuyenvien", "/months/2018-06/"),
    Picture("ghi-vang", "chuyenvien", "/work/", open_visit_form("Vắng")),
    Picture("danh-gia", "chuyenvien", "/work/", open_visit_form("Đánh giá"), height=720),
    Picture("tong-quan", "lanhdao", "/half-years/2018-H1/", height=720),
    Picture("cho-duyet", "lanhdao", "/plans/waiting/"),
    Picture("bao-cao", "vanthu", "/half-years/2018-H1/summary/", first_link("Soạn báo cáo")),
    Picture("cac-buoc", "quantri", "/first-steps/"),
    Picture("nhap-excel", "quantri", "/imports/?sheet=cells", upload_with_slips),
    Picture("cap-uy", "quantri", "/committees/", first_link("Huyện ủy Tân Lâm")),
    Picture("khung-tieu-chi", "quantri", "/rubrics/", first_link("Phiếu chấm điểm"), height=720),
    Picture("tai-khoan", "quantri", "/users/", first_link("Phạm Thu Trang")),
]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _wait_for(url: str) -> None:
    for _try in range(150):
        try:
            urllib.request.urlopen(url, timeout=2)  # noqa: S310 - our own server
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    sys.exit(f"The server does not answer at {url}.")


def take(page: Page, picture: Picture, base: str) -> None:
    page.set_viewport_size({"width": WIDTH, "height": picture.height})  # what sticks to its end stands there
    page.goto(f"{base}{picture.path}")
    if picture.step:
        picture.step(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)")
    whole = page.evaluate("document.documentElement.scrollHeight")
    page.screenshot(
        path=TARGET / f"{picture.name}.png",
        clip={"x": 0, "y": 0, "width": WIDTH, "height": min(picture.height, whole)},
        full_page=True,
        animations="disabled",
    )


def main() -> None:
    chromium = find_chromium() or sys.exit("No Chromium: install one, or set CHROMIUM.")
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running_product(folder) as base:
        _wait_for(f"{base}/sign-in/")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            for user in dict.fromkeys(picture.user for picture in PICTURES):
                take_all_of(user, browser, base)
            browser.close()


@contextlib.contextmanager
def running_product(folder: str) -> Iterator[str]:
    """The address of a server with the demo data, which goes with the block."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
        "ATTACHMENTS_DIR": f"{folder}/attachments",
        "SECRET_KEY": "for-pictures-only",
        "DEBUG": "on",
        "HTTPS": "off",
        "ALLOWED_HOSTS": "localhost",
    }
    port = _free_port()
    for command in (["migrate", "--verbosity", "0"], ["load_demo", "--verbosity", "0"]):
        manage = [sys.executable, "manage.py", *command]
        subprocess.run(manage, cwd=ROOT, env=environment, check=True)  # noqa: S603 - a fixed command
    server = subprocess.Popen(  # noqa: S603 - a fixed command
        [sys.executable, "manage.py", "runserver", f"localhost:{port}", "--noreload"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait()


def take_all_of(user: str, browser: Browser, base: str) -> None:
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, locale="vi-VN", device_scale_factor=1
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    if user:
        page.goto(f"{base}/sign-in/")
        page.get_by_label("Tên đăng nhập").fill(user)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_load_state("networkidle")
    for picture in PICTURES:
        if picture.user == user:
            take(page, picture, base)
            print(picture.name)
    context.close()


if __name__ == "__main__":
    main()
