// Answers that the server does not have yet, stored on this device: text in localStorage, recordings in IndexedDB.

/** Stores text at each change. In a browser that stores nothing (a private window) only this copy is missing. */
export class Drafts {
  constructor(interviewId) {
    this.prefix = `greenroom.draft.${interviewId}.`;
  }

  read(name) {
    try {
      return JSON.parse(localStorage.getItem(this.prefix + name));
    } catch {
      return null;
    }
  }

  write(name, value) {
    try {
      localStorage.setItem(this.prefix + name, JSON.stringify(value));
    } catch {
      // The storage is full or forbidden: only the server's copy exists.
    }
  }

  drop(name) {
    try {
      localStorage.removeItem(this.prefix + name);
    } catch {
      // As above.
    }
  }

  /** Deletes all drafts, because the device may be borrowed. */
  dropAll() {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(this.prefix)) localStorage.removeItem(key);
    } catch {
      // As above.
    }
  }
}

const STORE = "recordings";

function database() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("greenroom", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

async function withStore(mode, act) {
  try {
    const open = await database();
    try {
      return await new Promise((resolve, reject) => {
        const doing = act(open.transaction(STORE, mode).objectStore(STORE));
        doing.onsuccess = () => resolve(doing.result);
        doing.onerror = () => reject(doing.error);
      });
    } finally {
      open.close();
    }
  } catch {
    return undefined;
  }
}

/** Recordings that are not uploaded yet, so that a crash loses a few seconds at most. */
export const recordings = {
  keep: (name, blob) => withStore("readwrite", (store) => store.put(blob, name)),
  find: (name) => withStore("readonly", (store) => store.get(name)),
  drop: (name) => withStore("readwrite", (store) => store.delete(name)),
  dropAll: () => withStore("readwrite", (store) => store.clear()),
};
