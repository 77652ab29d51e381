// A list that goes on as one reads: by itself for some pages, then with a button, so that the foot
// of the page stays within reach.

import { read } from "../api.js";
import { announce, h } from "../elements.js";

const PAGES_BY_ITSELF = 3;

/** Draw an answer with `results` and `next`; `draw` makes an element of a story, or null. */
export function stream(answer, draw, { empty = "No stories yet." } = {}) {
  const list = h("ol", { class: "stream" });
  const button = h("button", { type: "button", class: "more", click: more }, "More stories");
  const whole = h("div", { class: "stream-frame" }, list, button);
  let next = null;
  let pages = 0;

  const observer = new IntersectionObserver(
    (entries) => entries.some((entry) => entry.isIntersecting) && pages <= PAGES_BY_ITSELF && more(),
    { rootMargin: "600px" },
  );

  function add(answer) {
    const items = answer.results.map(draw).filter(Boolean);
    list.append(...items.map((item) => h("li", null, item)));
    next = answer.next;
    pages += 1;
    button.hidden = next === null;
    observer.unobserve(button);
    if (next !== null) observer.observe(button);
    return items.length;
  }

  async function more() {
    if (button.disabled || next === null) return;
    button.disabled = true;
    button.textContent = "Loading…";
    try {
      announce(`${add(await read(next))} more stories`);
      button.textContent = "More stories";
    } catch {
      observer.unobserve(button);
      button.textContent = "That did not work. Try again";
    }
    button.disabled = false;
  }

  if (add(answer) === 0 && next === null) list.replaceWith(h("p", { class: "message" }, empty));
  return whole;
}
