// A browser opens the pages that people see. Usage: node pages.js ADDRESS CHROMIUM
// Leaves a picture of each page here.

import assert from "node:assert/strict";
import { faultsOf, launch } from "./browser.js";

const [server, executablePath] = process.argv.slice(2);
const browser = await launch(executablePath);
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
  const faults = faultsOf(page, [server]);
  await page.goto(server + path, { waitUntil: "networkidle" });
  await look(page);
  await page.screenshot({ path: `${name}.png` });
  assert.deepEqual(faults, [], path);
  await page.close();
}
