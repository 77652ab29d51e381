// Addresses of this site. Everything stands in the query, so that any file server will do:
// ?story=slug, with a version if need be, ?region=slug, ?actor=slug, and ?search=words with the
// filters of the API.

import { config } from "./config.js";

const asked = new URLSearchParams(location.search);

/** Give the address of a page; what is null or undefined is left out. */
export function address(parameters = {}) {
  const query = new URLSearchParams();
  if (asked.has("api")) query.set("api", config.api);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined) query.set(name, value);
  }
  return `?${query}`;
}

/** Give the present address with some parameters changed, or dropped where they are null. */
export function changed(parameters, changes) {
  return address({ ...Object.fromEntries(parameters), ...changes });
}

export const storyAddress = (story) => address({ story: story.slug });
export const regionAddress = (region) => address({ region: region.slug });
export const actorAddress = (actor) => address({ actor: actor.slug });
export const searchAddress = (filters) => address({ search: "", ...filters });
