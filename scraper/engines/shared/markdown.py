"""Markdown, as the APIs of some engines give posts, to the HTML that their pages would show."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from html import escape

DEEPEST = 24
"""Quotes and lists nested deeper are read as they are written."""

FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})")
SPOILER = re.compile(r" {0,3}:{3,}\s*spoiler\s*(?P<title>.*)$", re.IGNORECASE)
SPOILER_END = re.compile(r" {0,3}:{3,}\s*$")
QUOTE = re.compile(r" {0,3}> ?")
HEADING = re.compile(r" {0,3}(?P<level>#{1,6})\s+(?P<words>.*?)\s*#*\s*$")
RULE = re.compile(r" {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
ITEM = re.compile(r"(?P<indent> {0,3})(?:[-*+]|(?P<number>\d{1,9})[.)])(?P<space> {1,4}|$)")
TABLE_ROW = re.compile(r" {0,3}\|(?P<cells>.*)\|\s*$")
TABLE_RULE = re.compile(r"[\s:|-]+$")
INDENT = re.compile(r"(?: {4}|\t)")

INLINE = re.compile(
    r"(?P<ticks>`+)(?P<code>[^`].{0,2000}?)(?P=ticks)(?!`)"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<break>(?: {2,}|\\)\n)"
    r"|(?P<image>!)?\[(?P<label>(?:[^\[\]]|\[[^\[\]]{0,200}\]){0,1000})\]"
    r"\(\s*<?(?P<url>[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)>?"
    r'(?:\s+["\'](?P<title>[^"\']{0,300})["\'])?\s*\)'
    r"|<(?P<auto>https?://[^\s<>]{1,2000})>"
    r"|(?P<bare>https?://[^\s<>\[\]`\"]{1,2000}[^\s<>\[\]`\".,;:!?'*_)])"
    r"|(?P<strong>\*{1,3}|~~)(?=[^\s*~])(?P<words>[^\n].{0,2000}?)(?<=\S)(?P=strong)"
    r"|(?<!\w)(?P<under>_{1,3})(?=[^\s_])(?P<spoken>.{1,2000}?)(?<=[^\s_])(?P=under)(?!\w)",
    re.DOTALL,
)


def html_of(text: str) -> str:
    """The HTML of a text in Markdown; HTML in it is shown as it is written."""
    return _blocks(text.replace("\r\n", "\n").expandtabs(4).split("\n"), DEEPEST)


def _blocks(lines: list[str], depth: int) -> str:
    done, at = [], 0
    while at < len(lines):
        html, at = _block(lines, at, depth) if lines[at].strip() else ("", at + 1)
        done.append(html)
    return "".join(done)


def _block(lines: list[str], at: int, depth: int) -> tuple[str, int]:
    """One block, and where it ends."""
    line = lines[at]
    if fence := FENCE.match(line):
        end = _until(lines, at + 1, lambda one: one.strip().startswith(fence["mark"]))
        return f"<pre><code>{escape(chr(10).join(lines[at + 1 : end]))}\n</code></pre>", end + 1
    if heading := HEADING.match(line):
        return f"<h3>{_inline(heading['words'])}</h3>", at + 1
    if RULE.match(line):
        return "<hr>", at + 1
    if INDENT.match(line):
        end = _until(lines, at, lambda one: bool(one.strip()) and not INDENT.match(one))
        code = "\n".join(one[4:] for one in lines[at:end]).strip("\n")
        return f"<pre><code>{escape(code)}\n</code></pre>", end
    if TABLE_ROW.match(line):
        end = _until(lines, at, lambda one: not TABLE_ROW.match(one))
        return f"<table>{''.join(map(_row, lines[at:end]))}</table>", end
    return (_nested(lines, at, depth) if depth else None) or _paragraph(lines, at)


def _nested(lines: list[str], at: int, depth: int) -> tuple[str, int] | None:
    """A block with blocks in it."""
    line = lines[at]
    if spoiler := SPOILER.match(line):
        end = _until(lines, at + 1, lambda one: bool(SPOILER_END.match(one)))
        inner = _blocks(lines[at + 1 : end], depth - 1)
        return f"<details><summary>{_inline(spoiler['title'])}</summary>{inner}</details>", end + 1
    if QUOTE.match(line):
        end = _until(lines, at, lambda one: not QUOTE.match(one) and (not one.strip() or _begins(one)))
        inner = _blocks([QUOTE.sub("", one, count=1) for one in lines[at:end]], depth - 1)
        return f"<blockquote>{inner}</blockquote>", end
    if ITEM.match(line):
        items = []
        while at < len(lines) and (item := ITEM.match(lines[at])):
            inside = item.end()
            end = _until(lines, at + 1, partial(_leaves, inside))
            rest = [one[inside:] if one[:inside].isspace() else one for one in lines[at + 1 : end]]
            items.append(f"<li>{_tight(_blocks([lines[at][inside:], *rest], depth - 1))}</li>")
            at = end
        return f"<ul>{''.join(items)}</ul>", at
    return None


def _tight(item: str) -> str:
    """An item with a single paragraph is a line."""
    return item if item.count("<p>") > 1 else item.replace("<p>", "", 1).replace("</p>", "", 1)


def _leaves(inside: int, line: str) -> bool:
    """Whether a line is no more of a list's item, whose words begin at a column."""
    return (
        bool(line.strip()) and not line[:inside].isspace() and (not line[0].isspace() or ITEM.match(line) is not None)
    )


def _paragraph(lines: list[str], at: int) -> tuple[str, int]:
    end = _until(lines, at + 1, lambda one: not one.strip() or _begins(one))
    return f"<p>{_inline(chr(10).join(one.lstrip() for one in lines[at:end]))}</p>", end


def _begins(line: str) -> bool:
    """Whether a line ends the paragraph before it."""
    marks = (FENCE, HEADING, RULE, QUOTE, SPOILER, SPOILER_END)
    item = ITEM.match(line)
    return any(mark.match(line) for mark in marks) or (item is not None and item["number"] in {None, "1"})


def _until(lines: list[str], at: int, ends: Callable[[str], bool]) -> int:
    return next((place for place in range(at, len(lines)) if ends(lines[place])), len(lines))


def _row(line: str) -> str:
    found = TABLE_ROW.match(line)
    cells = found["cells"] if found else line
    if TABLE_RULE.match(cells):
        return ""
    return f"<tr>{''.join(f'<td>{_inline(cell.strip())}</td>' for cell in cells.split('|'))}</tr>"


def _inline(text: str, depth: int = DEEPEST) -> str:
    """The words of a paragraph, with links, images and code in them; emphasis says nothing."""
    done, at = [], 0
    for found in INLINE.finditer(text) if depth else ():
        done.append(escape(text[at : found.start()]))
        done.append(_span(found, depth - 1))
        at = found.end()
    return "".join((*done, escape(text[at:])))


def _span(found: re.Match[str], depth: int) -> str:
    if found["code"] is not None:
        return f"<code>{escape(found['code'].strip() or found['code'])}</code>"
    if found["label"] is not None:
        return _reference(found, depth)
    if url := found["auto"] or found["bare"]:
        return f'<a href="{escape(url)}">{escape(url)}</a>'
    if words := found["words"] or found["spoken"]:
        return _inline(words, depth)
    return escape(found["escaped"]) if found["escaped"] else "<br>"


def _reference(found: re.Match[str], depth: int) -> str:
    """A link or an image."""
    url = escape(found["url"])
    if found["image"]:
        kind = ' class="emoji"' if (found["title"] or "").startswith("emoji") else ""
        return f'<img src="{url}" alt="{escape(found["label"])}"{kind}>'
    return f'<a href="{url}">{_inline(found["label"], depth)}</a>'
