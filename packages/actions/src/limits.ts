// Sizes of what people may send; the same for panel, plugin and control API.

/** Alerts in one request; an operator may set less (HUNTBOARD_ACTIONS_BULK). */
export const MAX_BULK = 1000;
/** Characters of a comment, a reason, a note. */
export const MAX_COMMENT = 4000;
/** Characters of a title, a task, a name. */
export const MAX_TITLE = 200;
/** Bytes of a request body. */
export const MAX_REQUEST_BYTES = 256 * 1024;
/** How long an action can be undone, ms: the panel offers ten seconds, a slow network gets the rest. */
export const UNDO_MS = 30_000;
/** Days that an exception of an editor may live; an admin's may live longer. */
export const EDITOR_EXCEPTION_DAYS = 90;
export const ADMIN_EXCEPTION_DAYS = 366;
