"use strict";
// The page of `kg export press.html`. Text only ever becomes a text node, so that no claim can be markup.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = new Map(data.nodes.map((node) => [node.id, node]));
const full = data.view === "full";
const claims = full ? claimsOfNodes() : data.claims;
const element = (id) => document.getElementById(id);

function made(tag, text, className) {
  const found = document.createElement(tag);
  if (text) found.textContent = text;
  if (className) found.className = className;
  return found;
}

function claimsOfNodes() {
  const found = new Map();
  for (const node of data.nodes) {
    if (node.kind === "claim") found.set(node.id, { ...node, speaker: null, targets: [], paper: null });
  }
  for (const edge of data.edges) {
    if (edge.label === "says") found.get(edge.target).speaker = edge.source;
    else if (edge.label === "about") found.get(edge.source).targets.push(edge.target);
    else if (edge.label === "in") found.get(edge.source).paper = edge.target;
  }
  return [...found.values()];
}

function paperOf(claim) {
  if (!full) return data.papers[claim.paper] || {};
  const node = byId.get(claim.paper);
  return node ? { ...node, title: node.label } : {};
}

function dayOf(claim) {
  if (claim.date) return (claim.known === false ? "on or before " : "") + claim.date;
  return claim.first ? `${claim.first} to ${claim.last}` : "";
}

// ---- the graph

const size = (node) => (node.kind === "claim" || node.kind === "article" ? 10 : 12 + 5 * Math.sqrt(node.size));
const font = (node) => (node.kind === "claim" || node.kind === "article" ? 7 : 10 + 1.6 * Math.sqrt(node.size));
const linked = new Set(data.edges.flatMap((edge) => [edge.source, edge.target]));

const cy = cytoscape({
  container: element("graph"),
  elements: {
    nodes: data.nodes.map((n) => ({ data: { id: n.id, label: n.label, kind: n.kind, colour: n.colour, size: size(n), font: font(n), halo: 2, line: 150 } })),
    edges: data.edges.map((e) => ({ data: { ...e, width: 1 + 1.3 * Math.log2(e.weight) } })),
  },
  style: [
    { selector: "node", style: {
      "background-color": "data(colour)", width: "data(size)", height: "data(size)", label: "data(label)",
      "font-size": "data(font)", "font-family": "system-ui, sans-serif", color: "#1f2730", "text-outline-color": "#fff",
      "text-outline-width": "data(halo)", "text-valign": "bottom", "text-margin-y": "data(halo)",
      "text-max-width": "data(line)", "text-wrap": "wrap", "z-index": "data(size)" } },
    { selector: "node.quiet", style: { "text-opacity": 0 } },
    { selector: "node[kind = 'article']", style: { shape: "round-rectangle" } },
    { selector: "node[kind = 'claim']", style: { shape: "diamond" } },
    { selector: "edge", style: {
      width: "data(width)", "line-color": "data(colour)", "target-arrow-color": "data(colour)",
      opacity: data.edges.length > 600 ? 0.35 : 0.65,
      "target-arrow-shape": "triangle", "arrow-scale": 0.8, "curve-style": data.edges.length > 1500 ? "straight" : "bezier" } },
    { selector: ".faded", style: { opacity: 0.08, "text-opacity": 0 } },
    { selector: ".hidden", style: { display: "none" } },
    { selector: "node.found, node:selected", style: { "border-width": 3, "border-color": "#1f2730", "text-opacity": 1 } },
    { selector: "edge:selected", style: { opacity: 1, "z-index": 9, "overlay-opacity": 0.15 } },
  ],
  layout: { name: "preset" },
  minZoom: 0.03, maxZoom: 6,
});

// Springs and repulsion, with a pull to the middle; a fixed start, so that a file always looks the same.
function arranged(nodes, edges) {
  const at = new Map(nodes.map((node, i) => [node.id, i]));
  const n = nodes.length, x = new Float64Array(n), y = new Float64Array(n), dx = new Float64Array(n), dy = new Float64Array(n);
  const spread = 60 * Math.sqrt(n || 1), wish = full ? 100 : 150;
  const degree = new Float64Array(n).fill(1);
  const pairs = edges.map((edge) => [at.get(edge.source), at.get(edge.target), 1 + Math.log2(edge.weight)]);
  for (const [a, b] of pairs) { degree[a]++; degree[b]++; }
  const radius = nodes.map((node) => size(node) / 2 + (node.kind === "claim" || node.kind === "article" ? 0 : 14));
  for (let i = 0; i < n; i++) {
    const turn = i * 2.399963, far = spread * 0.5 * Math.sqrt((i + 0.5) / n);
    x[i] = far * Math.cos(turn); y[i] = far * Math.sin(turn);
  }
  const rounds = Math.max(40, Math.min(300, Math.round(1.5e8 / (n * n + 1))));
  for (let round = 0; round < rounds; round++) {
    dx.fill(0); dy.fill(0);
    const cell = 4 * wish, grid = new Map();
    for (let i = 0; i < n; i++) {
      const key = Math.floor(x[i] / cell) * 100003 + Math.floor(y[i] / cell);
      if (!grid.has(key)) grid.set(key, []);
      grid.get(key).push(i);
    }
    const near = n > 2500;  // all pairs of a small network, of a large one those that are near
    for (let i = 0; i < n; i++) {
      const push = (j) => {
        let ax = x[i] - x[j], ay = y[i] - y[j], d2 = ax * ax + ay * ay;
        if (d2 < 1) { ax = 1 + (i % 7); ay = 1 - (j % 5); d2 = 1 + ax * ax; }
        const d = Math.sqrt(d2), gap = Math.max(d - radius[i] - radius[j], 2);
        const force = wish * wish * Math.sqrt(degree[i] * degree[j]) * 0.35 / (gap * d);
        dx[i] += ax * force / d; dy[i] += ay * force / d; dx[j] -= ax * force / d; dy[j] -= ay * force / d;
      };
      if (!near) for (let j = 0; j < i; j++) push(j);
      else {
        const cx = Math.floor(x[i] / cell), cyy = Math.floor(y[i] / cell);
        for (let a = -1; a <= 1; a++) for (let b = -1; b <= 1; b++) {
          for (const j of grid.get((cx + a) * 100003 + cyy + b) || []) if (j < i) push(j);
        }
      }
    }
    for (const [a, b, weight] of pairs) {
      const ax = x[b] - x[a], ay = y[b] - y[a], d = Math.hypot(ax, ay) || 1;
      const force = d / wish * weight * 14 / Math.sqrt(Math.min(degree[a], degree[b]));
      dx[a] += ax / d * force; dy[a] += ay / d * force; dx[b] -= ax / d * force; dy[b] -= ay / d * force;
    }
    const heat = 60 * (1 - round / rounds) + 1;
    for (let i = 0; i < n; i++) {
      dx[i] -= x[i] * 0.035 * degree[i] ** 0.3; dy[i] -= y[i] * 0.05 * degree[i] ** 0.3;
      const d = Math.hypot(dx[i], dy[i]) || 1, step = Math.min(d, heat);
      x[i] += dx[i] / d * step; y[i] += dy[i] / d * step;
    }
  }
  return nodes.map((_, i) => ({ x: x[i], y: y[i] }));
}

function place() {
  const drawn = data.nodes.filter((node) => linked.has(node.id));
  const spots = arranged(drawn, data.edges);
  const alone = data.nodes.filter((node) => !linked.has(node.id));
  const bottom = Math.max(0, ...spots.map((spot) => spot.y)) + 120, columns = Math.ceil(Math.sqrt(alone.length * 2)) || 1;
  cy.batch(() => {
    drawn.forEach((node, i) => cy.getElementById(node.id).position(spots[i]));
    alone.forEach((node, i) => cy.getElementById(node.id).position({
      x: (i % columns - columns / 2) * 130, y: bottom + Math.floor(i / columns) * 60 }));
  });
}

// Labels are never smaller than can be read; where they would lie on each other, the larger node has its own.
const small = (node) => node.kind === "claim" || node.kind === "article";
const inOrder = [...data.nodes].sort((a, b) => small(a) - small(b) || b.size - a.size);

function label() {
  const zoom = cy.zoom(), taken = [], width = cy.width(), height = cy.height();
  cy.batch(() => {
    for (const node of inOrder) {
      const drawn = cy.getElementById(node.id), at = drawn.renderedPosition();
      if (drawn.hasClass("hidden") || drawn.hasClass("faded") || at.x < -100 || at.y < -100 || at.x > width + 100 || at.y > height + 100) continue;
      const letters = Math.min(30, Math.max(font(node) * zoom, small(node) ? 10 : 12)), line = letters * 12;
      const wide = Math.min(line, node.label.length * letters * 0.56) + 6;
      const high = Math.ceil(node.label.length * letters * 0.56 / line) * letters * 1.2 + 4;
      const top = at.y + size(node) * zoom / 2, box = [at.x - wide / 2, top, at.x + wide / 2, top + high];
      const free = !taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3]);
      const must = drawn.hasClass("found") || drawn.selected();
      drawn.toggleClass("quiet", !(free || must));
      if (!free && !must) continue;
      taken.push(box);
      drawn.data({ font: letters / zoom, halo: 2 / zoom, line: line / zoom });
    }
  });
}

let waiting = 0;
function labelSoon() {
  clearTimeout(waiting);
  waiting = setTimeout(label, 60);
}

// ---- what is shown

const kinds = count(data.nodes.map((node) => node.kind));
const acts = full ? count(claims.map((claim) => claim.act)) : count(data.claims.map((claim) => claim.act));
const heaviest = Math.max(1, ...data.edges.map((edge) => edge.weight));

function count(values) {
  const found = new Map();
  for (const value of values) if (value) found.set(value, (found.get(value) || 0) + 1);
  return found;
}

function legend(into, names, colours, shape) {
  for (const [name, number] of names) {
    const label = made("label"), box = made("input"), mark = made("span", "", shape);
    box.type = "checkbox"; box.checked = true; box.value = name;
    box.addEventListener("change", filter);
    mark.style.background = colours[name] || "#888";
    label.append(box, mark, made("span", name), made("span", String(number), "count"));
    element(into).append(label);
  }
}

const chosen = (id) => new Set([...element(id).querySelectorAll("input:checked")].map((box) => box.value));

function filter() {
  const kind = chosen("kinds"), act = chosen("acts"), least = Number(element("weight").value);
  element("least").textContent = String(least);
  const lone = element("alone").checked;
  const hiddenClaims = new Set(full ? claims.filter((claim) => !act.has(claim.act)).map((claim) => claim.id) : []);
  const allowed = (id) => kind.has(byId.get(id).kind) && !hiddenClaims.has(id);
  const left = new Set(), shown = new Set();
  for (const edge of data.edges) {
    const fits = full || (edge.weight >= least && Object.keys(edge.acts).some((name) => act.has(name)));
    if (fits && allowed(edge.source) && allowed(edge.target)) { shown.add(edge.id); left.add(edge.source); left.add(edge.target); }
  }
  cy.batch(() => {
    cy.edges().forEach((edge) => { edge.toggleClass("hidden", !shown.has(edge.id())); });
    cy.nodes().forEach((node) => { node.toggleClass("hidden", !(allowed(node.id()) && (lone || left.has(node.id())))); });
  });
  labelSoon();
  const nodes = cy.nodes().filter((node) => !node.hasClass("hidden")).length;
  element("shown").textContent = `${nodes} of ${data.nodes.length} nodes, ${shown.size} of ${data.edges.length} edges`;
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function search() {
  const wanted = plain(element("search").value.trim());
  const fits = new Set(wanted ? data.nodes.filter((n) => plain(`${n.label} ${n.text || ""}`).includes(wanted)).map((n) => n.id) : []);
  cy.batch(() => {
    cy.elements().removeClass("faded found");
    if (!wanted) return;
    const found = cy.nodes().filter((node) => fits.has(node.id()));
    cy.elements().not(found.closedNeighborhood()).addClass("faded");
    found.addClass("found");
  });
  labelSoon();
  element("hits").textContent = wanted ? `${fits.size} found` : "";
  return cy.nodes(".found").not(".hidden");
}

// ---- the claims

function shownClaim(claim) {
  const found = made("article"), quote = made("blockquote", claim.text), about = made("p"), where = made("p", "", "faint");
  quote.lang = "fr"; quote.style.borderColor = data.actColours[claim.act] || "#a9b1ba";
  const act = made("span", claim.act, "act");
  act.style.background = data.actColours[claim.act] || "#888";
  const name = (id) => (byId.get(id) || { label: "?" }).label;
  const targets = claim.targets.map(name).join(", ");
  about.append(made("span", claim.speaker ? name(claim.speaker) : "nobody known", "who"), targets ? ` on ${targets} ` : " ", act);
  const paper = paperOf(claim);
  const source = [dayOf(claim), paper.publisher, paper.published && `published ${paper.published}`].filter(Boolean).join(" · ");
  where.append(source, source && paper.title ? " · " : "");
  if (/^https?:\/\//i.test(paper.url || "")) {
    const link = made("a", paper.title || paper.url);
    link.href = paper.url; link.rel = "noreferrer noopener"; link.target = "_blank";
    where.append(link);
  } else where.append(paper.title || "");
  found.append(quote, about, where);
  return found;
}

function open(title, note, groups) {
  const into = element("told");
  into.replaceChildren(made("h2", title), made("p", note, "faint"));
  for (const [heading, list] of groups) {
    if (!list.length) continue;
    into.append(made("h3", `${heading} (${list.length})`));
    const sorted = [...list].sort((a, b) => (dayOf(a) < dayOf(b) ? -1 : 1));
    let at = 0;
    const more = made("button");
    const next = () => {
      more.remove();
      into.append(...sorted.slice(at, (at += 50)).map(shownClaim));
      if (at < sorted.length) { more.textContent = `${sorted.length - at} more`; into.append(more); }
    };
    more.addEventListener("click", next);
    next();
  }
  element("details").classList.add("open");
  element("details").scrollTop = 0;
}

function openNode(node) {
  const of = byId.get(node.id());
  if (of.kind === "claim") return open("One claim", "", [["Claim", claims.filter((c) => c.id === of.id)]]);
  if (of.kind === "article") {
    return open(of.label, [of.published, of.publisher].filter(Boolean).join(" · "), [["Claims", claims.filter((c) => c.paper === of.id)]]);
  }
  const voice = of.voice_of ? `, voice of ${of.voice_of}` : "";
  return open(of.label, `${of.kind}${voice}`, [
    ["Said", claims.filter((claim) => claim.speaker === of.id)],
    ["Said about it", claims.filter((claim) => claim.targets.includes(of.id))],
  ]);
}

function openEdge(edge) {
  const title = `${byId.get(edge.data("source")).label} → ${byId.get(edge.data("target")).label}`;
  if (!full) {
    const note = Object.entries(edge.data("acts")).map(([name, number]) => `${number} ${name}`).join(", ");
    return open(title, note, [["Claims", edge.data("claims").map((number) => claims[number])]]);
  }
  const ends = [edge.data("source"), edge.data("target")];
  return open(title, edge.data("label"), [["Claims", claims.filter((claim) => ends.includes(claim.id))]]);
}

function shut() {
  element("details").classList.remove("open");
  cy.elements().removeClass("faded");
  cy.elements().unselect();
}

function go() {
  const found = search();
  if (found.length === 1) openNode(found[0]);
  cy.resize();
  if (found.length) cy.animate({ fit: { eles: found.closedNeighborhood().not(".hidden"), padding: 80 }, duration: 300 });
}

// ---- go

legend("kinds", kinds, data.colours, "dot");
legend("acts", acts, data.actColours, "line");
element("weight").max = String(heaviest);
element("weights").hidden = full || heaviest === 1;
element("lonely").hidden = !data.nodes.some((node) => !linked.has(node.id));
element("weight").addEventListener("input", filter);
element("alone").addEventListener("change", filter);
element("search").addEventListener("input", search);
element("search").addEventListener("keydown", (event) => { if (event.key === "Enter") go(); });
element("fit").addEventListener("click", () => cy.animate({ fit: { eles: cy.elements().not(".hidden"), padding: 30 }, duration: 300 }));
element("close").addEventListener("click", shut);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") shut(); });
cy.on("tap", "node", (event) => {
  cy.batch(() => {
    cy.elements().removeClass("faded");
    cy.elements().not(event.target.closedNeighborhood()).addClass("faded");
  });
  openNode(event.target);
});
cy.on("tap", "edge", (event) => openEdge(event.target));
cy.on("tap", (event) => { if (event.target === cy) shut(); });
place();
filter();
cy.fit(cy.elements().not(".hidden"), 30);
label();
cy.on("viewport resize", labelSoon);
cy.on("dragfree select unselect", labelSoon);
if (location.hash.length > 1) {  // press.html#lavrov
  element("search").value = decodeURIComponent(location.hash.slice(1));
  go();
}
if (!data.nodes.length) element("hits").textContent = "There is nothing to show: no claim was exported.";
