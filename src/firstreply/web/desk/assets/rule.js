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

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-rules]");
  if (form && event.target.closest("[data-look]")) form.requestSubmit(form.querySelector('button[value="look"]'));
});

let last = null;
document.addEventListener("focusin", (event) => { if (event.target.closest("form[data-rules]")) last = named(event.target); });
document.addEventListener("htmx:after:swap", () => {
  if (last && document.activeElement === document.body) document.querySelector(`form[data-rules] ${last}`)?.focus();
});
