// Lists of leads: columns that are chosen stand in the address; the conditions keep what is empty out of it.
document.addEventListener("change", ({ target }) => {
  const form = target.closest?.("[data-columns]");
  if (!form || target.type !== "checkbox") return;
  const field = form.querySelector("[name=cols]");
  const before = field.value.split(",").filter(Boolean);
  const now = target.checked ? [...before, target.value] : before.filter((one) => one !== target.value);
  field.value = now.join(",");
});

document.addEventListener("htmx:config:request", ({ detail }) => {
  const { ctx } = detail;
  const form = ctx.sourceElement?.closest?.("[data-filters]");
  if (!form) return;
  const url = new URL(ctx.request.action, location.href);
  for (const [key, value] of [...url.searchParams]) if (!value) url.searchParams.delete(key, value);
  ctx.request.action = url.pathname + url.search;
});
