// Quick replies in a composer: / at the start of a line opens them, arrows choose, Enter puts one in, Escape closes. After that
// Tab goes from gap to gap (`{first_name}`) until none is left; Escape gives Tab back to the page.
const GAP = /\{[a-z_]+(?:\.[^{}\n]*)?\}/;
const box = () => document.getElementById("quick");
const area = () => document.querySelector("textarea[data-quick]");
const options = () => [...box().querySelectorAll("[role=option]")];
const current = () => box().querySelector("[role=option][aria-selected=true]");
let typed = false;

function open(fromKey) {
  const quick = box(), search = document.getElementById("quick-q");
  if (!quick || quick.matches(":popover-open")) return;
  typed = fromKey;
  document.getElementById("quick-channel").value = quick.dataset.channel ?? "";
  document.getElementById("quick-only").value = quick.dataset.only ?? "";
  search.value = "";
  quick.showPopover();
  search.focus();
  search.dispatchEvent(new Event("quick"));
}

function close(back) {
  box()?.hidePopover();
  const text = area();
  if (!text) return;
  text.focus();
  if (back && typed) put(text, "/");
  typed = false;
}

function put(text, said) {
  text.setRangeText(said, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function choose(one) {
  for (const each of options()) each.setAttribute("aria-selected", String(each === one));
  if (!one) return;
  document.getElementById("quick-q").setAttribute("aria-activedescendant", one.id);
  one.scrollIntoView({ block: "nearest" });
}

function field(form, name, value) {
  const found = form.elements.namedItem(name);
  if (found) found.value = value;
  return found;
}

function take(one) {
  const text = area(), form = text?.form;
  if (!one || !form) return;
  if (one.dataset.approved) { approve(one, text, form); return; }
  release(form);
  field(form, "template_version", one.dataset.version);
  const subject = form.elements.namedItem("subject");
  if (subject && !subject.value.trim()) subject.value = one.dataset.subject;
  close(false);
  const from = text.selectionStart;
  put(text, one.dataset.text);
  const gaps = one.dataset.text.match(new RegExp(GAP, "g")) ?? [];
  text.dataset.gaps = gaps.length ? "on" : "";
  if (gaps.length) { text.setSelectionRange(from, from); next(text); }
  text.dispatchEvent(new CustomEvent("fr:quick", { bubbles: true, detail: { version: one.dataset.version, gaps: gaps.length } }));
}

/** What an approved text says once its gaps are filled in; those that are not still stand in it. */
function filled(one) {
  const gaps = [...one.querySelectorAll("[data-gap]")];
  const part = (name, said) => gaps.filter((gap) => gap.dataset.part === name && gap.value.trim())
    .reduce((told, gap) => told.replaceAll(`{{${gap.dataset.gap}}}`, () => gap.value.trim()), said);
  return [part("header", one.dataset.header), part("parameters", one.dataset.text)].filter(Boolean).join("\n");
}

/** A text that was approved is sent as it is: its gaps are filled in here, and the composer is closed to typing. */
function approve(one, text, form) {
  const gaps = [...one.querySelectorAll("[data-gap]")], empty = gaps.find((gap) => !gap.value.trim());
  if (empty) { empty.focus(); return; }
  const given = JSON.parse(one.dataset.approved);
  for (const part of ["header", "parameters"]) {
    const values = gaps.filter((gap) => gap.dataset.part === part).map((gap) => [gap.dataset.gap, gap.value.trim()]);
    if (values.length) given[part] = one.dataset.named ? Object.fromEntries(values) : values.map(([, value]) => value);
  }
  close(false);
  text.value = filled(one);
  text.readOnly = true;
  field(form, "template", JSON.stringify(given));
  field(form, "template_version", "");
  const source = form.elements.namedItem("source");
  if (source && [...(source.options ?? [])].some((each) => each.value === one.dataset.source)) source.value = one.dataset.source;
  const told = document.getElementById("quick-chosen");
  told.querySelector("[data-name]").textContent = given.name;
  told.hidden = false;
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.dispatchEvent(new CustomEvent("fr:quick", { bubbles: true, detail: { version: "", gaps: 0 } }));
}

function release(form) {
  const text = area();
  if (text?.readOnly && form.elements.namedItem("template")?.value) { text.readOnly = false; text.value = ""; }
  field(form, "template", "");
  const told = document.getElementById("quick-chosen");
  if (told) told.hidden = true;
}

/** Select the next gap after the caret, or the first; false when there is none. */
function next(text) {
  const after = text.value.slice(text.selectionEnd), found = GAP.exec(after);
  const at = found ? text.selectionEnd + found.index : text.value.search(GAP);
  if (at < 0) { text.dataset.gaps = ""; return false; }
  const length = GAP.exec(text.value.slice(at))[0].length;
  text.setSelectionRange(at, at + length);
  return true;
}

document.addEventListener("beforeinput", (event) => {
  const text = event.target;
  if (!text.matches?.("textarea[data-quick]") || text.readOnly || event.data !== "/" || event.isComposing) return;
  if (text.selectionStart && text.value[text.selectionStart - 1] !== "\n") return;
  event.preventDefault();
  open(true);
});
document.addEventListener("keydown", (event) => {
  const text = event.target;
  if (text.matches?.("textarea[data-quick]") && text.dataset.gaps) {
    if (event.key === "Tab" && !event.shiftKey && next(text)) event.preventDefault();
    if (event.key === "Escape") text.dataset.gaps = "";
    return;
  }
  if (!text.closest?.("#quick")) return;
  if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(true); }
  if (text.id === "quick-q" && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const all = options(), at = all.indexOf(current()) + (event.key === "ArrowDown" ? 1 : -1);
    if (all.length) choose(all[(at + all.length) % all.length]);
  }
  if (event.key === "Enter" && text.tagName === "INPUT") { event.preventDefault(); take(text.closest("[role=option]") ?? current()); }
});
document.addEventListener("input", ({ target }) => {
  const one = target.matches?.("#quick [data-gap]") && target.closest("[role=option]");
  if (one) one.querySelector("[data-filled]").textContent = filled(one);
});
document.addEventListener("click", (event) => {
  const target = event.target;
  if (target.closest?.("[data-opens-quick]")) { event.preventDefault(); open(false); return; }
  if (target.closest?.("#quick-chosen button")) { release(area().form); area().focus(); return; }
  const one = target.closest?.("#quick [role=option]");
  if (one) {
    if (target.closest("input, label")) choose(one);
    else if (!one.dataset.approved || target.closest("[data-use]")) take(one);
    else choose(one);
    return;
  }
  if (box()?.matches(":popover-open") && !target.closest?.("#quick")) close(false);
});
