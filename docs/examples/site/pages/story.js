// A story: heading, corrections, body, and what belongs to it.

import { address, changed } from "../addresses.js";
import { Failure, read } from "../api.js";
import { dayAndTime } from "../dates.js";
import { h, markup } from "../elements.js";
import { bylineLinks, kicker } from "../parts/cards.js";
import { corrections } from "../parts/corrections.js";
import { noticePlace } from "../parts/notices.js";
import { figure } from "../parts/pictures.js";
import { moreOnThis, relatedLinks } from "../parts/related.js";
import { actorTags, regionTags } from "../parts/tags.js";
import { earlierNotice, earlierVersions } from "../parts/versions.js";
import { reload, rename } from "../router.js";
import { watch } from "../watching.js";

export async function storyPage(parameters, signal) {
  const path = `articles/${encodeURIComponent(parameters.get("story"))}/`;
  const version = parameters.get("version");
  const story = version
    ? await read(`${path}versions/${encodeURIComponent(version)}/`, {}, signal)
    : await read(path, { include: "related,versions" }, signal);
  // The browser has followed the API's redirection from a slug of former days.
  if (story.slug !== parameters.get("story") && !version) {
    rename(changed(parameters, { story: story.slug }) + location.hash);
  }
  const notice = noticePlace();
  if (version) return { title: story.title, element: draw(story, earlierNotice(story)) };
  return {
    title: story.title,
    element: draw(story, notice.element),
    live(signal) {
      const told = (answer) => {
        if (answer instanceof Failure) notice.show("This story has been withdrawn", reload);
        else if (answer.version !== story.version) notice.show("This story was updated", reload);
      };
      watch(path, {}, told, signal);
    },
  };
}

/** Draw a story, or a version of one, which has neither `related` nor `versions`. */
function draw(story, notice) {
  return h(
    "div",
    { class: "story-page" },
    notice,
    h(
      "article",
      { class: `story story-${story.genre}`, lang: story.language },
      h(
        "header",
        { class: "story-head" },
        kicker(story),
        h("h1", { class: "story-title", tabindex: -1 }, story.title),
        h("p", { class: "standfirst" }, story.summary),
        facts(story),
      ),
      story.image && figure(story.image, { sizes: "(min-width: 60rem) 60rem, 100vw", eager: true }),
      h(
        "div",
        { class: "story-middle" },
        corrections(story.corrections),
        markup("div", { class: "body" }, story.body),
        story.editors_note &&
          h(
            "aside",
            { class: "editors-note", "aria-label": "Editor’s note" },
            h("p", { class: "note-label", lang: "en" }, "Editor’s note"),
            h("p", null, story.editors_note),
          ),
        h(
          "footer",
          { class: "story-foot", lang: "en" },
          tagged("Regions", story.regions, regionTags),
          tagged("In this story", story.actors, actorTags),
          story.versions && earlierVersions(story),
          story.usage_terms && h("p", { class: "usage-terms" }, story.usage_terms),
        ),
      ),
    ),
    relatedLinks(story.related_links),
    story.related && moreOnThis(story.related, story.related_links),
  );
}

function facts(story) {
  // In the beginning both are the same instant; minor changes move neither.
  const wasUpdated = story.updated_at > story.first_published_at;
  return h(
    "div",
    { class: "story-facts", lang: "en" },
    story.byline.length > 0 && h("p", { class: "byline" }, "By ", bylineLinks(story.byline)),
    h(
      "p",
      { class: "dates" },
      dayAndTime(story.published_at),
      wasUpdated && h("span", null, "Updated ", dayAndTime(story.updated_at)),
      h("span", null, `${story.reading_minutes} minutes to read`),
    ),
    story.translations.length > 0 &&
      h(
        "p",
        { class: "translations" },
        "Also in ",
        story.translations.map((one, index) => [
          index > 0 && ", ",
          h(
            "a",
            { href: address({ story: one.slug }), lang: one.language, hreflang: one.language, title: one.title },
            new Intl.DisplayNames([one.language], { type: "language" }).of(one.language),
          ),
        ]),
      ),
  );
}

function tagged(title, items, draw) {
  if (items.length === 0) return null;
  return h("section", null, h("h2", { class: "foot-title" }, title), draw(items));
}
