"""Worksheets as they are printed."""

from openpyxl.worksheet.worksheet import Worksheet


def lay_on_paper(sheet: Worksheet, font: str, *, is_upright: bool = False) -> None:
    """On A4 across, or upright, as wide as the paper and as long as it takes, pages numbered below."""
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.orientation = (
        Worksheet.ORIENTATION_PORTRAIT if is_upright else Worksheet.ORIENTATION_LANDSCAPE
    )
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.5
    margins.top, margins.bottom, margins.footer = 0.6, 0.8, 0.4
    footer = sheet.oddFooter.center
    footer.text, footer.font = "&P/&N", font
