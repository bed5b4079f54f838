"""Filling in a Word template: Jinja tags in a sandbox, every text escaped, mistakes named.

docxtpl by itself neither escapes what it fills in nor fences in what a template may do: both are done
here. A template may print fields, loop over lists and ask conditions, nothing else.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO

from django.utils.translation import gettext as _
from docx.document import Document
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError, meta, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from lib.characters import NOT_IN_XML
from lib.vietnamese import nfc

from . import template_bounds
from .template_bounds import TemplateProblem

LOOPS_AT_MOST = 2  # one in the other: sections and their paragraphs
FILTERS = {"capitalize", "default", "first", "join", "last", "length", "lower", "title", "trim", "upper"}
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
    nodes.Test,
    nodes.Concat,
)


def printable(text) -> str:
    """As one line of a Word file can hold it, words one space apart."""
    return " ".join(nfc(NOT_IN_XML.sub(" ", str(text))).split())


def render(template: bytes, fields: dict) -> Document:
    """The document that `template` (a .docx) becomes with `fields`."""
    rendering = _Rendering(BytesIO(template))
    rendering.render(fields, _Environment(fields))
    return rendering.docx


class _Environment(SandboxedEnvironment):
    """Knows the names of `fields` and no others, none of Jinja's globals among them."""

    def __init__(self, fields: Iterable[str]):
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=_one_text)
        self.globals.clear()
        self.filters |= template_bounds.FILTERS
        self.known = frozenset(fields)

    def getattr(self, obj, attribute):
        """Of a section its heading, of a loop its index; never a method of Python's."""
        return self.getitem(obj, attribute)

    def getitem(self, obj, argument):
        if isinstance(obj, LoopContext) and not callable(getattr(obj, str(argument), None)):
            return super().getattr(obj, argument)
        if isinstance(obj, (dict, list)) and isinstance(argument, (str, int)):
            try:
                return obj[argument]
            except (LookupError, TypeError):
                pass
        return self.undefined(obj=obj, name=argument)

    def _parse(self, source, name, filename):
        tree = super()._parse(source, name, filename)
        template_bounds.expect_few_nodes(tree)
        _check(tree, loops=0)
        unknown = sorted(meta.find_undeclared_variables(tree) - self.known)
        if unknown:
            raise TemplateProblem(
                _("Unknown field: %(names)s. Use only the fields listed on the page, spelt as there.")
                % {"names": ", ".join(f"“{name}”" for name in unknown)},
                code="unknown",
            )
        template_bounds.bind(tree)
        return tree


def _one_text(value):
    if isinstance(value, (list, dict)):
        raise TemplateProblem(
            _("A list is printed in one piece. Repeat its lines: %(tags)s.")
            % {"tags": "{%p for line in title %}, {{ line }}, {%p endfor %}"},
            code="list",
        )
    return value


def _check(node: nodes.Node, loops: int) -> None:
    if isinstance(node, nodes.Name) and node.name == "self":
        raise _not_allowed(node.name)
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        raise _not_allowed(node.attr)
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise _not_allowed(f"|{node.name}")
    if not isinstance(node, _ALLOWED):
        raise _not_allowed(_NAMES.get(type(node).__name__, type(node).__name__))
    template_bounds.expect_bounded(node)
    loops += isinstance(node, nodes.For)
    if loops > LOOPS_AT_MOST:
        raise TemplateProblem(
            _("The template has loops in loops in loops. Two are enough: sections and their paragraphs."),
            code="loops",
        )
    for child in node.iter_child_nodes():
        _check(child, loops)


# As their writer typed them.
_NAMES = {
    "Call": "( )",
    "Assign": "set",
    "AssignBlock": "set",
    "FilterBlock": "filter",
    "Include": "include",
    "Import": "import",
    "FromImport": "import",
    "Extends": "extends",
    "Macro": "macro",
    "CallBlock": "call",
    "Block": "block",
    "Mul": "*",
    "Pow": "**",
    "Add": "+",
    "Sub": "-",
    "Div": "/",
    "FloorDiv": "//",
    "Mod": "%",
    "Neg": "-",
    "Tuple": "( , )",
    "List": "[ ]",
    "Dict": "{ }",
    "Slice": "[ : ]",
}


def _not_allowed(what: str) -> TemplateProblem:
    return TemplateProblem(
        _(
            "“%(what)s” is not allowed in a template. It may print fields with %(print)s, repeat with "
            "%(repeat)s and choose with %(choose)s. Remove it."
        )
        % {"what": what, "print": "{{ }}", "repeat": "{% for %}", "choose": "{% if %}"},
        code="not_allowed",
    )


@lru_cache(maxsize=16)
def _compiled(source: str, fields: frozenset[str]) -> Template:
    """A part of a template, kept for the next document made of it."""
    return _Environment(fields).from_string(source)


class _Rendering(DocxTemplate):
    """docxtpl, except that text comes out as it was typed and mistakes are not papered over."""

    def render_xml_part(self, src_xml, part, context, jinja_env=None):
        # A paragraph a line, so that a mistake can be told with the words around it.
        source = re.sub(r"<w:p([ >])", r"\n<w:p\1", src_xml)
        try:
            filled_in = _compiled(source, jinja_env.known).generate(context)
            pieces = list(template_bounds.bounded(filled_in))
        except TemplateError as error:
            raise _explained(error, source) from error
        filled = self.resolve_listing(re.sub(r"\n<w:p([ >])", r"<w:p\1", "".join(pieces)))
        try:
            etree.fromstring(filled.encode(), etree.XMLParser(resolve_entities=False))
        except etree.XMLSyntaxError as error:
            raise TemplateProblem(
                _(
                    "A tag begins in one paragraph or table cell and ends in another. Write %(tags)s each in "
                    "a paragraph of its own, and for rows of a table %(row)s."
                )
                % {"tags": "{%p for … %}, {%p if … %}, {%p endfor %}, {%p endif %}", "row": "{%tr … %}"},
                code="structure",
            ) from error
        return filled

    def render_properties(self, context, jinja_env=None):
        """The document's properties are not the template's to write (reports.document.word)."""


def _explained(error: TemplateError, source: str) -> TemplateProblem:
    message = error.message or ""
    if isinstance(error, UndefinedError):
        name = re.search(r"'(?P<name>[^']*)' is undefined|attribute '(?P<attribute>[^']*)'", message)
        text = _("Unknown field: %(names)s. Use only the fields listed on the page, spelt as there.") % {
            "names": f"“{(name['name'] or name['attribute']) if name else message}”"
        }
        return TemplateProblem(text, code="unknown")
    if isinstance(error, TemplateSyntaxError):
        text = _syntax(message)
        if near := _near(source, error.lineno):
            text += " " + _("Look near “%(text)s”.") % {"text": near}
        return TemplateProblem(text, code="syntax")
    return TemplateProblem(
        _("The template cannot be filled in: %(message)s. Correct it and upload it again.")
        % {"message": message.rstrip(".")},
        code="refused",
    )


def _syntax(message: str) -> str:
    if found := re.search(r"needs to be closed is '(\w+)'", message):
        return _("%(tag)s is not closed: %(end)s is missing. Add it where it ends.") % {
            "tag": _tag(found[1]),
            "end": _tag(f"end{found[1]}"),
        }
    if found := re.search(r"[Uu]nknown tag '(end\w+)'", message):
        return _("%(tag)s stands where nothing is open: its beginning is missing. Add that or remove it.") % {
            "tag": _tag(found[1])
        }
    if found := re.search(r"[Uu]nknown tag '(\w+)'", message):
        return _("Unknown tag: %(tag)s. A template may use for and if. Remove it.") % {"tag": _tag(found[1])}
    return _("A tag is not written correctly (%(message)s). Compare it with the product's own template.") % {
        "message": message.rstrip(".")
    }


def _tag(name: str) -> str:
    return f"{{% {name} %}}"


def _near(source: str, line: int) -> str:
    """The words of the paragraph that the mistake is in, or that it was noticed after."""
    lines = [" ".join(re.sub(r"<[^>]+>", " ", text).split()) for text in source.splitlines()]
    before = [text for text in lines[:line] if text]
    return before[-1][:80] if before else ""
