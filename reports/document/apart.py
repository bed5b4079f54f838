"""What somebody's Word template or PDF holds, found out in a process of its own."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject

from lib import confined

from . import rendering
from .template_bounds import too_costly


def apart(function: Callable, content: bytes, *arguments: Any) -> Any:
    """`function(content, *arguments)`. Raises TemplateProblem where that takes too much."""
    try:
        return confined.call(function, content, *arguments, limits=confined.Limits.of(content))
    except confined.Ended:
        raise too_costly() from None


def rendered(template: bytes, fields: dict) -> DocumentObject:
    """As rendering.render, of a template that was uploaded."""
    return Document(BytesIO(apart(_rendered, template, fields)))


def _rendered(template: bytes, fields: dict) -> bytes:
    target = BytesIO()
    rendering.render(template, fields).save(target)
    return target.getvalue()
