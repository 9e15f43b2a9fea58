// Public face of the library: serve a datasource plugin, build and pass frames.
export { serveDatasource } from './serve-datasource';
export type {
  DataQuery,
  DataResult,
  Datasource,
  DatasourcePlugin,
  ErrorSource,
  HealthResult,
  PublishAnswer,
  QueryFault,
  ResourceRequest,
  ResourceResponse,
  StreamAnswer,
  StreamRequest,
  StreamSender,
  SubscribeAnswer,
} from './datasource';
export type { Call, DatasourceSettings, GrafanaUser, PluginContext } from './context';
export { createLogger } from './logger';
export type { LogFields, LogLevel, Logger } from './logger';
export { InstanceCache } from './instance-cache';
export type { InstanceKey } from './instance-cache';
export { addNotices, frameLength } from './frames/frame';
export type {
  DataLink,
  EncodedFrame,
  Field,
  FieldConfig,
  FieldType,
  FieldValue,
  FieldValues,
  Frame,
  FrameHead,
  FrameMeta,
  Labels,
  Notice,
  QueryStat,
} from './frames/frame';
export { encodeFrame } from './frames/encode-frame';
export { decodeFrame } from './frames/decode-frame';
export { frameToJson } from './frames/frame-json';
export type { DataFrameJson } from './frames/frame-json';
export { longToWide, seriesShape, SeriesShapeError } from './frames/long-to-wide';
export type { FillMissing, SeriesShape } from './frames/long-to-wide';
export { contentFrame, passThrough } from './frames/pass-through';
export type { PassThroughOptions } from './frames/pass-through';
export { frameBytes } from './arrow/assemble-file';
export { ArrowStreamCutError, ArrowStreamReader, ArrowStreamTooLargeError, readArrowStream } from './arrow/read-stream';
export type { ArrowStreamContent } from './arrow/read-stream';
export { ArrowFormatError, UnsupportedArrowTypeError } from './arrow/schema';
export type { ArrowField, ArrowSchema } from './arrow/schema';
