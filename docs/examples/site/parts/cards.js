// A story in a list.

import { regionAddress, searchAddress, storyAddress } from "../addresses.js";
import { config } from "../config.js";
import { when } from "../dates.js";
import { h, markup } from "../elements.js";
import { picture } from "./pictures.js";

const NAMES = new Intl.ListFormat("en", { type: "conjunction" });

/**
 * Draw a card. `level` is that of its heading, `kind` one of "lead", "column", "row" and "brief",
 * which style and contents follow.
 */
export function card(story, { level = 3, kind = "column", sizes = "20rem", eager = false } = {}) {
  const isBrief = kind === "brief";
  return h(
    "article",
    { class: `card card-${kind}`, lang: story.language, "data-story": story.slug },
    !isBrief &&
      story.image &&
      h(
        "a",
        { class: "card-picture", href: storyAddress(story), tabindex: -1, "aria-hidden": "true" },
        picture(story.image, { sizes, eager }),
      ),
    h(
      "div",
      { class: "card-text" },
      kicker(story),
      h(
        `h${level}`,
        { class: "card-title" },
        titleLink(story),
      ),
      !isBrief && h("p", { class: "card-summary" }, story.summary),
      story.highlights?.body &&
        markup("p", { class: "card-excerpt" }, story.highlights.body),
      h(
        "p",
        { class: "card-facts" },
        kind !== "brief" && story.byline.length > 0 && h("span", null, names(story.byline)),
        when(story.published_at),
        kind !== "brief" && h("span", null, `${story.reading_minutes} min`),
      ),
    ),
  );
}

/** In a search, the words that were found are marked. */
function titleLink(story) {
  const attributes = { href: storyAddress(story) };
  if (story.highlights) return markup("a", attributes, story.highlights.title);
  return h("a", attributes, story.title);
}

/** The genre and the first region, above a title. */
export function kicker(story) {
  const [region] = story.regions;
  return h(
    "p",
    { class: "kicker", lang: "en" },
    story.genre !== "news" &&
      h(
        "a",
        { class: `genre genre-${story.genre}`, href: searchAddress({ genre: story.genre }) },
        config.genres[story.genre] ?? story.genre,
      ),
    region && h("a", { href: regionAddress(region) }, region.name),
  );
}

/** Writers, each with a link to all that they wrote. */
export function bylineLinks(authors) {
  return NAMES.formatToParts(authors.map((author) => author.name)).map((part, index) =>
    part.type === "element"
      ? h("a", { href: searchAddress({ author: authors[index / 2].slug }), rel: "author" }, part.value)
      : part.value,
  );
}

const names = (authors) => NAMES.format(authors.map((author) => author.name));
