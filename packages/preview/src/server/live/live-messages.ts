// What browser and server say to each other about live channels, one JSON object a WebSocket message.
import { z } from 'zod';

/** `ds/<uid>/<path>`: Grafana's name of a datasource's channel. */
const channel = z
  .string()
  .max(1000)
  .regex(/^ds\/[^/]+\/.+$/);

const fromBrowser = z.discriminatedUnion('type', [
  /** `data` goes along to the backend, as it stands in the channel's address. */
  z.object({ type: z.literal('subscribe'), channel, data: z.unknown() }),
  z.object({ type: z.literal('unsubscribe'), channel }),
]);

export type BrowserMessage = z.infer<typeof fromBrowser>;

export type ServerMessage =
  /** The channel is open; `message` is what a listener sees first. */
  | { readonly type: 'subscribed'; readonly channel: string; readonly message?: unknown }
  /** The channel stays closed. */
  | { readonly type: 'refused'; readonly channel: string; readonly error: string }
  | { readonly type: 'message'; readonly channel: string; readonly message: unknown };

/** A message of the browser; undefined for what is none. */
export function parseBrowserMessage(text: string): BrowserMessage | undefined {
  try {
    const parsed = fromBrowser.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
