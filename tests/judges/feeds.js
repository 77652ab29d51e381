// What a feed parser from outside reads in a feed, as JSON. Usage: node feeds.js FILE

import { readFile } from "node:fs/promises";
import { parseFeed } from "@rowanmanning/feed-parser";

const text = await readFile(process.argv[2], "utf8");
console.log(JSON.stringify(parseFeed(text)));
