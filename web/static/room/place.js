// The papers of an interview at a place: the same as beside the picture of a meeting.

import { part, write } from "../interview/screen.js";
import { Papers, cannotOpen } from "./papers.js";
import { Server } from "./server.js";

new Papers(new Server(part("papers").dataset)).open().catch((error) => write("notes-state", cannotOpen(error)));
