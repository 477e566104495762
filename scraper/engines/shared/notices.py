"""What boards say instead of a page, in many languages: that there is none, or that it is for members."""

from __future__ import annotations

import re

from scraper.document import Document
from scraper.items import Refusal, Unreadable
from scraper.refusals import refused

NOT_FOUND = re.compile(
    r"missing or off limits|problem looking up|could not be found|cannot be found|"
    r"not found|doesn't exist|does not exist|nicht gefunden|existiert nicht|"
    r"introuvable|n'existe pas|n'a pas (?:été|pu être) trouvé|no se (?:pudo|ha podido|puede) encontrar|no (?:fue )?"
    r"encontrad|non (?:è stat|esiste|trovat)|não (?:foi|pôde ser|pode ser) encontrad|niet (?:worden )?gevonden|"
    r"(?:invalid|no) [a-z]{4,12} specified|invalid page url|ungültige angabe|kein\w* \w+ angegeben|"
    r"incorrect or outdated|incorrect ou (?:périmé|obsolète)|oder veraltet|onjuist of verouderd|неверн\w+ или устар|"
    r"bestaat niet|не найден|не существует|не знайдено|nie (?:został\w* )?znalezion|nie można znaleźć|nie istnieje|"
    r"bulunamadı|kunde inte hittas|hittades inte|ikke (?:bli )?fun(?:net|det)|ei löy|nebyl\w* nalezen|nem található|"
    r"δεν (?:βρέθηκε|μπόρεσε)|không tìm thấy|could not (?:locate|find)|out of date or broken|no longer available|"
    r"nicht mehr verfügbar|ungültige Adresse|veraltete|pas pu localiser|no (?:pudimos|hemos podido) (?:localizar|"
    r"encontrar)|impossibile (?:trovare|individuare)|не (?:удалось|удаётся|можем) найти|nie (?:możemy|mogliśmy) "
    r"(?:znaleźć|odnaleźć|zlokalizować)|tidak (?:dapat )?ditemukan|見つかりません|找不到|未找到|찾을 수 없",
    re.IGNORECASE,
)
"""The engine's sentence for a thread, post or forum that is not there, in the languages it is translated to."""
LOCKED_OUT = re.compile(
    r"log[ -]?(?:ged[ -]?)?in|not authori[sz]ed|permission|privileges|sign in|regist(?:er|r)|"
    r"anmelden|angemeldet|eingeloggt|berechtigung|"
    r"rechte|connect|inscri|permis|conectad|iniciar sesión|accedere|autorizza|ingelogd|inloggen|rechten|rettighe|"
    r"behörighet|zalogowa|uprawnie|войти|войдите|авториз|прав|giriş yap|yetki|přihlá|oprávněn|đăng nhập|ログイン|"
    r"登录|登入|로그인",
    re.IGNORECASE,
)
"""What the engine's sentence for a page that is not for guests speaks of."""


def refusal(doc: Document, sentence: str, *, login: bool) -> Unreadable:
    """The reason for a page with nothing but a sentence.

    Args:
        doc: The page.
        sentence: What the board says.
        login: Whether it asks for a login.
    """
    if NOT_FOUND.search(sentence):
        return refused(doc, Refusal.REMOVED, sentence)
    if login or LOCKED_OUT.search(sentence):
        return refused(doc, Refusal.LOGIN_WALL, sentence)
    return refused(doc, Refusal.NOTICE, sentence)
