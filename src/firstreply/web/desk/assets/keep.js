// What is typed into a form that is marked data-keep="name" is kept in this browser until it was sent well, and offered back;
// fields that are marked data-unkept are not. An answer that says X-Unsent sent nothing well. A form whose boxes are made by what
// is typed into it is marked data-keep-whole: its hidden fields are kept too, and the server makes it again of what was kept.
import { span } from "./countdown.js";
import { button } from "./toast.js";

const BEFORE = `fr:keep:${document.body.dataset.who}:`;
const words = document.getElementById("keep").dataset;
const known = new WeakSet(), asking = new WeakSet(), timers = new WeakMap(), unsent = new Set();
const kept = (name) => { try { return JSON.parse(localStorage.getItem(BEFORE + name)); } catch { return null; } };

const whole = (form) => "keepWhole" in form.dataset;
const typed = (one) => one.name && one.name !== "proof" && !("unkept" in one.dataset) && !["password", "file", "submit", "button"].includes(one.type)
  && (one.type !== "hidden" || whole(one.form));
// Which state of a thing was seen is kept, and nothing that anybody typed.
const same = (one, other) => JSON.stringify({ ...one, seen: 0, revision: 0 }) === JSON.stringify({ ...other, seen: 0, revision: 0 });

function fields(form) {
  const found = {};
  for (const one of form.elements) {
    if (!typed(one)) continue;
    if (one.type === "checkbox" || one.type === "radio") { if (one.checked) (found[one.name] ??= []).push(one.value); }
    else (found[one.name] ??= []).push(one.value);
  }
  return found;
}

function fill(form, values) {
  const left = structuredClone(values);
  for (const one of form.elements) {
    if (!typed(one)) continue;
    if (one.type === "checkbox" || one.type === "radio") one.checked = (values[one.name] ?? []).includes(one.value);
    else if (left[one.name]?.length) one.value = left[one.name].shift();
    one.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function again(form, values) {
  form.addEventListener("htmx:config:request", ({ detail: { ctx: { request: { body } } } }) => {
    for (const name of new Set(body.keys())) if (name !== "proof" && name !== "act") body.delete(name);
    for (const [name, all] of Object.entries(values)) for (const one of all) body.append(name, one);
  }, { once: true });
  asking.add(form); // what it holds now is not what was typed
  form.requestSubmit(form.querySelector('button[value="look"]'));
}

function save(form) {
  const name = form.dataset.keep;
  try { localStorage.setItem(BEFORE + name, JSON.stringify({ at: Date.now(), fields: fields(form) })); } catch { /* full: typing goes on */ }
}

/** Forget what was typed into the form of that name: it was sent. */
export function forget(name) { localStorage.removeItem(BEFORE + name); }

/** It was sent after all: it is forgotten and taken out of its form, unless something else was typed there since. */
export function settle(name, sent) {
  const said = (all) => JSON.stringify(all.map(([one, value]) => [one, value.replaceAll("\r\n", "\n")]).sort());
  const same = (typed) => said(Object.entries(typed).flatMap(([one, values]) => values.map((value) => [one, value]))) === said(sent.filter(([one]) => one in typed));
  const form = [...document.querySelectorAll("form[data-keep]")].find((one) => one.dataset.keep === name);
  const found = kept(name);
  if (form && same(fields(form))) { clearTimeout(timers.get(form)); form.reset(); }
  if (found && same(found.fields)) forget(name);
}

function offer(form) {
  if (known.has(form)) return;
  known.add(form);
  const name = form.dataset.keep, found = kept(name);
  if (!found) return;
  if (found.sent && (document.querySelector("main > .done") || location.pathname !== found.sent)) { forget(name); return; }
  if (same(found.fields, fields(form))) return;
  const line = document.createElement("p");
  line.className = "kept";
  line.setAttribute("role", "status");
  line.append(`${words.says.replace("{span}", span((Date.now() - found.at) / 1000))} `,
    button(words.back, () => { if (whole(form)) again(form, found.fields); else fill(form, found.fields); line.remove(); }, "quiet"),
    button(words.drop, () => { forget(name); line.remove(); }, "quiet"));
  form.prepend(line);
}

const look = () => { for (const form of document.querySelectorAll("form[data-keep]")) offer(form); };
document.addEventListener("input", ({ target, isTrusted }) => {
  const form = target.form;
  if (!isTrusted || !form?.dataset.keep) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), 300));
});
document.addEventListener("submit", ({ target: form }) => {
  if (!form.dataset.keep || asking.delete(form)) return;
  clearTimeout(timers.get(form));
  save(form);
  const found = kept(form.dataset.keep);
  // Gone from here by a page of its own: whether it went well, the next page knows.
  if (found && !form.hasAttribute("hx-post")) localStorage.setItem(BEFORE + form.dataset.keep, JSON.stringify({ ...found, sent: location.pathname }));
});
document.addEventListener("htmx:after:request", ({ detail }) => {
  const form = detail.ctx.sourceElement?.closest?.("form[data-keep]") ?? detail.ctx.sourceElement?.form;
  if (!form?.dataset?.keep || detail.ctx.request.method === "GET") return;
  clearTimeout(timers.get(form));
  if (detail.ctx.response.raw.ok && !detail.ctx.response.headers.has("X-Unsent")) forget(form.dataset.keep);
  else unsent.add(form.dataset.keep);
});
// The form that comes instead holds what was typed, and what was added to it or taken out.
document.addEventListener("htmx:after:swap", () => {
  for (const form of document.querySelectorAll("form[data-keep-whole]")) if (unsent.delete(form.dataset.keep)) { known.add(form); save(form); }
  look();
});
look();
