// sigma-edge-curve is published as a CommonJS module only: give it the two names it asks sigma for, and a place to
// put what it makes. Loaded after sigma and graphology, which would otherwise take themselves for such modules.
globalThis.exports = {};
globalThis.require = (name) => ({ "sigma/rendering": Sigma.rendering, "sigma/utils": Sigma.utils })[name];
