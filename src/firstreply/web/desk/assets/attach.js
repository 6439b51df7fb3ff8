// Files that go with an answer: chosen, dropped or pasted, each laid beside the lead at once, so that a reload loses none.
const box = () => document.getElementById("enclosed"), composer = () => document.getElementById("composer");
const brings = (given) => [...(given?.types ?? [])].includes("Files");
let under = 0, waits = false;

/** The list changed: the draft is kept, and whether the account carries so many is looked at. */
const changed = () => box()?.querySelector("[name=files]")?.dispatchEvent(new Event("input", { bubbles: true }));

function complain(said) {
  const problem = box()?.querySelector(".problem");
  if (!problem) return;
  problem.hidden = !said;
  problem.textContent = said;
}

function chip(name, size) {
  const one = box().querySelector("template").content.firstElementChild.cloneNode(true);
  one.querySelector("bdi").textContent = name;
  one.querySelector(".soft").textContent = size;
  return one;
}

/** One file goes up; its chip says so meanwhile, and is gone where it did not get there. */
async function lay(file) {
  const { largest, toolarge, failed, lays } = box().dataset;
  if (file.size > Number(largest)) { complain(toolarge); return; }
  const one = chip(file.name, ""), tick = one.querySelector("input"), bar = document.createElement("progress");
  tick.disabled = true;
  one.querySelector(".soft").append(bar);
  box().querySelector(".going").append(one);
  const body = new FormData();
  body.append("file", file);
  let told = null, said = failed;
  try {
    const answer = await fetch(lays, { method: "POST", headers: { "X-Proof": document.body.dataset.proof, "HX-Request": "true" }, body });
    if (answer.ok) told = (await answer.json()).files[0];
    else if (answer.status === 401) document.dispatchEvent(new CustomEvent("fr:signed-out"));
    else said = JSON.parse(answer.headers.get("HX-Trigger"))["fr:toast"].said;
  } catch { /* no network, or an answer that is none of ours */ }
  const now = told && chip(told.name, told.size);
  if (now) now.querySelector("input").value = told.id;
  if (one.isConnected) { if (now) one.replaceWith(now); else one.remove(); } else if (now) box()?.querySelector(".going").append(now);
  if (!told) complain(said);
}

async function take(files) {
  if (!box() || !files.length) return;
  complain("");
  under++;
  for (const file of files) await lay(file);
  under--;
  changed();
  if (waits && !under) { waits = false; composer()?.requestSubmit(); }
}

document.addEventListener("click", ({ target }) => { if (target.closest?.("#composer .clip")) document.getElementById("attach").click(); });
document.addEventListener("change", ({ target }) => {
  if (target.id === "attach") { take([...target.files]); target.value = ""; return; }
  if (target.name !== "files" || !box()?.contains(target)) return;
  const lying = box().querySelector(".lying"), details = lying.closest("details"), item = target.closest("li");
  const back = target.closest("ul") === lying;
  (target.checked ? box().querySelector(".going") : lying).append(item);
  details.hidden = !lying.children.length;
  if (!back || details.hidden) (box().querySelector(".going input:not(:disabled)") ?? document.getElementById("text")).focus();
  else (lying.querySelector("input") ?? details.querySelector("summary")).focus();
  changed();
});

document.addEventListener("paste", (event) => {
  const given = event.clipboardData;
  if (!event.target.closest?.("#composer") || !given?.files.length || given.types.includes("text/plain")) return;
  event.preventDefault();
  take([...given.files]);
});
// A file that is dropped beside its place would take the page's place, and what is typed with it.
document.addEventListener("dragover", (event) => {
  if (!brings(event.dataTransfer) || event.target.closest?.("input[type=file]")) return;
  event.preventDefault();
  composer()?.classList.toggle("dropping", Boolean(box()));
});
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) composer()?.classList.remove("dropping"); });
document.addEventListener("drop", (event) => {
  composer()?.classList.remove("dropping");
  if (!brings(event.dataTransfer) || event.target.closest?.("input[type=file]")) return;
  event.preventDefault();
  take([...event.dataTransfer.files]);
});
// An answer does not go before its files are here.
document.addEventListener("submit", (event) => {
  if (event.target.id !== "composer" || !under) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waits = true;
}, true);
