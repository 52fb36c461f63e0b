// Choosing a time: a change of the time zone reloads the times, and the device's own zone is offered.

const form = document.querySelector("form[data-zone]");
const field = form?.querySelector("select");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

if (form && field) {
  if (here && here !== form.dataset.zone) {
    if (![...field.options].some(({ value }) => value === here)) field.add(new Option(here.replaceAll("_", " "), here));
    const own = document.createElement("button");
    own.className = "button";
    own.type = "button";
    own.textContent = `Show ${here.split("/").at(-1).replaceAll("_", " ")} time, as on this device`;
    own.addEventListener("click", () => {
      field.value = here;
      form.requestSubmit();
    });
    form.append(own);
  }
}
