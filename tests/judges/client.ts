// A front end in small: reads a list, a story and a problem with the types of the schema.
// Usage: node client.js ADDRESS

import assert from "node:assert/strict";
import type { components, paths } from "./schema.js";

type List = paths["/api/v1/articles/"]["get"];
type Page = List["responses"][200]["content"]["application/json"];
type Query = NonNullable<List["parameters"]["query"]>;
type Detail = paths["/api/v1/articles/{key}/"]["get"];
type Article = components["schemas"]["Article"];
type Problem = Detail["responses"][404]["content"]["application/problem+json"];

const server = process.argv[2];

async function get<Answer>(path: string, query: Query, status: number): Promise<Answer> {
  const address = new URL(path, server);
  for (const [name, value] of Object.entries(query)) {
    address.searchParams.set(name, String(value));
  }
  const response = await fetch(address);
  assert.equal(response.status, status, address.href);
  return (await response.json()) as Answer;
}

function outline(body: Article["body"]): string[] {
  assert(typeof body !== "string");
  return body.flatMap((block) => {
    switch (block.type) {
      case "heading":
        return [`${block.level} ${block.id}`];
      case "list":
        return [`${block.items.length} items`];
      case "quote":
        return [block.attribution ?? "nobody"];
      default: // Blocks of other types may come.
        return [];
    }
  });
}

const query: Query = { region: "north-korea", genre: "news", page_size: 2, count: "exact" };
const page = await get<Page>("/api/v1/articles/", query, 200);
assert(page.count !== undefined && page.count > 2);
assert.equal(page.results.length, 2);
assert(page.next !== null);
const next = await get<Page>(page.next, {}, 200);
assert.notEqual(next.results[0]?.id, page.results[0]?.id);

const key = "kim-offers-unconditional-support";
const article = await get<Article>(`/api/v1/articles/${key}/`, { body_format: "blocks" }, 200);
assert.equal(article.slug, key);
assert.equal(article.regions[0]?.code, "KP");
assert(outline(article.body).includes("2 the-meeting"));

type Related = paths["/api/v1/articles/{key}/related/"]["get"];
type RelatedPage = Related["responses"][200]["content"]["application/json"];
const related = await get<RelatedPage>(`/api/v1/articles/${key}/related/`, {}, 200);
assert.equal(related.results[0]?.reason.type, "curated");

const whole = await get<Article>(`/api/v1/articles/${key}/?include=versions`, {}, 200);
assert.deepEqual(
  whole.versions?.map((version) => version.is_current),
  [true],
);

const counted = await get<Page>("/api/v1/articles/", { facets: "region,genre" }, 200);
assert(counted.facets?.region?.some((region) => region.slug === "asia" && region.count > 5));
assert(counted.facets?.genre?.some((genre) => genre.value === "opinion"));

type Suggest = paths["/api/v1/suggest/"]["get"];
type Suggestions = Suggest["responses"][200]["content"]["application/json"];
const suggested = await get<Suggestions>("/api/v1/suggest/?q=north koera&page_size=1", {}, 200);
assert.equal(suggested.regions[0]?.slug, "north-korea");

const misspelt = await get<Problem>("/api/v1/regions/noth-korea/", {}, 404);
assert.deepEqual(
  misspelt.errors.map(({ parameter, nearest }) => ({ parameter, nearest })),
  [{ parameter: "key", nearest: "north-korea" }],
);

const problem = await get<Problem>("/api/v1/articles/no-such-story/", {}, 404);
assert.equal(problem.code, "not_found");
assert.deepEqual(problem.errors, []);
