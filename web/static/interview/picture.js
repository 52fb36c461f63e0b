// The candidate's own picture, which only the candidate sees: it is neither sent nor recorded.

import { canAsk, chosen, closeStream, isAllowed, openDevice, remedyFor } from "../devices.js";
import { part, press, say, show, write } from "./screen.js";

let stream = null;

async function start() {
  try {
    stream = await openDevice("camera", chosen().camera);
  } catch (error) {
    const { remedy } = remedyFor(error, "camera");
    write("device-words", `${remedy} Or go on without: your picture is for you alone.`);
    show("device", true);
    say(`The camera does not start. ${remedy}`);
    return;
  }
  stream.getTracks()[0].addEventListener("ended", stop);
  part("self").srcObject = stream;
  await part("self").play().catch(() => {});
  show("self", true);
  show("device", false);
  press("camera", true);
}

export function stop() {
  closeStream(stream);
  stream = null;
  part("self").srcObject = null;
  show("self", false);
  press("camera", false);
}

/** Switches the picture on only if the browser then shows no question. */
export async function beginPicture(wanted) {
  show("camera", canAsk());
  part("camera").addEventListener("click", () => (stream ? stop() : start()));
  if (wanted && canAsk() && (await isAllowed("camera"))) await start();
}
