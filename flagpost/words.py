"""Words that a board uses often and nobody else knows: where new coinages turn up before any rule knows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from db.items import PendingRevision
from db.store import Store
from flagpost.errors import MissingExtra
from flagpost.screening import Stop, batches_of, context_of, never
from moderation.detectors import Passage
from moderation.folding import fold_form
from moderation.groups import load_names
from moderation.likeness import common_end, common_start, likeness
from moderation.screening import examine

SHORTEST, LONGEST = 5, 24
"""Letters of a word that is worth listing."""
PIECE = 4
"""Letters of a group's name that a word must keep at one of its ends to remind of it."""
ALIKE = 0.5
"""Likeness from which a word reminds of a group's name."""
ENGLISH = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWord:
    """A word that a board uses and no reference list has."""

    word: str
    """Folded: in lower case, without accents."""
    posts: int
    """Posts that use it."""
    authors: int
    """Different authors of those."""
    reminds_of: str | None
    """The group whose name it may twist; None where it is like none."""
    likeness: float
    """How much it is like that name, 0 to 1; 0 where it is like none."""
    example: str
    """The newest post with it."""
    example_id: int


@dataclass(slots=True)
class _Use:
    posts: int = 0
    authors: set[str] = field(default_factory=set)
    example: str = ""
    example_id: int = 0


def new_words(
    store: Store,
    *,
    board: str | None = None,
    least_posts: int = 3,
    least_authors: int = 2,
    stop: Stop = never,
) -> list[NewWord]:
    """Words of the stored posts that no reference list has, those first that may twist a group's name.

    Words that a detector flags already are left out, and so are addresses, names of members and what stands in code.

    Args:
        store: The posts.
        board: The address of the board to look at; all of them where None.
        least_posts: Posts that must use a word.
        least_authors: Different authors that must.
        stop: Asked between two batches; what was seen so far is told.

    Raises:
        MissingExtra: The reference lists are not installed.
    """
    uses: dict[str, _Use] = defaultdict(_Use)
    members: set[str] = set()
    for everything in batches_of(store):
        if stop():
            break
        batch = [revision for revision in everything if board is None or revision.board_url == board]
        for revision, unknown in zip(batch, _unknown(batch), strict=True):
            author = revision.author or f"post {revision.post_id}"
            members.add(author.casefold())
            for word in unknown:
                use = uses[word]
                use.posts += 1
                use.authors.add(author)
                use.example, use.example_id = revision.text, revision.post_id
    found = [
        _word(word, use)
        for word, use in uses.items()
        if use.posts >= least_posts and len(use.authors) >= least_authors and word not in members
    ]
    return sorted(found, key=lambda one: (-one.likeness, -one.authors, -one.posts, one.word))


def _unknown(batch: Sequence[PendingRevision]) -> Iterator[set[str]]:
    """For each post, its words that neither a reference list nor a detector knows."""
    passages = [Passage(revision.text, context_of(revision)) for revision in batch]
    for passage, found in zip(passages, examine(passages, read=False), strict=True):
        known = _known(found.language or ENGLISH)
        flagged = {passage.text[span.start : span.end].casefold() for flag in found.flags for span in flag.spans}
        yield {
            form
            for form, start in zip(passage.tokens.forms, passage.tokens.starts, strict=True)
            if SHORTEST <= len(form) <= LONGEST
            and form.isalpha()
            and form not in known
            and form not in flagged
            and not _stands_in_an_address(passage.folded.text, start)
        }


def _stands_in_an_address(text: str, start: int) -> bool:
    """Whether a word is a piece of an address, a path or the name of a member."""
    return text[start - 1 : start] in {"@", "/", ".", "_", "#", "=", "&"} and start > 0


def _known(language: str) -> Container[str]:
    """The words of a language, folded, with the commonest of English, which stand in every language's posts."""
    known = _lists.get(language)
    if known is None:
        known = _lists[language] = _read(language) | (_read(ENGLISH) if language != ENGLISH else frozenset())
    return known


_lists: dict[str, frozenset[str]] = {}


def _read(language: str) -> frozenset[str]:
    try:
        import wordfreq  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtra("words") from error
    if language not in wordfreq.available_languages():
        return frozenset()
    words = frozenset(map(fold_form, wordfreq.get_frequency_dict(language, wordlist="best")))
    return words | {f"{word}s" for word in words} if language == ENGLISH else words


def _word(word: str, use: _Use) -> NewWord:
    alike, target = _nearest(word)
    return NewWord(
        word=word,
        posts=use.posts,
        authors=len(use.authors),
        reminds_of=target,
        likeness=round(alike, 2),
        example=use.example,
        example_id=use.example_id,
    )


def _nearest(word: str) -> tuple[float, str | None]:
    """The name that a word is most like, of those that it keeps a piece of."""
    names = load_names()
    near = {
        name
        for piece, found in ((word[:PIECE], names.by_start), (word[-PIECE:], names.by_end))
        for name in found.get(piece, ())
        if max(common_start(word, name.form), common_end(word, name.form)) >= PIECE
    }
    best = max(((likeness(word, name.form), name.target) for name in near), default=(0.0, None))
    return best if best[0] >= ALIKE else (0.0, None)
