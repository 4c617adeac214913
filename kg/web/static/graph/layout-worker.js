// ForceAtlas2 in a thread of its own: places come back some times a second, and it stops by itself once they hardly
// move. Takes { nodes, edges, settings, rounds } (matrices of graphology-layout-forceatlas2), or { stop: true }.
"use strict";
self.module = {}; // the algorithm is a CommonJS module
importScripts("/static/vendor/graphology-layout-forceatlas2.iterate.js");
const iterate = self.module.exports;
const COLUMNS = 10; // of a node in the matrix; x and y are the first two
const A_WHILE = 60; // milliseconds between two messages
const STILL = 0.0004; // of the picture's radius: how far names move in a round, on average, when they have settled
const AT_LEAST = 60; // rounds before it may be called settled

let run = 0;

self.onmessage = ({ data }) => {
  run += 1; // what runs now ends
  if (!data.stop) go(data, run, 0);
};

function go(job, mine, done) {
  if (mine !== run) return;
  const began = performance.now();
  let moved = 0, round = done;
  do {
    const before = places(job.nodes);
    iterate(job.settings, job.nodes, job.edges);
    moved = movement(before, job.nodes);
    round += 1;
  } while (performance.now() - began < A_WHILE && round < job.rounds);
  const settled = round >= job.rounds || (round >= AT_LEAST && moved < STILL);
  self.postMessage({ places: places(job.nodes), settled, round });
  if (!settled) setTimeout(() => go(job, mine, round)); // let a message to stop in
}

function places(nodes) {
  const found = new Float32Array((nodes.length / COLUMNS) * 2);
  for (let at = 0, to = 0; at < nodes.length; at += COLUMNS, to += 2) {
    found[to] = nodes[at];
    found[to + 1] = nodes[at + 1];
  }
  return found;
}

function movement(before, nodes) {
  let sum = 0, radius = 1;
  for (let at = 0, to = 0; at < nodes.length; at += COLUMNS, to += 2) {
    sum += Math.hypot(nodes[at] - before[to], nodes[at + 1] - before[to + 1]);
    radius = Math.max(radius, Math.abs(nodes[at]), Math.abs(nodes[at + 1]));
  }
  return sum / (before.length / 2 || 1) / radius;
}
