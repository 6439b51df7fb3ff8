// Walk: the list that somebody came from, so that J and K go on in it on the page of one lead.
const KEY = "fr:walk";

/** Where the next (1) or previous (-1) lead of the list is, "" at its ends. */
export function walk(id, by) {
  let ids = [];
  try { ids = JSON.parse(sessionStorage.getItem(KEY) ?? "[]"); } catch { /* none kept */ }
  const at = ids.indexOf(id);
  return at < 0 || !ids[at + by] ? "" : `/leads/${ids[at + by]}`;
}

// On a list: its leads are remembered in its order when one of them is opened, or taken by a button (data-walks: one beside it).
document.addEventListener("click", ({ target }) => remember(target.closest?.("a[href^='/leads/']")), true);
document.addEventListener("submit", ({ target }) => remember(target), true);

function remember(from) {
  const list = from?.closest("[data-list]") ?? (from?.closest("[data-walks]") && document.querySelector("main [data-list]"));
  if (!list) return;
  const found = [...list.querySelectorAll("a[href^='/leads/']")].map((one) => /^\/leads\/([0-9a-f-]{36})/.exec(one.getAttribute("href"))?.[1]);
  try { sessionStorage.setItem(KEY, JSON.stringify([...new Set(found.filter(Boolean))])); } catch { /* full: no walking */ }
}
