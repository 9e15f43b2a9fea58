// The part of Arrow's type system that Grafana accepts, and the key-value metadata in which it keeps frame and field details.
import type { FieldConfig, FieldType, FrameHead, FrameMeta, Labels } from '../frames/frame';

export interface ArrowField {
  readonly name: string;
  readonly type: FieldType;
  readonly nullable: boolean;
  readonly labels?: Labels;
  readonly config?: FieldConfig;
}

export interface ArrowSchema extends FrameHead {
  readonly fields: readonly ArrowField[];
}

/** A column in an Arrow message has a type that Grafana would refuse. */
export class UnsupportedArrowTypeError extends Error {
  override readonly name = 'UnsupportedArrowTypeError';
  readonly column: string;
  readonly arrowType: string;

  constructor(column: string, arrowType: string) {
    super(`Column "${column}" has Arrow type ${arrowType}, which Grafana does not accept: cast it in the query.`);
    this.column = column;
    this.arrowType = arrowType;
  }
}

/** Bytes are not what the Arrow IPC format says they must be. */
export class ArrowFormatError extends Error {
  override readonly name = 'ArrowFormatError';
}

/** Schema metadata as grafana-plugin-sdk-go reads it: `name`, `refId`, and `meta` as JSON. */
export function schemaMetadata(head: FrameHead): [string, string][] {
  const pairs: [string, string][] = [
    ['name', head.name ?? ''],
    ['refId', head.refId ?? ''],
  ];
  if (head.meta !== undefined) pairs.push(['meta', JSON.stringify(head.meta)]);
  return pairs;
}

/** Field metadata as grafana-plugin-sdk-go reads it: `name`, `labels` and `config` as JSON. */
export function fieldMetadata(field: ArrowField): [string, string][] {
  const pairs: [string, string][] = [['name', field.name]];
  if (field.labels !== undefined) pairs.push(['labels', JSON.stringify(field.labels)]);
  if (field.config !== undefined) pairs.push(['config', JSON.stringify(field.config)]);
  return pairs;
}

/** The frame's head from schema metadata, the inverse of `schemaMetadata`. */
export function headOf(metadata: ReadonlyMap<string, string>): FrameHead {
  const name = metadata.get('name');
  const refId = metadata.get('refId');
  const meta = metadata.get('meta');
  return {
    ...(name === undefined || name === '' ? {} : { name }),
    ...(refId === undefined || refId === '' ? {} : { refId }),
    ...(meta === undefined ? {} : { meta: JSON.parse(meta) as FrameMeta }),
  };
}

/** Labels and config from field metadata, the inverse of `fieldMetadata`. */
export function fieldDetailsOf(metadata: ReadonlyMap<string, string>): Pick<ArrowField, 'labels' | 'config'> {
  const labels = metadata.get('labels');
  const config = metadata.get('config');
  return {
    ...(labels === undefined ? {} : { labels: JSON.parse(labels) as Labels }),
    ...(config === undefined ? {} : { config: JSON.parse(config) as FieldConfig }),
  };
}
