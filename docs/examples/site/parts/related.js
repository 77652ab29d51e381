// Links that editors put under a story, with titles and summaries of their own.

import { storyAddress } from "../addresses.js";
import { h } from "../elements.js";
import { picture } from "./pictures.js";

const SHOWN = 6;

export function relatedLinks(links) {
  if (links.length === 0) return null;
  const items = links.map((link) => h("li", null, relatedLink(link)));
  const list = h("ul", { class: "related-links" }, items.slice(0, SHOWN));
  const rest = items.slice(SHOWN);
  function showAll(event) {
    event.target.remove();
    list.append(...rest);
    rest[0].querySelector("a").focus();
  }
  return h(
    "aside",
    { class: "related", "aria-labelledby": "related" },
    h("h2", { id: "related", class: "section-title" }, "Related"),
    list,
    rest.length > 0 &&
      h("button", { type: "button", class: "more", click: showAll }, `${rest.length} more`),
  );
}

function relatedLink({ title, summary, url, image, article }) {
  const isOutside = article === null;
  const href = isOutside ? url : storyAddress(article);
  return h(
    "article",
    { class: "related-link" },
    image && picture(image, { sizes: "6rem" }),
    h(
      "div",
      null,
      h("h3", null, h("a", { href, rel: isOutside && "external noopener" }, title)),
      summary && h("p", null, summary),
      isOutside && h("p", { class: "related-host" }, new URL(url).hostname.replace(/^www\./, "")),
    ),
  );
}
