// The search field of the masthead, which suggests regions, actors and stories.

import { searchAddress } from "../addresses.js";
import { h } from "../elements.js";
import { go } from "../router.js";
import { suggest } from "./suggestions.js";

export function searchBox() {
  const field = h("input", {
    type: "search",
    id: "search",
    name: "search",
    placeholder: "Search",
    "aria-label": "Search stories, regions and actors",
    autocomplete: "off",
    enterkeyhint: "search",
  });
  const { list, close } = suggest(field);
  function submit(event) {
    event.preventDefault();
    close();
    go(searchAddress({ search: field.value.trim() }));
  }
  return h("form", { class: "search-box", role: "search", submit }, field, list);
}
