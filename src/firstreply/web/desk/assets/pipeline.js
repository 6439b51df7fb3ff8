// The board: cards go from stage to stage by key, by menu and by drag; a stage that asks why is told why first.
import { written } from "./countdown.js";
import { choose } from "./keys.js";
import { open } from "./dialog.js";

const shown = document.getElementById("shown"), menu = document.getElementById("move"), why = document.getElementById("reason");
const changed = document.getElementById("changed");
const board = () => shown.querySelector(".board");
const path = (place) => { const query = board().dataset.query; return query ? `${place}?${query}` : place; };
const stageOf = (card) => card.closest("[data-stage]").dataset.stage;
const mine = new Map(); // leads that were moved here, and when: what others did is told, what one did oneself is seen
let chosen = null;

/** Where the board and each of its stages stand, and a function that puts them there again. */
function standing() {
  const across = board().scrollLeft, down = new Map();
  for (const one of board().querySelectorAll("[data-stage]")) down.set(one.dataset.stage, one.querySelector(".cards").scrollTop);
  return () => {
    board().scrollLeft = across;
    for (const one of board().querySelectorAll("[data-stage]")) one.querySelector(".cards").scrollTop = down.get(one.dataset.stage) ?? 0;
  };
}

function swap(verb, url, values, keep) {
  const back = keep ?? board().querySelector("[data-row][aria-selected=true]")?.id, stand = standing();
  return window.htmx.ajax(verb, url, { source: shown, target: shown, swap: "innerHTML", values }).then(() => {
    sort();
    stand();
    const card = back && document.getElementById(back);
    if (card) choose(card);
  });
}

function show() {
  changed.hidden = true;
  return swap("GET", path("/pipeline") + (board().dataset.query ? "" : "?all=1"));
}

function move(card, stage, reason = "") {
  if (!card || card.hasAttribute("data-fixed") || (stageOf(card) === stage && !card.hasAttribute("data-dragged"))) return;
  const { lead, revision } = card.dataset;
  mine.set(lead, Date.now());
  swap("POST", path("/pipeline/move"), { lead, revision, stage, reason }, card.id);
}

function step(by) {
  const card = board().querySelector("[data-row][aria-selected=true]");
  if (!card) return;
  const stages = [...board().querySelectorAll("[data-stage]:not([data-retired])")];
  const to = stages[stages.findIndex((one) => one.contains(card)) + by];
  if (to) move(card, to.dataset.stage);
}

function offer(card) {
  chosen = card;
  menu.querySelector("[data-whose]").textContent = card.querySelector(".title a").textContent;
  for (const one of menu.querySelectorAll("[data-to]")) one.disabled = one.dataset.to === stageOf(card);
  open(menu);
}

document.addEventListener("click", (event) => {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = target.closest?.(".deal .move"), button = target.closest?.("[data-to]"), by = target.closest?.("[data-step]");
  if (link) { event.preventDefault(); offer(link.closest(".deal")); }
  if (button) { menu.close(); move(chosen, button.dataset.to); }
  if (by) step(Number(by.dataset.step));
  if (target.closest?.("#changed")) show();
});

// A number chooses in either dialog.
for (const dialog of [menu, why]) {
  dialog.addEventListener("keydown", (event) => {
    if (event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) return;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const button = digit && dialog.querySelector(`[data-number="${digit}"]:not(:disabled)`);
    if (button) { event.preventDefault(); button.click(); }
  });
}

document.addEventListener("fr:reason", ({ detail }) => {
  const list = why.querySelector("[data-reasons]"), more = document.getElementById("reason-more");
  why.querySelector("[data-whose]").textContent = detail.whose;
  why.querySelector("[data-called]").textContent = detail.called;
  more.value = "";
  list.replaceChildren(...detail.reasons.map(([key, says], n) => {
    const line = document.createElement("li"), button = document.createElement("button"), cap = document.createElement("kbd");
    button.type = "button";
    cap.textContent = written(String(n + 1));
    if (n < 9) { button.dataset.number = n + 1; button.append(cap, " "); }
    button.append(says);
    button.addEventListener("click", () => {
      why.close("told");
      const card = document.getElementById(`lead-${detail.lead}`);
      if (card) { card.dataset.dragged = ""; move(card, detail.stage, more.value.trim() ? `${key}: ${more.value.trim()}` : key); }
    });
    line.append(button);
    return line;
  }));
  why.returnValue = "";
  open(why);
  list.querySelector("button")?.focus();
});
why.addEventListener("close", () => { if (why.returnValue !== "told") show(); });

document.addEventListener("fr:undone", show);
document.addEventListener("fr:live", ({ detail }) => {
  if (Date.now() - (mine.get(detail.lead) ?? 0) < 5000) return;
  if (detail.lead || detail.kind === "reset") changed.hidden = false;
});

/** Drag is sugar: what cannot move does not, and what is refused goes back. */
function sort() {
  if (!window.Sortable) return;
  for (const list of board().querySelectorAll(".cards")) {
    window.Sortable.create(list, {
      group: "deals", draggable: ".deal:not([data-fixed])", animation: 120, delay: 150, delayOnTouchOnly: true, filter: ".move", preventOnFilter: false,
      onEnd: ({ item, from, to }) => {
        if (from === to) return;
        const stage = to.closest("[data-stage]");
        item.dataset.dragged = "";
        if (stage.hasAttribute("data-retired")) show();
        else move(item, stage.dataset.stage);
      },
    });
  }
}
sort();
// What is swapped in takes attributes over from what was there; styles that dragging gave would be refused by the page's policy.
document.addEventListener("htmx:before:swap", () => {
  for (const one of shown.querySelectorAll(".deal[style]")) one.removeAttribute("style");
});
shown.addEventListener("htmx:after:swap", sort);
