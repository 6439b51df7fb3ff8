// The palette: Ctrl or Cmd and K from anywhere; arrows choose, Enter goes.
import { open } from "./dialog.js";

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
dialog?.addEventListener("htmx:after:swap", () => { const all = options(); if (all.length) choose(all, 0); });

function choose(all, at) {
  all.forEach((one, n) => one.setAttribute("aria-selected", String(n === at)));
  box.setAttribute("aria-activedescendant", all[at].id);
  all[at].scrollIntoView({ block: "nearest" });
}
