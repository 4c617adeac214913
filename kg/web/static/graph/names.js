// The names in the picture, on a canvas over it: as many as there is room for, the most mentioned first, none on
// another, and always those that are pointed at or chosen.
const GAP = 3; // pixels between a dot and its name
const LARGE = 5; // pixels: no name is written over a dot of this radius
const MOST = 250; // names at a time
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
    const dots = nodes.filter((node) => node.size > LARGE).map(dot), taken = [];
    const inTurn = [(one) => one.must, (one) => !one.must && !one.faded, (one) => !one.must && one.faded];
    for (const node of inTurn.flatMap((wanted) => nodes.filter(wanted))) {
      if (node.x < -200 || node.y < -20 || node.x > width + 200 || node.y > height + 20) continue;
      const free = (room) => ![...taken, ...dots].some((other) => other.node !== node && overlap(room, other));
      const rooms = this.roomsOf(node, width), room = rooms.find(free) || (node.must && rooms[0]);
      if (!room) continue;
      taken.push(room);
      this.write(node, room, colours);
      if (taken.length > MOST) break;
    }
  }

  /** Where a name can stand: right of its dot, left of it, under it, over it; never cut by the edge of the picture. */
  roomsOf(node, width) {
    const letters = node.must ? 14 : Math.min(15, 11 + node.size / 8), font = `${node.must ? 600 : 400} ${letters}px ${FONT}`;
    const long = this.widthOf(node.label, font), beside = node.size + GAP, away = node.size + letters / 2 + GAP;
    const rooms = [[node.x + beside, node.y], [node.x - beside - long, node.y], [node.x - long / 2, node.y + away], [node.x - long / 2, node.y - away]];
    const whole = rooms.filter(([left]) => left >= 0 && left + long <= width);
    return (whole.length ? whole : rooms).map(([left, y]) => (
      { font, y, left: left - 1, right: left + long + 1, top: y - letters / 2 - 1, bottom: y + letters / 2 + 1 }));
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
    context.strokeText(node.label, room.left + 1, room.y);
    context.fillStyle = colours.ink;
    context.fillText(node.label, room.left + 1, room.y);
    context.globalAlpha = 1;
  }
}

function dot(node) {
  const { x, y, size } = node;
  return { node, left: x - size, right: x + size, top: y - size, bottom: y + size };
}

function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
