// Adds the time in this device's zone if it is neither the candidate's nor the slot's zone.

function wall(moment, timeZone) {
  const wanted = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone };
  const parts = new Intl.DateTimeFormat("en-GB", wanted).formatToParts(moment).map(({ type, value }) => [type, value]);
  const { weekday, day, month, hour, minute } = Object.fromEntries(parts);
  return { date: `${weekday}, ${day} ${month}`, time: `${hour}:${minute}` };
}

/** `05:22 on this device, in New York`, with the day if it differs; empty if a zone of the page shows the same time. */
export function deviceTime(start, zones, here = Intl.DateTimeFormat().resolvedOptions().timeZone) {
  const own = here && wall(start, here);
  const shown = zones.map((zone) => wall(start, zone));
  if (!own || shown.some(({ date, time }) => date === own.date && time === own.time)) return "";
  const words = `${own.time} on this device, in ${here.split("/").at(-1).replaceAll("_", " ")}`;
  return own.date === shown[0].date ? words : `${own.date}, ${words}`;
}

for (const element of document.querySelectorAll("[data-device-time]")) {
  element.textContent = deviceTime(new Date(element.dataset.deviceTime), element.dataset.zones.split(" "));
  element.hidden = !element.textContent;
}
