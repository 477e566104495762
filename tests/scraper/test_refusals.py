from __future__ import annotations

import json

import pytest

from scraper import read_page
from scraper.document import Document
from scraper.items import Refusal, ThreadPage, Unreadable
from scraper.refusals import DETAILS, SENTENCES, refusal_of

URL = "https://kettles.example/topic/7/"

MENU = '<ul class="menu"><li><a href="/">Kettles</a><li><a href="/login">Log in</a><li><a href="/faq">FAQ</a></ul>'
POSTS = "".join(
    f"""<div class="post" id="p{number}"><a class="username" href="/user/{number}/">Mender{number}</a>
    <time datetime="2024-03-0{number}T09:00:00Z">then</time><div class="content"><p>{words}</p></div></div>"""
    for number, words in (
        (1, "My scan says: The requested topic does not exist. What have I done wrong this time?"),
        (2, "You must be logged in to view it, I think. Please enable JavaScript to be sure."),
        (3, "Just a moment... I had the same, it wanted me to prove that I am human."),
    )
)


def page(body: str, title: str = "Kettles", head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def reason(html: str) -> Refusal | None:
    refused = refusal_of(Document.parse(html, URL))
    return refused.reason if refused else None


CHALLENGES = {
    "cloudflare": page(
        "<h1>kettles.example</h1><p>Verify you are human by completing the action below.</p>"
        "<script>window._cf_chl_opt={cvId:'3'};</script>",
        "Just a moment...",
    ),
    "ddos-guard": page(
        "<h1>Checking your browser before accessing kettles.example.</h1>"
        '<script src="/.well-known/ddos-guard/js-challenge/index.js"></script>',
        "DDoS-Guard",
    ),
    "anubis": page(
        '<h1>Making sure you&#39;re not a bot!</h1><script id="anubis_challenge" type="application/json">{}</script>',
        "Making sure you're not a bot!",
    ),
    "captcha": page(
        '<p>Please verify you are a human</p><form><div class="g-recaptcha" data-sitekey="x"></div></form>', "Robot?"
    ),
    "incapsula": page('<iframe src="/_Incapsula_Resource?SWUDNSAI=9">Request unsuccessful.</iframe> Request', ""),
}

REMOVED = {
    "phpbb": page(f"{MENU}<h2>Information</h2><p>The requested topic does not exist.</p>", "Kettles - Information"),
    "german": page(f"{MENU}<div class=panel><p>Das gewünschte Thema existiert nicht.</p></div>", "Kettles - Hinweis"),
    "french": page(f"{MENU}<p>Le sujet demandé n’existe pas.</p>", "Kettles - Information"),
    "russian": page(f"{MENU}<p>Запрошенной темы не существует.</p>", "Чайники"),
    "chinese": page(f"{MENU}<p>抱歉，指定的主题不存在或已被删除或正在被审核</p>", "提示信息"),
    "xenforo": page(f"{MENU}<div class=blockMessage>The requested thread could not be found.</div>", "Oops! | Kettles"),
    "mybb": page(f"{MENU}<td class=trow1>The specified thread does not exist.</td>", "Kettles"),
    "404": page("<h1>Error 404: what you are looking for is gone... :(</h1>", "404 - Kettles"),
}

WALLS = {
    "phpbb": page(
        f"{MENU}<p>The board requires you to be registered and logged in to view profiles.</p>"
        "<form><input name=username><input type=password name=password></form>",
        "Kettles - Login",
    ),
    "xenforo": page(f"{MENU}<div class=blockMessage>You must be logged-in to do that.</div>", "Oops! | Kettles"),
    "form": page("<h1>Log in</h1><form><input name=u><input type=password name=p><button>Go</button></form>", "Log in"),
    "german": page(f"{MENU}<p>Du bist nicht berechtigt, dieses Forum zu lesen.</p>", "Kessel"),
}

APPLICATIONS = {
    "root": page('<div id="root"></div><script src="/app.js"></script>'),
    "noscript": page(
        "<noscript>You need to enable JavaScript to run this app.</noscript><script>go()</script><b>…</b>"
    ),
    "nothing": page("<script>document.write('posts')</script>"),
}

CONSENT = page("<h1>Before you continue to Kettles</h1><p>We use cookies.</p><button>Accept all</button>", "Consent")


@pytest.mark.parametrize("html", CHALLENGES.values(), ids=CHALLENGES)
def test_bot_checks(html: str) -> None:
    assert reason(html) is Refusal.CHALLENGE


@pytest.mark.parametrize("html", REMOVED.values(), ids=REMOVED)
def test_removed(html: str) -> None:
    assert reason(html) is Refusal.REMOVED


@pytest.mark.parametrize("html", WALLS.values(), ids=WALLS)
def test_login_walls(html: str) -> None:
    assert reason(html) is Refusal.LOGIN_WALL


@pytest.mark.parametrize("html", APPLICATIONS.values(), ids=APPLICATIONS)
def test_pages_that_need_javascript(html: str) -> None:
    assert reason(html) is Refusal.NEEDS_JAVASCRIPT


def test_consent() -> None:
    assert reason(CONSENT) is Refusal.CONSENT


@pytest.mark.parametrize("html", ["<html><body></body></html>", page(""), page("<div> \n&nbsp;</div><!-- x -->")])
def test_empty(html: str) -> None:
    assert reason(html) is Refusal.EMPTY


def test_a_thread_may_speak_of_all_of_it() -> None:
    html = page(MENU + POSTS, "The requested topic does not exist - Kettles")
    assert reason(html) is None
    thread = read_page(html.encode(), URL)
    assert isinstance(thread, ThreadPage)
    assert len(thread.posts) == 3


def test_a_thread_with_a_login_form_and_a_captcha_in_its_margin() -> None:
    form = "<form><input type=password><div class=g-recaptcha data-sitekey=x></div>Log in or register to reply</form>"
    assert reason(page(MENU + POSTS + form)) is None


def test_an_ordinary_page_is_not_refused_but_unknown() -> None:
    html = page(f"{MENU}<h1>About kettles</h1><p>{'A kettle is a pot for boiling water in. ' * 60}</p>")
    assert reason(html) is None
    outcome = read_page(html.encode(), "https://kettles.example/about")
    assert isinstance(outcome, Unreadable)
    assert outcome.reason is Refusal.UNKNOWN


def test_every_reason_says_what_to_do() -> None:
    assert set(DETAILS) == set(Refusal)
    assert all(detail.endswith(".") and len(detail) > 40 for detail in DETAILS.values())


def test_the_sentences_are_each_of_one_reason_and_in_lower_case() -> None:
    table = json.loads(SENTENCES.read_text(encoding="utf-8"))
    sentences = [sentence for own in table.values() for sentence in own]
    assert set(table) <= {reason.value for reason in Refusal}
    assert len(sentences) == len(set(sentences))
    assert all(sentence == sentence.lower().strip() for sentence in sentences)
