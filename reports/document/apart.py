"""What somebody's Word template or PDF holds, found out in a process of its own."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject

from lib import confined

from . import rendering
from .signatures import Examination, Problem, examine
from .template_bounds import too_costly


def apart(function: Callable, content: bytes, *arguments: Any) -> Any:
    """`function(content, *arguments)`. Raises TemplateProblem where that takes too much."""
    try:
        return confined.call(function, content, *arguments, limits=confined.Limits.of(content))
    except confined.Ended:
        raise too_costly() from None


def examined(content: bytes, ours: Iterable[bytes], roots: Iterable[bytes]) -> Examination:
    """As signatures.examine; where comparing the texts takes too much, whoever signed is still told."""
    ours, told = list(ours), []
    # What we made ourselves weighs as well: a long report takes long to be read.
    limits = confined.Limits.of(b"".join([content, *ours]), seconds=8)
    try:
        return confined.call(_examined, content, ours, list(roots), limits=limits, progress=told.append)
    except confined.Ended:
        return told[-1] if told else Examination(Problem.COSTLY)


def _examined(content: bytes, ours: list[bytes], roots: list[bytes], progress: Callable) -> Examination:
    progress(examine(content, ours=[], roots=roots))
    return examine(content, ours=ours, roots=roots)


def rendered(template: bytes, fields: dict) -> DocumentObject:
    """As rendering.render, of a template that was uploaded."""
    return Document(BytesIO(apart(_rendered, template, fields)))


def _rendered(template: bytes, fields: dict) -> bytes:
    target = BytesIO()
    rendering.render(template, fields).save(target)
    return target.getvalue()
