// The wall runs for weeks: a new page every six hours, so that a new version and a full memory do no harm. It is asked
// for first: a refusal loaded in its place would stay on the screen, without a script that looks again.
const LASTS = 6 * 3600 * 1000, AGAIN = 60 * 1000;

async function renew() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.ok) return location.reload();
  } catch { /* the network is away: what is there goes on asking */ }
  setTimeout(renew, AGAIN);
}
setTimeout(renew, LASTS);

// What a gateway says while the server is away takes the place of nothing.
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  if (!ctx.text?.includes('id="now"')) ctx.swap = ctx.hx.reswap = "none";
});
