// Why an event can be refused: code → meaning and way out. Every code has its heading in docs/errors.md.

export interface QuarantineReason {
  readonly meaning: string;
  readonly remedy: string;
}

export const quarantineReasons = {
  json_invalid: {
    meaning: 'The bytes begin like JSON but are not valid JSON.',
    remedy:
      'Look at the position in the detail; a shipper that cuts lines needs a larger line limit. Replay cannot help.',
  },
  xml_invalid: {
    meaning: 'The bytes begin like an event in XML but are not well-formed, or declare entities or a document type.',
    remedy: 'Send the events as Windows renders them (one <Event> element each), without a document type.',
  },
  not_an_object: {
    meaning: 'A value that is neither a JSON object nor an <Event> element: plain text, a number, a nested array.',
    remedy: 'Set the shipper to send JSON objects or event XML; text formats need a shipper that parses them.',
  },
  utf8_invalid: {
    meaning: 'The event is not valid UTF-8.',
    remedy: 'Set the output encoding of the shipper to UTF-8.',
  },
  event_too_large: {
    meaning: 'The event is larger than the limit for one event.',
    remedy:
      'Raise the limit for one event, or have the shipper split or shorten it; then replay the delivery from the shipper.',
  },
  depth_exceeded: {
    meaning: 'Objects and arrays are nested deeper than the limit.',
    remedy: 'Real events are a few levels deep: look at who sends this before raising the limit.',
  },
  fields_exceeded: {
    meaning: 'The event has more fields than the limit.',
    remedy: 'Real events have fewer than 200: look at who sends this before raising the limit.',
  },
  shape_unknown: {
    meaning: 'A JSON object in none of the shapes that are known.',
    remedy:
      'Compare it with the shapes in the README of the sources; after an update that knows it, replay the quarantine.',
  },
  event_id_missing: {
    meaning: 'A Windows event without a usable event id.',
    remedy: 'Let the shipper send EventID (or winlog.event_id) as a number; then replay.',
  },
  time_missing: {
    meaning: 'None of the time fields of the event can be read.',
    remedy: 'Let the shipper send the time of the event (TimeCreated, @timestamp, unixTime) in ISO 8601 or epoch form.',
  },
  time_out_of_range: {
    meaning: 'Every time of the event lies before the earliest or after the latest time that is believed.',
    remedy: 'Check the clock of the sender; after widening the limits, replay the quarantine.',
  },
  columns_missing: {
    meaning: 'An osquery result without the rows it announces.',
    remedy: 'Check that nothing between the agent and here rewrites results.',
  },
  decode_failed: {
    meaning: 'Decoding hit a fault in the decoder itself.',
    remedy: 'Report it with the bytes; after an update, replay the quarantine.',
  },
} as const satisfies Record<string, QuarantineReason>;

export type QuarantineCode = keyof typeof quarantineReasons;
