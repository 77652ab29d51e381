// Search: words, facets that narrow, and the stories that remain.

import { changed } from "../addresses.js";
import { read } from "../api.js";
import { config } from "../config.js";
import { h } from "../elements.js";
import { card } from "../parts/cards.js";
import { facetList } from "../parts/facets.js";
import { chosenFilters, filtersOf } from "../parts/filters.js";
import { narrowedTo } from "../parts/narrowing.js";
import { stream } from "../parts/stream.js";
import { readTimeline, timelinePlot } from "../plots/timeline.js";

const FACETS = {
  genre: { title: "Genre", name: ({ value }) => config.genres[value] ?? value },
  region: { title: "Region" },
  actor: { title: "Who" },
  actor_kind: { title: "Kind of actor", name: ({ value }) => config.kinds[value] ?? value },
  author: { title: "Author" },
  language: {
    title: "Language",
    name: ({ value }) => new Intl.DisplayNames(undefined, { type: "language" }).of(value),
  },
};

export async function searchPage(parameters, signal) {
  const { dates, ...filters } = filtersOf(parameters);
  const ordering = orderingOf(parameters);
  const facets = Object.keys(FACETS).join();
  const include = filters.q ? "highlights" : null;
  const [answer, timeline] = await Promise.all([
    read("articles/", { ...filters, ...dates, ordering, include, facets, count: "exact" }, signal),
    readTimeline(filters, signal),
  ]);
  const found = foundText(answer);
  return {
    title: filters.q ? `${filters.q}: ${found}` : found,
    element: h(
      "div",
      { class: "search-page" },
      h(
        "header",
        { class: "search-head" },
        h("h1", { tabindex: -1 }, filters.q ? `“${filters.q}”` : "All stories"),
        h("p", { class: "search-count" }, found),
        chosenFilters(parameters, answer.facets, FACETS),
        narrowedTo(parameters),
      ),
      h(
        "div",
        { class: "search-columns" },
        h(
          "div",
          { class: "search-aside" },
          timelinePlot(timeline, parameters),
          h(
            "details",
            { class: "facets", open: matchMedia("(min-width: 60rem)").matches },
            h("summary", null, "Narrow down"),
            !answer.facets_counted.are_all &&
              h("p", { class: "search-count" }, `Of the newest ${answer.facets_counted.stories}:`),
            Object.entries(FACETS).map(([name, facet]) =>
              facetList(name, facet, answer.facets[name], parameters),
            ),
          ),
        ),
        h(
          "section",
          { class: "search-results", "aria-label": "Stories" },
          filters.q && orderings(parameters, ordering),
          stream(answer, (story) => card(story, { level: 2, kind: "row", sizes: "12rem" }), {
            empty: "No story matches. Take a filter away, or use other words.",
          }),
        ),
      ),
    ),
  };
}

/** How many were found; of very many the API says only how many there are at least. */
function foundText({ count, count_is }) {
  if (count_is === "at_least") return `More than ${count} stories`;
  return count === 1 ? "1 story" : `${count} stories`;
}

/** The best match first where there are words to match, unless the address says otherwise. */
function orderingOf(parameters) {
  return parameters.get("ordering") ?? (parameters.get("search") ? "relevance" : null);
}

function orderings(parameters, present) {
  const choices = { relevance: "Best match", "-published_at": "Newest", published_at: "Oldest" };
  return h(
    "nav",
    { class: "orderings", "aria-label": "Order" },
    Object.entries(choices).map(([ordering, name]) =>
      h(
        "a",
        {
          href: changed(parameters, { ordering }),
          id: `ordering-${ordering}`,
          "data-refine": true,
          "aria-current": ordering === present && "true",
        },
        name,
      ),
    ),
  );
}
