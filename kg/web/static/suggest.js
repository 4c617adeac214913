/* Suggestions under the search field, as an ARIA combobox with a list: arrows choose, Enter opens, Escape closes. */
"use strict";
(() => {
  const input = document.querySelector(".search input");
  if (!input) return;
  const list = document.createElement("ul");
  Object.assign(list, { id: "suggestions", className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestions);
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let waiting, asking, active = -1;

  const close = () => {
    clearTimeout(waiting);
    if (asking) asking.abort();
    list.hidden = true;
    list.replaceChildren();
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (at) => {
    const options = [...list.children];
    active = (at + options.length + 1) % (options.length + 1);  // one place more: none is chosen
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    if (active < options.length) {
      input.setAttribute("aria-activedescendant", options[active].id);
      options[active].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  const part = (tag, className, text) => {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  };

  const show = (found) => {
    list.replaceChildren(...found.map((one, place) => {
      const option = document.createElement("li");
      option.id = `suggestion-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(part("bdi", `who ${one.kind}`, one.label));
      if (one.name) option.append(" ", part("bdi", "count", one.name));
      option.append(" ", part("span", "count", String(one.said + one.about)));
      option.dataset.url = one.url;
      return option;
    }));
    active = found.length;
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
  };

  const ask = async () => {
    const text = input.value.trim();
    if (!text) return close();
    if (asking) asking.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`/suggest?${new URLSearchParams({ q: text })}`, { signal: asking.signal });
      if (answer.ok) show(await answer.json());
    } catch {  // a newer question, or the server is gone: the form works as it does without suggestions
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) { ask(); event.preventDefault(); return; }
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(active === list.children.length ? 0 : active + 1);
    else if (event.key === "ArrowUp") choose(active - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && active < list.children.length) location.assign(list.children[active].dataset.url);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) { event.preventDefault(); location.assign(option.dataset.url); }
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
})();
