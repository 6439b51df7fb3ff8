// A file goes up in parts, so that a lost connection costs one of them; without this it goes in one piece.
import { span } from "./countdown.js";
const form = document.getElementById("upload"), going = document.getElementById("going"), broken = document.getElementById("broken");
const proof = form.elements.proof.value, bar = going.querySelector("progress"), left = going.querySelector("span");
const part = Number(form.dataset.part);
let path = "", done = 0, held = null;

async function post(to, body, type) {
  const headers = { "X-Proof": proof, ...(type && { "Content-Type": type }) };
  for (let attempt = 0; ; attempt++) {
    try {
      const answer = await fetch(to, { method: "POST", headers, body });
      if (answer.ok) return answer;
      if (answer.status < 500) { form.submit(); throw new Error(String(answer.status)); }
    } catch (error) { if (attempt > 2) throw error; }
    await new Promise((go) => setTimeout(go, 500 * 2 ** attempt));
  }
}

form.addEventListener("submit", async (event) => {
  const file = form.elements.file.files[0];
  if (!file) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true; broken.hidden = true; going.hidden = false;
  const begun = Date.now(), before = done;
  try {
    if (held !== file) {
      held = file; done = 0;
      path = (await (await post(form.dataset.begin, new URLSearchParams({ proof, name: file.name, size: file.size }))).json()).path;
    }
    for (; done * part < file.size; done++) {
      await post(`${path}/parts/${done}`, file.slice(done * part, (done + 1) * part), "application/octet-stream");
      bar.value = Math.min(1, ((done + 1) * part) / file.size);
      const seconds = ((Date.now() - begun) / (done + 1 - before)) * (Math.ceil(file.size / part) - done - 1) / 1000;
      left.textContent = seconds > 2 ? left.dataset.left.replace("{span}", span(Math.ceil(seconds))) : "";
    }
    location.href = path;
  } catch {
    broken.hidden = false; button.disabled = false;
  }
});
