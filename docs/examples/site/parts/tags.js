// Regions and actors as links.

import { actorAddress, regionAddress } from "../addresses.js";
import { config } from "../config.js";
import { h } from "../elements.js";

export function regionTags(regions) {
  return tags(regions, (region) => h("a", { class: "tag", href: regionAddress(region) }, region.name));
}

export function actorTags(actors) {
  return tags(actors, (actor) =>
    h(
      "a",
      { class: `tag tag-actor kind-${actor.kind}`, href: actorAddress(actor), title: kindName(actor) },
      actor.name,
    ),
  );
}

/** The name of an actor's kind; a kind that this site does not know yet is shown as it is. */
export const kindName = (actor) => config.kinds[actor.kind] ?? actor.kind.replaceAll("_", " ");

function tags(items, draw) {
  return h("ul", { class: "tags" }, items.map((item) => h("li", null, draw(item))));
}
