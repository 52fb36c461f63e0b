// Shows, beside fields of date, time and zone, the candidate's local time, or that the clocks skip this time.

const DAY = { weekday: "long", day: "numeric", month: "long" };

/** The local time of a moment in a zone, in ms as if it were UTC. Throws RangeError for an unknown zone. */
function wall(moment, timeZone) {
  const wanted = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone };
  const parts = new Intl.DateTimeFormat("en-GB", wanted).formatToParts(moment).map(({ type, value }) => [type, value]);
  const { year, month, day, hour, minute } = Object.fromEntries(parts);
  return Date.UTC(year, month - 1, day, hour, minute);
}

/** The moment of a local time; null if the clocks skip it. Of two moments it is the earlier one, as at the server. */
function moment(day, time, zone) {
  const meant = Date.parse(`${day}T${time}Z`);
  const near = [-24, 24].map((hours) => meant + hours * 3600000);
  const tries = near.map((one) => meant - (wall(one, zone) - one)).filter((one) => wall(one, zone) === meant);
  return tries.length ? Math.min(...tries) : null;
}

function ownTime({ day, time, zone, own }) {
  if (!day || !time || !zone) return "";
  try {
    const at = moment(day, time, zone);
    if (at === null) return `The clocks of ${zone} skip this time.`;
    if (wall(at, own) === Date.parse(`${day}T${time}Z`)) return "";
    const date = new Intl.DateTimeFormat("en-GB", { ...DAY, timeZone: own }).format(at);
    const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: own }).format(at);
    return `For the candidate in ${own.split("/").at(-1).replaceAll("_", " ")}: ${date}, ${clock}.`;
  } catch {
    return "";
  }
}

function tell(line) {
  const form = line.closest("form");
  const value = (name) => form.elements.namedItem(name).value.trim();
  line.textContent = ownTime({ day: value("day"), time: value("start"), zone: value("zone"), own: line.dataset.ownZone });
}

document.addEventListener("input", (event) => {
  const line = event.target.closest("form")?.querySelector("[data-own-zone]");
  if (line) tell(line);
});
export const tellAll = () => document.querySelectorAll("[data-own-zone]").forEach(tell);
