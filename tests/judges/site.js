// A reader goes through the example site, on a wide screen and on a narrow one.
// Usage: node site.js SITE API CHROMIUM EDITOR, the last being a command that takes an act and the
// slug of a story. Leaves a picture of each page here.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import axe from "axe-core";
import { faultsOf, launch } from "./browser.js";

const [site, api, executablePath, ...editor] = process.argv.slice(2);
const STORY = "kim-offers-unconditional-support";
const CORRECTED = "north-korean-builders-deminers-kursk";
const WITHDRAWN = "wonsan-talks-timeline";
const DRAFT = "clock-to-2-september";
const PAGES = {
  front: "",
  story: `story=${STORY}`,
  corrected: `story=${CORRECTED}`,
  version: `story=${CORRECTED}&version=1`,
  region: "region=korean-peninsula",
  actor: "actor=kim-jong-un",
  search: "search=&region=russia",
};
const WIDE = { viewport: { width: 1280, height: 900 } };
const NARROW = { viewport: { width: 360, height: 740 }, hasTouch: true, reducedMotion: "reduce" };
const SCREENS = {
  wide: [WIDE, Object.keys(PAGES)],
  narrow: [NARROW, Object.keys(PAGES)],
  dark: [{ ...WIDE, colorScheme: "dark" }, ["corrected", "actor"]],
};
// How long a server may take to be asked again, and to answer.
const LIVE = { timeout: 20_000 };

const browser = await launch(executablePath);
try {
  for (const [screen, [options, names]] of Object.entries(SCREENS)) {
    for (const name of names) {
      await visit(PAGES[name], (page) => looksRight(page, `${screen}-${name}`), { options });
    }
  }
  await visit("", readsAndGoesBack);
  await visit("search=", narrowsASearch);
  await visit("", searchesForWords);
  await visit("", (page) => choosesASuggestion(page, "wide"));
  await visit("", (page) => choosesASuggestion(page, "narrow"), { options: NARROW });
  await visit("", dropsStaleSuggestions);
  await visit(`story=${CORRECTED}`, readsAnEarlierVersion);
  await visit("region=korean-peninsula", narrowsDates);
  await visit("", goesOnToTheOldest);
  await visit("", hearsOfANewStory);
  await visit(`story=${WITHDRAWN}`, readsWhyAStoryIsGone, { refused: [WITHDRAWN] });
  await visit(`story=${CORRECTED}`, hearsOfAWithdrawal, { refused: [CORRECTED, CORRECTED] });
  await visit("search=&region=noth-korea", takesTheNearest, { refused: ["noth-korea", "noth-korea"] });
  await visit("region=noth-korea", takesTheNearestRegion, { refused: ["noth-korea"] });
} finally {
  await browser.close();
}

// Open a page of the site, do something there, and see that nothing went wrong but the requests
// that the API refuses, each told by a word of its address.
async function visit(query, act, { options = WIDE, refused = [] } = {}) {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const page = await context.newPage();
  const faults = faultsOf(page, [site, api]);
  await page.goto(`${site}/?${query}&api=${encodeURIComponent(api)}`);
  await shown(page);
  await act(page);
  const refusals = faults.filter((fault) => /^4\d\d /.test(fault));
  assert.deepEqual(
    faults.filter((fault) => !refusals.includes(fault)),
    [],
    query,
  );
  assert.equal(refusals.length, refused.length, refusals.join("\n"));
  refused.forEach((word, index) => assert(refusals[index].includes(word), refusals[index]));
  await context.close();
}

async function looksRight(page, name, { fullPage = true } = {}) {
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: `site-${name}.png`, fullPage });

  const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert(width <= 0, `${name} is ${width} pixels too wide.`);
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run());
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n")}`);
  assert.deepEqual(found, [], name);
}

async function readsAndGoesBack(page) {
  const { results: stories } = await ask("articles/?language=en&page_size=4");
  const newest = stories.find((story) => story.image) ?? stories[0];
  const lead = page.locator(".card-lead .card-title a");
  assert.equal(await lead.textContent(), newest.title);
  await lead.click();
  await heading(page, newest.title);
  const story = await ask(`articles/${newest.slug}/`);
  assert.equal(await page.locator(".standfirst").textContent(), story.summary);
  assert.equal(await page.locator(".body h2").count(), story.body.split("<h2").length - 1);
  assert.equal(
    await page.locator(".story time").first().getAttribute("datetime"),
    story.published_at,
  );

  const [actor] = story.actors;
  await page.locator(".tag-actor", { hasText: actor.name }).first().click();
  await heading(page, actor.name);
  const { results } = await ask(`actors/${actor.slug}/connections/`);
  assert.deepEqual(
    await page.locator(".connection-name").allTextContents(),
    results.map((connection) => connection.actor.name),
  );
  const node = page.locator("a.node", { hasText: results[0].actor.name.split(" ")[0] }).first();
  await node.locator("circle").click();
  await page.waitForFunction((name) => document.querySelector("h1").textContent !== name, actor.name);
  const neighbour = await page.locator("h1").textContent();
  assert(results.some((connection) => connection.actor.name === neighbour));

  const region = page.locator(".tag-stories .kicker a[href*='region=']").first();
  const name = await region.textContent();
  await region.click();
  await heading(page, name);

  await page.goBack();
  await heading(page, neighbour);
  await page.goBack();
  await heading(page, actor.name);
  await page.goBack();
  await heading(page, newest.title);
  await page.goBack();
  await page.locator(".card-lead").waitFor();
  assert(!page.url().includes("story="));
}

async function narrowsASearch(page) {
  const whole = await ask("articles/?count=exact&facets=genre,actor&fields=slug");
  assert.equal(await page.locator(".search-count").textContent(), `${whole.count} stories`);
  const [genre] = whole.facets.genre;
  await page.locator(`[data-facet=genre][data-value=${genre.value}]`).click();
  await page.locator(".search-count", { hasText: `${genre.count} stories` }).waitFor();

  const fewer = await ask(`articles/?count=exact&facets=actor&fields=slug&genre=${genre.value}`);
  const [actor] = fewer.facets.actor;
  await page.locator(`[data-facet=actor][data-value=${actor.slug}]`).click();
  await page.locator(`#chosen-actor-${actor.slug}`).waitFor();
  const found = await ask(`articles/?fields=slug&genre=${genre.value}&actor=${actor.slug}`);
  assert.deepEqual(await storiesOn(page), slugs(found));

  await page.reload();
  await shown(page);
  assert.deepEqual(await storiesOn(page), slugs(found));
  await page.goBack();
  await page.goBack();
  await page.locator(".search-count", { hasText: `${whole.count} stories` }).waitFor();
}

async function searchesForWords(page) {
  const query = "sanctions -tariffs";
  const words = encodeURIComponent(query);
  await page.getByRole("searchbox").or(page.getByRole("combobox")).fill(query);
  await page.keyboard.press("Enter");
  await heading(page, `“${query}”`);
  const best = await ask(`articles/?fields=slug&q=${words}&ordering=relevance`);
  assert.deepEqual(await storiesOn(page), slugs(best));
  assert((await page.locator(".card mark").allTextContents()).includes("sanctions"));

  await page.getByRole("link", { name: "Oldest" }).click();
  await page.locator("[aria-current]", { hasText: "Oldest" }).waitFor();
  const oldest = await ask(`articles/?fields=slug&q=${words}&ordering=published_at`);
  assert.deepEqual(await storiesOn(page), slugs(oldest));
}

async function choosesASuggestion(page, screen) {
  const field = page.getByRole("combobox");
  const list = page.getByRole("listbox");
  const active = page.locator("[role=option][aria-selected=true]");
  await field.pressSequentially("north koera");
  const { regions, actors, articles } = await ask("suggest/?q=north%20koera&page_size=3");
  const names = [...regions, ...actors].map((tag) => tag.name).concat(slugs({ results: articles }));
  await list.waitFor();
  assert(names.length > 1);
  const starts = (await list.locator(".suggestion-name").allTextContents()).map(
    (text, index) => text.startsWith(names[index]) && names[index],
  );
  assert.deepEqual(starts, names);
  assert.equal(await field.getAttribute("aria-expanded"), "true");
  assert.equal(await active.count(), 0);

  await field.press("ArrowUp");
  assert.equal(await active.getAttribute("id"), `suggestion-${names.length - 1}`);
  await field.press("ArrowDown");
  assert.equal(await field.getAttribute("aria-activedescendant"), null);
  await field.press("ArrowDown");
  assert.equal(await field.getAttribute("aria-activedescendant"), await active.getAttribute("id"));
  await looksRight(page, `${screen}-suggestions`, { fullPage: false });

  await field.press("Escape");
  await list.waitFor({ state: "hidden" });
  assert.equal(await field.inputValue(), "north koera");
  await field.press("ArrowDown");
  await field.press("Enter");
  await heading(page, regions[0].name);
  assert.equal(await field.inputValue(), "");
  assert(await list.isHidden());

  await field.pressSequentially("lavorv");
  const option = list.getByRole("option", { name: "Lavrov" });
  await (screen === "narrow" ? option.tap() : option.click());
  await heading(page, "Sergey Lavrov");
}

// An answer that comes late is not shown for what was typed since.
async function dropsStaleSuggestions(page) {
  let isAsked;
  const asked = new Promise((resolve) => (isAsked = resolve));
  await page.route(/\/suggest\/\?q=kim&/, async (route) => {
    isAsked();
    await page.waitForTimeout(1_000);
    await route.continue().catch(() => null);
  });
  const field = page.getByRole("combobox");
  await field.pressSequentially("kim");
  await asked;
  await field.fill("putin");
  await page.getByRole("option", { name: "Vladimir Putin" }).waitFor();
  await page.waitForTimeout(1_500);
  assert.equal(await page.getByRole("option", { name: "Kim Jong Un" }).count(), 0);

  await field.fill("");
  await page.getByRole("listbox").waitFor({ state: "hidden" });
}

async function readsAnEarlierVersion(page) {
  const path = `articles/${CORRECTED}/`;
  const [present, before] = await Promise.all(
    ["", "versions/1/"].map((rest) => ask(`${path}${rest}?fields=body&body_format=blocks`)),
  );
  const [wording] = texts(before).filter((text) => !texts(present).includes(text));
  const body = page.locator(".body");
  assert(!(await body.textContent()).includes(wording));
  await page.locator(".earlier-versions a").click();
  await page.locator(".earlier-notice").waitFor();
  assert((await body.textContent()).includes(wording));
  await page.getByRole("link", { name: "Read it as it is now" }).click();
  await page.locator(".earlier-versions").waitFor();
  assert(!(await body.textContent()).includes(wording));
}

function texts({ body }) {
  return body
    .filter((block) => block.type === "paragraph")
    .map((block) => block.spans.map((span) => span.text).join(""));
}

async function narrowsDates(page) {
  const bars = page.locator(".timeline .bar");
  const { results } = await ask("timeline/?region=korean-peninsula&interval=day");
  assert.equal(await bars.count(), results.length);
  const [first, second] = results;
  await bars.first().focus();
  await page.keyboard.press("Enter");
  await page.locator(".narrowed").waitFor();
  const found = await ask(
    `articles/?fields=slug&region=korean-peninsula&published_after=${first.start}` +
      `&published_before=${second.start}`,
  );
  assert.deepEqual(await storiesOn(page), slugs(found));
  assert.equal(await page.locator(":focus").getAttribute("aria-current"), "true");
  await page.getByText("Show all dates").click();
  await page.locator(".narrowed").waitFor({ state: "detached" });
}

async function goesOnToTheOldest(page) {
  const { results } = await ask("articles/?language=en&fields=slug&page_size=100");
  const more = page.locator(".more");
  while (await more.isVisible()) {
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    if (await more.isEnabled()) await more.click({ timeout: 500 }).catch(() => null);
    await page.waitForTimeout(100);
  }
  const oldest = await page.locator(".stream [data-story]").last().getAttribute("data-story");
  assert.equal(oldest, results.at(-1).slug);
  const stories = await storiesOn(page);
  assert.equal(new Set(stories).size, stories.length);
}

async function hearsOfANewStory(page) {
  edit("publish", DRAFT);
  const { title } = await ask(`articles/${DRAFT}/`);
  await page.locator(".notice", { hasText: title }).click(LIVE);
  await page.locator(`.front [data-story=${DRAFT}]`).first().waitFor();
  assert.equal(await page.locator(".notice").count(), 0);
}

async function readsWhyAStoryIsGone(page) {
  const { article_title, message } = await ask(`articles/${WITHDRAWN}/`, 410);
  await heading(page, article_title);
  assert.equal(await page.locator(".problem-detail").textContent(), message);
}

async function hearsOfAWithdrawal(page) {
  const [correction] = (await ask(`articles/${CORRECTED}/`)).corrections;
  assert((await page.locator(".correction").first().textContent()).includes(correction.text));
  edit("withdraw", CORRECTED);
  await page.locator(".notice").click(LIVE);
  await page.locator(".withdrawn").waitFor();
  assert.equal(await page.locator(".body").count(), 0);
}

async function takesTheNearest(page) {
  const problem = await ask("articles/?region=noth-korea", 400);
  await page.getByRole("link", { name: problem.errors[0].nearest }).click();
  await page.locator(".search-count").waitFor();
}

async function takesTheNearestRegion(page) {
  await page.getByRole("link", { name: "north-korea" }).click();
  await heading(page, "North Korea");
}

function edit(...act) {
  execFileSync(editor[0], [...editor.slice(1), ...act], { stdio: "pipe" });
}

async function ask(path, status = 200) {
  const response = await fetch(`${api}/api/v1/${path}`);
  assert.equal(response.status, status, path);
  return response.json();
}

function shown(page) {
  return page.locator("main[data-page]:not([aria-busy])").waitFor();
}

function heading(page, text) {
  return page.getByRole("heading", { level: 1, name: text, exact: true }).waitFor();
}

function storiesOn(page) {
  return page
    .locator(".stream [data-story]")
    .evaluateAll((cards) => cards.map((card) => card.dataset.story));
}

function slugs({ results }) {
  return results.map((story) => story.slug);
}
