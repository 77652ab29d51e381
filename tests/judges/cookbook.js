// Run recipes in a browser, each in a page of its own, and give what each wrote to the console.
// Usage: node cookbook.js CHROMIUM, with a list of scripts in JSON as the standard input.

import { readFileSync } from "node:fs";
import { launch } from "./browser.js";

const scripts = JSON.parse(readFileSync(0, "utf8"));
const browser = await launch(process.argv[2]);
try {
  const outputs = [];
  for (const script of scripts) {
    const page = await browser.newPage();
    const lines = [];
    page.on("console", (message) => message.type() === "log" && lines.push(message.text()));
    await page.evaluate(`(async () => { ${script} })()`);
    outputs.push(lines.join("\n"));
    await page.close();
  }
  console.log(JSON.stringify(outputs));
} finally {
  await browser.close();
}
