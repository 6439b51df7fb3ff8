// A lead: the newest stays in sight, what is typed is kept, who else is here is known, and sending goes on to the next one.
import { refresh } from "./asking.js";
import { forget } from "./keep.js";
import { button } from "./toast.js";
import { walk } from "./walk.js";

const lead = document.getElementById("lead"), id = lead.dataset.lead, line = document.getElementById("line");
const asked = new URLSearchParams(location.search);
const composer = () => document.getElementById("composer"), text = () => document.getElementById("text");
const tell = (name) => document.dispatchEvent(new CustomEvent(name));
const PAUSE = 1200, SOON = 400, RESTS = 45_000;
let resting = 0, saving = 0, following = 0, writing = false, atEnd = true, sending = false;

// The newest is at the end, and stays there unless somebody reads further up.
const small = matchMedia("(max-width: 860px)").matches;
const end = () => { line.scrollTop = line.scrollHeight; };
const bottom = () => { end(); if (small && !location.hash) composer().scrollIntoView({ block: "end" }); };
line.addEventListener("scroll", () => { atEnd = line.scrollHeight - line.scrollTop - line.clientHeight < 60; }, { passive: true });
new MutationObserver(() => { unfold(); if (atEnd) end(); }).observe(line, { childList: true, subtree: true });
addEventListener("load", bottom);
end();

// What somebody has unfolded stays so when the newest are shown anew.
const unfolded = new Set();
const named = (one) => `${one.closest(".entry")?.id}:${[...(one.closest(".entry")?.querySelectorAll("details") ?? [])].indexOf(one)}`;
line.addEventListener("toggle", ({ target }) => { if (target.open) unfolded.add(named(target)); else unfolded.delete(named(target)); }, true);
function unfold() {
  if (!unfolded.size) return;
  for (const one of line.querySelectorAll(".entry details:not([open])")) if (unfolded.has(named(one))) one.open = true;
}

// Cards that are read seldom are folded away on a phone.
if (small) {
  for (const one of document.querySelectorAll("#side details.ask[open]")) one.open = false;
}

// Which account, and whether anything may be sent by it.
function through() {
  const form = composer(), source = form?.elements?.namedItem("source");
  const one = source?.selectedOptions?.[0];
  if (!one) return;
  form.querySelector(".subject").hidden = one.dataset.mail !== "yes";
  const closed = form.querySelector(".closed");
  closed.hidden = !one.dataset.closed;
  closed.querySelector("span").textContent = one.dataset.closed;
  closed.querySelector("button").hidden = one.dataset.channel !== "whatsapp";
  const many = form.querySelectorAll(".going li").length, uncarried = form.querySelector(".uncarried");
  uncarried.hidden = many <= Number(one.dataset.files);
  uncarried.textContent = uncarried.hidden ? "" : one.dataset.uncarried;
  const quick = document.getElementById("quick");
  quick.dataset.channel = one.dataset.channel;
  quick.dataset.only = one.dataset.closed && one.dataset.channel === "whatsapp" ? "approved" : "";
}
through();

// What is typed is kept on the server, too: it is there at another desk, and after the session has ended.
// One at a time, the last of them with all that there is then.
let keeping = false, anew = false;
async function keep() {
  if (keeping) { anew = true; return; }
  keeping = true;
  try { await kept(); } finally { keeping = false; }
  if (anew) { anew = false; keep(); }
}

async function kept() {
  const form = composer();
  if (!form?.dataset.draft || sending) return;
  const body = new URLSearchParams();
  for (const name of ["text", "subject", "source", "revision"]) body.set(name, form.elements.namedItem(name)?.value ?? "");
  for (const one of form.querySelectorAll("[name=files]:checked:enabled")) body.append("files", one.value);
  let answer;
  try {
    answer = await fetch(form.dataset.draft, { method: "POST", headers: { "X-Proof": document.body.dataset.proof, "HX-Request": "true" }, body });
  } catch { return; }
  if (answer.status === 401) tell("fr:signed-out");
  if (sending || (!answer.ok && answer.status !== 409)) return;
  const told = await answer.json();
  if (answer.status === 409) conflict(form, told);
  else {
    form.elements.namedItem("revision").value = told.revision;
    form.querySelector(".saved").textContent = told.revision ? form.dataset.saved : "";
  }
}

function conflict(form, other) {
  if (form.querySelector(".elsewhere") || !other.text || other.text === text().value.trim()) {
    form.elements.namedItem("revision").value = other.revision;
    if (!form.querySelector(".elsewhere")) keep();
    return;
  }
  const box = document.createElement("div"), says = document.createElement("p"), shown = document.createElement("p");
  box.className = "elsewhere";
  box.setAttribute("role", "alert");
  says.textContent = form.dataset.other;
  shown.className = "body";
  shown.dir = "auto";
  shown.textContent = other.text;
  const settle = (said) => {
    form.elements.namedItem("revision").value = other.revision;
    if (said !== null) { text().value = said; form.elements.namedItem("subject").value = other.subject ?? ""; }
    box.remove();
    keep();
  };
  box.append(says, shown, button(form.dataset.take, () => settle(other.text)), button(form.dataset.mine, () => settle(null)));
  form.prepend(box);
}

document.addEventListener("input", ({ target, isTrusted }) => {
  if (target.form?.id !== "composer" || target.closest(".quick")) return;
  if (target.name === "source" || target.name === "files") through();
  if (isTrusted && target.id === "text" && !writing && target.value.trim()) look(true);
  clearTimeout(resting);
  resting = setTimeout(() => { if (writing) look(false); }, RESTS);
  clearTimeout(saving);
  saving = setTimeout(keep, target.name === "files" ? 0 : PAUSE);
});

// Who else is here; and they learn that somebody writes, and that they have stopped.
function look(now) {
  writing = now;
  mark();
  tell("fr:looking");
}
function mark() {
  const field = document.querySelector("#others [name=writing]");
  if (field) field.value = writing ? "yes" : "no";
}
addEventListener("pagehide", () => {
  if (!document.getElementById("others")?.hasAttribute("hx-post")) return;
  navigator.sendBeacon?.(`/leads/${id}/looking`, new URLSearchParams({ gone: "yes", proof: document.body.dataset.proof }));
});

// What happens elsewhere shows here; a part of the side in which somebody types, or is asked something, stays as it is.
let behind = false, done = 0;
const doing = new Set();
function follow() {
  clearTimeout(following);
  following = setTimeout(() => {
    tell("fr:recent");
    behind = false;
    part("side");
  }, SOON);
}
const given = (one) => one.defaultSelected || (![...one.parentElement.options].some((each) => each.defaultSelected) && one.index === 0);
function changed(one) {
  if (one.matches("select")) return [...one.options].some((each) => each.selected !== given(each));
  if (one.type === "checkbox" || one.type === "radio") return one.checked !== one.defaultChecked;
  if (one.type === "file") return one.files.length > 0;
  return one.type !== "hidden" && one.value !== one.defaultValue;
}
const asks = (one) => one.querySelector("[role=alert]")
  || one.querySelector("input:not([type=hidden]):focus, textarea:focus, select:focus:not([data-sends])")
  || [...one.querySelectorAll("input, textarea, select")].some(changed);
const opened = (one) => `${one.closest("[data-part]")?.id}:${one.matches(".edit") ? "" : one.querySelector("summary").textContent}`;
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (ctx.target !== "#side" && ctx.target?.id !== "side") return;
  if (ctx.request.method === "GET") ctx.done = done;
  else { done += 1; doing.add(ctx); }
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  doing.delete(ctx);
  if (ctx.sourceElement?.id === "composer") sending = false; // also where no answer came
});
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail, side = document.getElementById("side");
  const fresh = tasks.map(({ fragment }) => fragment?.querySelector?.("#side")).find(Boolean);
  if (!fresh) return;
  const asked = ctx.request.method === "GET";
  if (asked && (doing.size || ctx.done !== done)) { // what was done since shows more than what was asked for before
    event.preventDefault();
    follow();
    return;
  }
  for (const task of tasks) if (task.target?.id === "side") task.target = side; // not one that another answer has replaced
  for (const one of side.querySelectorAll("[data-part]")) {
    if ((!asked && one.contains(ctx.sourceElement)) || !asks(one)) continue;
    const place = fresh.querySelector(`#${CSS.escape(one.id)}`);
    if (!place || place.matches(".over")) continue; // of a clock that has ended nothing is asked any more
    behind = true;
    place.setAttribute("hx-preserve", "true");
  }
  const open = new Set(asked ? [...side.querySelectorAll("details[open]")].map(opened) : []);
  for (const one of fresh.querySelectorAll("details")) {
    if (small && one.matches(".ask")) one.open = false;
    if (open.has(opened(one))) one.open = true;
  }
});
document.addEventListener("focusout", ({ target }) => { if (behind && target.closest?.("#side")) follow(); });
const part = (name) => window.htmx?.ajax("GET", `/leads/${id}?part=${name}`, { source: document.getElementById(name), target: `#${name}`, swap: "outerHTML" });
document.addEventListener("fr:live", ({ detail }) => {
  if (detail.lead !== id && detail.kind !== "reset") return;
  if (detail.kind === "looking") { if (detail.member !== document.body.dataset.who) tell("fr:looking"); return; }
  follow();
});
document.addEventListener("fr:undone", ({ detail }) => {
  if (detail?.name === "unmerge") { refresh(); return; }
  if (detail?.name === "unsend") part("composer");
  part("side");
  tell("fr:recent");
});

document.addEventListener("htmx:after:request", ({ detail }) => {
  const form = detail.ctx.sourceElement, answer = detail.ctx.response?.raw;
  if (!answer?.ok || detail.ctx.request.method === "GET" || !form?.matches?.("form")) return;
  if (form.id === "others") return;
  const dialog = form.closest("dialog");
  if (dialog) { dialog.close(); form.reset(); }
  tell("fr:recent");
  if (form.id === "composer") sent(answer);
});
document.addEventListener("htmx:after:swap", () => { through(); mark(); if (document.getElementById("why-stage")) document.getElementById("why-stage").focus(); });

function sent(answer) {
  writing = anew = false;
  clearTimeout(saving);
  forget(`reply-${id}`);
  atEnd = true;
  end();
  const next = asked.has("next") ? walk(id, 1) : "";
  if (!next) return;
  const told = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}")["fr:toast"]?.undo ?? "";
  location.assign(`${next}?${new URLSearchParams({ next: "1", reply: "1", done: "lead-sending", undo: told })}`);
}

// On a phone the composer grows when it gets the focus: a button in it would move away under the finger that presses it.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.("#composer button") && !composer().contains(document.activeElement)) event.preventDefault();
});
document.addEventListener("submit", ({ target }) => { if (target.id === "composer") { sending = true; clearTimeout(saving); } });
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("#composer, dialog form, #side form");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form && !event.target.closest(".quick")) { event.preventDefault(); form.requestSubmit(); }
  if (event.key === "Escape" && event.target.id === "text" && !event.defaultPrevented) event.target.blur();
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.keys === "off") return;
  if (event.target.closest?.("input, textarea, select, dialog[open]")) return;
  const by = { j: 1, k: -1 }[event.key.toLowerCase()] ?? { KeyJ: 1, KeyK: -1 }[event.code];
  const to = by && walk(id, by);
  if (to) { event.preventDefault(); location.assign(to); }
}, true);
document.addEventListener("change", ({ target }) => { if (target.matches?.("[data-sends]") && !document.getElementById("why-stage")) target.form.requestSubmit(); });
document.addEventListener("click", ({ target }) => {
  const folded = target.closest?.("summary")?.parentElement;
  if (!folded?.matches("details.edit, details.ask") || folded.open) return;
  requestAnimationFrame(() => folded.querySelector("input:not([type=hidden]), textarea, select")?.focus());
});

if (asked.has("reply")) text()?.focus();
