"""Cells to choose from while planning."""

from .plans import VisitCreateView


class CellPickerView(VisitCreateView):
    """The cells that match what is typed into the form so far: a fragment of its page."""

    http_method_names = ["get"]
    template_name = "planning/_cell_options.html"
