// Shortcuts and small comforts. Every page works without this file.
"use strict";
{
  const root = document.documentElement;
  const said = document.getElementById("said");
  const say = (words) => { said.textContent = words; };

  // --- keys: an element says which key presses it, by data-key -------------------------------------------------
  const writes = (element) =>
    element.isContentEditable || element.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=submit])");

  const move = (by) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) return false;
    const here = rows.indexOf(document.activeElement);
    const there = here < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + by, 0), rows.length - 1);
    rows[there].focus();
    rows[there].closest("li").scrollIntoView({ block: "nearest" });
    return true;
  };

  const press = (element) => {
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
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  document.addEventListener("keydown", (event) => {
    if (root.dataset.keys === "off" || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.defaultPrevented || event.repeat && !"jk".includes(event.key)) return;
    if (event.key === "Escape" && writes(document.activeElement)) { document.activeElement.blur(); return; }
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
    const pressed = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (pressed) { event.preventDefault(); press(pressed); }
  });

  // --- a dialog in place of a page ------------------------------------------------------------------------------
  for (const opener of document.querySelectorAll("[data-opens]")) {
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      document.getElementById(opener.dataset.opens).showModal();
    });
  }

  // --- flagged terms, veiled until wanted -----------------------------------------------------------------------
  for (const toggle of document.querySelectorAll("[data-toggles=terms]")) {
    const tell = () => toggle.setAttribute("aria-pressed", String(root.dataset.terms === "bare"));
    toggle.addEventListener("click", (event) => {
      event.preventDefault();
      root.dataset.terms = root.dataset.terms === "bare" ? "veiled" : "bare";
      tell();
      say(root.dataset.terms === "bare" ? "Flagged terms are shown." : "Flagged terms are veiled.");
    });
    toggle.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); toggle.click(); } });
    tell();
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
