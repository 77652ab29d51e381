// Making elements. Texts go in as text nodes, so that nothing in them can become markup.

const SVG = "http://www.w3.org/2000/svg";

/** Make an HTML element. Attributes and children that are null or false are left out. */
export function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Make an SVG element in the same way. */
export function s(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Make an element of markup that the API promises to be safe: bodies and highlights, nothing else. */
export function markup(tag, attributes, html) {
  const element = h(tag, attributes);
  element.innerHTML = html;
  return element;
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child || child === 0));
  return element;
}

/** Tell people who do not see the page what has changed on it. */
export function announce(text) {
  document.getElementById("announcer").textContent = text;
}
