// The filters of the search page, which stand in its address under the names of the API.

import { changed } from "../addresses.js";
import { h } from "../elements.js";
import { datesOf } from "./narrowing.js";

/** Filters that several values can be joined in, of which all must hold. */
const JOINED = new Set(["region", "actor", "author"]);
const NAMES = ["region", "actor", "actor_kind", "author", "genre", "language"];

/** What the address asks for, as parameters of the API; the dates stand apart. */
export function filtersOf(parameters) {
  const filters = Object.fromEntries(NAMES.map((name) => [name, parameters.get(name)]));
  return { q: parameters.get("search"), ...filters, dates: datesOf(parameters) };
}

export function valuesOf(parameters, name) {
  const text = parameters.get(name);
  if (!text) return [];
  return JOINED.has(name) ? text.split(",") : [text];
}

/** The address with a value chosen as well, or not any more. */
export function toggled(parameters, name, value) {
  const values = valuesOf(parameters, name);
  const without = values.filter((one) => one !== value);
  const chosen = without.length < values.length ? without : [...values, value];
  return changed(parameters, { [name]: chosen.join() || null });
}

/** Each chosen value, to be taken away again. */
export function chosenFilters(parameters, facets, described) {
  const chosen = NAMES.flatMap((name) => valuesOf(parameters, name).map((value) => ({ name, value })));
  if (chosen.length === 0) return null;
  return h(
    "ul",
    { class: "chosen", "aria-label": "Chosen" },
    chosen.map(({ name, value }) =>
      h(
        "li",
        null,
        h(
          "a",
          {
            href: toggled(parameters, name, value),
            id: `chosen-${name}-${value}`,
            "data-refine": true,
            "aria-label": `Take away ${labelOf(facets[name], value, described[name])}`,
          },
          labelOf(facets[name], value, described[name]),
        ),
      ),
    ),
  );
}

/** The name of a value; facets tell it, unless no story is left. */
function labelOf(entries, value, { name }) {
  const entry = entries.find((one) => (one.slug ?? one.value) === value);
  if (entry) return name ? name(entry) : entry.name;
  return value;
}
