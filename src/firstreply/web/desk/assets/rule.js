// Alt with an arrow moves the rule or the person that has the focus, by its own button; a choice that changes what else is
// asked is looked at once. The focus stays where it was, or goes into what was added; what was refused is brought into view.
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
let asked = null, since = [], added = "";

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-rules]");
  if (form && event.target.closest("[data-look]")) form.requestSubmit(form.querySelector('button[value="look"]'));
});
document.addEventListener("submit", ({ target, submitter }) => {
  if (!target.matches("form[data-rules]")) return;
  asked = values(target);
  added = submitter?.value.startsWith("add:") ? submitter.value.split(":")[1] : "";
}, true);

// What is typed while the answer is on its way is put into the form that comes.
document.addEventListener("htmx:before:swap", () => {
  const form = document.querySelector("form[data-rules]");
  since = form && asked ? [...values(form)].filter(([name, value]) => asked.has(name) && asked.get(name) !== value) : [];
});

// The first box of the last one in the list that something was added to.
function intoAdded(form) {
  const at = `t.${added}.`;
  const boxes = [...form.elements].filter((one) => one.name?.startsWith(at) && one.type !== "hidden");
  const newest = Math.max(-1, ...boxes.map((one) => parseInt(one.name.slice(at.length), 10)));
  added = "";
  boxes.find((one) => one.name.startsWith(`${at}${newest}.`))?.focus();
}

let last = null;
document.addEventListener("focusin", (event) => { if (event.target.closest("form[data-rules]")) last = named(event.target); });
document.addEventListener("htmx:after:swap", ({ detail }) => {
  const form = document.querySelector("form[data-rules]");
  for (const [name, value] of since) {
    const one = form?.elements.namedItem(name);
    if (one?.type === "checkbox") one.checked = value === "true";
    else if (one) one.value = value;
  }
  since = [];
  if (form && detail.ctx.target?.id === form.id) {
    if (added) intoAdded(form);
    else form.querySelector(":scope > .wrong")?.scrollIntoView({ block: "nearest" });
  }
  if (last && document.activeElement === document.body) form?.querySelector(last)?.focus();
});
