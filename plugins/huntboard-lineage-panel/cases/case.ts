// What a visual case is: frames and a size, ready to be drawn by the built panel.
import type { DataFrame, LoadingState } from '@grafana/data';
import type { LineageOptions } from '../src/options';
import { frame, noon } from '../src/options-preview/write-frames';
import type { Rows, Value } from '../src/options-preview/write-frames';

export { alerts, frame, grow, noon, p } from '../src/options-preview/write-frames';
export type { Grown } from '../src/options-preview/write-frames';

export interface LineageCase {
  /** What to look at in the picture. */
  readonly look: string;
  readonly frames: readonly DataFrame[];
  readonly width?: number;
  readonly height?: number;
  readonly options?: Partial<LineageOptions>;
  /** Value of the dashboard variable `proc_guid`. */
  readonly focus?: string;
  readonly state?: LoadingState;
  readonly error?: string;
  /** Width of the pane of the panel's options beside it, px; none without. */
  readonly pane?: number;
  /** Keys pressed on the panel after it was drawn. */
  readonly keys?: readonly string[];
}

/** A case is made when it is looked at: those of real attacks fetch their events. */
export type CaseMaker = () => LineageCase | Promise<LineageCase>;

/** Many processes by a rule that says who is whose child. */
export function many(count: number, row: (index: number) => Readonly<Record<string, Value>>): DataFrame {
  return frame(
    'processes',
    Array.from({ length: count }, (_, index) => ({
      id: `p${index}`,
      host: 'ws-014',
      pid: 100 + index * 4,
      start: noon + index * 400,
      user: 'CORP\\nora',
      ...row(index),
    })),
  );
}

/** Frames of a recorded attack, from the corpus; throws when there is none. */
export async function recorded(dataset: string): Promise<DataFrame[]> {
  const answer = await fetch(`/corpus/${dataset}`);
  if (!answer.ok) throw new Error(`${dataset}: ${await answer.text()}`);
  const frames = (await answer.json()) as { name: string; rows: Rows }[];
  return frames.map(({ name, rows }) => frame(name, rows));
}
