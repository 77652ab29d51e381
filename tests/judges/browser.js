// A browser for the judges, and what must not happen in it.

import { chromium } from "playwright-core";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch(executablePath) {
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

// Collect what goes wrong in a page: other hosts asked, files missed, errors of scripts.
export function faultsOf(page, origins) {
  const faults = [];
  page.on("requestfinished", (request) => {
    if (!origins.includes(new URL(request.url()).origin)) faults.push(request.url());
  });
  page.on("requestfailed", (request) => {
    // What the page itself forbids is not asked, and what it left is not waited for.
    const { errorText } = request.failure();
    if (!["csp", "net::ERR_ABORTED"].includes(errorText)) faults.push(`${errorText} ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  return faults;
}
