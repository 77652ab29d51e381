// From an address to a page, without loading the site anew.
//
// A page is a function of the parameters and a signal, and gives `title`, `element` and, where it
// has live updates, `live(signal)`. Pages that were left are kept, so that going back is instant
// and finds everything as it was, down to the place in the list.

import { Failure } from "./api.js";
import { config } from "./config.js";
import { announce } from "./elements.js";

const KEPT = 20;

const visits = new Map(); // By number of the visit: its view, and how far it was scrolled.
let pages;
let current = null;
let leaving = new AbortController();

export function start(outlet, pagesByName) {
  pages = { outlet, ...pagesByName };
  history.scrollRestoration = "manual";
  addEventListener("popstate", (event) => comeBack(event.state));
  addEventListener("pagehide", remember);
  document.addEventListener("click", follow);
  visit(history.state?.visit ?? Date.now(), { scroll: history.state?.scroll ?? 0 });
}

/** Go to an address of this site. To refine is to stay where one is, on the same page. */
export function go(href, { refine = false } = {}) {
  remember();
  history.pushState({ visit: Date.now() }, "", href);
  return visit(history.state.visit, { refine });
}

/** Load the present page anew, in its place. */
export function reload() {
  visits.delete(current.number);
  return visit(current.number, { refine: true });
}

/** Put another address in the bar for the page that is shown. */
export function rename(href) {
  history.replaceState(history.state, "", href);
  current.search = location.search;
}

function follow(event) {
  const link = event.target.closest?.("a[href]");
  const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || modified || event.button !== 0 || event.defaultPrevented) return;
  const url = new URL(link.href.baseVal ?? link.href, location.href);
  const inside = url.origin === location.origin && url.pathname === location.pathname;
  if (!inside) return;
  if (url.hash && url.search === location.search) return remember();
  event.preventDefault();
  go(url.href, { refine: "refine" in link.dataset });
}

function comeBack(state) {
  if (location.search === current.search) return settle(state?.scroll ?? 0, { quiet: true });
  const left = visits.get(current.number);
  if (left) left.scroll = scrollY;
  visit(state?.visit ?? Date.now(), { scroll: state?.scroll ?? 0 });
}

function remember() {
  const kept = visits.get(current?.number);
  if (kept) kept.scroll = scrollY;
  history.replaceState({ ...history.state, visit: current?.number, scroll: scrollY }, "");
}

async function visit(number, { scroll = 0, refine = false } = {}) {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  current = { number, search: location.search };
  const kept = visits.get(number);
  const quiet = pages.outlet.dataset.page === undefined;
  pages.outlet.setAttribute("aria-busy", "true");
  const view = kept?.view ?? (await draw(signal));
  if (signal.aborted) return;
  keep(number, view);
  show(view, { refine });
  if (refine) announce(view.title);
  else settle(kept?.scroll ?? scroll, { quiet });
  view.live?.(signal);
}

async function draw(signal) {
  const parameters = new URLSearchParams(location.search);
  const name = ["search", "story", "actor", "region"].find((one) => parameters.has(one)) ?? "front";
  try {
    return { name, ...(await pages[name](parameters, signal)) };
  } catch (error) {
    if (signal.aborted) return null;
    if (!(error instanceof Failure)) console.error(error);
    return { name: "problem", ...pages.problem(error) };
  }
}

function keep(number, view) {
  visits.delete(number);
  if (view.name !== "problem") visits.set(number, { view, scroll: 0 });
  for (const oldest of [...visits.keys()].slice(0, -KEPT)) visits.delete(oldest);
}

function show(view, { refine }) {
  const { outlet } = pages;
  const focused = refine && outlet.contains(document.activeElement) && document.activeElement.id;
  outlet.replaceChildren(view.element);
  outlet.dataset.page = view.name;
  outlet.removeAttribute("aria-busy");
  document.title = view.name === "front" ? config.name : `${view.title} | ${config.name}`;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

/** Scroll to where the reader was, or to the part of the page that the address names. */
function settle(scroll, { quiet }) {
  const part = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (part && !scroll) part.scrollIntoView();
  else scrollTo(0, scroll);
  if (!quiet) pages.outlet.querySelector("h1")?.focus({ preventScroll: true });
}
