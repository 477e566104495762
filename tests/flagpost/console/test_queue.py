"""The queue: every filter narrows, counts are true, and nobody sees more than they may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from db.items import Action, CaseFilter, CaseState, Draft, Grant, Outcome, UserRole
from flagpost.console.pages.queue import PAGE
from moderation.items import Category, Severity

from .making import Words, is_safe, links, make_case, parsed, rows, total, unveiled, value_of, words_of

NOW = datetime.now(UTC)
OTHER_BOARD = "https://meadow.example/"
HOSTILE = [
    "<script>alert(1)</script>",
    "</bdi></a><img src=x onerror=alert(1)>",
    "\"' onmouseover='alert(1)",
    "{{ 7 * 7 }}${7*7}",
    "مرحبا بالعالم",
    "&lt;b&gt;&amp;",
    "=HYPERLINK(1)",
]
HIDDEN = {"\u202e": "[right-to-left override]", "\u200b": "[zero width space]", "\x07": "[u+0007]"}
"""Characters that turn text around or cannot be seen, to what stands in their place."""


def of(page):
    """How many cases each chip says that there are, by the queue's name."""
    chips = parsed(page).css("nav.queues a:not(.view)")
    return {" ".join(each.text().split()).partition(" ")[0]: int(each.css_first(".count").text()) for each in chips}


def decide(console, case_id, user="Ben", outcome=Outcome.AGREE):
    now = console.clock()
    with console.store.begin() as unit:
        claim = unit.review.claim(case_id, user, lease=timedelta(minutes=5), at=now)
        draft = Draft(outcome=outcome, action=Action.NONE)
        unit.review.decide(case_id, token=claim.token, user=user, draft=draft, at=now)


@pytest.fixture
def ben(bare):
    return bare.browser("Ben")


@pytest.fixture
def many(bare, ben):
    """Cases that differ in everything that can be asked for."""
    store = bare.store
    make_case(store, "Blockhead, said the pilot.", opened_at=NOW - timedelta(hours=2))
    make_case(store, "Blockhead, he said.", severity=Severity.LOW, opened_at=NOW - timedelta(minutes=2))
    make_case(
        store,
        "I will sink you.",
        category=Category.THREAT,
        severity=Severity.CRITICAL,
        queue="urgent",
        rule="threat/sink",
    )
    make_case(store, "Blockhead überall", board=OTHER_BOARD, board_title="Meadow", language="de", author="Øyvind")
    make_case(store, "100 % a_b", rule="lexicon/de/dumm", language=None, severity=Severity.HIGH, author="ØYVIND")
    make_case(store, "Taken.", queue="urgent", opened_at=NOW - timedelta(days=2))
    make_case(store, "Decided.", severity=Severity.HIGH)
    bare.browser("Eva")
    with store.begin() as unit:
        unit.review.claim(6, "Eva", lease=timedelta(hours=1), at=bare.clock())
    decide(bare, 7)
    with store.read() as unit:
        return {case.id: case for case in unit.review.cases(CaseFilter(state=None), limit=100)}


FILTERS = {
    "queue=urgent": lambda case: case.queue == "urgent",
    "queue=Urgent": lambda _case: False,
    "board=2": lambda case: case.post.board_id == 2,
    "board=99": lambda _case: False,
    "category=threat": lambda case: Category.THREAT in case.verdict.categories,
    "severity=high": lambda case: case.severity >= Severity.HIGH,
    "severity=critical": lambda case: case.severity == Severity.CRITICAL,
    "rule=lexicon/": lambda case: any(flag.rule.startswith("lexicon/") for flag in case.verdict.flags),
    "rule=lexicon/de/dumm": lambda case: any(flag.rule == "lexicon/de/dumm" for flag in case.verdict.flags),
    "rule=LEXICON/de/Dumm": lambda case: any(flag.rule == "lexicon/de/dumm" for flag in case.verdict.flags),
    "rule=lexicon/de": lambda _case: False,
    "language=de": lambda case: case.verdict.language == "de",
    "language=DE": lambda case: case.verdict.language == "de",
    "author=øyvind": lambda case: case.post.author in {"Øyvind", "ØYVIND"},
    "author=øyv": lambda _case: False,
    "words=BLOCKHEAD": lambda case: "blockhead" in case.post.text.lower(),
    "words=100 %": lambda case: "100 %" in case.post.text,
    "words=a_b": lambda case: "a_b" in case.post.text,
    "words=aXb": lambda _case: False,
    "words=pilot block": lambda case: case.id == 1,
    'words="said the" pilot': lambda case: case.id == 1,
    'words="pilot said"': lambda _case: False,
    "waiting=1h": lambda case: case.opened_at < NOW - timedelta(hours=1),
    "waiting=1d": lambda case: case.opened_at < NOW - timedelta(days=1),
    "claimed=eva": lambda case: case.claim is not None and case.claim.user == "Eva",
    "claimed=Ben": lambda _case: False,
    "state=open": lambda _case: True,
    "queue=triage&severity=high&language=": lambda case: case.queue == "triage" and case.severity >= Severity.HIGH,
    "board=1&words=blockhead&severity=medium": lambda case: (
        case.post.board_id == 1 and "blockhead" in case.post.text.lower() and case.severity >= Severity.MEDIUM
    ),
}
"""What an address asks for, and which open cases those are."""


def test_every_filter_narrows_and_the_count_is_true(ben, many):
    open_ones = [case for case in many.values() if case.state is CaseState.OPEN]
    for query, fits in FILTERS.items():
        page = ben.get(f"/queue?{query}")
        wanted = {case.id for case in open_ones if fits(case)}
        assert set(rows(page)) == wanted, query
        assert total(page) == len(wanted), query
        assert ("No case is like that." in page.text) == (not wanted), query
        assert "Left out" not in page.text, query


def test_decided_cases_are_there_for_who_asks_with_when_and_by_whom(bare, ben, many):
    assert rows(ben.get("/queue?state=decided")) == [7]
    bare.clock.forward(minutes=9)
    told = words_of(ben.get("/queue?state=decided"), "li .when")
    assert told == "agree by Ben decided 9 min ago"
    assert set(rows(ben.get("/queue?state=all"))) == set(many)


def test_the_gravest_case_comes_first_then_priority_decides(ben, many):
    order = sorted(
        (case for case in many.values() if case.state is CaseState.OPEN),
        key=lambda case: (-case.severity, -case.priority, case.opened_at, case.id),
    )
    assert rows(ben.get("/queue")) == [case.id for case in order]


def test_a_row_tells_what_moved_it_forward_and_else_nothing(bare, ben):
    plain = make_case(bare.store, "Oaf.", author="Brin")
    copies = [make_case(bare.store, "Vote, blockheads!", author=f"Voter {number}") for number in range(3)]
    ansel = [make_case(bare.store, f"Blockhead {number}.", author="Ansel") for number in range(2)]
    decide(bare, ansel[0])
    page = parsed(ben.get("/queue"))
    told = {int(row.css_first("a.open").text()): [p.text() for p in row.css("p.why")] for row in page.css("li.row")}
    assert told == {
        plain: [],
        **{copy: ["said 3 times on this board"] for copy in copies},
        ansel[1]: ["1 case of this author agreed with"],
    }
    assert not parsed(ben.get("/queue?state=decided")).css("p.why")


def test_who_sees_a_part_alone_is_told_nothing_of_what_waits_elsewhere(bare, ben):
    case = make_case(bare.store, "Blockhead.", author="Ansel")
    make_case(bare.store, "I will sink you.", author="Ansel", queue="urgent")
    assert "1 other case of this author waiting" in ben.get("/queue").text
    assert "Moved forward in the queue: 1 other case of this author waiting." in ben.open(case).text
    eva = bare.browser("Eva")
    bare.people.set_grants("Eva", [Grant(role=UserRole.MODERATOR, queue="triage")], by="Anna")
    assert rows(eva.get("/queue")) == [case]
    assert "of this author waiting" not in eva.get("/queue").text
    assert "Moved forward" not in eva.open(case).text


def test_the_form_shows_what_was_asked_for_and_links_keep_it(ben, many):
    query = "queue=triage&board=1&category=insult&severity=low&rule=lexicon%2F&author=perrin+vale&words=o"
    page = ben.get(f"/queue?{query}")
    assert rows(page)
    for name in ("queue", "words", "author", "rule"):
        assert value_of(page, name) == parse_qs(query)[name][0]
    for name in ("board", "category", "severity"):
        [chosen] = parsed(page).css(f"select[name={name}] option[selected]")
        assert (chosen.attributes.get("value") or chosen.text()) == parse_qs(query)[name][0]
    onwards = [each for each in links(page, "main a") if each.startswith(("/cases/", "/next"))]
    assert len(onwards) == len(rows(page)) + 1
    for address in onwards:
        assert parse_qs(urlsplit(address).query) == parse_qs(query), address


@pytest.mark.parametrize(
    ("query", "chosen"), [("words=o", "open"), ("words=o&state=open", "open"), ("state=all", "all")]
)
def test_the_state_that_is_shown_anyway_is_no_filter_that_is_set(ben, many, query, chosen):
    page = ben.get(f"/queue?{query}")
    [option] = parsed(page).css("select[name=state] option[selected]")
    assert (option.text(), option.attributes["value"]) == (chosen, "" if chosen == "open" else chosen)
    [more] = [each for each in parsed(page).css("details") if each.css_first("summary").text() == "More"]
    assert ("open" in more.attributes) == (chosen != "open")
    assert not any("state=open" in each for each in links(page))


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("severity=terrible", "severity"),
        ("board=one&category=rude&state=lost", "board, category, state"),
        ("waiting=2h", "waiting"),
        ("board=-1", "board"),
        (f"board={2**70}", "board"),
        ("board=٣٣٣٣", None),
        ("severity=", None),
        ("colour=blue", None),
    ],
)
def test_what_means_nothing_is_left_out_and_told(ben, query, told):
    page = ben.get(f"/queue?{query}")
    assert page.status_code == 200
    assert words_of(page, "main > p.banner.bad") == (f"Left out, since it means nothing here: {told}." if told else "")


def test_how_many_words_are_looked_for_is_told(ben):
    page = ben.get(f"/queue?words={'+'.join(map(str, range(11)))}")
    assert words_of(page, "main > p.banner.bad").endswith("here: words. No more than 10 words are looked for.")


# --- pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def sixty(bare, ben):
    return [make_case(bare.store, f"Blockhead {number}", thread=f"t{number % 7}") for number in range(62)]


def test_pages_show_every_case_once_and_keep_the_filter(bare, ben, sixty):
    make_case(bare.store, "another", queue="urgent")
    page, found = ben.get("/queue?queue=triage&words=blockhead"), []
    for number in (1, 2):
        assert total(page) == len(sixty)
        assert f"Page {number} of 2" in words_of(page, "nav.pages")
        assert parsed(page).css_first("ol.cases").attributes["start"] == str((number - 1) * PAGE + 1)
        found += rows(page)
        onwards = links(page, "nav.pages a[rel=next]")
        assert bool(onwards) == (number == 1)
        if onwards:
            assert "queue=triage&words=blockhead" in onwards[0]
            page = ben.get(onwards[0])
    assert found == sixty
    [back] = links(page, "nav.pages a[rel=prev]")
    assert rows(ben.get(back)) == sixty[:PAGE]


def test_a_page_beyond_the_end_is_the_last_one(bare, ben, sixty):
    for number in (3, 9999, 2**70):
        leads_to = ben.leads(f"/queue?queue=triage&number={number}")
        assert leads_to == "/queue?queue=triage&number=2"
    assert rows(ben.get("/queue?number=2")) == sixty[PAGE:]
    for number in (0, -1, -(2**70)):
        assert rows(ben.get(f"/queue?number={number}")) == sixty[:PAGE]
    assert ben.get("/queue?number=5&queue=nothing").status_code == 200
    assert ben.get("/queue?number=two").status_code == 422


# --- queues ------------------------------------------------------------------------------------------------------


def test_the_chips_count_what_waits_in_each_queue(bare, ben, many):
    page = ben.get("/queue")
    assert of(page) == {"all": 6, "triage": 4, "urgent": 2}
    assert "1 claimed" in words_of(page, 'nav.queues a[href="/queue?queue=urgent"]')
    assert "claimed" not in words_of(page, 'nav.queues a[href="/queue?queue=triage"]')
    bare.clock.forward(hours=2)
    assert "claimed" not in words_of(ben.get("/queue"), "nav.queues"), "a claim that has expired is none"
    decide(bare, 3)
    assert of(ben.get("/queue")) == {"all": 5, "triage": 4, "urgent": 1}
    [chosen] = parsed(ben.get("/queue?queue=urgent")).css("nav.queues a[aria-current=page]")
    assert chosen.attributes["href"] == "/queue?queue=urgent"


def test_a_chip_leads_to_its_queue_whatever_it_is_called(bare, ben):
    for queue in ("a&b=c", "50 %", "ünder/über", "<b>", "x+y#z?"):
        case_id = make_case(bare.store, queue=queue)
        [chip] = [
            each
            for each in parsed(ben.get("/queue")).css("nav.queues a")
            if each.css_first("bdi") and each.css_first("bdi").text() == queue
        ]
        page = ben.get(chip.attributes["href"])
        assert rows(page) == [case_id]
        assert words_of(page, "h1 bdi") == queue


def test_who_has_a_case_is_told(bare, ben, many):
    ben.open(1)
    page = ben.get("/queue")
    told = {
        int(row.css_first("a[data-row]").text()): row.css_first(".claim") for row in parsed(page).css("ol.cases li")
    }
    assert told[1].text() == "yours"
    assert told[6].text() == "Eva has it"
    assert told[2] is None


def test_an_empty_queue_says_so(bare, ben):
    page = ben.get("/queue")
    assert (total(page), rows(page), of(page)) == (0, [], {"all": 0})
    assert "Nothing waits." in page.text
    filtered = ben.get("/queue?severity=high")
    assert "Nothing waits." not in filtered.text
    assert "No case is like that." in filtered.text
    assert "/queue" in links(filtered, ".empty a")
    assert ben.leads("/next") == "/queue?end=1"
    assert ben.leads("/next?severity=high") == "/queue?severity=high&end=1"
    assert not parsed(ben.get("/queue?end=1")).css("main [role=status]")


def test_next_gives_the_gravest_free_case_and_first_ones_own(bare, ben, many):
    eva = bare.browser("Eva")
    assert ben.leads("/next").startswith("/cases/3#")
    assert ben.leads("/next").startswith("/cases/3#"), "nobody forgets a case"
    assert eva.leads("/next?queue=triage").startswith("/cases/5?queue=triage#")
    assert eva.leads("/next").startswith(("/cases/5#", "/cases/6#"))


def test_where_nothing_is_free_the_queue_says_with_whom_the_cases_are(bare, ben, many):
    assert ben.leads("/next?severity=critical").startswith("/cases/3")
    carl = bare.browser("Carl")
    page = carl.get("/next?severity=critical")
    assert words_of(page, "main [role=status]") == "Nothing is free just now: 1 case is with others."
    assert rows(page) == [3]
    ben.post("/cases/3/release")
    assert not parsed(carl.get("/queue?severity=critical&end=1")).css("main [role=status]"), "it is free again"
    ben.get("/next")
    page = carl.get("/next?queue=urgent")
    assert words_of(page, "main [role=status]") == "Nothing is free just now: 2 cases are with others."


# --- what others wrote -------------------------------------------------------------------------------------------


def test_what_others_wrote_is_text_and_never_markup(bare, ben):
    for words in HOSTILE:
        made = Words(store=bare.store, text=words, author=words, title=words, board=OTHER_BOARD, board_title=words)
        made.thread = made.id
        made.target, made.spans = words, ((0, len(words)),)
        case_id = made.save().screen().case_id
        page = ben.get(f"/queue?words={in_an_address(words)}")
        assert is_safe(page), words
        assert rows(page) == [case_id], words
        row = unveiled(page).css_first("ol.cases li")
        assert [each.text() for each in row.css(".facts bdi")] == [words, words, words]
        assert words in row.css_first("a[data-row]").attributes["aria-label"]
        assert value_of(page, "words") == words
        assert words in [each.text() for each in parsed(page).css("select[name=board] option")]


def in_an_address(words):
    """Words as they stand in an address."""
    return "".join(f"%{byte:02x}" for byte in words.encode())


def test_characters_that_cannot_be_seen_are_told_by_name(bare, ben):
    for letter, told in HIDDEN.items():
        name = f"Per{letter}rin"
        case_id = make_case(
            bare.store, f"a{letter}b", author=name, title=name, target=name, thread=str(ord(letter)), spans=()
        )
        row = next(
            each
            for each in parsed(ben.get("/queue")).css("ol.cases li")
            if each.css_first("a[data-row]").text() == str(case_id)
        )
        assert letter not in row.html
        assert [each.text() for each in row.css(".facts bdi")] == [f"Per{told}rin"] * 3
        assert row.css_first(".excerpt").text().strip() == f"a{told}b"
        assert f"Per{told}rin" in row.css_first("a[data-row]").attributes["aria-label"]


def test_nobody_named_is_said_so_and_long_words_are_cut(bare, ben):
    make_case(bare.store, "x" * 5000, author=None, spans=((3000, 3009),))
    page = ben.get("/queue")
    assert "nobody named" in words_of(page, "ol.cases li")
    assert 200 < len(words_of(page, "ol.cases .excerpt")) < 300
    assert len(parsed(page).css("ol.cases mark")) == 1


# --- who may see what --------------------------------------------------------------------------------------------


def see(browser):
    """What somebody sees: the listed cases, the total, the chips."""
    page = browser.get("/queue")
    return set(rows(page)), total(page), of(page)


@pytest.mark.parametrize(
    ("grants", "within"),
    [
        ([Grant(role=UserRole.MODERATOR, board_id=2)], {4}),
        ([Grant(role=UserRole.MODERATOR, queue="urgent")], {3, 6}),
        ([Grant(role=UserRole.MODERATOR, board_id=1, queue="triage")], {1, 2, 5}),
        ([Grant(role=UserRole.MODERATOR, board_id=2, queue="urgent")], set()),
        ([Grant(role=UserRole.READ_ONLY, board_id=2), Grant(role=UserRole.MODERATOR, queue="urgent")], {3, 4, 6}),
    ],
)
def test_who_is_narrowed_sees_their_boards_and_queues_alone(bare, ben, many, grants, within):
    bare.people.set_grants("Ben", grants, by="Anna")
    shown, counted, chips = see(ben)
    assert shown == within
    assert counted == len(within) == chips.pop("all")
    assert chips == {
        queue: sum(many[each].queue == queue for each in within) for queue in {many[each].queue for each in within}
    }
    for query in ("queue=urgent", "board=2", "words=blockhead", "rule=lexicon/"):
        fits = {case_id for case_id in within if FILTERS.get(query, FILTERS["words=BLOCKHEAD"])(many[case_id])}
        assert set(rows(ben.get(f"/queue?{query}"))) == fits, query
    for case_id in many:
        may = case_id in within or (
            case_id == 7 and Grant(role=UserRole.MODERATOR, board_id=1, queue="triage") in grants
        )
        assert ben.open(case_id).status_code == (200 if may else 403), case_id
    boards = {each.board_id for each in grants}
    offered = [each.attributes["value"] for each in parsed(ben.get("/queue")).css("select[name=board] option")]
    assert offered == ["", *("12" if None in boards else sorted(map(str, boards)))]


def test_who_is_narrowed_gets_only_what_they_may_decide_as_the_next_case(bare, ben, many):
    grants = [Grant(role=UserRole.READ_ONLY, queue="urgent"), Grant(role=UserRole.MODERATOR, board_id=2)]
    bare.people.set_grants("Ben", grants, by="Anna")
    assert see(ben)[0] == {3, 4, 6}
    page = ben.get("/next")
    assert page.url.path == "/cases/4"
    assert ben.decide(page, "agree").url.path == "/queue"
    assert ben.leads("/next?queue=urgent") == "/queue?queue=urgent&end=1"
    page = ben.open(3)
    assert page.status_code == 200
    assert "/decide" not in page.text
    with bare.store.read() as unit:
        assert unit.review.case(3).claim is None
    assert ben.post("/cases/3/claim").status_code == 403
    assert ben.post("/cases/3/decide", outcome="agree", lease=1).status_code == 403
    assert ben.post("/cases/1/decide", outcome="agree", lease=1).status_code == 403


def test_what_is_out_of_reach_shows_nowhere_on_a_case_within_reach(bare, ben):
    mine = make_case(bare.store, "one", thread="t", queue="triage")
    make_case(bare.store, "two", thread="t", queue="triage")
    theirs = make_case(bare.store, "three", thread="t", queue="urgent")
    page = ben.open(mine)
    assert f"/cases/{theirs}" in links(page)
    assert "3 waiting" in words_of(page)
    bare.people.set_grants("Ben", [Grant(role=UserRole.MODERATOR, queue="triage")], by="Anna")
    page = ben.open(mine)
    assert f"/cases/{theirs}" not in links(page)
    assert "/cases/2" in links(page)
    [waiting] = [each for each in parsed(page).css("aside section") if "waiting" in each.text()]
    assert "2 waiting" in " ".join(waiting.text().split())
    [way] = [each for each in links(page) if each.startswith("/queue?author=")]
    assert total(ben.get(way)) == 2


def test_an_admin_sees_everything_whatever_is_narrowed(bare, many):
    anna = bare.browser("Anna", UserRole.ADMIN)
    bare.people.set_grants("Anna", [Grant(role=UserRole.READ_ONLY, board_id=2)], by="Anna")
    assert see(anna)[1] == 6
    assert anna.open(1).status_code == 200


def test_what_is_meant_for_somebody_stands_beside_the_queues(console, cases):
    ben, eva = console.browser("Ben"), console.browser("Eva")
    assert "handed to you" not in words_of(eva.get("/queue"), "nav.queues")
    lease = value_of(ben.open(cases[0]), "lease")
    ben.post(f"/cases/{cases[0]}/hand", to="Eva", why="yours", lease=lease)
    ben.decide(ben.open(cases[1]), "agree")
    ben.post(f"/cases/{cases[1]}/second")
    ben.decide(ben.open(cases[2]), "agree")
    ben.post(f"/cases/{cases[2]}/appeal", objector="author", words="No", how="")
    told = words_of(eva.get("/queue"), "nav.queues")
    assert "handed to you 1" in told
    assert "opinions asked of you 1" in told
    assert "under appeal 1" in told
    there = [each for each in links(eva.get("/queue"), "nav.queues a") if "=me" in each or "appeals" in each]
    assert len(there) == 2
    for address in there:
        assert "1" in words_of(eva.get(address), "h1 .count")
    looking = words_of(console.browser("Ines", UserRole.READ_ONLY).get("/queue"), "nav.queues")
    assert "asked of you" not in looking
    assert "under appeal" not in looking


def test_flagged_terms_are_veiled_in_excerpts_and_titles(bare, ben):
    made = Words(store=bare.store, title="Blockhead of the year").save().screen()
    row = parsed(ben.get("/queue")).css_first(".row")
    assert [each.text() for each in row.css(".excerpt .veil, .facts .veil")] == ["B••••••••"] * 2
    made.save("Sorry for the blockhead. " + "More words. " * 30)
    changed = parsed(ben.get("/queue")).css_first(".row .excerpt")
    assert [each.text() for each in changed.css(".veil")] == ["b••••••••"], "words that nobody has judged yet"
    assert changed.text().endswith("…")
