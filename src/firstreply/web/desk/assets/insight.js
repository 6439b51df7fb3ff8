// What is asked of Insights: a period that is offered, or days of one's own; choosing one lets go of the other.
document.addEventListener("change", ({ target }) => {
  const form = target.closest?.("form.asked");
  if (!form) return;
  const days = [form.elements.since, form.elements.until];
  if (target.name === "period") for (const one of days) one.value = "";
  else if (days.includes(target)) for (const one of form.elements.period) one.checked = false;
}, true);
