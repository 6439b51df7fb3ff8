// Dialogs and menus: what names one opens it; a press beside it closes it; without this the link or the page behind does it.
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  if (opener && !event.ctrlKey && !event.metaKey) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog) { event.preventDefault(); open(dialog, opener); }
    return;
  }
  const closer = event.target.closest?.("[data-closes]");
  if (closer) { event.preventDefault(); closer.closest("dialog")?.close(); return; }
  if (event.target.matches?.("dialog[data-dialog]")) event.target.close();
  for (const one of document.querySelectorAll("details.me[open], details.rest[open], details[data-menu][open]")) {
    if (!one.contains(event.target)) one.open = false;
  }
});

/** Open a dialog; it hears `fr:open` with whoever opened it. */
export function open(dialog, opener = null) {
  if (!dialog.open) dialog.showModal();
  dialog.dispatchEvent(new CustomEvent("fr:open", { detail: { opener } }));
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest?.("details.me[open], details.rest[open], details[data-menu][open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});
