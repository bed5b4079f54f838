"""Places on a page that rooms above fill: whoever stands lower names nobody who stands higher.

A template leaves a place with `{% slot "cell-steps" %}`; a room above fills it from its AppConfig's `ready`
with a template of its own, which sees what the page's template sees.
"""

from collections import defaultdict

_filled: dict[str, list[str]] = defaultdict(list)


def fill(name: str, template: str) -> None:
    """`template` is drawn in the slot `name`, below what was put there before; once, however often said."""
    if template not in _filled[name]:
        _filled[name].append(template)


def templates_of(name: str) -> list[str]:
    """What stands in the slot, in order; empty where nobody fills it."""
    return list(_filled[name])
