// Event sources: bytes from a sender → rows of `events`, or a reason why not.
export type { DecodeLimits, DecodeOptions, Decoder, Delivery, EventSink, QuarantineItem } from './contract.ts';
export { createDecoder } from './decoder.ts';
export { quarantineReasons } from './quarantine-codes.ts';
export type { QuarantineCode, QuarantineReason } from './quarantine-codes.ts';
