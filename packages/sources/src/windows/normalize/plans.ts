// Compiled field plans: per shape, channel and event id, what to do with each field; built on first sight.
import { COL } from '@huntboard/schema';
import type { RowValue } from '@huntboard/schema';
import { templateRow, WRITE } from '../../row-writer.ts';
import { canonicalChannel, LINUX_SYSMON, serviceOf } from './channels.ts';
import { eventKind } from './event-kinds.ts';
import { compileField } from './fields.ts';
import type { FieldRule } from './fields.ts';

/** Fields of the shape itself (not of the event's data): dropped, or kept in ext. */
export type EnvelopeFields = ReadonlyMap<string, 'keep' | 'skip'>;

/** Of the fields of Windows itself those that Sysmon fills with more than a constant. */
const SYSMON_KEEPS: ReadonlySet<string> = new Set(['Keywords', 'tags', 'Data']);

/** Whether a field of the envelope is worth keeping in ext. */
export function keepsEnvelopeField(plan: Plan, name: string): boolean {
  return !plan.isSysmon || SYSMON_KEEPS.has(name);
}

export interface Plan {
  readonly channel: string;
  readonly eventId: number;
  readonly service: string;
  readonly category: string;
  readonly action: string;
  readonly isSysmon: boolean;
  readonly isSecurity: boolean;
  /** Every column that is the same in all events of the plan, in a row. */
  readonly template: readonly RowValue[];
  readonly fields: Map<string, FieldRule>;
  /** Names and rules in the order of the last event: senders keep their order, and comparing a name is cheaper than finding it. */
  readonly lastNames: string[];
  readonly lastRules: FieldRule[];
  /** Names of the shape's own fields, which do not count as data of the event. */
  readonly envelope: EnvelopeFields;
}

/** Hostile senders can invent channels and names without end: what is remembered is bounded. */
const MAX_PLANS = 4000;
const MAX_FIELDS = 1000;

export class PlanCache {
  readonly #shape: string;
  readonly #envelope: EnvelopeFields;
  #plans = new Map<string, Map<number, Plan>>();
  #count = 0;

  constructor(shape: string, envelope: EnvelopeFields) {
    this.#shape = shape;
    this.#envelope = envelope;
  }

  /** The plan for events of this channel (as sent) and id. */
  find(sentChannel: string, eventId: number, provider: string): Plan {
    const plan = this.#plans.get(sentChannel)?.get(eventId);
    return plan !== undefined && sentChannel !== '' ? plan : this.#build(sentChannel, eventId, provider);
  }

  #build(sentChannel: string, eventId: number, provider: string): Plan {
    const channel = canonicalChannel(sentChannel, provider);
    const [category = '', action = ''] = eventKind(channel, eventId).split('.');
    const service = serviceOf(channel);
    const template = templateRow();
    template[COL.source] = 'windows';
    template[COL.product] = channel === LINUX_SYSMON ? 'linux' : 'windows';
    template[COL.shape] = this.#shape;
    template[COL.Channel] = channel;
    template[COL.service] = service;
    template[COL.category] = category;
    template[COL.action] = action;
    template[COL.EventID] = eventId;
    const plan: Plan = {
      template,
      channel,
      eventId,
      service,
      category,
      action,
      isSysmon: service === 'sysmon',
      isSecurity: channel === 'Security',
      fields: new Map(),
      lastNames: [],
      lastRules: [],
      envelope: this.#envelope,
    };
    if (this.#count++ >= MAX_PLANS) {
      this.#plans = new Map();
      this.#count = 0;
    }
    let ofChannel = this.#plans.get(sentChannel);
    if (ofChannel === undefined) this.#plans.set(sentChannel, (ofChannel = new Map()));
    ofChannel.set(eventId, plan);
    return plan;
  }
}

/** Compiles and remembers the rule for a field that the plan has not seen. */
export function learnField(plan: Plan, name: string): FieldRule {
  const ofShape = plan.envelope.get(name);
  const rule: FieldRule =
    ofShape === undefined
      ? compileField(plan.channel, plan.eventId, name)
      : ofShape === 'keep' && keepsEnvelopeField(plan, name)
        ? { write: WRITE.ext, column: 0, name, special: 0, isData: false }
        : { write: WRITE.skip, column: 0, name, special: 0, isData: false };
  if (plan.fields.size < MAX_FIELDS) plan.fields.set(name, rule);
  return rule;
}
