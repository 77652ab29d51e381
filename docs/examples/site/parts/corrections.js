// Corrections, told before the text that they concern.

import { dayAndTime } from "../dates.js";
import { h } from "../elements.js";

const LABELS = { correction: "Correction", clarification: "Clarification", update: "Update" };

export function corrections(list) {
  if (list.length === 0) return null;
  return h(
    "section",
    { class: "corrections", "aria-label": "Corrections", lang: "en" },
    list.map((correction) =>
      h(
        "div",
        { class: `correction correction-${correction.type}` },
        h(
          "p",
          { class: "note-label" },
          LABELS[correction.type] ?? correction.type,
          h("span", null, dayAndTime(correction.at)),
        ),
        h(
          "p",
          null,
          correction.text,
          correction.heading_id && [" ", h("a", { href: `#${correction.heading_id}` }, "Go to the passage")],
        ),
        correction.old_wording && wording(correction),
      ),
    ),
  );
}

function wording({ old_wording, new_wording }) {
  return h(
    "details",
    null,
    h("summary", null, "What changed"),
    h("p", null, "Before: ", h("del", null, old_wording)),
    new_wording && h("p", null, "Now: ", h("ins", null, new_wording)),
  );
}
