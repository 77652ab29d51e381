// What could not be shown, each in its own way.

import { address, changed } from "../addresses.js";
import { Failure } from "../api.js";
import { h } from "../elements.js";
import { reload } from "../router.js";

export function problemPage(error) {
  const problem = error instanceof Failure ? error.problem : OURS;
  if (problem.code === "withdrawn") return withdrawn(problem);
  if (problem.status === 404) return page("Nothing here", ...advice(problem));
  if (problem.status === 400) return page("That question cannot be answered", ...advice(problem));
  return page(
    problem.title,
    problem.detail,
    h("button", { type: "button", class: "more", click: reload }, "Try again"),
  );
}

const OURS = { status: 0, title: "Something went wrong", detail: "This page could not be drawn." };

function withdrawn(problem) {
  const title = "This story has been withdrawn";
  return {
    title,
    element: h(
      "article",
      { class: "problem withdrawn" },
      h("p", { class: "kicker" }, "Withdrawn"),
      h("h1", { tabindex: -1 }, problem.article_title ?? title),
      h("p", { class: "problem-detail" }, problem.message ?? problem.detail),
      home(),
    ),
  };
}

function page(title, detail, ...more) {
  return {
    title,
    element: h(
      "section",
      { class: "problem" },
      h("h1", { tabindex: -1 }, title),
      h("p", { class: "problem-detail" }, detail),
      ...more,
      home(),
    ),
  };
}

/** What the API says is wrong, and the nearest question that it would answer. */
function advice(problem) {
  const [first] = problem.errors ?? [];
  const parameters = new URLSearchParams(location.search);
  const name = first?.parameter === "key" ? KEYED.find((one) => parameters.has(one)) : first?.parameter;
  const nearest =
    first?.nearest &&
    h(
      "p",
      null,
      "Did you mean ",
      h(
        "a",
        { href: changed(parameters, { [name]: first.nearest }) },
        first.nearest,
      ),
      "?",
    );
  return nearest ? [problem.detail, nearest] : [problem.detail];
}

/** The parameters of this site that the API takes as a key in the path. */
const KEYED = ["actor", "region"];

const home = () => h("p", null, h("a", { href: address() }, "To the front page"));
