"""Reading pages as their readers do: the text of cells, where links lead, what stands in fields."""

from collections.abc import Iterator

from django.test.html import Element, RootElement, parse_html
from django.urls import resolve


def parse(response) -> Element:
    """The page, whose only child is <html>; a fragment stands there as it is."""
    page = RootElement()
    page.append(parse_html(response.content.decode()))
    return page


def find_all(element: Element, name: str | None = None, /, **attributes) -> Iterator[Element]:
    """Elements below `element`, in order; an attribute None means any value, `class_` one class of many."""
    for child in element.children:
        if isinstance(child, str):
            continue
        if name in (None, child.name) and _has(child, attributes):
            yield child
        yield from find_all(child, name, **attributes)


def find(element: Element, name: str | None = None, /, **attributes) -> Element:
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


def alerts(response) -> list[str]:
    """What the page says above its content or its form."""
    return [text(alert) for alert in find_all(parse(response), "div", class_="alert")]


def feedback(response) -> list[str]:
    """What the page says beside its fields."""
    found = [text(e) for e in find_all(parse(response), class_="invalid-feedback")]
    return [words for words in found if words]


def typed(response) -> dict[str, str]:
    """What stands in the fields of a page's form."""
    values = {}
    for element in find_all(parse(response)):
        name, kind = attribute(element, "name"), attribute(element, "type")
        attributes = dict(element.attributes)
        if element.name == "input" and kind in ("radio", "checkbox"):
            if "checked" in attributes:
                values[name] = attributes.get("value")
        elif element.name == "input" and name:
            values[name] = attributes.get("value", "")
        elif element.name == "textarea":
            values[name] = text(element)
        elif element.name == "select":
            values[name] = next(
                (
                    attribute(o, "value")
                    for o in find_all(element, "option")
                    if "selected" in dict(o.attributes)
                ),
                "",
            )
    return values


def buttons(response) -> set[str]:
    """What a page offers to do with plans and visits: names of routes."""
    page = parse(response)
    addresses = [attribute(form, "action") for form in find_all(page, "form")]
    addresses += [attribute(link, "href") for link in find_all(page, "a", class_="btn")]
    matches = [resolve(address.split("?")[0]) for address in addresses if address]
    return {match.url_name for match in matches if match.namespace in ("attendance", "office")}
