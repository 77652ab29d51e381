// How many stories there were over time: bars that lead to the stories of their stretch.

import { changed } from "../addresses.js";
import { read } from "../api.js";
import { addDays, addMonths, dayName, monthName } from "../dates.js";
import { h, s } from "../elements.js";

const HEIGHT = 100;
const GAP = 0.16; // Of the width of a bar.
const MOST_DAYS = 45;
const MOST_WEEKS = 110;

const INTERVALS = {
  day: { next: (day) => addDays(day, 1), name: dayName },
  week: { next: (day) => addDays(day, 7), name: (day) => `Week of ${dayName(day)}` },
  month: { next: (day) => addMonths(day, 1), name: monthName },
};

/** Read the timeline of a filter, in months, or in shorter stretches where that leaves few bars. */
export async function readTimeline(filters, signal) {
  const months = await read("timeline/", { ...filters, interval: "month" }, signal);
  const [first, last] = [months.results.at(0), months.results.at(-1)];
  if (!first) return months;
  const days = (new Date(addMonths(last.start, 1)) - new Date(first.start)) / 86_400_000;
  if (days > MOST_WEEKS * 7) return months;
  const interval = days > MOST_DAYS ? "week" : "day";
  return read("timeline/", { ...filters, interval }, signal);
}

/** Draw it; a bar narrows the page of these parameters to its stretch. */
export function timelinePlot({ interval, results }, parameters) {
  if (results.length === 0) return null;
  const bars = withEmptyStretches(results, INTERVALS[interval]);
  const most = Math.max(...bars.map((bar) => bar.count));
  const chosen = parameters.get("published_after");
  const links = bars
    .map((bar, index) => bar.count > 0 && drawBar(bar, index, { most, chosen, parameters }))
    .filter(Boolean);
  return h(
    "figure",
    { class: "timeline" },
    h("figcaption", null, `Stories a ${interval}`, h("span", null, `at most ${most}`)),
    s(
      "svg",
      {
        viewBox: `0 0 ${bars.length} ${HEIGHT}`,
        preserveAspectRatio: "none",
        role: "list",
        "aria-label": `Stories a ${interval}`,
      },
      links,
    ),
    h(
      "div",
      { class: "timeline-axis", "aria-hidden": "true" },
      h("span", null, INTERVALS[interval].name(bars[0].start)),
      bars.length > 1 && h("span", null, INTERVALS[interval].name(bars.at(-1).start)),
    ),
  );

  function drawBar({ start, end, count, name }, index, { most, chosen, parameters }) {
    const height = Math.max(3, (count / most) * HEIGHT);
    const isChosen = chosen === start;
    const href = isChosen
      ? changed(parameters, { published_after: null, published_before: null })
      : changed(parameters, { published_after: start, published_before: end });
    const label = `${name}: ${count === 1 ? "1 story" : `${count} stories`}`;
    return s(
      "g",
      { role: "listitem" },
      s(
        "a",
        {
          href,
          id: `stretch-${start}`,
          class: chosen && !isChosen ? "bar bar-other" : "bar",
          "data-refine": true,
          "aria-label": label,
          "aria-current": isChosen && "true",
        },
        s("title", null, label),
        s("rect", { class: "bar-ground", x: index, y: 0, width: 1, height: HEIGHT }),
        s("rect", {
          class: "bar-count",
          x: index + GAP / 2,
          y: HEIGHT - height,
          width: 1 - GAP,
          height,
        }),
      ),
    );
  }
}

/** Put in the stretches that no story is in, which the API leaves out. */
function withEmptyStretches(results, { next, name }) {
  const counts = new Map(results.map(({ start, count }) => [start, count]));
  const bars = [];
  for (let start = results[0].start; start <= results.at(-1).start; start = next(start)) {
    bars.push({ start, end: next(start), count: counts.get(start) ?? 0, name: name(start) });
  }
  return bars;
}
