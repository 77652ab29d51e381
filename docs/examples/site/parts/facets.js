// A facet: values with the number of stories that each would leave.

import { h } from "../elements.js";
import { toggled, valuesOf } from "./filters.js";

const SHOWN = 7;
const MOST = 25;

export function facetList(name, { title, name: nameOf = (entry) => entry.name }, entries, parameters) {
  const chosen = new Set(valuesOf(parameters, name));
  const open = entries.filter((entry) => !chosen.has(entry.slug ?? entry.value));
  if (open.length === 0) return null;
  const items = open.slice(0, MOST).map((entry) => drawEntry(entry));
  const rest = items.slice(SHOWN);
  return h(
    "section",
    { class: "facet" },
    h("h2", { class: "foot-title" }, title),
    h("ul", null, items.slice(0, SHOWN)),
    rest.length > 0 && h("details", null, h("summary", null, "More"), h("ul", null, rest)),
  );

  function drawEntry(entry) {
    const value = entry.slug ?? entry.value;
    return h(
      "li",
      null,
      h(
        "a",
        {
          href: toggled(parameters, name, value),
          id: `facet-${name}-${value}`,
          "data-facet": name,
          "data-value": value,
          "data-refine": true,
        },
        h("span", { class: "facet-name" }, nameOf(entry)),
        h("span", { class: "facet-count" }, entry.count),
      ),
    );
  }
}
