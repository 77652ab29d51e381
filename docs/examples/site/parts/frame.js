// What stands above and below every page.

import { address, regionAddress, searchAddress } from "../addresses.js";
import { config } from "../config.js";
import { today } from "../dates.js";
import { h } from "../elements.js";
import { searchBox } from "./search-box.js";

export function drawFrame() {
  const sections = config.sections.map(({ title, region }) => [title, regionAddress({ slug: region })]);
  const masthead = document.querySelector(".masthead");
  masthead.append(
    h(
      "div",
      { class: "masthead-top" },
      h("p", { class: "masthead-date" }, today()),
      h("a", { class: "masthead-name", href: address() }, config.name),
      searchBox(),
    ),
    h(
      "nav",
      { class: "masthead-sections", "aria-label": "Sections" },
      h(
        "ul",
        null,
        [...sections, ["Opinion", searchAddress({ genre: "opinion" })]].map(([title, href]) =>
          h("li", null, h("a", { href }, title)),
        ),
      ),
    ),
  );
  document.querySelector(".colophon").append(
    h("p", { class: "colophon-name" }, config.name),
    h("p", null, config.motto, ". This newspaper is an example and does not exist."),
    h("p", null, "Stories come from ", h("a", { href: `${config.api}/api/docs/` }, "its API"), "."),
  );
}
