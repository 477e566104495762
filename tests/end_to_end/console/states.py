"""Every page in its states: who sees it, which route shows it, how it comes about. A new page is a new line here."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.items import Account, Action, Draft, Grant, Outcome, UserRole
from db.store import Store, utc_now
from flagpost.opinions import Opinions
from flagpost.people import People
from flagpost.review import Desk
from flagpost.settings import load_settings

from .conftest import Site, expect, press

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

Arrange = Callable[["Page", Site], None]


@dataclass(frozen=True, slots=True)
class State:
    """A page in one of its states."""

    who: str
    """Who looks at it."""
    route: str
    """The route that shows it."""
    arrange: Arrange
    """How it comes about."""


def at(path: str) -> Arrange:
    """A page as it is."""

    def arrange(page: Page, site: Site) -> None:
        page.goto(path)

    return arrange


@contextmanager
def desk(site: Site, name: str = "Eva") -> Iterator[Desk]:
    """Somebody else at work in the same store."""
    with Store.open(f"sqlite:///{site.store}") as store:
        yield Desk(store, load_settings(reviewer=name))


def queue_after_a_decision(page: Page, site: Site) -> None:
    page.goto("/next?words=town")
    page.get_by_role("button", name="Ignore").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def queue_with_all_kinds(page: Page, site: Site) -> None:
    first, second, *_ = site.cases()
    with desk(site) as eva:
        eva.claim(first)
        eva.decide(second, Draft(outcome=Outcome.AGREE))
    saved_view(page, site)
    page.goto("/queue?state=all&waiting=1h&words=&rule=lexicon/")
    page.goto("/queue?state=all")
    expect(page.get_by_text("Eva has it")).to_be_visible()
    page.get_by_text("Save this view").click()


def queue_of_skipped_ones(page: Page, site: Site) -> None:
    page.goto("/next?words=town")
    press(page, "s")
    expect(page.get_by_role("button", name="Begin anew")).to_be_visible()


def empty_queue(page: Page, site: Site) -> None:
    with desk(site) as eva:
        for case in site.cases():
            eva.decide(case, Draft(outcome=Outcome.IGNORE))
    page.goto("/queue")
    expect(page.get_by_text("Nothing waits.")).to_be_visible()


def bulk(page: Page, site: Site) -> None:
    page.goto("/queue")
    page.get_by_label(re.compile(r"^all \d+")).check()
    page.get_by_role("button", name="Decide together").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("together")


def bulk_of_nothing(page: Page, site: Site) -> None:
    page.goto("/queue")
    page.get_by_role("button", name="Decide together").click()
    expect(page.get_by_role("alert")).to_be_visible()


def batch(page: Page, site: Site) -> None:
    bulk(page, site)
    page.get_by_label("ignore").check()
    page.locator("main button.primary").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def batches(page: Page, site: Site) -> None:
    batch(page, site)
    page.goto("/decisions/batches")


def saved_view(page: Page, site: Site) -> None:
    page.goto("/queue?severity=high")
    page.get_by_text("Save this view").click()
    page.get_by_label("Name of the view").fill("The grave ones")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="The grave ones")).to_be_visible()


def views(page: Page, site: Site) -> None:
    saved_view(page, site)
    page.goto("/views")
    expect(page.get_by_role("button", name="Delete")).to_be_visible()


def phrases(page: Page, site: Site) -> None:
    page.goto("/phrases")
    page.get_by_label("Title").fill("No threats")
    page.get_by_label("Text, for the author of the post").fill("Threats are against the terms of this board.")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="No threats")).to_be_visible()
    open_all(page)


def open_case(page: Page, site: Site) -> None:
    page.goto(f"/cases/{site.cases()[0]}#post")
    open_all(page)
    expect(page.get_by_label("Note for your team")).to_be_visible()


def case_after_another(page: Page, site: Site) -> None:
    page.goto("/next")
    page.get_by_role("button", name="Agree", exact=True).click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    press(page, "v")


def decided_case(page: Page, site: Site) -> None:
    case = site.cases()[0]
    with desk(site) as eva:
        eva.undo(eva.decide(case, Draft(outcome=Outcome.IGNORE)).id)
        eva.decide(case, Draft(outcome=Outcome.AGREE, action=Action.REMOVE, note="Twice.", reference="Rule 3"))
    page.goto(f"/cases/{case}")
    open_all(page)
    expect(page.get_by_role("button", name="Done on the forum")).to_be_visible()


def taken_case(page: Page, site: Site) -> None:
    with desk(site) as eva:
        eva.claim(site.cases()[0])
    page.goto(f"/cases/{site.cases()[0]}")
    expect(page.get_by_text("Eva works on this case")).to_be_visible()


def handed_case(page: Page, site: Site) -> None:
    page.goto(f"/cases/{site.cases()[0]}")
    press(page, "h")
    page.locator("select[name=to]").select_option("Eva")
    page.get_by_label("Why, for them and your team").fill("You know this thread.")
    page.get_by_role("button", name="Hand over").click()
    page.goto(f"/cases/{site.cases()[0]}")
    expect(page.get_by_text("This case is for Eva to decide")).to_be_visible()


def case_that_expired(page: Page, site: Site) -> None:
    page.goto(f"/cases/{site.cases()[0]}")
    site.expire_claims()
    page.get_by_role("button", name="Agree", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()


def case_that_was_taken_away(page: Page, site: Site) -> None:
    page.goto(f"/cases/{site.cases()[0]}")
    press(page, "m")
    page.keyboard.type("half a thought")
    site.expire_claims()
    with desk(site) as eva:
        eva.claim(site.cases()[0])
    page.get_by_role("button", name="Agree", exact=True).click()
    expect(page.get_by_role("region", name="What you wrote")).to_be_visible()


def actions(page: Page, site: Site) -> None:
    first, second, *_ = site.cases()
    with desk(site) as eva:
        eva.done(eva.decide(first, Draft(outcome=Outcome.AGREE, action=Action.WARN)).id)
        eva.decide(second, Draft(outcome=Outcome.AGREE, action=Action.REMOVE))
    page.goto("/actions")
    open_all(page)
    expect(page.get_by_role("button", name="Done on the forum")).to_be_visible()


def escalations(page: Page, site: Site) -> None:
    with desk(site) as eva:
        eva.decide(site.cases()[0], Draft(outcome=Outcome.AGREE, action=Action.ESCALATE, note="Is this a crime?"))
    page.goto("/escalations")
    expect(page.get_by_role("button", name="Take it up")).to_be_visible()


def decided_by_eva(site: Site) -> tuple[int, int]:
    """A case that Eva has decided, and asks about: its id, and that of the decision."""
    case = site.cases()[0]
    with Store.open(f"sqlite:///{site.store}") as store:
        eva = Opinions(store, load_settings(reviewer="Eva"))
        decision = eva.decide(case, Draft(outcome=Outcome.AGREE, action=Action.REMOVE))
        eva.ask(case)
    return case, decision.id


def opinion(page: Page, site: Site) -> None:
    decided_by_eva(site)
    page.goto("/opinions/next")
    expect(page.get_by_role("heading", name="Your opinion")).to_be_visible()
    open_all(page)


def opinion_given(page: Page, site: Site) -> None:
    opinion(page, site)
    page.get_by_role("button", name="Disagree").click()
    expect(page.get_by_text("You disagree with the decision")).to_be_visible()


def opinions(page: Page, site: Site) -> None:
    _, decision = decided_by_eva(site)
    with Store.open(f"sqlite:///{site.store}") as store:
        Opinions(store, load_settings(reviewer="Ben")).give(decision, Outcome.IGNORE, note="It is a quotation.")
    page.goto("/opinions")
    expect(page.get_by_role("button", name="Leave it")).to_be_visible()


def quality(page: Page, site: Site) -> None:
    opinions(page, site)
    ((case,),) = site.rows("SELECT case_id FROM decisions WHERE undone_at IS NULL")
    page.goto(f"/cases/{case}")
    open_all(page)
    page.get_by_label("Why, for those who answer it").fill("Plain as day.")
    page.get_by_role("button", name="Mark it").click()
    page.goto("/quality")
    expect(page.get_by_role("button", name="Take it out")).to_be_visible()


def case_with_an_appeal(page: Page, site: Site) -> None:
    _, decision = decided_by_eva(site)
    page.goto(f"/opinions/{decision}")
    page.get_by_role("link", name="Show what was decided").click()
    case = int(page.get_by_role("heading", level=1).inner_text().removeprefix("Case "))
    open_all(page)
    page.get_by_label("Their words").fill("I was joking.")
    page.get_by_role("button", name="Open the case again").click()
    page.goto(f"/cases/{case}")
    expect(page.get_by_role("heading", name="The author appeals")).to_be_visible()
    open_all(page)


def figures(page: Page, site: Site) -> None:
    outcomes = (Outcome.AGREE, Outcome.DISAGREE, Outcome.IGNORE)
    with desk(site) as eva:
        for place, case in enumerate(site.cases()[:6]):
            eva.decide(case, Draft(outcome=outcomes[place % 3]))
    page.goto("/figures")
    open_all(page)


def account(page: Page, site: Site) -> None:
    page.goto("/account")
    page.get_by_label("What it is for").fill("the nightly scan")
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_text("It is shown this once")).to_be_visible()


def account_refused(page: Page, site: Site) -> None:
    page.goto("/account")
    for label in ("Present password", "New password", "The same again"):
        page.get_by_label(label).fill(f"no such password: {label}")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("alert")).to_be_visible()


def people(page: Page, site: Site) -> None:
    with Store.open(f"sqlite:///{site.store}") as store:
        those = People(store, load_settings())
        those.set_grants("Ben", [Grant(role=UserRole.MODERATOR, board_id=1, queue="general")], by="Anna")
        those.disable("Rita", by="Anna")
        with store.begin() as unit:
            unit.accounts.link("Eva", Account(issuer="https://id.example", subject="5f0c"), by="provider", at=utc_now())
    page.goto("/people")
    page.get_by_label("Name", exact=True).fill("Cleo")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_text("It works once")).to_be_visible()
    open_all(page)


def keys_dialog(page: Page, site: Site) -> None:
    page.goto("/queue")
    press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()


def old_form(page: Page, site: Site) -> None:
    page.goto("/next")
    page.locator("input[name=token]").evaluate_all("all => all.forEach(each => { each.value = ''; })")
    page.get_by_role("button", name="Agree", exact=True).click()
    expect(page.get_by_role("heading", name="Nothing was changed")).to_be_visible()


def undone_twice(page: Page, site: Site) -> None:
    case_after_another(page, site)
    site.change("UPDATE decisions SET undone_at = decided_at, undone_by_id = user_id")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Something has changed")).to_be_visible()


def open_all(page: Page) -> None:
    """Open everything that can be opened."""
    page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true; })")


EVERYTHING_ASKED = (
    "/queue?queue=general&words=you&severity=low&language=en&state=all&waiting=1h&claimed=Eva&rule=lexicon/&board=1"
)
STATES: dict[str, State] = {
    "queue": State("Ben", "/queue", at("/queue")),
    "queue, all kinds of cases": State("Anna", "/queue", queue_with_all_kinds),
    "queue, everything asked": State("Ben", "/queue", at(EVERYTHING_ASKED)),
    "queue, nothing found": State("Ben", "/queue", at("/queue?words=zebra")),
    "queue, nonsense asked": State("Ben", "/queue", at("/queue?severity=enormous&board=x")),
    "queue, after a decision": State("Ben", "/next", queue_after_a_decision),
    "queue, all of it skipped": State("Ben", "/next", queue_of_skipped_ones),
    "queue, empty": State("Ben", "/queue", empty_queue),
    "queue, only to look at": State("Rita", "/queue", at("/queue")),
    "decide together": State("Ben", "/queue/bulk", bulk),
    "decide together, nothing ticked": State("Ben", "/queue/bulk", bulk_of_nothing),
    "decided together": State("Ben", "/decisions/batches/{batch_id}", batch),
    "decided together, the list": State("Ben", "/decisions/batches", batches),
    "decided together, nothing yet": State("Ben", "/decisions/batches", at("/decisions/batches")),
    "views": State("Anna", "/views", views),
    "views, none": State("Ben", "/views", at("/views")),
    "phrases": State("Anna", "/phrases", phrases),
    "phrases, none": State("Anna", "/phrases", at("/phrases")),
    "case, everything open": State("Ben", "/cases/{case_id}", open_case),
    "case, after another": State("Ben", "/cases/{case_id}", case_after_another),
    "case, decided": State("Anna", "/cases/{case_id}", decided_case),
    "case, taken by another": State("Ben", "/cases/{case_id}", taken_case),
    "case, handed to another": State("Ben", "/cases/{case_id}", handed_case),
    "case, expired": State("Ben", "/cases/{case_id}", case_that_expired),
    "case, taken away": State("Ben", "/cases/{case_id}", case_that_was_taken_away),
    "case, only to look at": State("Rita", "/cases/{case_id}", at("/cases/1")),
    "actions": State("Ben", "/actions", actions),
    "actions, none": State("Ben", "/actions", at("/actions")),
    "escalations": State("Anna", "/escalations", escalations),
    "escalations, none": State("Anna", "/escalations", at("/escalations")),
    "opinions": State("Anna", "/opinions", opinions),
    "opinions, none": State("Ben", "/opinions", at("/opinions")),
    "opinions, the last": State("Ben", "/opinions/next", at("/opinions/next")),
    "an opinion": State("Ben", "/opinions/{decision_id}", opinion),
    "an opinion, given": State("Ben", "/opinions/{decision_id}", opinion_given),
    "quality": State("Anna", "/quality", quality),
    "quality, none": State("Anna", "/quality", at("/quality")),
    "case, with an appeal": State("Anna", "/cases/{case_id}", case_with_an_appeal),
    "figures": State("Anna", "/figures", figures),
    "figures, of nothing": State("Ben", "/figures", at("/figures")),
    "boards": State("Ben", "/boards", at("/boards")),
    "board": State("Ben", "/boards/{board_id}", at("/boards/1")),
    "scans": State("Ben", "/scans", at("/scans")),
    "account": State("Ben", "/account", account),
    "account, refused": State("Ben", "/account", account_refused),
    "people": State("Anna", "/people", people),
    "audit": State("Anna", "/audit", at("/audit")),
    "audit, nothing found": State("Anna", "/audit", at("/audit?about=nobody")),
    "keys": State("Ben", "/keys", at("/keys")),
    "keys, as a dialog": State("Ben", "/queue", keys_dialog),
    "not mine to see": State("Ben", "/people", at("/people")),
    "not here": State("Ben", "/cases/{case_id}", at("/cases/999999")),
    "no such page": State("Ben", "", at("/nowhere")),
    "not that way": State("Ben", "", at("/cases/1/decide")),
    "means nothing": State("Ben", "/cases/{case_id}", at("/cases/one")),
    "an old form": State("Ben", "", old_form),
    "something has changed": State("Ben", "", undone_twice),
}
