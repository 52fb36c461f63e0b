// The papers of an OFFLINE interview, which are the same as those in the video room.

import { part, write } from "../interview/screen.js";
import { Papers, cannotOpen } from "./papers.js";
import { Server } from "./server.js";

new Papers(new Server(part("papers").dataset)).open().catch((error) => write("notes-state", cannotOpen(error)));
