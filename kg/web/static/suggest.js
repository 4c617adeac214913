/* Suggestions under the fields that name somebody, as an ARIA combobox with a list: arrows choose, Enter takes, Escape
   closes. In the search field a suggestion opens its page; in a form (data-prefix) it fills the field, and the form
   sends data-prefix and the id of who was chosen instead of a name that others may have too. */
"use strict";
(() => {
  let made = 0;

  const part = (tag, className, text) => {
    const one = document.createElement(tag);
    one.className = className;
    one.textContent = text;
    return one;
  };

  const combobox = (input) => {
    const list = document.createElement("ul"), fills = input.dataset.prefix !== undefined;
    Object.assign(list, { id: `suggestions-${++made}`, className: "suggestions", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.suggestions);
    input.after(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("autocomplete", "off");
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

    const take = ({ dataset }) => {
      if (!fills) return location.assign(dataset.url);
      input.value = dataset.label;
      input.dataset.id = dataset.id;
      close();
      input.dispatchEvent(new Event("change", { bubbles: true }));
    };

    const show = (found) => {
      list.replaceChildren(...found.map((one, place) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${place}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.append(part("bdi", `who ${one.kind}`, one.label));
        if (one.name) option.append(" ", part("bdi", "count", one.name));
        option.append(" ", part("span", "count", String(one.said + one.about)));
        Object.assign(option.dataset, { url: one.url, id: one.id, label: one.label });
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
      const mine = asking = new AbortController();
      try {
        const answer = await fetch(`/suggest?${new URLSearchParams({ q: text })}`, { signal: mine.signal });
        const found = answer.ok ? await answer.json() : null;
        if (found && !mine.signal.aborted) show(found);
      } catch {  // a newer question, or the server is gone: the form works as it does without suggestions
      }
    };

    // The server makes its list of names when it is first asked: while the first letters are typed.
    input.addEventListener("focus", () => fetch("/suggest").catch(() => {}), { once: true });
    input.addEventListener("input", () => {
      delete input.dataset.id;
      clearTimeout(waiting);
      waiting = setTimeout(ask, 120);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && list.hidden) { ask(); event.preventDefault(); return; }
      if (list.hidden) return;
      if (event.key === "ArrowDown") choose(active === list.children.length ? 0 : active + 1);
      else if (event.key === "ArrowUp") choose(active - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && active < list.children.length) take(list.children[active]);
      else return;
      event.preventDefault();
    });
    list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) { event.preventDefault(); take(option); }
    });
    input.addEventListener("blur", close);
    input.form.addEventListener("submit", close);
    if (fills) input.form.addEventListener("formdata", ({ formData }) => {
      if (input.isConnected && input.dataset.id) formData.set(input.name, input.dataset.prefix + input.dataset.id);
    });
  };

  document.querySelectorAll("input[data-suggestions]").forEach(combobox);
  document.addEventListener("focusin", ({ target }) => {  // fields that a script has put into the page since
    if (target.matches("input[data-suggestions]:not([role=combobox])")) combobox(target);
  });
})();
