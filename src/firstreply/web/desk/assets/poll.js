// Regions that say how far something is: fetched again until they no longer ask for it. Without this a link does it.
const policy = window.trustedTypes?.createPolicy("desk", { createHTML: (text) => text }) ?? { createHTML: (text) => text };
async function look() {
  const region = document.querySelector("[data-poll]");
  if (!region) return;
  try {
    const answer = await fetch(location.href);
    if (answer.ok) {
      const page = new DOMParser().parseFromString(policy.createHTML(await answer.text()), "text/html");
      if (!page.querySelector("[data-poll]")) { location.reload(); return; }
      const then = page.getElementById(region.id);
      if (then && !region.contains(document.activeElement)) region.replaceWith(document.adoptNode(then));
    }
  } catch { /* away: asked again */ }
  setTimeout(look, Number(region.dataset.poll));
}
setTimeout(look, 1000);
