// The live stream: read as it comes, begun again when it breaks, where it broke off. One page of a browser listens for all;
// what happens while a page is on its way is heard again by the next one.
import { post } from "./asking.js";
import { span } from "./countdown.js";

const SILENT = 40_000, LONGEST = 30_000, SHOWN = 5_000, LOADING = 20_000;
const NAME = `fr:live:${document.body.dataset.who}`;
const bar = document.getElementById("connection"), dot = document.getElementById("live");
const channel = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;
const recent = []; // what happened of leads, for pages that are only just there
let last = "", heard = Date.now(), up = false, broke = 0, listens = false;

function tell(message) {
  take(message);
  channel?.postMessage(message);
  if (message.data?.lead) recent.push({ ...message, at: Date.now() });
  while (recent.length && Date.now() - recent[0].at > LOADING) recent.shift();
}

/** Where the page before this one broke off, if that was just now: what came between would be seen by neither. */
function resume() {
  try {
    const before = JSON.parse(localStorage.getItem(NAME));
    if (Date.now() - before.at < SILENT) last = before.id;
  } catch { /* the first page, or nothing may be kept */ }
}

function reached(id) {
  last = id;
  try { localStorage.setItem(NAME, JSON.stringify({ id, at: Date.now() })); } catch { /* then the next page begins anew */ }
}

function take({ kind, data, alive = true }) {
  if (alive) heard = Date.now();
  set(alive);
  if (!kind) return;
  if (kind === "ready") document.dispatchEvent(new CustomEvent("fr:clock", { detail: Date.parse(data.now) }));
  document.dispatchEvent(new CustomEvent("fr:live", { detail: { ...data, kind } }));
}

function set(now) {
  if (now && !up) { broke = 0; document.dispatchEvent(new CustomEvent("fr:connected")); }
  if (!now && (up || !broke)) broke = broke || Date.now();
  up = now;
  show();
}

function show() {
  dot.hidden = false;
  dot.classList.toggle("well", up);
  dot.classList.toggle("ill", !up);
  const says = up ? dot.dataset.on : dot.dataset.off;
  if (dot.title !== says) { dot.title = says; dot.querySelector(".unseen").textContent = says; }
  bar.hidden = up || !broke || Date.now() - broke < SHOWN;
  if (!bar.hidden) bar.textContent = bar.dataset.says.replace("{span}", span((Date.now() - heard) / 1000));
}

/** One connection, until it ends. */
async function listen() {
  const answer = await post("/ticket/live");
  if (answer.status === 401) return false;
  if (!answer.ok) throw new Error(String(answer.status));
  const { url } = await answer.json();
  const ending = new AbortController();
  let silence = setTimeout(() => ending.abort(), SILENT);
  try {
    const stream = await fetch(last ? `${url}&last_event_id=${last}` : url, { signal: ending.signal, credentials: "omit", cache: "no-store" });
    if (!stream.ok) throw new Error(String(stream.status));
    const reader = stream.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; ;) {
      const { value, done } = await reader.read();
      if (done) return true;
      clearTimeout(silence);
      silence = setTimeout(() => ending.abort(), SILENT);
      const parts = (text + value).split("\n\n");
      text = parts.pop();
      for (const part of parts) tell(read(part));
    }
  } finally {
    clearTimeout(silence);
  }
}

function read(part) {
  const found = {};
  for (const line of part.split("\n")) {
    const [, name, value] = /^(\w*):? ?(.*)$/.exec(line);
    if (name === "id") reached(value);
    else if (name === "event") found.kind = value;
    else if (name === "data") found.data = JSON.parse(value);
  }
  return found;
}

const pause = (ms) => new Promise((go) => {
  const timer = setTimeout(go, ms);
  addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
});

async function stay() {
  listens = true;
  resume();
  for (let wait = 500; ;) {
    const begun = Date.now();
    try {
      if (!(await listen())) return;
    } catch { /* away: tried again */ }
    tell({ alive: false });
    wait = Date.now() - begun > 10_000 ? 500 : Math.min(wait * 2, LONGEST);
    await pause(wait * (0.75 + Math.random() / 2));
  }
}

channel?.addEventListener("message", ({ data }) => {
  if (!data.asks) take(data);
  else if (listens) for (const one of recent) channel.postMessage(one);
});
setInterval(show, 1000);
if (navigator.locks && channel) {
  channel.postMessage({ asks: true });
  navigator.locks.request(NAME, stay);
} else stay();
