// What somebody who types may have in mind, in a list below the field: a combobox, whose focus stays
// in the field while the arrow keys go through the list.

import { actorAddress, regionAddress, storyAddress } from "../addresses.js";
import { read } from "../api.js";
import { announce, h } from "../elements.js";
import { go } from "../router.js";
import { kindName } from "./tags.js";

const MOST = 3; // Of each kind.
const LONGEST = 100; // Characters that the API completes.
const PAUSE = 150; // Milliseconds without a key before it is asked.
const READABLE = /[\p{L}\p{N}]/u;

/** Make a combobox of a search field; gives the `list` to put below it, and what closes that. */
export function suggest(field) {
  const list = h("ul", { id: "suggestions", role: "listbox", "aria-label": "Suggestions", hidden: true });
  let options = [];
  let chosen = -1; // The option that the arrow keys have come to; none at first.
  let pause = null;
  let asking = new AbortController();

  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  })) {
    field.setAttribute(name, value);
  }
  field.addEventListener("input", typed);
  field.addEventListener("keydown", pressed);
  field.addEventListener("blur", close);
  // A press on the list leaves the focus in the field.
  list.addEventListener("mousedown", (event) => event.preventDefault());

  /** Forget what was asked for an earlier text, and ask when no more keys come. */
  function typed() {
    clearTimeout(pause);
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const text = field.value.trim();
    if (!READABLE.test(text) || text.length > LONGEST) return show([]);
    pause = setTimeout(() => ask(text, signal), PAUSE);
  }

  async function ask(text, signal) {
    try {
      const answer = await read("suggest/", { q: text, page_size: MOST }, signal);
      if (!signal.aborted) show(entriesOf(answer));
    } catch {
      // Who gets no suggestions can search all the same.
      if (!signal.aborted) show([]);
    }
  }

  function show(entries) {
    options = entries.map(drawOption);
    list.replaceChildren(...options);
    open(options.length > 0);
    if (options.length > 0) announce(`${options.length} suggestions`);
  }

  function drawOption({ name, alias, kind, lang, href }, index) {
    return h(
      "li",
      { id: `suggestion-${index}`, role: "option", "aria-selected": "false", click: () => leave(href), "data-href": href },
      h("span", { class: "suggestion-name", lang }, name, alias && h("span", null, ` ${alias}`)),
      h("span", { class: "suggestion-kind" }, kind),
    );
  }

  function open(isOpen) {
    list.hidden = !isOpen;
    field.setAttribute("aria-expanded", String(isOpen));
    choose(-1);
  }

  function close() {
    clearTimeout(pause);
    asking.abort();
    open(false);
  }

  function choose(index) {
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = index;
    const option = options[chosen];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function leave(href) {
    close();
    field.value = "";
    options = [];
    go(href);
  }

  function pressed(event) {
    // While a syllable is put together, keys belong to the input method.
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length > 0) {
      event.preventDefault();
      if (list.hidden) open(true);
      // Before the first and after the last option is the field itself.
      const places = options.length + 1;
      choose(((chosen + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      leave(options[chosen].dataset.href);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  }

  return { list, close };
}

function entriesOf({ regions, actors, articles }) {
  return [
    ...regions.map((region) => ({ ...named(region), kind: "Region", href: regionAddress(region) })),
    ...actors.map((actor) => ({ ...named(actor), kind: kindName(actor), href: actorAddress(actor) })),
    ...articles.map((story) => ({
      name: story.title,
      lang: story.language,
      kind: "Story",
      href: storyAddress(story),
    })),
  ];
}

/** A tag by its name, and by the alias that fits where that is another. */
function named({ name, matched }) {
  return { name, alias: matched === name ? null : matched };
}
