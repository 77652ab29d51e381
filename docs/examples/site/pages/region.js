// A region: where it lies, who acts there, and its stories over time.

import { changed, regionAddress } from "../addresses.js";
import { read } from "../api.js";
import { h } from "../elements.js";
import { card } from "../parts/cards.js";
import { datesOf, narrowedTo } from "../parts/narrowing.js";
import { stream } from "../parts/stream.js";
import { actorTags, regionTags } from "../parts/tags.js";
import { readTimeline, timelinePlot } from "../plots/timeline.js";
import { rename } from "../router.js";

const ACTORS = 12;

export async function regionPage(parameters, signal) {
  const key = parameters.get("region");
  const dates = datesOf(parameters);
  const region = await read(`regions/${encodeURIComponent(key)}/`, {}, signal);
  if (region.slug !== key) rename(changed(parameters, { region: region.slug }));
  const filters = { region: region.slug };
  const [stories, timeline] = await Promise.all([
    read("articles/", { ...filters, ...dates, facets: "actor" }, signal),
    readTimeline(filters, signal),
  ]);
  return {
    title: region.name,
    element: h(
      "div",
      { class: "tag-page region-page" },
      h(
        "header",
        { class: "tag-head" },
        breadcrumb(region),
        h("h1", { tabindex: -1 }, region.name),
        region.aliases.length > 0 && h("p", { class: "aliases" }, "Also ", region.aliases.join(", ")),
      ),
      h(
        "div",
        { class: "tag-columns" },
        h(
          "div",
          { class: "tag-aside" },
          timelinePlot(timeline, parameters),
          beside("Within it", region.children, regionTags),
          beside("Who is in these stories", stories.facets.actor.slice(0, ACTORS), actorTags),
        ),
        h(
          "section",
          { class: "tag-stories", "aria-label": "Stories" },
          narrowedTo(parameters),
          stream(stories, (story) => card(story, { level: 2, kind: "row", sizes: "12rem" })),
        ),
      ),
    ),
  };
}

/** The way down from the world; groupings lead across it and are told apart. */
function breadcrumb({ ancestors, groupings, name }) {
  const across = new Set(groupings.map((grouping) => grouping.id));
  const above = ancestors.filter((ancestor) => !across.has(ancestor.id)).reverse();
  const link = (region) => h("li", null, h("a", { href: regionAddress(region) }, region.name));
  return h(
    "nav",
    { class: "breadcrumb", "aria-label": "Where it lies" },
    h("ol", null, above.map(link), h("li", { "aria-current": "page" }, name)),
    groupings.length > 0 && h("ul", null, h("li", null, "Part of"), groupings.map(link)),
  );
}

function beside(title, items, draw) {
  if (items.length === 0) return null;
  return h("section", null, h("h2", { class: "foot-title" }, title), draw(items));
}
