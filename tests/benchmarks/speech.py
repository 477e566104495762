"""Made-up speech for a made-up community: sentences without sense, and terms that are flagged in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from moderation.items import Category

TERMS = {
    Category.INSULT: ("blockhead", "windbag", "nitwit", "dunderhead", "clodhopper", "halfwit", "numbskull", "oaf"),
    Category.IDENTITY_ATTACK: ("marshlander", "hillfolk scum", "tidewater trash", "moor rat"),
    Category.THREAT: ("we know your berth", "you will drown"),
    Category.TOXICITY: ("drivel", "go away for good", "rubbish"),
    Category.SEXUALLY_EXPLICIT: ("lewd figurehead",),
    Category.PROFANITY: ("damnation",),
}
"""What is flagged, the frequent first."""
SHARES = (55, 20, 5, 15, 1, 4)
"""How often, by category, in hundredths."""
RARE = "barnacled whelk"
"""Words of one post in ten thousand that are flagged."""
LANGUAGES = {"en": 780, "de": 110, "fr": 60, "es": 40, "fi": 2, None: 8}
"""In thousandths."""
WORDS = 4_000
SENTENCES = 6_000


@dataclass(frozen=True)
class Term:
    """A flagged term."""

    category: Category
    words: str


@dataclass
class Speech:
    """Says something else each time, and the same to the same random numbers."""

    random: Random
    _sentences: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        syllables = [first + second for first in "bcdfghlmnprstvw" for second in ("a", "e", "i", "o", "u", "ai", "er")]
        words = ["".join(self.random.choices(syllables, k=self.random.randint(1, 4))) for _ in range(WORDS)]
        likely = [1 / (place + 10) for place in range(len(words))]
        lengths = (self.random.randint(4, 22) for _ in range(SENTENCES))
        self._sentences = [" ".join(self.random.choices(words, likely, k=k)).capitalize() + "." for k in lengths]

    def sentence(self) -> str:
        """A sentence."""
        return self.random.choice(self._sentences)

    def term(self) -> Term:
        """A term that is flagged."""
        category = self.random.choices(tuple(TERMS), SHARES)[0]
        terms = TERMS[category]
        likely = [1 / (place + 1) ** 2 for place in range(len(terms))]
        return Term(category, self.random.choices(terms, likely)[0])

    def post(self, term: Term | None) -> str:
        """The words of a post: 400 characters on average, now and then ten times as many."""
        said = self.random.choices(self._sentences, k=1 + int(self.random.lognormvariate(1.2, 0.7)))
        if term:
            said.insert(self.random.randrange(len(said) + 1), f"You {term.words}.")
            if self.random.random() < 0.0001:
                said.append(f"A {RARE}.")
        return " ".join(said)

    def language(self) -> str | None:
        """The language that a post is taken to be in."""
        return self.random.choices(tuple(LANGUAGES), tuple(LANGUAGES.values()))[0]
