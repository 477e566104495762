"""Drawing items for people: a case in its thread, tables of cases, boards and scans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from db.items import Appeal, Case, CaseState, Decision, StoredPost, StoredVerdict
from flagpost.cli.safe import moment, one_line, visible, words
from flagpost.review import CaseInThread, words_judged
from flagpost.standing import why_here
from moderation.items import Category, Severity, Trust, Verdict
from scraper.items import Quote

STYLES = {
    Severity.NONE: "dim",
    Severity.LOW: "cyan",
    Severity.MEDIUM: "yellow",
    Severity.HIGH: "red",
    Severity.CRITICAL: "bold red",
}
"""The colour of a severity."""
FLAGGED = "bold black on yellow"
"""The style of a flagged stretch."""
OPENING = (8, 700)
"""Lines and characters that are shown of an original post above a case."""
NEIGHBOUR = (4, 350)
"""Lines and characters that are shown of a neighbour."""
BAR = 20
"""Characters of a full score."""
TOLD_OF_TRUST = {
    Trust.WORDS: "only known words and coinages were looked for",
    Trust.NONE: "no words of it are known, so nothing is found in it; read it yourself",
}
"""What is told of a verdict that cannot be trusted in full."""


def severity_word(severity: Severity) -> Text:
    """A severity by name, in its colour."""
    return Text(severity.name.lower(), style=STYLES[severity])


def table(*columns: str, right: Sequence[str] = (), title: str | None = None) -> Table:
    """A plain table. ``right`` names the columns of numbers."""
    made = Table(box=None, pad_edge=False, header_style="bold", title=title, title_justify="left", title_style="bold")
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return made


def facts(rows: Iterable[tuple[str, object]]) -> Table:
    """Labels and what they stand for; rows that say nothing are left out."""
    made = Table.grid(padding=(0, 2))
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    for label, value in rows:
        if value is not None:
            made.add_row(label, value if isinstance(value, Text) else words(str(value)))
    return made


def case_table(cases: Sequence[Case], zone: tzinfo) -> Table:
    """A queue."""
    made = table(
        "case", "severity", "score", "queue", "author", "words", "target", "opened", "claim", right=("case", "score")
    )
    for case in cases:
        flagged = case.verdict.flags
        targets = dict.fromkeys(one_line(flag.target) for flag in flagged if flag.target)
        made.add_row(
            str(case.id),
            severity_word(case.severity),
            f"{case.score:.2f}",
            case.queue,
            words(one_line(case.post.author or "–", width=20)),
            highlighted_line(case),
            words(", ".join(targets) or "–"),
            moment(case.opened_at, zone),
            _whose(case),
        )
    return made


def _whose(case: Case) -> Text:
    """Who works on a case, or is to."""
    if case.claim:
        return words(one_line(case.claim.user, width=16))
    if case.assignment:
        return words(f"for {one_line(case.assignment.user, width=16)}")
    return Text("under appeal", style="yellow") if case.appeal else Text("free", style="dim")


def highlighted_line(case: Case, width: int = 60) -> Text:
    """The words around the first flagged stretch, on one line."""
    text = case.post.text
    if case.post.revision_id != case.judged_revision_id:
        return words(one_line(text, width=width))
    spans = sorted((span.start, span.end) for flag in case.verdict.flags for span in flag.spans)
    if not spans:
        return words(one_line(text, width=width))
    start, end = spans[0]
    room = max(width - (end - start), 10) // 2
    before, after = one_line(text[:start]), one_line(text[end:])
    line = Text("…" + before[-room:] if len(before) > room else before)
    line.append(" " if text[:start][-1:].isspace() else "")
    line.append(one_line(text[start:end], width=width), style=FLAGGED)
    line.append(" " if text[end : end + 1].isspace() else "")
    line.append(after[:room] + "…" if len(after) > room else after)
    return line


def case_in_thread(shown: CaseInThread, zone: tzinfo, *, full: bool = False) -> RenderableType:
    """A case as a moderator reads it: the thread around the post, the flagged words, and why."""
    case = shown.case
    near = None if full else NEIGHBOUR
    parts: list[RenderableType] = [_headline(case, zone), ""]
    around = shown.around
    if around.original:
        parts += [_neighbour(around.original, zone, None if full else OPENING, label="original post"), ""]
    if around.skipped:
        parts += [Text(f"    … {around.skipped} more {'posts' if around.skipped > 1 else 'post'} …", style="dim"), ""]
    for post in around.before:
        parts += [_neighbour(post, zone, near), ""]
    parts += [_judged_post(shown, zone), ""]
    for post in around.after:
        parts += [_neighbour(post, zone, near), ""]
    if case.appeal:
        parts += [appeal_lines(case.appeal, zone), ""]
    parts += [verdict_table(case.verdict, words_judged(shown)[0])]
    if case.decision:
        parts += ["", decision_line(case.decision, zone)]
    return Group(*parts)


def verdict_table(verdict: StoredVerdict | Verdict, text: str) -> RenderableType:
    """Why: every flag with its reason, and the scores."""
    parts: list[RenderableType] = []
    for flag in verdict.flags:
        quoted = ", ".join(f"“{one_line(text[span.start : span.end], width=60)}”" for span in flag.spans)
        line = Text()
        line.append(one_line(quoted) or "the whole text", style="bold")
        line.append("  ")
        line.append_text(severity_word(flag.severity))
        line.append(f"  {flag.category} {flag.score:.2f}")
        if flag.target:
            line.append(f"  against {one_line(flag.target)}")
        line.append(f"  {one_line(flag.rule)}", style="dim")
        parts += [line, Padding(words(one_line(flag.reason)), (0, 0, 0, 2))]
    if not verdict.flags:
        parts.append(Text("no flags", style="dim"))
    if verdict.language and verdict.trust in TOLD_OF_TRUST:
        parts.append(Text(f"language {verdict.language}: {TOLD_OF_TRUST[verdict.trust]}", style="dim"))
    scores = Table.grid(padding=(0, 1))
    for category, score in sorted(verdict.scores.items(), key=lambda entry: -entry[1]):
        if score >= 0.005 or category is Category.TOXICITY:
            reached = category in verdict.categories
            bar = Text("█" * round(score * BAR) or "▏", style="red" if reached else "dim")
            scores.add_row(Text(category, style="" if reached else "dim"), Text(f"{score:.2f}"), bar)
    return Group(*parts, "", scores)


def appeal_lines(appeal: Appeal, zone: tzinfo) -> RenderableType:
    """An open appeal: who objects to what, and their words."""
    line = Text("Appeal", style="bold yellow")
    how = f", {one_line(appeal.how)}" if appeal.how else ""
    line.append(f" by the {appeal.objector}{how}, {moment(appeal.entered_at, zone)}", style="")
    line.append(f", against decision {appeal.decision_id} by {one_line(appeal.decider)}")
    return Group(line, Padding(words(appeal.words), (0, 0, 0, 2)))


def decision_line(decision: Decision, zone: tzinfo) -> Text:
    """A decision in one line."""
    line = Text(f"Decision {decision.id}: ")
    line.append(decision.outcome, style="bold")
    line.append(f", action {decision.action} ({decision.action_state})")
    line.append(f", by {one_line(decision.user)}, {moment(decision.decided_at, zone)}")
    if decision.undone_at:
        line.append(f", undone {moment(decision.undone_at, zone)}", style="yellow")
    return line


def _handed(case: Case) -> str | None:
    """Who handed a case to whom, and why; None where nobody did."""
    handed = case.assignment
    if handed is None:
        return None
    told = f"by {one_line(handed.by)} to {one_line(handed.user)}"
    return f"{told}: {one_line(handed.note)}" if handed.note else told


def _headline(case: Case, zone: tzinfo) -> RenderableType:
    title = Text(f"Case {case.id}  ", style="bold")
    title.append_text(severity_word(case.severity))
    title.append(f"  {case.queue}  ")
    if case.decision and case.decision.undone_at is None:
        title.append("decided", style="green")
    elif case.claim:
        title.append(
            f"claimed by {one_line(case.claim.user)} until {moment(case.claim.expires_at, zone)}", style="yellow"
        )
    elif case.assignment:
        title.append(f"handed to {one_line(case.assignment.user)}", style="yellow")
    else:
        title.append("free", style="dim")
    if case.appeal:
        title.append("  under appeal", style="yellow")
    post = case.post
    return Group(
        title,
        facts(
            [
                ("thread", words(one_line(post.thread_title))),
                ("post", words(one_line(post.permalink or post.thread_url))),
                ("opened", moment(case.opened_at, zone) + (f", came back {case.reopened}×" if case.reopened else "")),
                ("gone", f"no longer on the board since {moment(post.gone_at, zone)}" if post.gone_at else None),
                ("handed", _handed(case)),
                ("forward", "; ".join(why_here(case.standing)) or None if case.state is CaseState.OPEN else None),
            ]
        ),
    )


def _judged_post(shown: CaseInThread, zone: tzinfo) -> RenderableType:
    case = shown.case
    text, spans = words_judged(shown)
    body, at = Text(), 0
    for start, end in spans:
        body.append(visible(text[at:start]))
        body.append(visible(text[start:end]), style=FLAGGED)
        at = end
    body.append(visible(text[at:]))
    head = Text("▶ ", style="bold yellow")
    head.append_text(_stored_line(case.post, zone, bold=True))
    parts: list[RenderableType] = [head]
    judged = shown.judged
    if judged and len(shown.revisions) > 1:
        parts.append(
            Text(f"  its words changed {len(shown.revisions) - 1}×; these are version {judged.number}", style="dim")
        )
    quotes = judged.quotes if judged else case.post.quotes
    parts += [quoted(quote) for quote in quotes]
    parts.append(Padding(body, (0, 0, 0, 2)))
    return Group(*parts)


def _neighbour(
    post: StoredPost, zone: tzinfo, most: tuple[int, int] | None, *, label: str | None = None
) -> RenderableType:
    text = Text(_cut(visible(post.text), most), style="dim")
    return Group(_stored_line(post, zone, label=label), Padding(text, (0, 0, 0, 4)))


def _cut(text: str, most: tuple[int, int] | None) -> str:
    if most is None:
        return text
    lines, characters = most
    cut = "\n".join(text.splitlines()[:lines])[:characters].rstrip()
    return cut if len(cut) >= len(text.rstrip()) else f"{cut} …"


def _stored_line(post: StoredPost, zone: tzinfo, *, bold: bool = False, label: str | None = None) -> Text:
    line = Text(f"#{post.position}  " if post.position else "", style="dim")
    line.append(one_line(post.author or "nobody named"), style="bold" if bold else "")
    line.append(f"  {moment(post.published, zone, raw=post.published_raw)}", style="dim")
    if post.edited or post.edited_raw:
        line.append(f"  edited {moment(post.edited, zone, raw=post.edited_raw)}", style="dim")
    if post.gone_at:
        line.append("  gone from the board", style="yellow")
    if label:
        line.append(f"  {label}", style="dim italic")
    return line


def quoted(quote: Quote, depth: int = 1) -> RenderableType:
    """What is quoted, apart from the author's own words."""
    said = f"{one_line(quote.author)} wrote: " if quote.author else ""
    bar = "  " + "│ " * depth
    lines = visible(quote.text).splitlines() or [""]
    text = Text(
        "\n".join(f"{bar}{said if index == 0 else ''}{line}" for index, line in enumerate(lines)), style="italic dim"
    )
    return Group(text, *(quoted(inner, depth + 1) for inner in quote.quotes))
