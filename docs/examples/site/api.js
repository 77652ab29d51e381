// A small client of the API: one function, and one kind of error.

import { config } from "./config.js";

/** A problem document, or a server out of reach (status 0). */
export class Failure extends Error {
  constructor(problem) {
    super(problem.detail);
    this.status = problem.status;
    this.problem = problem;
  }
}

const UNREACHABLE = {
  status: 0,
  title: "The newsroom cannot be reached",
  detail: "Our stories are not to be had at the moment. Please try again shortly.",
};

/**
 * Read a path of the API or a full address of it, such as `next`; gives the answer.
 * Parameters that are null, undefined or empty are left out.
 */
export async function read(path, parameters, signal) {
  return (await readWithETag(path, parameters, { signal })).answer;
}

/**
 * Read and give `answer` and `etag`. With `cache: "no-cache"` the browser asks the server whether
 * its copy still holds, with If-None-Match of its own: a header that we set would cost a preflight.
 */
export async function readWithETag(path, parameters, options) {
  const url = new URL(path, `${config.api}/api/v1/`);
  for (const [name, value] of Object.entries(parameters ?? {})) {
    if (value !== null && value !== undefined && value !== "") url.searchParams.set(name, value);
  }
  let response;
  try {
    response = await fetch(url, options);
  } catch (error) {
    throw error.name === "AbortError" ? error : new Failure(UNREACHABLE);
  }
  const answer = await response.json().catch(() => UNREACHABLE);
  if (!response.ok) throw new Failure(answer);
  return { answer, etag: response.headers.get("ETag") };
}
