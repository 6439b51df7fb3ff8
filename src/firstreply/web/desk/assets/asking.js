// What parts of the page ask for: the proof goes along, and what goes wrong is said instead of swapped in.
import { say } from "./toast.js";

const byHand = (ctx) => ["submit", "click", "change"].includes(ctx.sourceEvent?.type);
const mark = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const { request } = ctx;
  if (request.method === "GET") return;
  request.headers["X-Proof"] = document.body.dataset.proof;
  if (byHand(ctx)) request.headers["X-Sent"] = mark(); // what is sent again because the answer was lost counts once
});

// A fault that brought no answer of ours with it: nothing is put in its place.
document.addEventListener("htmx:response:error", ({ detail }) => {
  const { ctx } = detail;
  if (ctx.response.status < 500 && ctx.hx.reswap !== "none" && ctx.text) return;
  ctx.swap = ctx.hx.reswap = "none";
  if (!ctx.hx.trigger) say({ said: document.getElementById("toasts").dataset.failed, kind: "refused" });
});

document.addEventListener("htmx:error", ({ detail }) => {
  const { ctx, error } = detail;
  if (ctx.response || !(error instanceof TypeError || error?.name === "AbortError")) return;
  const id = ctx.request.headers["X-Sent"];
  if (!id) return;
  const keep = ctx.sourceElement?.closest?.("form")?.dataset.keep ?? "";
  document.dispatchEvent(new CustomEvent("fr:unsent", { detail: { id, keep, url: ctx.request.action, body: ctx.request.body, page: location.href } }));
  say({ said: document.getElementById("toasts").dataset.lost, kind: "refused" });
});

document.addEventListener("fr:signed-out", () => {
  const dialog = document.getElementById("signed-out");
  if (!dialog.open) dialog.showModal();
});

/** Send something by POST as htmx would; its events happen on the page. What has an id counts once, however often it is
 *  sent. Throws when there is no network. */
export async function post(url, fields = {}, id = "") {
  const headers = { "X-Proof": document.body.dataset.proof, "HX-Request": "true" };
  if (id) headers["X-Sent"] = id;
  const answer = await fetch(url, { method: "POST", headers, body: new URLSearchParams(fields) });
  let told = {};
  try { told = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}"); } catch { /* no events of ours */ }
  for (const [name, detail] of Object.entries(told)) document.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  return answer;
}

/** Show what the page would show now, without losing what is focused or typed in it. */
export function refresh() {
  const main = document.getElementById("main");
  return window.htmx?.ajax("GET", location.href, { source: main, target: main, select: "#main", swap: "outerMorph" });
}
