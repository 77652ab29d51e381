// An actor: who that is, whom stories name together with it, and the stories.

import { changed, regionAddress } from "../addresses.js";
import { read } from "../api.js";
import { h } from "../elements.js";
import { card } from "../parts/cards.js";
import { datesOf, narrowedTo } from "../parts/narrowing.js";
import { stream } from "../parts/stream.js";
import { kindName } from "../parts/tags.js";
import { connectionsPlot, readConnections } from "../plots/connections.js";
import { readTimeline, timelinePlot } from "../plots/timeline.js";
import { rename } from "../router.js";

export async function actorPage(parameters, signal) {
  const key = parameters.get("actor");
  const dates = datesOf(parameters);
  const actor = await read(`actors/${encodeURIComponent(key)}/`, {}, signal);
  if (actor.slug !== key) rename(changed(parameters, { actor: actor.slug }));
  const filters = { actor: actor.slug };
  const [stories, timeline, connections] = await Promise.all([
    read("articles/", { ...filters, ...dates }, signal),
    readTimeline(filters, signal),
    readConnections(actor, dates, signal),
  ]);
  return {
    title: actor.name,
    element: h(
      "div",
      { class: "tag-page actor-page" },
      h(
        "header",
        { class: "tag-head" },
        h("p", { class: "kicker" }, h("span", { class: `kind kind-${actor.kind}` }, kindName(actor))),
        h("h1", { tabindex: -1 }, actor.name),
        actor.role && h("p", { class: "role" }, actor.role),
        actor.description && h("p", { class: "description" }, actor.description),
        h(
          "p",
          { class: "aliases" },
          actor.home_region && [
            h("a", { href: regionAddress(actor.home_region) }, actor.home_region.name),
            actor.aliases.length > 0 && " · ",
          ],
          actor.aliases.length > 0 && ["Also ", actor.aliases.join(", ")],
        ),
      ),
      connectionsPlot(connections),
      h(
        "div",
        { class: "tag-columns" },
        h("div", { class: "tag-aside" }, timelinePlot(timeline, parameters)),
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
