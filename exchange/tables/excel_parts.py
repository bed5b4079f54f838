"""Parts of an .xlsx that are about the whole workbook: which worksheet lies where, what is struck through."""

import posixpath
import zipfile

from lxml import etree

from .limits import unreadable

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STYLES, TEXTS = "xl/styles.xml", "xl/sharedStrings.xml"
_BYTES_AT_MOST = 20 * 1024 * 1024
_OFF = ("0", "false")


def _tree(archive: zipfile.ZipFile, name: str):
    if archive.getinfo(name).file_size > _BYTES_AT_MOST:
        raise unreadable()
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(archive.read(name), parser)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _children(element, name: str) -> list:
    return [child for child in element if isinstance(child.tag, str) and _local(child.tag) == name]


def worksheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Parts by title."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _tree(archive, RELATIONS)
        if "worksheet" in relation.get("Type", "").rpartition("/")[2]
    }
    found = {}
    for sheets in _children(_tree(archive, WORKBOOK), "sheets"):
        for sheet in _children(sheets, "sheet"):
            relation = next((value for key, value in sheet.attrib.items() if _local(key) == "id"), None)
            title = sheet.get("name", "")
            if title in found:
                raise unreadable()
            if relation in targets:
                found[title] = _part(targets[relation])
    return found


def _part(target: str) -> str:
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return target.lstrip("/")
    return target if target.startswith("xl/") else posixpath.normpath(posixpath.join("xl", target))


def struck_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Numbers of the cells' styles whose font is struck through."""
    if STYLES not in archive.namelist() or b"strike" not in archive.read(STYLES):
        return frozenset()
    root = _tree(archive, STYLES)
    fonts = [font for group in _children(root, "fonts") for font in _children(group, "font")]
    struck = {str(i) for i, font in enumerate(fonts) if _is_struck(font)}
    styles = [style for group in _children(root, "cellXfs") for style in _children(group, "xf")]
    return frozenset(i for i, style in enumerate(styles) if style.get("fontId") in struck)


def _is_struck(font) -> bool:
    return any(strike.get("val", "1") not in _OFF for strike in _children(font, "strike"))


def struck_texts(archive: zipfile.ZipFile) -> frozenset[int]:
    """Numbers of the shared texts all of whose letters are struck through."""
    found, number = set(), 0
    with archive.open(TEXTS) as stream:
        for _event, item in etree.iterparse(stream, resolve_entities=False, no_network=True, tag="{*}si"):
            runs = _children(item, "r")
            if runs and all(any(map(_is_struck, _children(run, "rPr"))) for run in runs):
                found.add(number)
            number += 1
            item.clear()
            while item.getprevious() is not None:
                del item.getparent()[0]
    return frozenset(found)
