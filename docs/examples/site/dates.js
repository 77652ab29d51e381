// Moments and days as the reader's own locale writes them.

import { h } from "./elements.js";

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });
const DAY_AND_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });
const WEEKDAY = new Intl.DateTimeFormat(undefined, { dateStyle: "full" });
const SHORT = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const AGO = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
// A day of the API has no time zone: it is the newsroom's day, whatever the reader's is.
const WITHOUT_ZONE = { timeZone: "UTC" };
const MONTH = new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric", ...WITHOUT_ZONE });
const LONG_DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "long", ...WITHOUT_ZONE });
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const today = () => WEEKDAY.format(new Date());

/** A `time` element: how long ago it was within a day, else the day. */
export function when(instant) {
  const moment = new Date(instant);
  const age = Date.now() - moment;
  let text = moment.getFullYear() === new Date().getFullYear() ? SHORT.format(moment) : DAY.format(moment);
  if (age >= 0 && age < HOUR) text = AGO.format(-Math.round(age / MINUTE), "minute");
  else if (age >= 0 && age < 24 * HOUR) text = AGO.format(-Math.round(age / HOUR), "hour");
  return h("time", { datetime: instant, title: DAY_AND_TIME.format(moment) }, text);
}

export function dayAndTime(instant) {
  return h("time", { datetime: instant }, DAY_AND_TIME.format(new Date(instant)));
}

export function shortDay(instant) {
  const moment = new Date(instant);
  const title = DAY_AND_TIME.format(moment);
  return h("time", { datetime: instant, title }, SHORT.format(moment));
}

export function timeOfDay(instant) {
  return h("time", { datetime: instant }, TIME.format(new Date(instant)));
}

export const monthName = (day) => MONTH.format(new Date(day));
export const dayName = (day) => LONG_DAY.format(new Date(day));

/** The day some days later, as the API writes days. */
export function addDays(day, days) {
  const moment = new Date(`${day}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

export function addMonths(day, months) {
  const moment = new Date(`${day}T00:00:00Z`);
  moment.setUTCMonth(moment.getUTCMonth() + months);
  return moment.toISOString().slice(0, 10);
}
