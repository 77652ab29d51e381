// Whom stories name together with an actor: a graph, and the same as a list.

import { actorAddress, searchAddress } from "../addresses.js";
import { read } from "../api.js";
import { config } from "../config.js";
import { shortDay } from "../dates.js";
import { h, s } from "../elements.js";
import { kindName } from "../parts/tags.js";
import { place } from "./forces.js";

const MOST_NODES = 22;
const MOST_NODES_NARROW = 11;
const NARROW = 600;
const LABEL = "600 13px system-ui, sans-serif"; // As wide as the style sheet makes it, or wider.
const LINE = 15; // Between two lines of a label, in pixels.
const LETTERS_IN_LINE = 18;
const LEAST_WEIGHT = 0.3; // Of the thinnest spoke, so that nobody drifts to the edge.
const REDRAWN_AFTER = 40; // Pixels by which the width has to change.

/**
 * Read the connections of an actor, and which of the connected appear together with one another:
 * that is counted in the newest hundred stories with the actor.
 */
export async function readConnections(actor, filters, signal) {
  const [connections, stories] = await Promise.all([
    read(`actors/${actor.slug}/connections/`, filters, signal),
    read("articles/", { ...filters, actor: actor.slug, fields: "actors", page_size: 100 }, signal),
  ]);
  return { ...connections, together: stories.results.map((story) => story.actors) };
}

const ruler = document.createElement("canvas").getContext("2d");

export function connectionsPlot({ actor, count, results, together }) {
  if (results.length === 0) return null;
  const frame = h("div", { class: "graph" });
  let drawnAt = 0;
  new ResizeObserver(([{ contentRect }]) => {
    const { width, height } = contentRect;
    if (width === 0 || Math.abs(width - drawnAt) < REDRAWN_AFTER) return;
    drawnAt = width;
    frame.replaceChildren(drawGraph(actor, results, together, { width, height }));
  }).observe(frame);
  const kinds = new Map([actor, ...results.map((one) => one.actor)].map((one) => [one.kind, one]));
  return h(
    "section",
    { class: "connections", "aria-labelledby": "connections" },
    h("h2", { id: "connections", class: "section-title" }, "Connections"),
    h(
      "p",
      { class: "connections-note" },
      `Who appears together with ${actor.name} in ${count === 1 ? "one story" : `${count} stories`}.`,
    ),
    h(
      "div",
      { class: "connections-columns" },
      h(
        "div",
        null,
        frame,
        h(
          "ul",
          { class: "legend", "aria-hidden": "true" },
          [...kinds.values()].map((one) => h("li", { class: `kind kind-${one.kind}` }, kindName(one))),
        ),
      ),
      drawList(actor, results),
    ),
  );
}

function drawList(actor, results) {
  const most = results[0].count;
  return h(
    "ol",
    { class: "connections-list", tabindex: 0, "aria-labelledby": "connections" },
    results.map(({ actor: other, count, first_published_at, last_published_at }) => {
      const bar = h("span", { class: "weight" });
      bar.style.inlineSize = `${(100 * count) / most}%`;
      return h(
        "li",
        { class: `kind-${other.kind}` },
        h("a", { class: "connection-name", href: actorAddress(other) }, other.name),
        h(
          "a",
          {
            class: "connection-count",
            href: searchAddress({ actor: `${actor.slug},${other.slug}` }),
            "aria-label": `${count} stories with both`,
          },
          count,
        ),
        h(
          "p",
          { class: "connection-facts" },
          config.kinds[other.kind],
          " · ",
          shortDay(first_published_at),
          first_published_at !== last_published_at && [" to ", shortDay(last_published_at)],
        ),
        h("span", { class: "weight-ground", "aria-hidden": "true" }, bar),
      );
    }),
  );
}

/** The graph is for the eye; the list beside it says the same and is what the keyboard reaches. */
function drawGraph(actor, results, together, frame) {
  const shown = results.slice(0, frame.width < NARROW ? MOST_NODES_NARROW : MOST_NODES);
  const most = shown[0].count;
  const nodes = [
    node(actor, 17, { fixed: true }),
    ...shown.map((one) => node(one.actor, 5 + 7 * Math.sqrt(one.count / most), { count: one.count })),
  ];
  const spokes = shown.map((one, index) => ({
    source: 0,
    target: index + 1,
    weight: LEAST_WEIGHT + (1 - LEAST_WEIGHT) * (one.count / most),
    isSpoke: true,
  }));
  const edges = [...spokes, ...pairs(nodes, together)];
  place(nodes, edges, frame);
  const lines = edges.map((edge) => drawEdge(edge, nodes));
  const circles = nodes.map((one) => drawNode(one));
  circles.forEach((circle, index) => lightUp(circle, index, { edges, lines, circles }));
  return s(
    "svg",
    { viewBox: `0 0 ${frame.width} ${frame.height}`, "aria-hidden": "true" },
    lines,
    circles,
  );
}

function node(actor, radius, more) {
  const lines = wrap(actor.name);
  ruler.font = LABEL;
  const longest = Math.max(...lines.map((line) => ruler.measureText(line).width));
  return {
    actor,
    radius,
    lines,
    width: Math.max(2 * radius, longest + 8),
    height: 2 * radius + lines.length * LINE + 4,
    ...more,
  };
}

/** Break a name into lines at its spaces. */
function wrap(name) {
  const lines = [""];
  for (const word of name.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length <= LETTERS_IN_LINE || lines.at(-1) === "") lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Edges between the nodes around the middle, one for each two that share a story. */
function pairs(nodes, together) {
  const indexes = new Map(nodes.map((one, index) => [one.actor.id, index]));
  const counts = new Map();
  for (const actors of together) {
    const present = actors.map((one) => indexes.get(one.id)).filter((index) => index > 0);
    present.sort((one, other) => one - other);
    present.forEach((source, place) => {
      for (const target of present.slice(place + 1)) {
        const key = `${source} ${target}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    });
  }
  const most = Math.max(1, ...counts.values());
  return [...counts].map(([key, count]) => {
    const [source, target] = key.split(" ").map(Number);
    return { source, target, weight: (0.5 * count) / most };
  });
}

function drawEdge({ source, target, weight, isSpoke }, nodes) {
  const [from, to] = [nodes[source], nodes[target]].map((one) => ({ x: one.x, y: middleOf(one) }));
  return s("line", {
    class: isSpoke ? "edge spoke" : "edge",
    x1: from.x,
    y1: from.y,
    x2: to.x,
    y2: to.y,
    "stroke-width": (isSpoke ? 1 + 4 * weight : 0.5 + 2 * weight).toFixed(1),
  });
}

function drawNode({ actor, radius, lines, count, ...box }) {
  const y = middleOf({ radius, ...box });
  const circle = s("circle", { cx: box.x, cy: y, r: radius });
  const text = s(
    "text",
    { x: box.x, y: y + radius + LINE - 2, "text-anchor": "middle" },
    lines.map((line, index) => s("tspan", { x: box.x, dy: index === 0 ? 0 : LINE }, line)),
  );
  const className = `node kind-${actor.kind}`;
  if (count === undefined) return s("g", { class: `${className} node-middle` }, circle, text);
  return s(
    "a",
    { class: className, href: actorAddress(actor), tabindex: -1 },
    s("title", null, `${actor.name}: ${count === 1 ? "one story" : `${count} stories`}`),
    circle,
    text,
  );
}

/** The middle of the circle, which stands at the top of its box; the label is below it. */
const middleOf = ({ y, height, radius }) => y - height / 2 + radius;

/** Under the pointer, a node shows whom it is connected to. */
function lightUp(circle, index, { edges, lines, circles }) {
  const around = new Set([index]);
  const own = edges.filter(({ source, target }) => source === index || target === index);
  for (const { source, target } of own) around.add(source).add(target);
  const dim = (isDim) => {
    edges.forEach((edge, i) => lines[i].classList.toggle("dim", isDim && !own.includes(edge)));
    circles.forEach((other, i) => other.classList.toggle("dim", isDim && !around.has(i)));
  };
  circle.addEventListener("pointerenter", () => dim(true));
  circle.addEventListener("pointerleave", () => dim(false));
}
