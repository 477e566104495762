// Shortcuts and small comforts. Every page works without this file.
"use strict";
{
  const root = document.documentElement;
  const said = document.getElementById("said");
  const say = (words) => { said.textContent = words; };

  // Screen readers read what changes, and not what a page has brought along: so that is said once the page stands.
  const brought = [...document.querySelectorAll("main [role=status]")].map((each) => each.innerText.trim()).join(" ");
  if (brought) setTimeout(() => say(brought), 300);
  const failed = document.querySelector("main [role=alert]");
  if (failed && !document.querySelector("[autofocus]")) { failed.tabIndex = -1; failed.focus(); }

  if (root.dataset.keys === "off") {
    for (const each of document.querySelectorAll("[aria-keyshortcuts]")) each.removeAttribute("aria-keyshortcuts");
  }

  // --- keys: an element says which key presses it, by data-key -------------------------------------------------
  const writes = (element) =>
    element.isContentEditable || element.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit])");

  const move = (by) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) return false;
    const here = rows.indexOf(document.activeElement);
    const there = here < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + by, 0), rows.length - 1);
    rows[there].focus();
    rows[there].closest("li, tr").scrollIntoView({ block: "nearest" });
    return true;
  };

  const press = (element) => {
    if (element.dataset.press === "focus") { element.focus(); return; }
    if (element.matches("input[type=search]")) { element.focus(); element.select(); return; }
    if (element.matches("summary")) {
      const details = element.parentElement;
      details.open = true;
      details.querySelector("textarea, input, select")?.focus();
      return;
    }
    element.click();
  };

  const busy = new WeakSet();
  document.addEventListener("submit", (event) => {
    // A form that is on its way is not sent a second time.
    if (busy.has(event.target)) event.preventDefault();
    busy.add(event.target);
  });
  for (const form of document.querySelectorAll("form[method=get]")) {
    // Fields that ask for nothing need not stand in the address.
    form.addEventListener("formdata", ({ formData }) => {
      for (const [name, value] of [...formData]) if (!value) formData.delete(name);
    });
  }
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  document.addEventListener("keydown", (event) => {
    if (root.dataset.keys === "off" || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.defaultPrevented || event.repeat && !"jk".includes(event.key)) return;
    if (event.key === "Escape" && writes(document.activeElement)) {
      event.preventDefault(); // some browsers empty a search field on the way out
      document.activeElement.blur();
      return;
    }
    if (writes(document.activeElement) || document.querySelector("dialog[open]")) return;
    if (event.key === "j" || event.key === "k") {
      if (move(event.key === "j" ? 1 : -1)) event.preventDefault();
      return;
    }
    if (event.key === "o") {
      const row = document.activeElement.matches("[data-row]") ? document.activeElement : document.querySelector("[data-row]");
      if (row) { event.preventDefault(); row.click(); }
      return;
    }
    const row = document.activeElement.closest("li");
    const pressed = row?.querySelector(`[data-row-key="${CSS.escape(event.key)}"]`)
      ?? document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!pressed) return;
    event.preventDefault();
    press(pressed);
    if (pressed.matches("[type=radio]")) say(`If you agree: ${pressed.closest("label").firstChild.nextSibling.textContent}`);
  });

  // --- how many cases are ticked --------------------------------------------------------------------------------
  for (const told of document.querySelectorAll("[data-ticked]")) {
    const nothing = told.textContent;
    const count = () => {
      const all = document.querySelector("input[name=everything]:checked");
      const ticked = all ? Number(all.dataset.count) : document.querySelectorAll("input[name=case]:checked").length;
      told.textContent = ticked ? told.dataset.ticked.replace("{n}", ticked) : nothing;
      return told.textContent;
    };
    document.addEventListener("change", (event) => { if (event.target.matches("input[name=case], input[name=everything]")) say(count()); });
    count();
  }

  // --- a phrase fills the fields that it names, without losing what somebody wrote there ------------------------
  for (const select of document.querySelectorAll("[data-fills]")) {
    const filled = {};
    select.addEventListener("change", () => {
      for (const name of select.dataset.fills.split(" ")) {
        const field = select.form.elements[name];
        const words = select.selectedOptions[0].dataset[name] ?? "";
        const own = field.value.trim() && field.value !== filled[name];
        if (!own) field.value = words;
        else if (field.matches("textarea") && words) field.value = `${field.value.trimEnd()}\n\n${words}`;
        filled[name] = own ? undefined : words;
      }
    });
    // Whoever empties the explanation wants none: the server would fill in what is still chosen.
    select.form.elements[select.dataset.fills.split(" ")[0]].addEventListener("input", (event) => {
      if (event.target.value.trim()) return;
      select.value = "";
      for (const [name, words] of Object.entries(filled)) {
        if (words !== undefined && select.form.elements[name].value === words) select.form.elements[name].value = "";
      }
    });
  }

  // --- a dialog in place of a page ------------------------------------------------------------------------------
  for (const opener of document.querySelectorAll("[data-opens]")) {
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      document.getElementById(opener.dataset.opens).showModal();
    });
  }

  // --- words to be copied ---------------------------------------------------------------------------------------
  for (const copier of navigator.clipboard ? document.querySelectorAll("[data-copies]") : []) {
    copier.hidden = false;
    copier.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(copier.dataset.copies).value);
      say("Copied.");
      copier.classList.add("copied");
    });
  }

  // --- flagged terms, veiled until wanted -----------------------------------------------------------------------
  for (const toggle of document.querySelectorAll("[data-toggles=terms]")) {
    toggle.addEventListener("click", (event) => {
      event.preventDefault();
      root.dataset.terms = root.dataset.terms === "bare" ? "veiled" : "bare";
      say(root.dataset.terms === "bare" ? "Flagged terms are shown." : "Flagged terms are veiled.");
    });
  }

  // --- what sticks to the edges covers neither the flagged post nor what has the focus -----------------------------
  const sticking = [...document.querySelectorAll("[data-sticks]")];
  const post = document.getElementById("post");
  const measure = () => {
    const room = { over: 0, under: 0 };
    for (const each of sticking) {
      if (getComputedStyle(each).position === "sticky") room[each.dataset.sticks] += each.offsetHeight;
    }
    for (const [edge, height] of Object.entries(room)) root.style.setProperty(`--${edge}`, `${height}px`);
    // A post that fits stands in the middle of the room that is left, with what came before it in sight.
    const free = innerHeight - room.over - room.under;
    if (post) post.style.scrollMarginTop = `${Math.max((free - post.offsetHeight) / 2, 0)}px`;
  };
  if (sticking.length) {
    const watch = new ResizeObserver(measure);
    for (const each of [root, ...sticking]) watch.observe(each);
    measure();
    const [visit] = performance.getEntriesByType("navigation");
    if (post && !location.hash && visit?.type === "navigate" && !document.querySelector("[role=alert]")) post.scrollIntoView();
  }

  // --- how long a claim still lasts -----------------------------------------------------------------------------
  for (const lease of document.querySelectorAll("[data-lease]")) {
    const ends = Date.parse(lease.dateTime);
    const told = lease.textContent;
    const tick = () => {
      const minutes = Math.ceil((ends - Date.now()) / 60000);
      if (minutes > 0) lease.textContent = minutes > 5 ? told : `${told}, ${minutes} min`;
      else { lease.textContent = "a moment ago: it is back in the queue. Keep it for longer to go on"; say("Your claim on this case has ended."); clearInterval(timer); }
      lease.classList.toggle("late", minutes <= 5);
    };
    const timer = setInterval(tick, 15000);
    tick();
  }
}
