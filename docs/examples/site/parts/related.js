// What to read after a story: what its editors link to, with titles and summaries of their own, and
// what is like it.

import { storyAddress } from "../addresses.js";
import { h } from "../elements.js";
import { card } from "./cards.js";
import { picture } from "./pictures.js";

const SHOWN = 6;
const MORE = 4;
const TAGS = 2;
const NAMES = new Intl.ListFormat("en", { type: "conjunction" });

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

/** Stories about the same, less those that the editors' links lead to already. */
export function moreOnThis(stories, links) {
  const linked = new Set(links.map((link) => link.article?.id));
  const others = stories.filter((story) => !linked.has(story.id)).slice(0, MORE);
  if (others.length === 0) return null;
  return h(
    "aside",
    { class: "more-on-this section", "aria-labelledby": "more-on-this" },
    h("h2", { id: "more-on-this", class: "section-title" }, "More on this"),
    h(
      "div",
      { class: "section-cards" },
      others.map((story) =>
        h("div", null, card(story, { sizes: "(min-width: 60rem) 18rem, 100vw" }), why(story.reason)),
      ),
    ),
  );
}

function why({ actors, regions }) {
  const names = [...actors, ...regions].slice(0, TAGS).map((tag) => tag.name);
  return names.length > 0 && h("p", { class: "why" }, "Also about ", NAMES.format(names));
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
