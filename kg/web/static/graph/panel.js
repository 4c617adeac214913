// What is behind a dot or an arrow: the page of its name or its claims, fetched and shown beside the picture.
const panel = document.getElementById("panel");

/** `on.edge(source, target)` and `on.name(id)`: what the panel shows now; `on.graph(address)`: a link to another graph. */
export function ready(on) {
  panel.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (event.target.closest(".close")) close(on);
    else if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    else if (link.matches(".behind, .other-way, [rel=next], [rel=prev]")) open(link.href, on);
    else if (link.matches(".around")) on.graph(link.href);
    else return;
    event.preventDefault();
  });
  panel.addEventListener("keydown", (event) => event.key === "Escape" && close(on));
}

export async function open(address, on) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector("#claims, #name") || page.querySelector("#content");
  const shut = document.createElement("button");
  shut.type = "button";
  shut.className = "close";
  shut.textContent = "×";
  shut.setAttribute("aria-label", panel.dataset.close);
  panel.replaceChildren(shut, document.adoptNode(found));
  panel.hidden = false;
  panel.scrollTop = 0;
  panel.focus({ preventScroll: true });
  const asked = new URL(address, location).searchParams;
  if (found.id === "claims") on.edge(asked.get("speaker"), asked.get("target"));
  if (found.id === "name") on.name(asked.get("id"));
}

export function close(on) {
  if (panel.hidden) return;
  panel.hidden = true;
  panel.replaceChildren();
  on.closed();
}
