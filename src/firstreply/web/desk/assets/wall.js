// The wall runs for weeks: a new page every six hours, so that a new version and a full memory do no harm. It is asked
// for first: a refusal loaded in its place would stay on the screen, without a script that looks again.
import { span } from "./countdown.js";

const LASTS = 6 * 3600 * 1000, AGAIN = 60 * 1000, SILENT = 60 * 1000;
const bar = document.getElementById("connection"), now = () => document.querySelector("#now[data-now]");
let heard = Date.now();

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

// A screen from which nobody reads a clock says itself that what stands there is old.
document.addEventListener("htmx:after:swap", () => {
  heard = Date.now();
  if (now()) document.dispatchEvent(new CustomEvent("fr:clock", { detail: Number(now().dataset.now) }));
});
setInterval(() => {
  const silent = Date.now() - heard;
  bar.hidden = !now() || silent < SILENT;
  if (!bar.hidden) bar.textContent = bar.dataset.says.replace("{span}", span(silent / 1000));
}, 1000);
