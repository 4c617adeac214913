// The page Graph: the choice stands in the address, the picture and the table show what the server finds for it.
import * as panel from "./graph/panel.js";
import * as period from "./graph/period.js";

// In this order, and only where there is WebGL: sigma breaks off without.
const LIBRARIES = ["vendor/graphology.umd.min.js", "vendor/sigma.min.js", "graph/commonjs.js", "vendor/sigma-edge-curve.cjs.prod.js"];
const element = (id) => document.getElementById(id);
const form = element("choice"), picture = element("picture");
let drawing = null, asked = 0, network = { nodes: [], edges: [] };

const onPanel = {
  edge: (source, target) => drawing?.choose(source, target),
  name: (id) => drawing?.choose(id),
  graph: (address) => go(address, { push: true, form: true }),
  closed: () => {
    drawing?.choose();
    picture.focus({ preventScroll: true });
  },
};

// ---- the choice

/** The address that the form stands for, as short as can be: several acts in one value, nothing that is empty. */
function address() {
  const values = new URLSearchParams(), several = new Map();
  for (const [name, value] of new FormData(form)) {
    if (value) several.set(name, [...(several.get(name) || []), value]);
  }
  for (const [name, list] of several) values.set(name, list.join(","));
  if (!values.has("person")) values.delete("depth");
  const text = values.toString().replaceAll("%2C", ",");
  return "/graph" + (text ? `?${text}` : "");
}

function choiceChanged() {
  go(address(), { push: true });
}

function option(value) {
  const made = document.createElement("option");
  made.value = value;
  return made;
}

// ---- what the server finds

/** Shows the graph of an address: picture from its JSON, text and table from its page. */
async function go(target, { push = false, form: alsoForm = false } = {}) {
  const mine = ++asked, url = new URL(target, location);
  if (push) history.pushState(null, "", url);
  picture.dataset.state = "loading";
  try {
    const [, page] = await Promise.all([load(url, mine), fetchPage(url)]);
    if (mine === asked) takeOver(page, alsoForm);
  } catch (error) {
    if (mine === asked) fail(error);
  }
}

/** The network of an address, drawn; an answer that another choice has overtaken is dropped. */
async function load(url, mine) {
  const answer = await fetch(`/graph.json${url.search}`);
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.what || "");
  if (mine !== asked) return;
  network = found;
  element("failed").hidden = true;
  element("shown").replaceChildren(...found.nodes.map((node) => option(node.label)));
  picture.dataset.nodes = found.nodes.length;
  picture.dataset.edges = found.edges.length;
  if (!drawing) return;
  panel.close({ closed: () => {} });
  drawing.show(found);
}

async function fetchPage(url) {
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function takeOver(page, alsoForm) {
  const own = alsoForm ? ["totals", "links", "choice"] : ["totals", "links", "months", "acts"];
  const focused = document.activeElement?.id, checked = document.activeElement?.value;
  for (const id of own) {
    const found = page.getElementById(id);
    if (found && !(id === "months" && element(id).contains(document.activeElement))) {
      element(id).replaceChildren(...document.adoptNode(found).childNodes);
    }
  }
  for (const link of document.querySelectorAll("a[data-file]")) {
    link.href = page.querySelector(`a[data-file=${link.dataset.file}]`).href;
  }
  form.elements.least.placeholder = page.getElementById("least")?.placeholder ?? form.elements.least.placeholder;
  if (!focused && checked) form.querySelector(`input[value="${CSS.escape(checked)}"]`)?.focus();
  period.ready();
}

function fail(error) {
  const message = element("failed");
  message.dataset.own ??= message.textContent;
  message.textContent = error.message && !(error instanceof TypeError) ? error.message : message.dataset.own;
  message.hidden = false;
  picture.dataset.state = "settled";
}

// ---- the picture

function openEdge(source, target) {
  panel.open(related("/graph/claims", { speaker: source, target }), onPanel);
}

function openName(id) {
  panel.open(related("/graph/name", { id }), onPanel);
}

/** The address of what is behind the picture, for the same choice. */
function related(path, values) {
  const search = new URLSearchParams(location.search);
  search.delete("page");
  for (const [name, value] of Object.entries(values)) search.set(name, value);
  return `${path}?${search}`;
}

function state(name) {
  picture.dataset.state = name;
  const button = element("arrange");
  button.textContent = name === "arranging" ? button.dataset.pause : button.dataset.again;
}

const KEYS = {
  ArrowLeft: () => drawing.move(-1, 0), ArrowRight: () => drawing.move(1, 0),
  ArrowUp: () => drawing.move(0, 1), ArrowDown: () => drawing.move(0, -1),
  "+": () => drawing.zoom(1.4), "=": () => drawing.zoom(1.4), "-": () => drawing.zoom(1 / 1.4), 0: () => drawing.whole(),
  n: () => tell(drawing.next(1)), p: () => tell(drawing.next(-1)),
  Enter: () => drawing.chosen && openName(drawing.chosen),
  Escape: () => {
    drawing.choose();
    panel.close(onPanel);
  },
};

function keyPressed(event) {
  const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!action || event.ctrlKey || event.metaKey || event.altKey || event.target !== picture) return;
  action();
  event.preventDefault();
}

function tell(label) {
  element("told").textContent = label || "";
}

function find({ target }) {
  const wanted = target.value.trim().toLocaleLowerCase();
  const found = network.nodes.find((node) => node.label.toLocaleLowerCase() === wanted);
  if (!found) return;
  drawing.find(found.id);
  tell(found.label);
}

function savePng() {
  drawing.png((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = "graph.png";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  });
}

function canDraw() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

function library(name) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `/static/${name}`;
    script.onload = resolve;
    script.onerror = () => reject(new TypeError(name));
    document.head.append(script);
  });
}

async function prepareDrawing() {
  for (const name of LIBRARIES) await library(name);
  const { Drawing } = await import("./graph/drawing.js");
  drawing = picture.drawing = new Drawing(picture, { openName, openEdge, state, nothing: () => KEYS.Escape() });
  element("png").hidden = false;
  element("png").onclick = savePng;
  element("nearer").onclick = () => drawing.zoom(1.4);
  element("farther").onclick = () => drawing.zoom(1 / 1.4);
  element("whole").onclick = () => drawing.whole();
  element("arrange").onclick = () => (drawing.layout.running ? drawing.pause() : drawing.arrange());
  element("find").onchange = find;
  picture.addEventListener("keydown", keyPressed);
}

async function begin() {
  if (matchMedia("(max-width: 55.9rem)").matches) document.querySelector(".choose").open = false;
  form.addEventListener("change", choiceChanged);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(address(), { push: true });
  });
  addEventListener("popstate", () => go(location.href, { form: true }));
  period.ready();
  if (!canDraw()) {
    element("no-webgl").hidden = false;
    return;
  }
  element("stage").hidden = false;
  panel.ready(onPanel);
  await prepareDrawing();
  await load(new URL(location), ++asked);
}

begin().catch(fail);
