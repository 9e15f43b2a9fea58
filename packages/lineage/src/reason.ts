// Why a process stands out: what each reason is called and how much it weighs.

/** Reasons, the place in the list being their bit in `Forest.reasonBits`. */
export const reasonCodes = [
  'alert-critical',
  'alert-high',
  'alert-medium',
  'alert-low',
  'injects',
  'injected',
  'reads-lsass',
  'tampered',
  'from-other-host',
  'to-other-host',
  'unusual-parent',
  'unusual-path',
  'lookalike-name',
  'renamed',
  'image-deleted',
  'rare-pair',
  'unsigned',
  'living-off-the-land',
  'encoded-command',
  'user-changed',
  'elevated',
  'writable-path',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

export interface Reason {
  readonly code: ReasonCode;
  /** Share of the score; they add up to it. */
  readonly weight: number;
  /** One or two words for a column. */
  readonly label: string;
  /** A sentence for the detail, with the values that led to it. */
  readonly text: string;
}
