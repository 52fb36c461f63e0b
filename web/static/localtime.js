// Adds the time on this device's clock where its zone is neither the candidate's nor the slot's.

export function deviceTime(start, zones, here = Intl.DateTimeFormat().resolvedOptions().timeZone) {
  const wall = (timeZone) =>
    new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone }).format(start);
  if (!here || zones.some((zone) => wall(zone) === wall(here))) return "";
  const place = here.split("/").at(-1).replaceAll("_", " ");
  return `On this device (${place} time): ${wall(here).replace(" at ", ", ")}`;
}

for (const element of document.querySelectorAll("[data-device-time]")) {
  const words = deviceTime(new Date(element.dataset.deviceTime), element.dataset.zones.split(" "));
  element.textContent = words;
  element.hidden = !words;
}
