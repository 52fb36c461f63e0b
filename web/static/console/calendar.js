// The week as a grid: drag over free time to open it, drag a time to move it. It reads the week that the server wrote,
// and sends the same forms; local times go as they stand in the zone shown, so that no clock of this device matters.

const DAY = 24 * 60 * 60 * 1000;
const PHONE = matchMedia("(max-width: 47.99em)");
let grid = null;

const two = (number) => String(number).padStart(2, "0");
const local = (iso) => ({ day: iso.slice(0, 10), at: iso.slice(11, 16) });
const field = (form, name) => form.elements.namedItem(name);

/** The calendar's dates are local ones without a zone; as strings they are what is meant. */
function written(date) {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

function eventsOf(list) {
  return [...list.querySelectorAll("[data-slot]")].map((line) => ({
    id: line.dataset.slot,
    start: line.dataset.start,
    end: line.dataset.end,
    title: line.dataset.title,
    editable: !line.dataset.fixed,
    classNames: line.classList.contains("past") ? ["past-slot"] : [],
    extendedProps: { version: line.dataset.version },
  }));
}

/** Opens the time that was dragged over, with what the form holds of the last one. */
function open(info) {
  const form = document.querySelector("#new-slot");
  const from = local(info.startStr ?? written(info.start));
  const to = local(info.endStr ?? written(info.end));
  grid?.unselect();
  // The form has one day: an end that is not after its start is on the next.
  if (Date.parse(`${from.day}T${from.at}Z`) + DAY < Date.parse(`${to.day}T${to.at}Z`)) {
    field(form, "day").value = from.day;
    field(form, "start_time").value = from.at;
    field(form, "end_time").focus();
    return;
  }
  field(form, "day").value = from.day;
  field(form, "last_day").value = "";
  field(form, "start_time").value = from.at;
  field(form, "end_time").value = to.at;
  field(form, "timezone").value = document.querySelector("#filter-zone").defaultValue;
  form.requestSubmit();
}

/** Sends where a time was dragged to; the server's answer is what the page then shows. */
function move(info) {
  const form = document.querySelector("#new-slot");
  const from = local(written(info.event.start));
  const to = local(written(info.event.end));
  const sent = document.createElement("form");
  sent.method = "post";
  sent.action = `/console/calendar/${encodeURIComponent(info.event.id)}`;
  sent.dataset.swap = "";
  sent.hidden = true;
  const values = {
    csrf_token: field(form, "csrf_token").value,
    version: info.event.extendedProps.version,
    day: from.day,
    start_time: from.at,
    end_time: to.at,
    timezone: document.querySelector("#filter-zone").defaultValue,
  };
  for (const [name, value] of Object.entries(values)) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    sent.append(input);
  }
  document.querySelector("main").append(sent);
  sent.requestSubmit();
}

function draw() {
  const box = document.querySelector("#week-grid");
  const list = document.querySelector("#week");
  if (grid) globalThis.EventCalendar.destroy(grid);
  grid = null;
  if (!box || !list || !globalThis.EventCalendar) return;
  box.hidden = PHONE.matches;
  list.hidden = !PHONE.matches;
  if (PHONE.matches) return;
  const mayWrite = box.dataset.mayWrite === "yes";
  box.replaceChildren();
  box.classList.add("ec-auto-dark");
  grid = globalThis.EventCalendar.create(box, {
    view: "timeGridWeek",
    date: box.dataset.week,
    firstDay: 1,
    locale: "en-GB",
    headerToolbar: { start: "", center: "", end: "" },
    allDaySlot: false,
    nowIndicator: false,
    // Nothing scrolls within the page: the day begins and ends with its times, and at night only where there are some.
    height: "auto",
    slotMinTime: "07:00",
    slotMaxTime: "21:00",
    flexibleSlotTimeLimits: true,
    slotDuration: "00:30",
    snapDuration: "00:15",
    selectable: mayWrite,
    editable: mayWrite,
    unselectAuto: true,
    events: eventsOf(list),
    select: open,
    eventDrop: move,
    eventResize: move,
    eventClick: (info) => location.assign(`/console/calendar/${encodeURIComponent(info.event.id)}`),
  });
}

document.addEventListener("console:shown", draw);
PHONE.addEventListener("change", draw);
draw();
