// Where the names stand: a start that is always the same, and ForceAtlas2 in a worker until it settles.
const COLUMNS = 10, X = 0, Y = 1, MASS = 6, CONVERGENCE = 7, SIZE = 8; // of a node in the worker's matrix
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/** Seeds of a sunflower, the strongest names in the middle: no two on one spot, and the same every time. */
export function start(count) {
  return Array.from({ length: count }, (_, i) => {
    const far = 30 * Math.sqrt(i + 0.5);
    return { x: far * Math.cos(i * GOLDEN), y: far * Math.sin(i * GOLDEN) };
  });
}

export class Layout {
  /** `moved(places, settled)` is called as names move: x and y of each, in the order of the graph's nodes. */
  constructor(moved) {
    this.worker = new Worker("/static/graph/layout-worker.js");
    this.worker.onmessage = ({ data }) => {
      if (data.settled) this.running = false;
      if (this.awaited) moved(data.places, data.settled);
    };
    this.running = this.awaited = false;
  }

  run(graph) {
    const order = graph.order;
    this.running = this.awaited = order > 0;
    if (!order) return;
    this.worker.postMessage({ ...matrices(graph), settings: settings(order), rounds: order > 1000 ? 350 : 600 });
  }

  stop() {
    this.running = this.awaited = false;
    this.worker.postMessage({ stop: true });
  }
}

function settings(order) {
  // LinLog (Noack 2007) keeps those apart who have little to do with each other, instead of one ball round the most
  // mentioned.
  return {
    linLogMode: true, outboundAttractionDistribution: false, adjustSizes: false, edgeWeightInfluence: 1,
    scalingRatio: 2, strongGravityMode: true, gravity: 0.3, slowDown: 1 + Math.log(order),
    barnesHutOptimize: order > 400, barnesHutTheta: 0.6,
  };
}

function matrices(graph) {
  const place = new Map(), nodes = new Float32Array(graph.order * COLUMNS), edges = new Float32Array(graph.size * 3);
  let at = 0;
  graph.forEachNode((id, node) => {
    place.set(id, at);
    nodes[at + X] = node.x;
    nodes[at + Y] = node.y;
    nodes[at + MASS] = 1;
    nodes[at + CONVERGENCE] = 1;
    nodes[at + SIZE] = node.size;
    at += COLUMNS;
  });
  at = 0;
  graph.forEachEdge((_, edge, source, target) => {
    // A pair of a hundred claims is close, but not a hundred times as close as a pair of one.
    const weight = Math.log2(1 + edge.weight);
    nodes[place.get(source) + MASS] += 1;
    nodes[place.get(target) + MASS] += 1;
    edges.set([place.get(source), place.get(target), weight], at);
    at += 3;
  });
  return { nodes, edges };
}
