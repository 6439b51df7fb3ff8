// The palette: Ctrl or Cmd and K from anywhere; arrows choose, Enter goes. What keys do on the page at hand is found here.
import { open } from "./dialog.js";
import { act, pressed } from "./keys.js";

const MARKS = /[\p{Mn}\u0640\u200b-\u200f\u2060-\u206f]/gu;
const SAME = { أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ؤ: "و", ئ: "ی", ى: "ی", ي: "ی", ة: "ه", ۀ: "ه", ك: "ک" };

const dialog = document.getElementById("palette"), box = document.getElementById("palette-q");
const options = () => [...(dialog ?? document).querySelectorAll("[role=option]")];

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && (event.key.toLowerCase() === "k" || event.code === "KeyK")) {
    event.preventDefault();
    if (!dialog) document.getElementById("q").focus();
    else if (dialog.open) dialog.close();
    else open(dialog);
  }
});
dialog?.addEventListener("fr:open", () => {
  box.select();
  box.focus();
  box.dispatchEvent(new Event("fr:open"));
});
box?.addEventListener("keydown", (event) => {
  const all = options(), at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (all.length) choose(all, (at + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length);
  } else if (event.key === "Enter") {
    const link = all[Math.max(at, 0)];
    if (link) { event.preventDefault(); link.click(); }
  }
});
dialog?.addEventListener("htmx:after:swap", () => {
  add();
  const all = options();
  if (all.length) choose(all, 0);
});
dialog?.addEventListener("click", ({ target }) => {
  const option = target.closest("[role=option]");
  if (!option) return;
  dialog.close();
  if (option.dataset.presses) act(option.dataset.presses);
});

/** One spelling for what is written in many, as the server folds it. */
function folded(text) {
  const plain = text.normalize("NFKC").replace(MARKS, "").toLowerCase().replace(/[أإآٱؤئىيةۀك]/g, (one) => SAME[one]);
  return plain.replace(/[٠-٩۰-۹]/g, (one) => one.codePointAt(0) & 15);
}

/** Add what the page at hand can do and the server, which does not see it, could not find. */
function add() {
  const found = document.getElementById("found"), sought = folded(box.value).split(/\s+/).filter(Boolean);
  const there = new Set(options().map((one) => folded(one.textContent).trim()));
  const fits = [...pressed(), ["?", found.dataset.keys]].filter(([key, says]) => {
    const told = folded(says);
    return key !== "/" && !there.has(told) && sought.every((one) => told.includes(one));
  });
  if (!fits.length) return;
  let list = found.querySelector("ul");
  if (!list) {
    list = document.createElement("ul");
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", found.dataset.says);
    found.replaceChildren(list);
  }
  const made = fits.map(([key, says], at) => option(key, says, at));
  if (sought.length) list.prepend(...made);
  else list.append(...made);
}

function option(key, says, at) {
  const line = document.createElement("li"), button = document.createElement("button"), told = document.createElement("span"), cap = document.createElement("kbd");
  line.setAttribute("role", "none");
  Object.assign(button, { type: "button", id: `found-key-${at}` });
  button.setAttribute("role", "option");
  button.setAttribute("aria-selected", "false");
  button.dataset.presses = key;
  told.textContent = says;
  cap.textContent = key.length === 1 ? key.toUpperCase() : key;
  cap.setAttribute("aria-hidden", "true");
  button.append(told, cap);
  line.append(button);
  return line;
}

function choose(all, at) {
  all.forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
  box.setAttribute("aria-activedescendant", all[at].id);
  all[at].scrollIntoView({ block: "nearest" });
}
