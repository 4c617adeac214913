/* The button that copies the citation of a claim. Without the clipboard (http from another machine) the text is selected. */
"use strict";
(() => {
  const button = document.getElementById("copy"), citation = document.getElementById("citation");
  const told = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(citation.innerText);
      told.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(citation);
      told.textContent = button.dataset.failed;
    }
  });
})();
