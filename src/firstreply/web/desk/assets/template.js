// A field from the menu goes where the caret stands; one that may be unknown leaves the caret where its fallback is written.
const menu = document.getElementById("fields");
let last = document.getElementById("body");
document.addEventListener("focusin", (event) => { if (event.target.matches?.("#body, #subject")) last = event.target; });
menu?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-field]");
  if (!button || !last) return;
  menu.hidePopover();
  const text = "empty" in button.dataset ? `{${button.dataset.field}|}` : `{${button.dataset.field}}`;
  last.focus();
  last.setRangeText(text, last.selectionStart, last.selectionEnd, "end");
  if ("empty" in button.dataset) last.setSelectionRange(last.selectionEnd - 1, last.selectionEnd - 1);
  last.dispatchEvent(new Event("input", { bubbles: true }));
});
