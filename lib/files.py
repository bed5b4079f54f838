"""Files of a page's tables: which kinds there are, a room above says; a page only names its table."""

from collections.abc import Callable

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from .tables import Table

Answer = Callable[[HttpRequest, Table], HttpResponseBase]

_answers: dict[str, Answer] = {}


def offer(kind: str, answer: Answer) -> None:
    """Tables are had as files of `kind` ("csv"): `answer` gives the file of one."""
    _answers[kind] = answer


def answer(kind: str, request: HttpRequest, table: Table) -> HttpResponseBase:
    """The file; an address that asks for another kind does not exist."""
    if kind not in _answers:
        raise Http404(kind)
    return _answers[kind](request, table)
