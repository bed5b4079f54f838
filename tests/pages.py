"""Reading pages as their readers do: the text of cells, where links lead, what stands in fields."""

from collections.abc import Iterator

from django.test.html import Element, parse_html


def parse(response) -> Element:
    return parse_html(response.content.decode())


def find_all(element: Element, name: str | None = None, **attributes) -> Iterator[Element]:
    """Elements below `element`, in order; an attribute None means any value, `class_` one class of many."""
    for child in element.children:
        if isinstance(child, str):
            continue
        if name in (None, child.name) and _has(child, attributes):
            yield child
        yield from find_all(child, name, **attributes)


def find(element: Element, name: str | None = None, **attributes) -> Element:
    """The only one."""
    (found,) = find_all(element, name, **attributes)
    return found


def _has(element: Element, attributes: dict) -> bool:
    own = dict(element.attributes)
    for name, value in attributes.items():
        if name == "class_":
            if value not in (own.get("class") or "").split():
                return False
            continue
        name = name.replace("_", "-")
        if name not in own or value not in (None, own[name]):
            return False
    return True


def attribute(element: Element, name: str) -> str | None:
    return dict(element.attributes).get(name)


def text(element: Element) -> str:
    """As read on the screen, white space in one piece."""
    parts = [child if isinstance(child, str) else text(child) for child in element.children]
    return " ".join(" ".join(parts).split())


def table(element: Element) -> list[list[str]]:
    """The rows of the only table below `element`, each as the texts of its cells."""
    return [
        [text(cell) for cell in row.children if not isinstance(cell, str)]
        for row in find_all(find(element, "table"), "tr")
    ]
