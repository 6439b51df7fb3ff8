// Forms whose buttons change a draft: sent behind the scenes, and only the part with the named id is put in again.
// `data-plain` buttons are sent as ever. `data-auto` is pressed by itself a moment after something was typed.
// A control with `data-act` sends the draft with that step when it changes.
const policy = window.trustedTypes?.createPolicy("desk", { createHTML: (text) => text }) ?? { createHTML: (text) => text };

async function send(form, button, act) {
  const body = new FormData(form, button ?? null);
  if (act) body.set("act", act);
  const held = document.activeElement?.id;
  let text;
  try {
    const answer = await fetch(button?.hasAttribute("formaction") ? button.formAction : form.action, { method: "POST", body });
    if (answer.status >= 500 || answer.status === 401) throw answer;
    text = await answer.text();
  } catch {
    form.requestSubmit(button);
    return;
  }
  const page = new DOMParser().parseFromString(policy.createHTML(text), "text/html");
  const wanted = page.querySelector("[autofocus]:not([disabled])");
  wanted?.removeAttribute("autofocus");
  for (const id of form.dataset.swap.split(" ")) {
    const [now, then] = [document.getElementById(id), page.getElementById(id)];
    if (now && then) now.replaceWith(document.adoptNode(then));
  }
  (wanted ?? (held ? document.getElementById(held) : null))?.focus();
  document.dispatchEvent(new Event("swapped"));
}

document.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter;
  if (!form.dataset.swap || !button || "plain" in button.dataset) return;
  event.preventDefault();
  send(form, button);
});

let wait;
function auto(form) {
  clearTimeout(wait);
  wait = setTimeout(() => form.isConnected && form.querySelector("[data-auto]") && form.requestSubmit(form.querySelector("[data-auto]")), 400);
}
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.querySelector("[data-auto]") && !event.target.dataset.act) auto(form);
});
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.dataset.swap && event.target.dataset.act) send(form, null, event.target.dataset.act);
});
document.addEventListener("swapped", () => {
  for (const one of document.querySelectorAll("[data-auto]")) if (one.form) auto(one.form);
});
