"""Import of workbooks and of an office's own lists in the browser, on top of `exchange.workbook`.

An uploaded file is read into rows of the exchange format (`reading`), directly or through a mapping of
its columns; judged and shown (`preview`); saved once its user agrees.
"""
