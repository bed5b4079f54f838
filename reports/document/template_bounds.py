"""What a Word template may ask for: nothing that grows beyond what a report can hold."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from jinja2 import Undefined, nodes, pass_eval_context
from jinja2.filters import sync_do_join

# The product's own template has 1,400 tags of XML, 33 of Jinja and a hundred nodes in them.
TAGS_AT_MOST, ASKED_AT_MOST, NODES_AT_MOST = 60_000, 2_000, 3_000
# Of one part when filled in: characters, and tags of XML.
SIZE_AT_MOST, FILLED_TAGS_AT_MOST = 20 * 1024 * 1024, 50_000
SEPARATOR_AT_MOST = 20  # characters
LINES = "lines of a list"  # the filter's name, which nobody can write


class TemplateProblem(ValidationError):
    """The template cannot be filled in; the message says what is wrong and what to do."""


def grows() -> TemplateProblem:
    return TemplateProblem(
        _("Filled in, the template grows beyond all bounds. Check its loops."), code="grows"
    )


def too_costly() -> TemplateProblem:
    return TemplateProblem(
        _(
            "Filling in the template takes more memory or time than a report can need. Begin again from the "
            "product's own template."
        ),
        code="costly",
    )


# Before it is filled in


def has_too_many_tags(texts: Iterable[bytes]) -> bool:
    """Of all parts together: told before anything reads them."""
    found = list(texts)
    asked = sum(text.count(b"{{") + text.count(b"{%") for text in found)
    return asked > ASKED_AT_MOST or sum(text.count(b"<") for text in found) > TAGS_AT_MOST


def expect_few_nodes(tree: nodes.Template) -> None:
    if sum(1 for _node in tree.find_all(nodes.Node)) > NODES_AT_MOST:
        raise too_costly()


def expect_bounded(node: nodes.Node) -> None:
    """A loop goes over a field, `join` puts something short between lines: neither can be multiplied."""
    if isinstance(node, nodes.For) and not isinstance(node.iter, nodes.Name | nodes.Getattr | nodes.Getitem):
        raise _no_list()
    if isinstance(node, nodes.Filter) and node.name == "join" and not _is_short(node):
        raise TemplateProblem(
            _("Between two lines “join” puts a short text, written as it is: %(join)s. Correct it.")
            % {"join": "{{ title|join(' ') }}"},
            code="join",
        )


def _is_short(join: nodes.Filter) -> bool:
    is_plain = not (join.kwargs or join.dyn_args or join.dyn_kwargs) and len(join.args) <= 1
    return is_plain and all(
        isinstance(argument, nodes.Const) and len(str(argument.value)) <= SEPARATOR_AT_MOST
        for argument in join.args
    )


def _no_list() -> TemplateProblem:
    return TemplateProblem(
        _("A list is gone through with “for” or put together with “join”: %(lists)s. Nothing else can be.")
        % {"lists": "title, sections, section.paragraphs, signatory_title, recipients"},
        code="no_list",
    )


def bind(tree: nodes.Template) -> None:
    """Have each loop make sure that what it goes over is a list."""
    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, LINES, [], [], None, None, lineno=loop.lineno)


def _lines(value: Any) -> Iterable:
    if not isinstance(value, list | Undefined):  # Jinja itself says what is undefined
        raise _no_list()
    return value


@pass_eval_context
def _joined(context: nodes.EvalContext, value: Any, separator: str = "") -> str:
    if isinstance(value, list) and not all(isinstance(line, str) for line in value):
        raise _no_list()
    return sync_do_join(context, _lines(value), separator)


FILTERS = {LINES: _lines, "join": _joined}


# While it is filled in


def bounded(pieces: Iterable[str]) -> Iterator[str]:
    """The same, until there is too much of it."""
    size = tags = 0
    for piece in pieces:
        size, tags = size + len(piece), tags + piece.count("<")
        if size > SIZE_AT_MOST or tags > FILLED_TAGS_AT_MOST:
            raise grows()
        yield piece
