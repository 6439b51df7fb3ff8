// Alt with an arrow moves the rule or the person that has the focus, by its own button; a choice that changes what else is
// asked is looked at once. The focus stays where it was.
const named = (one) => one?.name && `[name="${CSS.escape(one.name)}"]${one.type === "submit" ? `[value="${CSS.escape(one.value)}"]` : ""}`;

document.addEventListener("keydown", (event) => {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const row = event.target.closest("[data-rules] [data-row]");
  const button = row?.querySelector(`[data-move="${event.key === "ArrowUp" ? "up" : "down"}"]`);
  if (!button || button.disabled) return;
  event.preventDefault();
  button.click();
});

const values = (form) => new Map([...form.elements].filter((one) => one.name?.startsWith("t."))
  .map((one) => [one.name, one.type === "checkbox" ? String(one.checked) : one.value]));
let asked = null, since = [];

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-rules]");
  if (form && event.target.closest("[data-look]")) form.requestSubmit(form.querySelector('button[value="look"]'));
});
document.addEventListener("submit", ({ target }) => { if (target.matches("form[data-rules]")) asked = values(target); }, true);

// What is typed while the answer is on its way is put into the form that comes.
document.addEventListener("htmx:before:swap", () => {
  const form = document.querySelector("form[data-rules]");
  since = form && asked ? [...values(form)].filter(([name, value]) => asked.has(name) && asked.get(name) !== value) : [];
});

let last = null;
document.addEventListener("focusin", (event) => { if (event.target.closest("form[data-rules]")) last = named(event.target); });
document.addEventListener("htmx:after:swap", () => {
  const form = document.querySelector("form[data-rules]");
  for (const [name, value] of since) {
    const one = form?.elements.namedItem(name);
    if (one?.type === "checkbox") one.checked = value === "true";
    else if (one) one.value = value;
  }
  since = [];
  if (last && document.activeElement === document.body) form?.querySelector(last)?.focus();
});
