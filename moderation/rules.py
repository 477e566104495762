"""A board's own rules: words, phrases and patterns, and the conditions under which they count.

``rules.toml`` is written by moderators and admins. It is checked when it is loaded, whole, with one line that says what
is wrong; patterns are RE2's, which take time in proportion to the text whatever they say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import re2
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from moderation.datafiles import DataFile, read_file, told_of, version_of
from moderation.detectors import Passage
from moderation.errors import DataError, RulesError
from moderation.folding import fold_form
from moderation.items import Category, Context, Flag, Severity, Span
from moderation.lexicon import Lexicon
from moderation.policy import Named, Share

CODE_VERSION = "1"
"""Raised with every change of this module's judgement."""
DETECTOR = "rule"
"""What the rules' names begin with."""
MOST_SPANS = 50
"""Findings of a rule that are marked in one text."""
MOST_NAMED = 3
"""Findings that the reason names."""
LONGEST_NAMED = 40
"""Characters of a finding that the reason shows."""
MEMORY = 8 << 20
"""Bytes that a pattern may take when it is compiled."""
IN_SHADOW = "In shadow: it counts for nothing yet."

Slug = Annotated[str, Field(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$")]
Text = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class When(_Part):
    """When a rule counts. Everything that is said must hold."""

    authors: tuple[Text, ...] = ()
    """By one of these authors, whatever the case of their names."""
    boards: tuple[Text, ...] = ()
    """On a board whose address begins so."""
    languages: tuple[Text, ...] = ()
    """In one of these languages, such as ``en``, where the post's is known."""
    author_posts_below: Annotated[int, Field(ge=1, le=1_000)] | None = None
    """By an author of whom the store has fewer posts on the board; where nobody knows, it doesn't count."""
    at_least: Annotated[int, Field(ge=1, le=MOST_SPANS)] = 1
    """With so many findings."""
    longer_than: Annotated[int, Field(ge=0)] | None = None
    """In a text of more characters."""
    shorter_than: Annotated[int, Field(ge=1)] | None = None
    """In a text of fewer characters."""

    def holds(self, text: str, context: Context) -> bool:
        """Whether all of it holds but the number of findings."""
        size, board = len(text), context.board or ""
        few = self.author_posts_below is None or (
            context.author_posts is not None and context.author_posts < self.author_posts_below
        )
        return (
            few
            and (not self.authors or (context.author or "").casefold() in map(str.casefold, self.authors))
            and (not self.boards or board.startswith(self.boards))
            and (not self.languages or context.main_language in self.languages)
            and (self.longer_than is None or size > self.longer_than)
            and (self.shorter_than is None or size < self.shorter_than)
        )


class Rule(_Part):
    """One rule. It needs words, phrases or a pattern."""

    name: Slug
    """Its name: lower-case letters, digits and hyphens."""
    about: Text
    """One sentence for moderators: what it finds, and why that matters here."""
    words: tuple[Text, ...] = ()
    """Whole words, found whatever their case, accents or disguise."""
    phrases: tuple[Text, ...] = ()
    """Several words in this order, found likewise."""
    pattern: Text | None = None
    """An RE2 pattern, looked for in the text as given."""
    exact_case: bool = False
    """Whether capitals matter to the pattern."""
    category: Category
    """What a finding is evidence of."""
    severity: Named
    """How grave it is."""
    score: Share = 0.9
    """How likely a finding is right."""
    target: Text | None = None
    """Whom it is aimed at."""
    shadow: bool = False
    """Whether it only notes what it finds, to be measured before it counts."""
    when: When = When()
    """When it counts."""

    @field_validator("severity")
    @classmethod
    def _some_severity(cls, severity: Severity) -> Severity:
        if severity is Severity.NONE:
            raise ValueError("must be low, medium, high or critical")
        return severity

    @field_validator("pattern")
    @classmethod
    def _usable(cls, pattern: str | None) -> str | None:
        if pattern is not None and _compiled(pattern, exact_case=True).search("") is not None:
            raise ValueError("finds something in a text without words; let it ask for at least one character")
        return pattern

    @field_validator("words", "phrases")
    @classmethod
    def _have_letters(cls, terms: tuple[str, ...]) -> tuple[str, ...]:
        empty = [term for term in terms if not any(letter.isalnum() for letter in fold_form(term))]
        if empty:
            raise ValueError(f"{empty[0]!r} has no letter or digit; write a pattern for signs")
        return terms

    @model_validator(mode="after")
    def _looks_for_something(self) -> Rule:
        if not (self.words or self.phrases or self.pattern):
            raise ValueError("needs words, phrases or a pattern")
        several = [word for word in self.words if len(word.split()) > 1]
        if several:
            raise ValueError(f"words: {several[0]!r} is a phrase; write it under phrases")
        return self


@dataclass(frozen=True, slots=True)
class _Finder:
    """A rule, ready to look."""

    rule: Rule
    terms: Lexicon | None
    pattern: Any

    def find(self, passage: Passage) -> Flag | None:
        """The rule's flag on a text, where it finds enough and its conditions hold."""
        rule = self.rule
        if not rule.when.holds(passage.text, passage.context):
            return None
        spans = sorted(set(self._spans(passage)), key=lambda span: (span.start, span.end))[:MOST_SPANS]
        if len(spans) < rule.when.at_least:
            return None
        return Flag(
            rule=f"{DETECTOR}/{rule.name}",
            category=rule.category,
            severity=rule.severity,
            score=0.0 if rule.shadow else rule.score,
            spans=tuple(spans),
            reason=self._reason(passage.text, spans),
            target=rule.target,
        )

    def _spans(self, passage: Passage) -> Iterator[Span]:
        if self.terms is not None:
            for flag in self.terms.find([passage])[0]:
                yield from flag.spans
        if self.pattern is not None:
            for found in islice(self.pattern.finditer(passage.text), MOST_SPANS):
                start, end = found.span()
                if end > start:
                    yield Span(start=start, end=end)

    def _reason(self, text: str, spans: Sequence[Span]) -> str:
        shown = dict.fromkeys(_shown(text[span.start : span.end]) for span in spans)
        named = ", ".join(f'"{one}"' for one in islice(shown, MOST_NAMED))
        more = f" and {len(shown) - MOST_NAMED} more" if len(shown) > MOST_NAMED else ""
        reason = f"{self.rule.about.rstrip('.')}. Found: {named}{more}."
        return f"{reason} {IN_SHADOW}" if self.rule.shadow else reason


class Rules:
    """The rules of one file, as a detector."""

    name = DETECTOR

    def __init__(self, rules: Sequence[Rule], files: Sequence[DataFile] = ()) -> None:
        """Make rules ready to look.

        Args:
            rules: The rules, each of another name.
            files: What says them: another content is another version.
        """
        self.rules = tuple(rules)
        """The rules, in the file's order."""
        self.version = version_of(CODE_VERSION, files)
        self._finders = tuple(
            _Finder(rule, _terms(rule), _compiled(rule.pattern, exact_case=rule.exact_case) if rule.pattern else None)
            for rule in rules
        )

    def find(self, batch: Sequence[Passage]) -> list[list[Flag]]:
        """The flags of each passage, a rule one at most."""
        return [[flag for finder in self._finders if (flag := finder.find(passage)) is not None] for passage in batch]


def load_rules(path: Path) -> Rules:
    """Reads a file of rules.

    Args:
        path: A TOML file with a ``[[rule]]`` for each.

    Raises:
        RulesError: The file is missing, is no TOML, or a rule is not as it must be. One line that names rule and key.
    """
    try:
        file = read_file(path)
    except DataError as error:
        raise RulesError(str(error)) from error
    unknown = file.content.keys() - {"rule"}
    if unknown:
        raise RulesError(f"{path}: unknown key {min(unknown)!r}; a file of rules has [[rule]] tables alone")
    tables = file.content.get("rule", [])
    if not isinstance(tables, list):
        raise RulesError(f"{path}: write [[rule]] with two brackets on each side")
    rules: dict[str, Rule] = {}
    for place, table in enumerate(tables, 1):
        rule = _rule(path, place, table)
        if rule.name in rules:
            raise RulesError(f"{path}: two rules are called {rule.name!r}; give one of them another name")
        rules[rule.name] = rule
    return Rules(tuple(rules.values()), [file])


def _rule(path: Path, place: int, table: object) -> Rule:
    named = repr(table["name"]) if isinstance(table, dict) and "name" in table else f"number {place}"
    try:
        return Rule.model_validate(table)
    except ValidationError as error:
        raise RulesError(f"{path}: rule {named}: {told_of(error)}") from error


def _terms(rule: Rule) -> Lexicon | None:
    """The words and phrases of a rule as a lexicon of its own, which finds them in disguise too."""
    terms = [*rule.words, *rule.phrases]
    if not terms:
        return None
    section = {"what": rule.about, "category": rule.category.value, "severity": "low", "terms": terms}
    return Lexicon([DataFile(rule.name, {"language": DETECTOR, "section": [section]}, "")], everywhere=DETECTOR)


def _compiled(pattern: str, *, exact_case: bool) -> Any:
    options = re2.Options()
    options.case_sensitive = exact_case
    options.max_mem = MEMORY
    options.log_errors = False
    try:
        return re2.compile(pattern, options=options)
    except re2.error as error:
        said = error.args[0].decode() if isinstance(error.args[0], bytes) else error.args[0]
        raise ValueError(f"RE2 cannot use it: {said}") from error


def _shown(found: str) -> str:
    """A finding on one line, cut where it is long."""
    line = " ".join(found.split())
    return line if len(line) <= LONGEST_NAMED else f"{line[: LONGEST_NAMED - 1]}…"
