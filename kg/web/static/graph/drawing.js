// The picture: sigma draws dots and arrows with WebGL, Names writes the names, Layout finds the places.
import { Layout, start } from "./layout.js";
import { Names } from "./names.js";

const { EdgeCurvedArrowProgram } = globalThis.exports; // of sigma-edge-curve, see commonjs.js
const KINDS = ["person", "organisation", "place", "group", "thing", "unnamed"];
const ACTS = ["assertion", "denial", "demand", "accusation", "warning", "promise", "evaluation", "question"];
const MANY = 2500; // edges: more are drawn thinner and lighter, or the middle is one stain
const SLOW = 50; // milliseconds a frame: above, arrows are left out while the picture moves (no graphics card)
const LEVELS = 6; // of paleness of lines
const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");

export class Drawing {
  /** `on`: what happens at openName(id), openEdge(source, target), state(name, round) and nothing(). */
  constructor(container, on) {
    this.container = container;
    this.on = on;
    this.graph = new graphology.Graph({ type: "directed", allowSelfLoops: false });
    this.colours = colours();
    this.sigma = new Sigma(this.graph, container, {
      allowInvalidContainer: true, renderLabels: false, defaultDrawNodeHover: () => {}, enableEdgeEvents: true,
      defaultEdgeType: "arrow", edgeProgramClasses: { curved: EdgeCurvedArrowProgram }, zIndex: true,
      minEdgeThickness: 1.4, stagePadding: 45, minCameraRatio: 0.02, maxCameraRatio: 4, enableCameraRotation: false,
      doubleClickZoomingRatio: 1.8,
      nodeReducer: (id, node) => this.node(id, node), edgeReducer: (id, edge) => this.edge(id, edge),
    });
    this.names = new Names(container);
    this.layout = new Layout((places, settled) => this.place(places, settled));
    this.pointed = this.chosen = this.chosenEdge = null;
    this.listen();
  }

  listen() {
    const { sigma } = this;
    sigma.on("afterRender", () => {
      this.writeNames();
      this.keepPace();
    });
    sigma.on("enterNode", ({ node }) => this.point(node));
    sigma.on("leaveNode", () => this.point(null));
    sigma.on("enterEdge", () => this.container.classList.add("pointing"));
    sigma.on("leaveEdge", () => this.container.classList.remove("pointing"));
    sigma.on("clickNode", ({ node }) => this.on.openName(node));
    sigma.on("clickEdge", ({ edge }) => this.on.openEdge(this.graph.source(edge), this.graph.target(edge)));
    sigma.on("clickStage", () => this.on.nothing());
    new ResizeObserver(() => sigma.resize() && sigma.refresh()).observe(this.container); // the panel takes room from it
    dark.addEventListener("change", () => {
      this.colours = colours();
      this.graph.forEachNode((id, node) => this.graph.setNodeAttribute(id, "color", this.colours.kinds[node.kind]));
      this.sigma.refresh();
    });
  }

  /** Frames that follow each other too slowly, three in a row, while somebody moves the picture. */
  keepPace() {
    const now = performance.now(), took = now - (this.drawnAt ?? now);
    this.drawnAt = now;
    const moving = this.sigma.getMouseCaptor().isMoving || this.sigma.getCamera().isAnimated();
    this.slow = moving && took > SLOW && took < 40 * SLOW ? (this.slow ?? 0) + 1 : 0;
    if (this.slow > 2 && !this.sigma.getSetting("hideEdgesOnMove")) this.sigma.setSetting("hideEdgesOnMove", true);
  }

  /** Takes a network in; names that stay keep their places, so that one can follow what a filter changes. */
  show({ nodes, edges }) {
    this.layout.stop();
    const before = new Map(this.graph.mapNodes((id, { x, y }) => [id, { x, y }]));
    const places = start(nodes.length), most = Math.max(1, ...nodes.map((node) => node.said + node.about));
    const both = new Set(edges.map((edge) => key(edge.source, edge.target))), thick = edges.length > MANY ? 2.5 : 5;
    const scale = Math.max(0.55, Math.min(1, this.container.clientWidth / 700)); // a phone has less room for dots
    const bent = edges.length <= MANY; // among more, nobody follows one, and straight ones are drawn faster
    const strength = strengths(edges.map((edge) => edge.weight));
    this.graph.clear();
    nodes.forEach((node, at) => this.graph.addNode(node.id, {
      ...node, ...(before.get(node.id) || places[at]), color: this.colours.kinds[node.kind],
      size: scale * ((nodes.length > 800 ? 2 : 3.5) + 17 * Math.sqrt((node.said + node.about) / most)),
    }));
    for (const edge of [...edges].reverse()) { // the strongest last, over the others
      if (edge.source === edge.target) continue; // the table has it, and the text over the picture says so
      this.graph.addDirectedEdgeWithKey(key(edge.source, edge.target), edge.source, edge.target, {
        weight: edge.weight, act: edge.act, strength: strength(edge.weight), size: 1.5 + thick * strength(edge.weight),
        type: bent && both.has(key(edge.target, edge.source)) ? "curved" : "arrow",
      });
    }
    this.inOrder = [...nodes].sort((one, other) => other.said + other.about - one.said - one.about).map((node) => node.id);
    this.pointed = this.chosenEdge = null;
    if (this.chosen && !this.graph.hasNode(this.chosen)) this.chosen = null;
    this.whole();
    this.arrange();
  }

  arrange() {
    this.layout.run(this.graph);
    this.on.state(this.graph.order ? "arranging" : "settled");
  }

  pause() {
    this.layout.stop();
    this.on.state("settled");
  }

  place(places, settled) {
    if (still.matches && !settled) return; // who wants no motion sees the end only
    let at = 0;
    this.graph.updateEachNodeAttributes((_, node) => {
      node.x = places[at++];
      node.y = places[at++];
      return node;
    }, { attributes: ["x", "y"] });
    if (settled) this.on.state("settled");
  }

  node(id, node) {
    if (id === this.chosen) return { ...node, zIndex: 2, highlighted: true };
    return this.isFaded(id) ? { ...node, color: this.colours.faded, zIndex: 0 } : { ...node, zIndex: 1 };
  }

  edge(id, edge) {
    const lit = this.pointed || this.chosen, ends = this.graph.extremities(id);
    if (this.chosenEdge ? id === this.chosenEdge : lit && ends.includes(lit)) {
      return { ...edge, color: this.colours.acts[edge.act][LEVELS], zIndex: 2, size: edge.size + 1 };
    }
    return this.chosenEdge || lit
      ? { ...edge, color: this.colours.faded, zIndex: 0 }
      : { ...edge, color: this.colours.acts[edge.act][Math.round(edge.strength * (LEVELS - 1))] };
  }

  isFaded(id) {
    if (this.chosenEdge && !this.pointed) return !this.graph.extremities(this.chosenEdge).includes(id);
    const lit = this.pointed || this.chosen;
    return Boolean(lit) && id !== lit && !this.graph.areNeighbors(id, lit);
  }

  writeNames() {
    const { sigma, graph } = this, size = sigma.getDimensions(), must = new Set([this.pointed, this.chosen]);
    if (this.chosenEdge) graph.extremities(this.chosenEdge).forEach((id) => must.add(id));
    const nodes = (this.inOrder || []).map((id) => {
      const shown = sigma.getNodeDisplayData(id), at = shown && sigma.framedGraphToViewport(shown);
      return shown && { label: graph.getNodeAttribute(id, "label"), ...at, size: sigma.scaleSize(shown.size), must: must.has(id), faded: this.isFaded(id) };
    });
    this.names.draw(nodes.filter(Boolean), size, this.colours);
  }

  point(id) {
    this.pointed = id;
    this.container.classList.toggle("pointing", Boolean(id));
    this.sigma.refresh({ skipIndexation: true });
  }

  /** A name, an edge (`target` given) or nothing is the one that is looked at. */
  choose(source = null, target = null) {
    const edge = target && key(source, target);
    this.chosen = !target && this.graph.hasNode(source) ? source : null;
    this.chosenEdge = edge && this.graph.hasEdge(edge) ? edge : null;
    this.sigma.refresh({ skipIndexation: true });
  }

  /** The next name, or the one before, from the most mentioned on. */
  next(step) {
    if (!this.inOrder?.length) return null;
    const at = this.chosen ? this.inOrder.indexOf(this.chosen) : -1;
    const id = this.inOrder[(Math.max(at, step < 0 && at < 0 ? 0 : at) + step + this.inOrder.length) % this.inOrder.length];
    this.find(id);
    return this.graph.getNodeAttribute(id, "label");
  }

  /** Chooses a name and brings it to the middle. */
  find(id) {
    this.choose(id);
    const shown = this.sigma.getNodeDisplayData(id), camera = this.sigma.getCamera();
    if (shown) this.look({ x: shown.x, y: shown.y, ratio: Math.min(camera.ratio, 0.7) });
  }

  move(x, y) {
    const camera = this.sigma.getCamera(), { x: nowX, y: nowY, ratio } = camera.getState();
    this.look({ x: nowX + 0.12 * x * ratio, y: nowY + 0.12 * y * ratio });
  }

  zoom(factor) {
    const camera = this.sigma.getCamera();
    this.look({ ratio: camera.getBoundedRatio(camera.ratio / factor) });
  }

  whole() {
    this.look({ x: 0.5, y: 0.5, ratio: 1 });
  }

  look(state) {
    const camera = this.sigma.getCamera();
    if (still.matches) camera.setState(state);
    else camera.animate(state, { duration: 200 });
  }

  /** The picture as it stands, as a PNG: WebGL forgets what it drew, so its layers are copied while it draws. */
  png(done) {
    const layers = [...this.container.querySelectorAll("canvas")], whole = document.createElement("canvas");
    this.sigma.once("afterRender", () => {
      whole.width = layers[0].width;
      whole.height = layers[0].height;
      const context = whole.getContext("2d");
      context.fillStyle = this.colours.field;
      context.fillRect(0, 0, whole.width, whole.height);
      for (const layer of layers) if (layer.width) context.drawImage(layer, 0, 0, whole.width, whole.height);
      whole.toBlob(done, "image/png");
    });
    this.sigma.refresh();
  }
}

function key(source, target) {
  return `${source} ${target}`; // ids have no spaces
}

/** How strong a weight is among others, from 0 to 1, by its logarithm. */
function strengths(weights) {
  const low = Math.log(Math.min(...weights)), high = Math.log(Math.max(...weights));
  return (weight) => (high > low ? (Math.log(weight) - low) / (high - low) : 0.4);
}

/** The colours of graph.css, of day or night. Weak lines are paler; not by transparency, which WebGL adds up to stains. */
function colours() {
  const style = getComputedStyle(document.documentElement), value = (name) => style.getPropertyValue(name).trim();
  const all = (list, make) => Object.fromEntries(list.map((name) => [name, make(name)]));
  const paper = value("--field"), levels = Array.from({ length: LEVELS }, (_, at) => 0.42 + (0.45 * at) / (LEVELS - 1));
  return {
    ink: value("--ink"), field: paper, faded: value("--faded"),
    kinds: all(KINDS, (name) => value(`--dot-${name}`)),
    acts: all(ACTS, (name) => [...levels, 1].map((part) => mixed(value(`--line-${name}`), paper, part))), // the last: chosen
  };
}

/** `strength` (0 to 1) of one #rrggbb, the rest of another. */
function mixed(colour, paper, strength) {
  const parts = [1, 3, 5].map((at) => {
    const [over, under] = [colour, paper].map((one) => parseInt(one.slice(at, at + 2), 16));
    return Math.round(over * strength + under * (1 - strength)).toString(16).padStart(2, "0");
  });
  return `#${parts.join("")}`;
}
