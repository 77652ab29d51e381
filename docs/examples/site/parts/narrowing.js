// The dates that a page is narrowed to, which stand in its address as the API names them.

import { dayName } from "../dates.js";
import { changed } from "../addresses.js";
import { h } from "../elements.js";
import { addDays } from "../dates.js";

export function datesOf(parameters) {
  return {
    published_after: parameters.get("published_after"),
    published_before: parameters.get("published_before"),
  };
}

/** Say which dates are shown, with a way back to all of them; null where they all are. */
export function narrowedTo(parameters) {
  const { published_after: after, published_before: before } = datesOf(parameters);
  if (!after && !before) return null;
  const last = before && addDays(before, -1);
  let text = after === last ? dayName(after) : `${dayName(after ?? last)} to ${dayName(last ?? after)}`;
  if (!before) text = `Since ${dayName(after)}`;
  if (!after) text = `Until ${dayName(last)}`;
  const everything = changed(parameters, { published_after: null, published_before: null });
  return h(
    "p",
    { class: "narrowed" },
    text,
    h("a", { href: everything, id: "all-dates", "data-refine": true }, "Show all dates"),
  );
}
