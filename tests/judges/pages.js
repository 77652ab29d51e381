// A browser opens the pages that people see. Usage: node pages.js ADDRESS CHROMIUM
// Leaves a picture of each page here.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [server, executablePath] = process.argv.slice(2);
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const browser = await chromium.launch({ executablePath, args });
try {
  await open("docs", "/api/docs/", async (page) => {
    await page.waitForSelector(".opblock");
    assert((await page.locator(".opblock").count()) >= 8);
    await page.getByText("List articles", { exact: true }).click();
    await page.waitForSelector("tr[data-param-name=region]");
  });
  await open("redoc", "/api/redoc/", async (page) => {
    await page.waitForSelector("[data-section-id$=list_articles]");
    assert((await page.locator("[data-section-id*=operation]").count()) >= 8);
  });
  await open("admin", "/admin/", async (page) => {
    await page.waitForSelector("#login-form");
    const button = page.locator("input[type=submit]");
    const colour = await button.evaluate((element) => getComputedStyle(element).backgroundColor);
    assert.notEqual(colour, "rgb(239, 239, 239)", "The button looks as if there were no style.");
  });
} finally {
  await browser.close();
}

// Open a page, look at it, and see that it asks no other host and misses no file.
async function open(name, path, look) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
  const wrong = [];
  page.on("requestfinished", (request) => {
    if (new URL(request.url()).origin !== server) wrong.push(request.url());
  });
  page.on("requestfailed", (request) => {
    // What the page itself forbids is not asked.
    if (request.failure().errorText !== "csp") wrong.push(request.url());
  });
  page.on("response", (response) => {
    if (response.status() >= 400) wrong.push(`${response.status()} ${response.url()}`);
  });
  page.on("pageerror", (error) => wrong.push(String(error)));
  await page.goto(server + path, { waitUntil: "networkidle" });
  await look(page);
  await page.screenshot({ path: `${name}.png` });
  assert.deepEqual(wrong, [], path);
  await page.close();
}
