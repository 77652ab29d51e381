// The front page: the newest stories, then sections, then everything else as one goes on.

import { address, regionAddress, searchAddress } from "../addresses.js";
import { read } from "../api.js";
import { config } from "../config.js";
import { h } from "../elements.js";
import { card } from "../parts/cards.js";
import { noticePlace } from "../parts/notices.js";
import { stream } from "../parts/stream.js";
import { reload } from "../router.js";
import { watch } from "../watching.js";

const LATEST = 20;
const BESIDE_LEAD = 3;
const BRIEFS = 6;
const IN_SECTION = 4;

export async function frontPage(parameters, signal) {
  const language = parameters.get("language") ?? config.language;
  const newest = { language, page_size: LATEST };
  const [latest, languages, ...sections] = await Promise.all([
    read("articles/", newest, signal),
    read("articles/", { facets: "language", fields: "id", page_size: 1 }, signal),
    ...SECTIONS.map(({ filters }) => sectionOf({ ...filters, language }, signal)),
  ]);
  const top = withPictureFirst(latest.results.slice(0, 1 + BESIDE_LEAD));
  const briefs = latest.results.slice(top.length, top.length + BRIEFS);
  const rest = { ...latest, results: latest.results.slice(top.length + briefs.length) };
  const shown = new Set(top.map((story) => story.id));
  const notice = noticePlace();

  return {
    title: config.name,
    element: h(
      "div",
      { class: "front" },
      h("h1", { class: "unseen", tabindex: -1 }, config.name),
      notice.element,
      editions(languages.facets.language, language),
      topOfPage(top, briefs),
      SECTIONS.map((section, index) => drawSection(section, sections[index], shown)),
      h(
        "section",
        { class: "earlier", "aria-labelledby": "earlier" },
        h("h2", { id: "earlier", class: "section-title" }, "Earlier"),
        stream(rest, (story) => card(story, { kind: "row", sizes: "12rem" })),
      ),
    ),
    live(signal) {
      const known = new Set(latest.results.map((story) => story.id));
      const told = (answer) => {
        const fresh = answer.results?.filter((story) => !known.has(story.id)) ?? [];
        if (fresh.length === 1) notice.show(`New: ${fresh[0].title}`, show);
        else if (fresh.length) notice.show(`${fresh.length} new stories`, show);
      };
      const show = () => reload().then(() => scrollTo(0, 0));
      watch("articles/", newest, told, signal);
    },
  };
}

const SECTIONS = [
  ...config.sections.slice(0, 3).map(({ title, region }) => ({
    title,
    href: regionAddress({ slug: region }),
    filters: { region, genre: "news|analysis" },
  })),
  {
    title: "Opinion",
    href: searchAddress({ genre: "opinion" }),
    filters: { genre: "opinion" },
    style: "opinion",
  },
  { title: "Explained", href: searchAddress({ genre: "explainer" }), filters: { genre: "explainer" } },
];

/** The newest of a few stories that has a picture leads, or else simply the newest. */
function withPictureFirst(stories) {
  const lead = stories.find((story) => story.image) ?? stories[0];
  return lead ? [lead, ...stories.filter((story) => story !== lead)] : [];
}

/** A section that cannot be had is left out, and takes nothing else with it. */
async function sectionOf(filters, signal) {
  const answer = await read("articles/", { ...filters, page_size: 2 * IN_SECTION }, signal).catch(
    () => null,
  );
  return answer?.results ?? [];
}

function topOfPage([lead, ...beside], briefs) {
  if (!lead) return h("p", { class: "message" }, "No stories yet.");
  return h(
    "div",
    { class: "top" },
    card(lead, { level: 2, kind: "lead", sizes: "(min-width: 60rem) 44rem, 100vw", eager: true }),
    h(
      "div",
      { class: "top-beside" },
      beside.map((story) => card(story, { level: 2, sizes: "(min-width: 60rem) 18rem, 50vw" })),
    ),
    h(
      "section",
      { class: "briefs", "aria-labelledby": "latest" },
      h("h2", { id: "latest", class: "section-title" }, "Latest"),
      h("ol", null, briefs.map((story) => h("li", null, card(story, { kind: "brief" })))),
    ),
  );
}

function drawSection({ title, href, style }, stories, shown) {
  const chosen = stories.filter((story) => !shown.has(story.id)).slice(0, IN_SECTION);
  if (chosen.length === 0) return null;
  for (const story of chosen) shown.add(story.id);
  const id = `section-${title.toLowerCase().replaceAll(" ", "-")}`;
  return h(
    "section",
    { class: `section section-${style ?? "plain"}`, "aria-labelledby": id },
    h("h2", { id, class: "section-title" }, h("a", { href }, title)),
    h(
      "div",
      { class: "section-cards" },
      chosen.map((story) => card(story, { sizes: "(min-width: 60rem) 18rem, 100vw" })),
    ),
  );
}

/** The languages that there are stories in. */
function editions(counts, present) {
  if (counts.length < 2) return null;
  return h(
    "nav",
    { class: "editions", "aria-label": "Languages" },
    counts.map(({ value }) =>
      h(
        "a",
        {
          href: address({ language: value === config.language ? null : value }),
          lang: value,
          "aria-current": value === present && "page",
        },
        new Intl.DisplayNames([value], { type: "language" }).of(value),
      ),
    ),
  );
}
