// Parts of a list moved by dragging their grip; the buttons beside them do the same.
function ready() {
  for (const list of document.querySelectorAll("ol[data-order]")) {
    if (list.dataset.ready) continue;
    list.dataset.ready = "1";
    let held = null;
    for (const grip of list.querySelectorAll(".grip")) {
      grip.hidden = false;
      grip.addEventListener("pointerdown", () => { grip.closest("li").draggable = true; });
      grip.addEventListener("pointerup", () => { grip.closest("li").draggable = false; });
    }
    list.addEventListener("dragstart", (event) => {
      held = event.target.closest("li");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
      held.classList.add("held");
    });
    list.addEventListener("dragend", () => { held?.classList.remove("held"); if (held) held.draggable = false; held = null; });
    list.addEventListener("dragover", (event) => { if (held) event.preventDefault(); });
    list.addEventListener("drop", (event) => {
      const over = event.target.closest("li.part");
      if (!held || !over || over === held) return;
      event.preventDefault();
      const form = list.closest("form");
      const button = document.createElement("button");
      button.name = "act";
      button.value = `move:${list.dataset.order}${held.dataset.at}:${over.dataset.at}`;
      button.hidden = true;
      form.append(button);
      form.requestSubmit(button);
      button.remove();
    });
  }
}
ready();
document.addEventListener("swapped", ready);
