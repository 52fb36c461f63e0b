// The week or day as a grid: dragging over free time makes a slot, dragging a slot moves it. It reads the server's HTML and
// sends the same forms. Times are sent as local times in the shown zone, so that this device's clock does not matter.

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;
const PHONE = matchMedia("(max-width: 47.99em)");
let grid = null;

const local = (iso) => ({ day: iso.slice(0, 10), at: iso.slice(11, 16) });
const field = (form, name) => form.elements.namedItem(name);
const box = () => document.querySelector("#week-grid");
const plus = (iso, ms) => new Date(Date.parse(`${iso}Z`) + ms).toISOString().slice(0, 19);
const ms = (delta) => delta.days * DAY + delta.seconds * 1000;

function eventsOf(list) {
  const slots = [...list.querySelectorAll("[data-slot]")].map(({ dataset, classList }) => ({
    id: dataset.slot,
    start: dataset.start,
    end: dataset.end,
    title: dataset.title,
    editable: !dataset.fixed,
    classNames: classList.contains("past") ? ["past-slot"] : [],
    extendedProps: { version: dataset.version, start: dataset.start, end: dataset.end, href: `/console/calendar/${encodeURIComponent(dataset.slot)}` },
  }));
  const interviews = [...list.querySelectorAll("[data-interview]")].map(({ dataset }) => ({
    id: dataset.interview,
    start: dataset.start,
    end: dataset.end,
    title: dataset.title,
    editable: false,
    classNames: ["held"],
    extendedProps: { href: `/console/candidates/${encodeURIComponent(dataset.candidate)}` },
  }));
  return [...slots, ...interviews, nowLine()];
}

/** The line of the present time in the shown zone: the server's time plus the time since it was read. */
let readAt = performance.now();
function nowLine() {
  const now = plus(box().dataset.now, performance.now() - readAt);
  return { id: "now", start: now, end: plus(now, MINUTE), title: "", display: "background", editable: false, classNames: ["now-line"] };
}
setInterval(() => grid && box() && grid.updateEvent(nowLine()), MINUTE);

/** Makes a slot of the time that was dragged over, with the form's other fields as they are. */
function open(info) {
  const form = document.querySelector("#new-slot");
  const from = local(info.startStr);
  const to = local(info.endStr);
  grid?.unselect();
  // The form has one day. An end that is not after the start is on the next day.
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
  field(form, "timezone").value = box().dataset.zone;
  form.requestSubmit();
}

/** Sends the new time of a dragged slot. The page then shows the server's answer. */
function move(info) {
  const form = document.querySelector("#new-slot");
  const before = info.event.extendedProps;
  const from = local(plus(before.start, ms(info.delta ?? info.startDelta)));
  const to = local(plus(before.end, ms(info.delta ?? info.endDelta)));
  const sent = document.createElement("form");
  sent.method = "post";
  sent.action = `/console/calendar/${encodeURIComponent(info.event.id)}`;
  sent.dataset.swap = "";
  sent.hidden = true;
  const values = {
    csrf_token: field(form, "csrf_token").value,
    dragged: "yes",
    shown_view: box().dataset.view,
    shown_job: box().dataset.job,
    version: before.version,
    day: from.day,
    start_time: from.at,
    end_time: to.at,
    timezone: box().dataset.zone,
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

/** The hours that the grid shows: the working day, extended by whole hours to include all events. */
function hoursOf(events) {
  let first = 7;
  let last = 21;
  for (const { start, end } of events) {
    const spansMidnight = start.slice(0, 10) !== end.slice(0, 10);
    first = Math.min(first, spansMidnight ? 0 : Number(start.slice(11, 13)));
    last = Math.max(last, spansMidnight ? 24 : Number(end.slice(11, 13)) + (end.slice(14, 16) === "00" ? 0 : 1));
  }
  return { slotMinTime: `${String(first).padStart(2, "0")}:00`, slotMaxTime: `${last}:00` };
}

function draw() {
  const frame = box();
  const list = document.querySelector("#week");
  if (grid) globalThis.EventCalendar.destroy(grid);
  grid = null;
  if (!frame || !list || !globalThis.EventCalendar) return;
  frame.hidden = PHONE.matches;
  list.hidden = !PHONE.matches;
  if (PHONE.matches) return;
  const mayWrite = frame.dataset.mayWrite === "yes";
  const events = eventsOf(list);
  frame.replaceChildren();
  frame.classList.add("ec-auto-dark");
  grid = globalThis.EventCalendar.create(frame, {
    view: frame.dataset.view === "day" ? "timeGridDay" : "timeGridWeek",
    date: frame.dataset.week,
    firstDay: 1,
    locale: "en-GB",
    headerToolbar: { start: "", center: "", end: "" },
    allDaySlot: false,
    // Our own event draws the present time, and the page sets today: the calendar's own would use this device's clock.
    nowIndicator: false,
    highlightedDates: [frame.dataset.today],
    // The grid has its full height and does not scroll. It shows hours at night only if there are events.
    height: "auto",
    ...hoursOf(events.slice(0, -1)),
    slotDuration: "00:30",
    snapDuration: "00:15",
    selectable: mayWrite,
    editable: mayWrite,
    unselectAuto: true,
    events,
    select: open,
    eventDrop: move,
    eventResize: move,
    eventClick: (info) => info.event.extendedProps.href && location.assign(info.event.extendedProps.href),
  });
  requestAnimationFrame(() => plain(frame));
}

/** Corrects the roles that the library sets: the grid is no valid table. Its slots become buttons with a name. */
function plain(frame) {
  const TABLE = "[role=table], [role=grid], [role=rowgroup], [role=row], [role=cell], [role=gridcell], [role=columnheader], [role=rowheader]";
  for (const part of [frame, ...frame.querySelectorAll(TABLE)]) part.removeAttribute("role");
  const PLACES = ["aria-colindex", "aria-rowindex", "aria-colcount", "aria-rowcount", "aria-colspan", "aria-rowspan"];
  for (const name of PLACES) for (const part of frame.querySelectorAll(`[${name}]`)) part.removeAttribute(name);
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", "Times as a grid");
}

document.addEventListener("console:shown", () => {
  readAt = performance.now();
  draw();
});
PHONE.addEventListener("change", draw);
draw();
