// What was sent while the network was away: kept, shown, sent again when it is back, and never thrown away unasked.
import { post, refresh } from "./asking.js";
import { settle } from "./keep.js";
import { button } from "./toast.js";

const KEY = `fr:waiting:${document.body.dataset.who}`;
const bar = document.getElementById("waiting");
let busy = false;

const read = () => { try { return JSON.parse(localStorage.getItem(KEY)) ?? []; } catch { return []; } };
const write = (all) => { if (all.length) localStorage.setItem(KEY, JSON.stringify(all)); else localStorage.removeItem(KEY); show(); };

// Files cannot be kept.
document.addEventListener("fr:unsent", ({ detail: { id, keep, url, body, page } }) => {
  const fields = [...(body ?? [])].filter(([, value]) => typeof value === "string");
  write([...read(), { id, keep, url, fields, page, why: "" }]);
});

async function send() {
  if (busy) return;
  busy = true;
  let sent = 0;
  try {
    for (const one of read()) {
      if (one.why) continue;
      const answer = await post(one.url, one.fields.filter(([name]) => name !== "proof"), one.id);
      if (answer.status >= 500 || answer.status === 401) break;
      const why = answer.ok ? "" : reason(answer);
      sent += answer.ok;
      if (answer.ok && one.keep) settle(one.keep, one.fields);
      write(read().flatMap((kept) => (kept.id !== one.id ? [kept] : why ? [{ ...kept, why }] : [])));
    }
  } catch { /* still away */ }
  busy = false;
  if (sent) refresh();
}

/** Why it was refused: as a toast tells it, or as the part of the page does in which it stands; else what to do. */
function reason(answer) {
  try {
    const told = JSON.parse(answer.headers.get("HX-Trigger"));
    return (told["fr:toast"] ?? told["fr:refused"]).said;
  } catch {
    return bar.dataset.unfit;
  }
}

function show() {
  const all = read();
  bar.hidden = !all.length;
  bar.replaceChildren(...all.map((one) => {
    const line = document.createElement("p");
    const typed = one.fields.filter(([name]) => name !== "proof").map(([, value]) => value).join(" · ").slice(0, 120);
    const what = document.createElement("bdi");
    what.textContent = typed;
    line.append(one.why ? `${bar.dataset.refused} ${one.why} ` : `${bar.dataset.one} `, what, " ");
    if (!one.why) line.append(button(bar.dataset.retry, send, "quiet"));
    else if (one.page && one.page !== location.href) line.append(way(one.page), " ");
    line.append(button(bar.dataset.drop, () => write(read().filter((kept) => kept.id !== one.id)), "quiet"));
    return line;
  }));
}

/** To the page where it was written. */
function way(page) {
  const link = document.createElement("a");
  link.href = page;
  link.textContent = bar.dataset.open;
  return link;
}

addEventListener("online", send);
addEventListener("storage", ({ key }) => { if (key === KEY) show(); });
document.addEventListener("fr:connected", send);
show();
