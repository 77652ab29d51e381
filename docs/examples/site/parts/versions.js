// How a story stood before: the list of its versions, and what is said above an old one.

import { address, storyAddress } from "../addresses.js";
import { dayAndTime } from "../dates.js";
import { h } from "../elements.js";

export function earlierVersions({ slug, title, language, versions }) {
  const earlier = versions.filter((version) => !version.is_current);
  if (earlier.length === 0) return null;
  return h(
    "section",
    { class: "earlier-versions" },
    h("h2", { class: "foot-title" }, "Earlier versions"),
    h(
      "ul",
      null,
      earlier.map((one) =>
        h(
          "li",
          null,
          h("a", { href: address({ story: slug, version: one.version }) }, dayAndTime(one.updated_at)),
          one.title !== title && [" ", h("span", { lang: language }, `“${one.title}”`)],
        ),
      ),
    ),
  );
}

export function earlierNotice(story) {
  return h(
    "p",
    { class: "earlier-notice", role: "note", lang: "en" },
    "This is how the story stood on ",
    dayAndTime(story.updated_at),
    ". ",
    h("a", { href: storyAddress(story) }, "Read it as it is now"),
  );
}
