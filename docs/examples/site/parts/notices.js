// News about the page that is being read.

import { announce, h } from "../elements.js";

/** A place for one notice, empty at first; `show` puts a text and what a press on it does there. */
export function noticePlace() {
  const element = h("div", { class: "notice-place" });
  function show(text, act) {
    const button = h("button", { type: "button", class: "notice", click: act }, text);
    element.replaceChildren(button);
    announce(text);
  }
  return { element, show, clear: () => element.replaceChildren() };
}
