// Undo: a ticket is redeemed, and the page shows what is there now.
import { post, refresh } from "./asking.js";
import { say } from "./toast.js";

document.addEventListener("fr:undo", async ({ detail: ticket }) => {
  try {
    const answer = await post("/undo", { ticket });
    if (answer.ok && !document.querySelector("[data-undone]")) await refresh();
  } catch {
    say({ said: document.getElementById("toasts").dataset.lost, kind: "refused" });
  }
});
