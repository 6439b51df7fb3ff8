// Words that are selected in the example are put where they can be marked; the place itself goes along, since the same
// words may stand elsewhere, too.
document.addEventListener("selectionchange", () => {
  const text = document.getElementById("text"), value = document.getElementById("value"), chosen = document.getSelection();
  if (!text || !value || !chosen.rangeCount || chosen.isCollapsed || !text.contains(chosen.getRangeAt(0).commonAncestorContainer)) return;
  const range = chosen.getRangeAt(0), before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const said = (piece) => { for (const one of piece.querySelectorAll(".unseen")) one.remove(); return piece.textContent; };
  const words = said(range.cloneContents());
  value.value = words.trim();
  document.getElementById("at").value = said(before.cloneContents()).length + words.length - words.trimStart().length;
});
document.addEventListener("input", (event) => { if (event.target.id === "value") document.getElementById("at").value = ""; });
document.addEventListener("keydown", (event) => {
  const text = document.getElementById("text");
  if (event.target !== text || !event.key.startsWith("Arrow")) return;
  const chosen = document.getSelection();
  if (!text.contains(chosen.anchorNode)) chosen.collapse(text, 0);
  event.preventDefault();
  const way = { ArrowRight: ["forward", "character"], ArrowLeft: ["backward", "character"], ArrowDown: ["forward", "line"], ArrowUp: ["backward", "line"] }[event.key];
  const rtl = getComputedStyle(text).direction === "rtl" && way[1] === "character";
  const turned = rtl ? (way[0] === "forward" ? "backward" : "forward") : way[0];
  chosen.modify(event.shiftKey ? "extend" : "move", turned, event.ctrlKey && way[1] === "character" ? "word" : way[1]);
});
