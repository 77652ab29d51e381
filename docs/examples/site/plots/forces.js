// Placing the nodes of a graph: those with edges draw together, all others keep their distance,
// and no two boxes overlap. The same graph in the same frame is always placed in the same way.

const ROUNDS = 320;
const LAST_ROUNDS = 120; // In which boxes only make room for one another.
const PADDING = 6; // Between boxes.
const MARGIN = 12; // Between boxes and the frame.

/**
 * Place nodes `{ width, height, fixed }` in a frame; sets `x` and `y`, the middle of each box.
 * Edges are `{ source, target, weight }` with indexes and a weight above 0 and up to 1.
 */
export function place(nodes, edges, frame) {
  const spacing = Math.sqrt((frame.width * frame.height) / nodes.length) * 0.7;
  nodes.forEach((node, index) => start(node, index, nodes.length, frame));
  for (let round = 0; round < ROUNDS; round += 1) {
    const heat = spacing * 0.25 * (1 - round / ROUNDS);
    step(nodes, edges, spacing, heat, frame);
    separate(nodes, frame);
  }
  for (let round = 0; round < LAST_ROUNDS; round += 1) separate(nodes, frame);
}

function start(node, index, count, { width, height }) {
  const angle = (index / Math.max(1, count - 1)) * 2 * Math.PI;
  node.x = width / 2 + (node.fixed ? 0 : Math.cos(angle) * width * 0.38);
  node.y = height / 2 + (node.fixed ? 0 : Math.sin(angle) * height * 0.38);
}

function step(nodes, edges, spacing, heat, frame) {
  const moves = nodes.map(() => ({ x: 0, y: 0 }));
  // In a wide frame nodes keep more distance sideways than up and down.
  const stretch = Math.sqrt(frame.width / frame.height);
  const push = (index, other, force) => {
    const x = (nodes[index].x - nodes[other].x) / stretch;
    const y = (nodes[index].y - nodes[other].y) * stretch;
    const distance = Math.max(1, Math.hypot(x, y));
    const amount = force(distance) / distance;
    moves[index].x += x * amount;
    moves[index].y += y * amount;
    moves[other].x -= x * amount;
    moves[other].y -= y * amount;
  };
  for (let one = 0; one < nodes.length; one += 1) {
    for (let other = one + 1; other < nodes.length; other += 1) {
      push(one, other, (distance) => spacing ** 2 / distance);
    }
  }
  for (const { source, target, weight } of edges) {
    push(source, target, (distance) => (-weight * distance ** 2) / spacing);
  }
  nodes.forEach((node, index) => {
    if (node.fixed) return;
    const length = Math.max(1, Math.hypot(moves[index].x, moves[index].y));
    node.x += (moves[index].x / length) * Math.min(length, heat);
    node.y += (moves[index].y / length) * Math.min(length, heat);
  });
}

/** Move boxes apart where they overlap, along the shorter way, and back into the frame. */
function separate(nodes, frame) {
  for (let one = 0; one < nodes.length; one += 1) {
    for (let other = one + 1; other < nodes.length; other += 1) makeRoom(nodes[one], nodes[other]);
  }
  for (const node of nodes) {
    node.x = within(node.x, node.width, frame.width);
    node.y = within(node.y, node.height, frame.height);
  }
}

function makeRoom(one, other) {
  const x = other.x - one.x;
  const y = other.y - one.y;
  const overlapX = (one.width + other.width) / 2 + PADDING - Math.abs(x);
  const overlapY = (one.height + other.height) / 2 + PADDING - Math.abs(y);
  if (overlapX <= 0 || overlapY <= 0) return;
  const share = one.fixed || other.fixed ? 1 : 0.5;
  const isSideways = overlapX < overlapY;
  const shift = isSideways ? overlapX * share * (x < 0 ? -1 : 1) : overlapY * share * (y < 0 ? -1 : 1);
  const axis = isSideways ? "x" : "y";
  if (!one.fixed) one[axis] -= shift;
  if (!other.fixed) other[axis] += shift;
}

function within(middle, size, room) {
  const least = MARGIN + size / 2;
  return Math.max(least, Math.min(room - least, middle));
}
