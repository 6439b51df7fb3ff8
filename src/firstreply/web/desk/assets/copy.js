// Buttons that put what they name on the clipboard; they are shown only where that works.
for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  const before = [...button.childNodes];
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.replaceChildren(button.dataset.said);
    setTimeout(() => button.replaceChildren(...before), 1500);
  });
}
