// Pictures, with their size told beforehand so that nothing moves when they arrive.

import { h } from "../elements.js";

/** An `img` of a picture of the API. `sizes` says how wide the page shows it, as in HTML. */
export function picture(image, { sizes, eager = false }) {
  const files = image.renditions.length > 0 ? image.renditions : [image];
  const largest = files.at(-1);
  return h("img", {
    // Before the address, so that no browser begins to fetch what it will not show.
    loading: eager ? "eager" : "lazy",
    fetchpriority: eager && "high",
    decoding: "async",
    sizes,
    srcset: files.map(({ url, width }) => `${url} ${width}w`).join(", "),
    src: largest.url,
    alt: image.alt_text,
    width: largest.width,
    height: largest.height,
  });
}

/** A picture with its caption and credit. */
export function figure(image, options) {
  return h(
    "figure",
    { class: "picture" },
    picture(image, options),
    (image.caption || image.credit) &&
      h(
        "figcaption",
        null,
        image.caption,
        image.credit && h("span", { class: "credit" }, image.credit),
      ),
  );
}
