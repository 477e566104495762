"""The endings of Russian and Polish, for `moderation.inflection`: by kind of word, the first ending that fits counts.

A stem that changes within (a vowel that comes and goes, a softened sound) has a line of its own where many words share
it; other irregular forms stand in the data files. Accents and the dots of ё are folded later.
"""

from __future__ import annotations

from collections.abc import Mapping

Table = tuple[tuple[str, tuple[str, ...]], ...]
"""An ending and the endings that take its place, in the order in which they are tried; an empty one fits always."""


def _after(stem: str, endings: str) -> tuple[str, ...]:
    """Endings, parted by blanks, after what stands before them all."""
    return tuple(stem + ending for ending in endings.split())


def _each(stems: str, *endings: str) -> Table:
    """The same endings after each of the stems' last letters, which stay."""
    return tuple((stem, tuple(stem + ending for ending in endings)) for stem in stems.split())


_RU_PLURAL = ("ам", "ами", "ах")
_RU_NOUN: Table = (
    ("ок", ("ка", "ку", "ком", "ке", "ки", "ков", "кам", "ками", "ках")),
    ("ец", ("ца", "цу", "цем", "цом", "це", "цы", "цев", "цов", "цам", "цами", "цах")),
    ("ий", ("ия", "ию", "ием", "ие", "ии", "иев", "иям", "иями", "иях")),
    ("й", ("я", "ю", "ем", "е", "и", "ев", "ям", "ями", "ях")),
    ("ка", ("ки", "ке", "ку", "кой", "кою", "ок", "ек", "кам", "ками", "ках")),
    *((f"{c}а", tuple(c + e for e in ("и", "е", "у", "ой", "ей", "ою", "", *_RU_PLURAL))) for c in "гхжшщч"),
    ("а", ("ы", "е", "у", "ой", "ою", "", *_RU_PLURAL)),
    ("ья", ("ьи", "ье", "ью", "ьей", "ей", "ьям", "ьями", "ьях")),
    ("ия", ("ии", "ию", "ией", "ий", "иям", "иями", "иях")),
    ("я", ("и", "е", "ю", "ей", "ею", "ь", "ям", "ями", "ях")),
    ("ие", ("ия", "ию", "ием", "ии", "ий", "иям", "иями", "иях")),
    ("ье", ("ья", "ью", "ьем")),
    ("ще", ("ща", "щу", "щем", "щи", "щ", "щам", "щами", "щах")),
    ("о", ("а", "у", "ом", "е", "", *_RU_PLURAL)),
    ("ь", ("и", "ью", "я", "ю", "ем", "е", "ей", "ям", "ями", "ях")),
    *_each("г к х", "а", "у", "ом", "е", "и", "ов", *_RU_PLURAL),
    *_each("ж ш щ ч", "а", "у", "ом", "ем", "е", "и", "ей", *_RU_PLURAL),
    *_each("б в д з л м н п р с т ф ц", "а", "у", "ом", "е", "ы", "ов", *_RU_PLURAL),
)
_RU_HARD = ("ый", "ого", "ому", "ым", "ом", "ая", "ой", "ою", "ую", "ое", "ые", "ых", "ыми")
_RU_SOFT = ("ий", "его", "ему", "им", "ем", "ая", "ей", "ую", "ее", "ие", "их", "ими")
_RU_BACK = ("ий", "ого", "ому", "им", "ом", "ая", "ой", "ою", "ую", "ое", "ие", "их", "ими")
_RU_ADJECTIVE: Table = (
    *((f"{c}{e}", tuple(c + ending for ending in _RU_BACK)) for c in "гкх" for e in ("ий", "ой")),
    *((f"{c}ий", tuple(c + ending for ending in _RU_SOFT)) for c in "жшщч"),
    ("ый", _RU_HARD),
    ("ой", _RU_HARD),
)
_RU_VERB: Table = (
    ("ебаться", _after("еб", "усь ешься ется емся етесь утся ался алась алось ались ись итесь")),
    ("ебать", _after("еб", "у ешь ет ем ете ут ал ала ало али и ите ав ан ана аны ано")),
    ("нуться", _after("н", "усь ешься ется емся етесь утся улся улась улось улись ись итесь")),
    ("аться", _after("а", "юсь ешься ется емся етесь ются лся лась лось лись йся йтесь")),
    ("яться", _after("я", "юсь ешься ется емся етесь ются лся лась лось лись йся йтесь")),
    ("иться", _after("", "юсь усь ишься ится имся итесь ятся ился илась илось ились ись итесь")),
    ("нуть", _after("н", "у ешь ет ем ете ут ул ула уло ули и ите ув")),
    ("ать", _after("а", "ю ешь ет ем ете ют л ла ло ли й йте я в")),
    ("ять", _after("я", "ю ешь ет ем ете ют л ла ло ли й йте я в")),
    ("еть", _after("е", "ю ешь ет ем ете ют л ла ло ли й йте я в")),
    ("ить", _after("", "ю у лю ишь ит им ите ят ил ила ило или и ив")),
)

_PL_PLURAL = ("ów", "om", "ami", "ach")
_PL_MAN = ("a", "owi", "em", *_PL_PLURAL)
_PL_THING = ("ę", "ą", "o", "om", "ami", "ach")
_PL_SOFTENED = {"t": "c", "d": "dz", "r": "rz", "ł": "l"}
_PL_NOUN: Table = (
    ("iec", tuple(f"{i}c" + e for i in ("", "i") for e in (*_PL_MAN, "u", "y", "e"))),
    ("ec", tuple("c" + e for e in (*_PL_MAN, "u", "y", "e"))),
    ("ek", tuple("k" + e for e in ("a", "owi", "iem", "u", "i", "owie", *_PL_PLURAL))),
    ("ka", (*tuple("k" + e for e in ("i", *_PL_THING)), "ce", "ek")),
    ("ga", (*tuple("g" + e for e in ("i", *_PL_THING)), "dze")),
    ("cha", (*tuple("ch" + e for e in ("y", *_PL_THING)), "sze")),
    ("sta", (*tuple("st" + e for e in ("y", "ę", "ą", "o", *_PL_PLURAL)), "ści", "ście")),
    *(
        (f"{hard}a", tuple(hard + e for e in ("y", *_PL_THING, "ów")) + tuple(soft + e for e in soft_endings))
        for hard, soft, soft_endings in (
            ("t", "c", ("i", "ie")),
            ("d", "dzi", ("", "e")),
            ("r", "rz", ("e", "y")),
            ("ł", "l", ("e", "i")),
        )
    ),
    ("ja", ("i", "ji", "ję", "ją", "jo", "je", "jom", "jami", "jach")),
    ("la", ("li", "lę", "lą", "lo", "le", "lom", "lami", "lach")),
    ("ia", ("i", "ie", "ię", "ią", "io", "iom", "iami", "iach")),
    *((f"{c}a", tuple(c + e for e in ("y", "e", *_PL_THING))) for c in ("sz", "cz", "rz", "dż", "ż", "c")),
    *((f"{c}a", tuple(c + e for e in ("y", "ie", *_PL_THING))) for c in "wbpfmnsz"),
    ("stwo", ("stwa", "stwu", "stwem", "stwie")),
    ("ko", ("ka", "ku", "kiem", "ki", "kom", "kami", "kach")),
    ("o", ("a", "u", "em", "ie", "om", "ami", "ach")),
    ("ość", ("ości", "ością")),
    ("k", (*tuple("k" + e for e in ("a", "owi", "iem", "u", "i", *_PL_PLURAL)), "cy")),
    ("g", (*tuple("g" + e for e in ("a", "owi", "iem", "u", "i", *_PL_PLURAL)), "dzy")),
    *_each("rz sz cz ż ch h j l c", *_PL_MAN, "u", "y", "e", "i"),
    ("ń", (*tuple("ni" + e for e in ("a", "owi", "em", "u", "e", *_PL_PLURAL)), "ni")),
    ("ś", (*tuple("si" + e for e in ("a", "owi", "em", "u", "e", *_PL_PLURAL)), "si")),
    ("ć", (*tuple("ci" + e for e in ("a", "owi", "em", "u", "e", *_PL_PLURAL)), "ci")),
    *(
        (hard, (*tuple(hard + e for e in (*_PL_MAN, "y", "u")), soft + "e", soft + "i", soft + "ie", soft + "y"))
        for hard, soft in _PL_SOFTENED.items()
    ),
    *_each("b f m n p s w z", *_PL_MAN, "y", "u", "ie", "i"),
)
_PL_ADJECTIVE: Table = (
    *(
        (f"{hard}i", (*_after(hard, "iego iemu im a iej ą ie ich imi"), soft))
        for hard, soft in (("k", "cy"), ("g", "dzy"))
    ),
    *(
        (f"{hard}y", (*_after(hard, "ego emu ym a ej ą e ych ymi"), soft))
        for hard, soft in (
            ("on", "eni"),
            ("t", "ci"),
            ("d", "dzi"),
            ("r", "rzy"),
            ("ł", "li"),
            ("n", "ni"),
            ("w", "wi"),
        )
    ),
    ("y", _after("", "ego emu ym a ej ą e i ych ymi")),
    ("i", _after("", "iego iemu im ia iej ią ie ich imi")),
)
_PL_PAST = _after("", "ł ła ło li ły łem łam łeś łaś łby łaby liby")
_PL_VERB: Table = (
    ("ebać", (*_after("eb", "ię iesz ie iemy iecie ią cie iąc anie ania ano"), *(f"eba{e}" for e in _PL_PAST))),
    (
        "ować",
        (
            *_after("uj", "ę esz e emy ecie ą cie ąc"),
            "uj",
            *_after("owa", "nie nia niem"),
            *(f"owa{e}" for e in _PL_PAST),
        ),
    ),
    ("ać", (*_after("a", "m sz my cie ją j jcie jąc nie nia niem"), "a", *(f"a{e}" for e in _PL_PAST))),
    ("nąć", _after("n", "ę iesz ie iemy iecie ą ij ijcie ął ęła ęło ęli ęły ąłem ęłam ąłeś ęłaś ąłby")),
    ("ić", ("ę", "ię", "isz", "i", "imy", "icie", "ią", "ą", "", "cie", "iąc", "ąc", *(f"i{e}" for e in _PL_PAST))),
    ("yć", ("ę", "ysz", "y", "ymy", "ycie", "ą", "", "cie", "ąc", *(f"y{e}" for e in _PL_PAST))),
)

SLAVIC: Mapping[str, Mapping[str, Table]] = {
    "ru": {"noun": _RU_NOUN, "adjective": _RU_ADJECTIVE, "verb": _RU_VERB},
    "pl": {"noun": _PL_NOUN, "adjective": _PL_ADJECTIVE, "verb": _PL_VERB},
}
