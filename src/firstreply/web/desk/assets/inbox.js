// My leads: small forms for rows that are chosen, rows that follow what happens, and new ones that wait to be asked for.
import { written } from "./countdown.js";
import { choose } from "./keys.js";

const box = document.getElementById("box"), sheet = document.getElementById("sheet"), body = document.getElementById("sheet-body");
const came = document.getElementById("came"), spam = document.getElementById("spam");
const MOST = 100, PAUSE = 300;
const fresh = new Set();
const rows = () => [...box.querySelectorAll("[data-row]")];
const ticked = () => rows().map((row) => row.querySelector(".tick input:checked")).filter(Boolean);
const current = () => box.querySelector("[data-row][aria-selected=true]");
const count = (one, n) => (n === 1 ? one.dataset.one : one.dataset.many.replace("{n}", written(String(n))));

box.classList.add("ready");

/** What an action is about: the rows that are ticked, else the row it stands in. */
function items(row) {
  const found = ticked().map((one) => one.value);
  return found.length ? found : [row.dataset.item];
}

async function show(act, chosen) {
  const query = new URLSearchParams([...chosen.map((one) => ["item", one]), ["to", box.dataset.listOf]]);
  await htmx.ajax("GET", `/inbox/${act}?${query}`, { source: body, target: body, swap: "innerHTML" });
  if (!body.querySelector("#sheet-title")) return;
  if (!sheet.open) sheet.showModal();
  body.querySelector("[autofocus]")?.focus();
}

function report(chosen) {
  for (const one of spam.querySelectorAll("[name=item]")) one.remove();
  for (const value of chosen) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "item", value });
    spam.append(field);
  }
  spam.requestSubmit();
}

function act(name, chosen) {
  if (!chosen.length) return;
  if (name === "spam") report(chosen);
  else show(name, chosen);
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest?.("#box [data-act], #sheet [data-act]"), button = event.target.closest?.("#box [data-bulk]");
  if (link) {
    event.preventDefault();
    const row = link.closest("[data-row]");
    if (row) choose(row);
    act(link.dataset.act, row && link.dataset.act !== "more" ? items(row) : new URL(link.href).searchParams.getAll("item"));
  } else if (button && button.dataset.bulk !== "wake") {
    event.preventDefault();
    act(button.dataset.bulk, ticked().map((one) => one.value));
  } else if (event.target.id === "fresh") refresh();
});

// Selecting: how many, all, none.
box.addEventListener("change", ({ target }) => {
  if (target.id === "all") for (const row of rows()) { const one = row.querySelector(".tick input"); if (one) one.checked = target.checked; }
  told();
});

function told() {
  const all = document.getElementById("all"), said = box.querySelector(".chosen");
  if (!all) return;
  const n = ticked().length, whole = rows().length;
  all.hidden = false;
  all.checked = n > 0 && n === whole;
  all.indeterminate = n > 0 && n < whole;
  said.dataset.none ??= said.textContent;
  said.textContent = n ? count(said, n) : said.dataset.none;
}

// In a small form: its own keys, and a filter whose first line is taken by Enter.
sheet.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea, select");
  if (event.key === "Enter" && event.target.dataset.filter) {
    event.preventDefault();
    [...document.querySelectorAll(`${event.target.dataset.filter} li`)].find((one) => !one.hidden)?.querySelector("button").click();
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.keys === "off") return;
  const digit = /^Digit(\d)$/.exec(event.code)?.[1] ?? event.key;
  const found = body.querySelector(`[data-key="${CSS.escape(digit)}"]`);
  if (found) { event.preventDefault(); found.click(); }
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (way && event.target.closest(".choices")) {
    const all = [...body.querySelectorAll(".choices li:not([hidden]) button")];
    event.preventDefault();
    all[(all.indexOf(event.target) + way + all.length) % all.length]?.focus();
  }
});
sheet.addEventListener("input", ({ target }) => {
  if (!target.dataset.filter) return;
  const wanted = target.value.trim().toLowerCase();
  for (const one of document.querySelectorAll(`${target.dataset.filter} li`)) one.hidden = !one.dataset.name.includes(wanted);
});
sheet.addEventListener("close", () => { if (!document.activeElement?.closest("[data-row]")) choose(current()); });

// What was done: its rows go, the next one is at hand.
document.addEventListener("inbox:did", ({ detail }) => {
  if (sheet.open) sheet.close();
  const done = new Set(detail.items), before = rows(), at = Math.max(0, before.indexOf(current()));
  const leads = new Set(detail.items.map((one) => one.split(".")[0]));
  if (detail.stays) {
    for (const one of ticked()) one.checked = false;
    ask([...leads]);
  } else {
    for (const row of before) if (done.has(row.dataset.item)) row.remove();
    const left = rows();
    choose(before.slice(at).find((row) => row.isConnected) ?? left.at(-1));
    if (!left.length) refresh();
  }
  counted(detail.counts);
  told();
});

/** What was done moves rows from tab to tab: their counts follow, as the server writes them. */
function counted(counts = {}) {
  for (const [split, n] of Object.entries(counts)) {
    const one = box.querySelector(`.splits [data-split="${CSS.escape(split)}"]`);
    if (one) one.textContent = n;
  }
}

/** The list as it is now, with the same row at hand. */
async function refresh() {
  const id = current()?.id, focused = box.contains(document.activeElement) || document.activeElement === document.body;
  fresh.clear();
  await htmx.ajax("GET", box.dataset.listOf, { source: box, target: box, swap: "innerHTML" });
  began();
  const row = (id && document.getElementById(id)) ?? rows()[0];
  if (focused) choose(row);
}
document.addEventListener("fr:undone", refresh);

// Live: rows that are shown follow in place, those that ended say so and stay; new ones are counted until they are asked for.
const asked = new Set();
let timer = 0;

function ask(leads) {
  for (const one of leads) if (one) asked.add(one);
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
}

async function look() {
  if (document.hidden || !asked.size) return;
  const leads = [...asked].slice(0, MOST);
  for (const one of leads) asked.delete(one);
  const here = rows().filter((row) => leads.includes(row.dataset.lead));
  const query = new URLSearchParams([...leads.map((one) => ["lead", one]), ...here.filter((row) => row.dataset.wait).map((row) => ["wait", row.dataset.wait])]);
  await htmx.ajax("GET", `/inbox/rows?${box.dataset.query ? `${box.dataset.query}&` : ""}${query}`, { source: came, target: came, swap: "innerHTML" });
  follow();
  if (asked.size) ask([]);
}

function follow() {
  for (const one of came.querySelectorAll("[data-row]")) {
    const row = box.querySelector(`#${CSS.escape(one.id)}`);
    if (!row) { fresh.add(one.id); continue; }
    fresh.delete(one.id);
    if (row.contains(document.activeElement) && document.activeElement !== row) keep(row, one);
    else put(row, one);
  }
  for (const one of came.querySelectorAll("[data-over]")) {
    fresh.delete(`row-${one.dataset.over}`);
    const row = box.querySelector(`[data-wait="${CSS.escape(one.dataset.over)}"]`);
    if (!row) continue;
    row.classList.add("over");
    row.querySelector(".why").textContent = one.textContent;
    const tick = row.querySelector(".tick input");
    if (tick) tick.checked = false;
  }
  came.replaceChildren();
  const button = document.getElementById("fresh");
  if (!button) return;
  button.hidden = !fresh.size;
  if (fresh.size) button.textContent = count(button, fresh.size);
  told();
}

/** Put a row in the place of what it was; whether it is ticked and at hand stays. */
function put(row, now) {
  const focused = document.activeElement === row, tick = now.querySelector(".tick input");
  if (tick) tick.checked = row.querySelector(".tick input")?.checked ?? false;
  now.setAttribute("aria-selected", row.getAttribute("aria-selected"));
  if (row.hasAttribute("tabindex")) now.tabIndex = -1;
  row.replaceWith(now);
  if (focused) now.focus({ preventScroll: true });
}

/** Somebody is at work in the row: only what it says changes. */
function keep(row, now) {
  for (const part of [".due", ".said", ".marks"]) {
    const old = row.querySelector(part);
    if (!old.contains(document.activeElement)) old.replaceWith(now.querySelector(part));
  }
}

document.addEventListener("fr:live", ({ detail }) => {
  if (detail.kind === "reset") refresh(); // more was missed than is told one by one
  else if (detail.lead) ask([detail.lead]);
});
document.addEventListener("visibilitychange", () => { if (!document.hidden && asked.size) ask([]); });

function began() {
  for (const one of box.querySelectorAll(".bulk button")) one.type = one.dataset.bulk === "wake" ? "submit" : "button";
  told();
}
began();
if (rows().length && (document.activeElement === document.body || !document.activeElement)) choose(rows()[0]);
