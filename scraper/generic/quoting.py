"""Quotes that no class names: a line that says whose words follow, and the box behind it.

Boards that lay out with tables print ``Quote:`` or ``Tom wrote:`` in an element, and the quoted words in the next one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from scraper.attribution import quoted_in
from scraper.generic.outline import Outline

LONGEST_LABEL = 90
"""Characters of the line that names the one quoted."""
BOXES = frozenset({"blockquote", "table", "fieldset", "tr", "td", "dd", "tbody"})
"""What is a box whatever it looks like."""
STYLED = frozenset({"div", "section", "aside", "span", "p", "dl"})
"""What is a box where something sets it off from the words around it."""


@dataclass(slots=True)
class Quoting:
    """The quotes of an interval that are told by a line before their words."""

    labels: set[int] = field(default_factory=set)
    """The elements with such a line."""
    names: dict[int, str] = field(default_factory=dict)
    """The boxes with the words, and whose they are; "" where nobody is named."""


def quoting_in(outline: Outline, start: int, end: int, classed: Callable[[], frozenset[int]]) -> Quoting:
    """The quotes between two places of an outline.

    Args:
        outline: The page.
        start: The first element.
        end: One behind the last.
        classed: Tells the quotes in it that have a class, by their nodes; asked only where there is such a line.
    """
    found = Quoting()
    lines = [
        (index, name)
        for index in range(start + 1, end)
        if 0 < outline.length(index, outline.end[index]) <= LONGEST_LABEL
        and outline.tags[index] != "a"
        and (name := quoted_in(outline.text(index))) is not None
    ]
    known = classed() if lines else frozenset()
    for index, name in lines:
        label = _whole(outline, index, start)
        around = next((one for one in outline.ancestors(label) if outline.nodes[one].mem_id in known), start)
        box = around if around > start and _begins(outline, around, label) else outline.end[label]
        if box not in found.names and (box == around or _is_next(outline, label, box)):
            found.labels.add(label)
            found.names[box] = name
    return found


def _begins(outline: Outline, around: int, label: int) -> bool:
    """Whether an element begins with the line."""
    return outline.length(around, label) == 0


def _whole(outline: Outline, index: int, start: int) -> int:
    """The outermost element that holds nothing but the line."""
    size = outline.length(index, outline.end[index])
    parent = outline.parent[index]
    while parent > start and outline.length(parent, outline.end[parent]) == size:
        index, parent = parent, outline.parent[parent]
    return index


def _is_next(outline: Outline, label: int, box: int) -> bool:
    """Whether a box with words follows the label in the same parent, with nothing between."""
    if box >= outline.end[outline.parent[label]] or not outline.length(box, outline.end[box]):
        return False
    node = outline.nodes[label].next
    while node is not None and not node.is_element_node:
        if (node.text_content or "").strip():
            return False
        node = node.next
    if node is None or node.mem_id != outline.nodes[box].mem_id:
        return False
    tag = outline.tags[box]
    return tag in BOXES or (tag in STYLED and any(outline.attributes[box].get(name) for name in ("class", "style")))
