// Countdowns: one timer for all, by the server's clock; asleep while nobody looks.
const { now, spans } = document.body.dataset;
const says = JSON.parse(spans);
const ahead = Number(now) - performance.timeOrigin - performance.getEntriesByType("navigation")[0]?.responseStart || 0;
const zero = { arabic: 0x660, persian: 0x6f0 }[document.documentElement.dataset.digits] ?? 0x30;
/** A text in the digits of whoever reads. */
export const written = (text) => text.replace(/\d/g, (digit) => String.fromCharCode(zero + Number(digit)));
const DAY = 86_400_000;
let shift = ahead, timer = 0;

/** The server's time in milliseconds. */
export const serverNow = () => performance.timeOrigin + performance.now() + shift;

/** A length of time as the server writes it, up to a day. */
export function span(seconds) {
  const whole = Math.round(seconds), minutes = Math.round(seconds / 60);
  const fill = (text, a, b = "") => text.replace("{a}", written(String(a))).replace("{b}", written(String(b)));
  if (whole < 60) return fill(says[0], whole);
  if (whole < 600) return whole % 60 ? fill(says[1], Math.floor(whole / 60), String(whole % 60).padStart(2, "0")) : fill(says[2], whole / 60);
  if (minutes < 60) return fill(says[2], minutes);
  return minutes % 60 ? fill(says[3], Math.floor(minutes / 60), String(minutes % 60).padStart(2, "0")) : fill(says[4], minutes / 60);
}

function tick() {
  const at = serverNow();
  for (const one of document.querySelectorAll("time[data-due]")) {
    const left = Number(one.dataset.due) - at;
    const state = left <= 0 ? "late" : at >= Number(one.dataset.soon) ? "soon" : "fine";
    if (!one.classList.contains(state)) {
      one.classList.remove("late", "soon", "fine");
      one.classList.add(state);
    }
    if (Math.abs(left) >= DAY - 30_000) continue;
    const text = (left > 0 ? says[5] : says[6]).replace("{span}", span(Math.abs(left) / 1000));
    if (one.textContent !== text) one.textContent = text;
  }
}

function run() {
  clearInterval(timer);
  if (document.hidden) return;
  tick();
  timer = setInterval(tick, 1000);
}

document.addEventListener("visibilitychange", run);
document.addEventListener("htmx:after:swap", tick);
document.addEventListener("fr:clock", ({ detail }) => { shift += detail - serverNow(); });
run();
