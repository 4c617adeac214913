// The names in the picture, on a canvas over it: as many as there is room for, the most mentioned first, none on
// another, and always those that are pointed at or chosen.
const GAP = 3; // pixels round a name
const FONT = "system-ui, sans-serif";

export class Names {
  constructor(container) {
    this.canvas = document.createElement("canvas");
    this.canvas.className = "names";
    this.canvas.setAttribute("aria-hidden", "true");
    container.append(this.canvas);
    this.context = this.canvas.getContext("2d");
    this.widths = new Map();
  }

  /** `nodes`: { label, x, y, size, must } in pixels, in the order in which they get their room. */
  draw(nodes, { width, height }, colours) {
    const ratio = window.devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, width, height);
    this.context.textBaseline = "middle";
    this.context.lineJoin = "round";
    const taken = [];
    for (const node of [...nodes.filter((one) => one.must), ...nodes.filter((one) => !one.must)]) {
      if (node.x < -200 || node.y < -20 || node.x > width + 200 || node.y > height + 20) continue;
      const room = this.roomOf(node, width);
      if (!node.must && taken.some((other) => overlap(room, other))) continue;
      taken.push(room);
      this.write(node, room, colours);
      if (taken.length > 250) break;
    }
  }

  roomOf(node, width) {
    const letters = node.must ? 14 : Math.min(15, 11 + node.size / 8), font = `${node.must ? 600 : 400} ${letters}px ${FONT}`;
    const long = this.widthOf(node.label, font);
    // On the side where there is room: a name cut by the edge of the picture cannot be read.
    const right = node.x + node.size + GAP, left = right + long < width ? right : node.x - node.size - GAP - long;
    return { font, left: left - GAP, right: left + long + GAP, top: node.y - letters / 2 - GAP, bottom: node.y + letters / 2 + GAP };
  }

  widthOf(label, font) {
    const key = `${font} ${label}`;
    if (!this.widths.has(key)) {
      this.context.font = font;
      this.widths.set(key, this.context.measureText(label).width);
    }
    return this.widths.get(key);
  }

  write(node, room, colours) {
    const { context } = this;
    context.font = room.font;
    context.globalAlpha = node.faded ? 0.25 : 1;
    context.strokeStyle = colours.field;
    context.lineWidth = 3.5;
    context.strokeText(node.label, room.left + GAP, node.y);
    context.fillStyle = colours.ink;
    context.fillText(node.label, room.left + GAP, node.y);
    context.globalAlpha = 1;
  }
}

function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
