// Live updates: asking again, and telling when the answer is another.

import { Failure, readWithETag } from "./api.js";
import { config } from "./config.js";

/**
 * Ask again every few seconds while the page is looked at, and at once when it is looked at again.
 * `told` gets each new answer, or the `Failure` that took its place.
 */
export function watch(path, parameters, told, signal) {
  let known = null;
  let timer = null;

  async function ask() {
    clearTimeout(timer);
    try {
      const { answer, etag } = await readWithETag(path, parameters, { signal, cache: "no-cache" });
      if (known !== null && etag !== known) told(answer);
      known = etag;
    } catch (error) {
      if (signal.aborted) return;
      // A server that is away is asked again; what it says for good is told.
      if (error instanceof Failure && error.status >= 400 && error.status < 500) return told(error);
    }
    if (!document.hidden) timer = setTimeout(ask, config.pollSeconds * 1000);
  }

  document.addEventListener("visibilitychange", () => document.hidden || ask(), { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
  ask();
}
