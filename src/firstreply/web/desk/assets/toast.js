// Toasts: what was done, with a way back for ten seconds. They wait while somebody looks at them.
const LASTS = 10_000, GOOD = 60_000; // a ticket is good for a minute
const region = document.getElementById("toasts");
let latest = null;

/** Say something for a while: {said, undo, kind}. `undo` is a ticket for /undo. */
export function say({ said, undo = "", kind = "done" }) {
  const toast = document.createElement("div");
  toast.className = `toast-line ${kind}`;
  const text = document.createElement("p");
  text.textContent = said;
  toast.append(text);
  if (undo) {
    const back = button(region.dataset.undo, () => {
      toast.remove();
      document.dispatchEvent(new CustomEvent("fr:undo", { detail: undo }));
    }, "back");
    latest = back;
    toast.append(back);
  }
  const close = button("×", () => toast.remove(), "quiet");
  close.setAttribute("aria-label", region.dataset.close);
  toast.append(close);
  region.append(toast);
  while (region.children.length > 4) region.firstElementChild.remove();
  let timer = setTimeout(() => toast.remove(), LASTS);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("focusin", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => { timer = setTimeout(() => toast.remove(), LASTS / 2); });
}

/** Undo what the latest toast offers, else what the page says it has done; false when neither does any more. */
export function undoLatest() {
  const done = performance.now() < GOOD ? document.querySelector(".done form[action='/undo'] button") : null;
  const back = latest?.isConnected ? latest : done;
  back?.click();
  return Boolean(back);
}

/** A button that says something and does something. */
export function button(says, press, look = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = look;
  made.textContent = says;
  made.addEventListener("click", press);
  return made;
}

document.addEventListener("fr:toast", ({ detail }) => say(detail));
