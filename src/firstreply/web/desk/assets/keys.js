// Keys: a single key presses what carries it, on the row first, then on the page, then around it, when nothing is being
// typed. J and K go through the rows, X selects, Enter opens, G and a letter goes to a page, ? lists them all.
import { undoLatest } from "./toast.js";

const WAITS = 1200;
let going = 0;

const typed = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]:not([contenteditable=false])");
const shown = (one) => one.checkVisibility?.() ?? one.getClientRects().length > 0;
const rows = () => [...document.querySelectorAll("[data-list] [data-row]")].filter(shown);
const current = () => document.querySelector("[data-list] [data-row][aria-selected=true]");

/** The key as it stands on a Latin keyboard, whatever the layout is. */
function latin(event) {
  if (/^[\x21-\x7e]$/.test(event.key)) return event.key.toLowerCase();
  const found = /^(?:Key|Digit)(.)$/.exec(event.code);
  if (found) return found[1].toLowerCase();
  return event.code === "Slash" ? (event.shiftKey ? "?" : "/") : event.key;
}

/** Make a row the one that keys act on. */
export function choose(row) {
  for (const one of document.querySelectorAll("[data-list] [data-row][aria-selected=true]")) one.setAttribute("aria-selected", "false");
  if (!row) return;
  row.setAttribute("aria-selected", "true");
  if (!row.hasAttribute("tabindex")) row.tabIndex = -1;
  if (!row.contains(document.activeElement)) row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(current());
  choose(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))]);
  return true;
}

/** Whether a key would press this one now: it is seen, not held back, and stands in the current row or in none. */
function pressable(one) {
  const row = one.closest("[data-row]");
  return shown(one) && !one.disabled && (!row || row === current());
}

/** What a key could press now: in the current row first, then on the page, then in the frame around it. */
function pressables(named) {
  const found = [...(current()?.querySelectorAll(named) ?? []), ...document.querySelectorAll(`main ${named}`), ...document.querySelectorAll(named)];
  return found.filter(pressable);
}

function press(key) {
  const [found] = pressables(`[data-key="${CSS.escape(key)}"]`);
  if (!found) return false;
  if (found.matches("input, textarea, select")) found.focus();
  else {
    found.click();
    if (found.matches("summary")) found.focus();  // what opened is a Tab away, and Escape closes it
  }
  return true;
}

/** What can be pressed on this page now: by its key, what it says. */
export function pressed() {
  const seen = new Map();
  for (const one of pressables("[data-key]")) {
    const says = one.dataset.says ?? one.textContent.trim();
    if (says && !seen.has(one.dataset.key)) seen.set(one.dataset.key, says);
  }
  return seen;
}

/** Do what the key does; false where it does nothing. */
export function act(key) {
  if (going && Date.now() - going < WAITS) {
    going = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"] a`);
    if (link) { link.click(); return true; }
  }
  if (press(key)) return true;
  const row = current();
  switch (key) {
    case "j": return step(1);
    case "k": return step(-1);
    case "x": { const box = row?.querySelector("input[type=checkbox]"); box?.click(); return Boolean(box); }
    case "enter": { const link = row?.querySelector("[data-open]"); link?.click(); return Boolean(link); }
    case "u": return undoLatest();
    case "g": going = Date.now(); return true;
    case "?": list(); return true;
    default: return false;
  }
}

function list() {
  const dialog = document.getElementById("keys"), here = dialog.querySelector("[data-keys-here]");
  here.replaceChildren(...[...pressed()].map(([key, says]) => {
    const line = document.createElement("div"), term = document.createElement("dt"), told = document.createElement("dd"), cap = document.createElement("kbd");
    cap.textContent = key === "Enter" ? key : key.toUpperCase();
    term.append(cap);
    told.textContent = says;
    line.append(term, told);
    return line;
  }));
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.body.dataset.keys === "off" || typed(event.target) || document.querySelector("dialog[open]")) return;
  const key = latin(event).toLowerCase();
  if (key === "enter" && event.target.closest("a, button, summary, input")) return;
  if (act(key)) event.preventDefault();
});

document.addEventListener("focusin", ({ target }) => {
  const row = target.closest?.("[data-list] [data-row]");
  if (row && row.getAttribute("aria-selected") !== "true") choose(row);
});
