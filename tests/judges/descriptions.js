// Tests pages for the structured data that Google reads; prints as JSON what each page lacks.
// Usage: node descriptions.js FILE...
// In one process, because starting one for each page takes longer than all the tests.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import testing from "structured-data-testing-tool";
import presets from "structured-data-testing-tool/presets.js";

const findings = {};
for (const file of process.argv.slice(2)) {
  const page = await readFile(file, "utf8");
  const found = await testing
    .structuredDataTest(page, { presets: [presets.Google] })
    .catch((error) => error.res);
  findings[file] = [...found.failed, ...found.warnings].map((test) => test.test);
  assert(found.passed.length >= 12, `${file}: ${found.passed.length} tests only.`);
}
console.log(JSON.stringify(findings));
