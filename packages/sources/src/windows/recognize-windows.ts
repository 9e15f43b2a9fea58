// Which Windows shape an object has, told by its members, event by event. Hot path: a few look-ups, most frequent shapes first.
import { isObject } from '../values/json.ts';
import type { JsonObject } from '../values/json.ts';
import { normalizeAzure } from './azure/normalize-azure.ts';
import { normalizeEvtxJson } from './evtx-json/normalize-evtx-json.ts';
import { normalizeFluentBit } from './fluent-bit/normalize-fluent-bit.ts';
import { normalizeNxlog } from './nxlog/normalize-nxlog.ts';
import { normalizeEventLogRecord, normalizePowershellExport } from './powershell-export/normalize-powershell-export.ts';
import type { NormalizeShape } from './shape.ts';
import { normalizeWinlogbeat } from './winlogbeat/normalize-winlogbeat.ts';
import { normalizeWinlogbeat6 } from './winlogbeat6/normalize-winlogbeat6.ts';

/** The normaliser of the shape that this object has; undefined when it is none of Windows. */
export function recognizeWindows(event: JsonObject): NormalizeShape | undefined {
  if (event['EventID'] !== undefined) return recognizeFlat(event);
  if (isObject(event['winlog'])) return normalizeWinlogbeat;
  if (isObject(event['Event']) || isObject(event['System'])) return normalizeEvtxJson;
  if (event['event_id'] !== undefined && (event['log_name'] !== undefined || event['event_data'] !== undefined))
    return normalizeWinlogbeat6;
  if (event['Id'] !== undefined && event['LogName'] !== undefined) return normalizeEventLogRecord;
  return undefined;
}

function recognizeFlat(event: JsonObject): NormalizeShape {
  if (event['SourceModuleType'] !== undefined || event['EventReceivedTime'] !== undefined) return normalizeNxlog;
  if (
    event['TimeGenerated'] !== undefined &&
    event['RecordNumber'] === undefined &&
    event['StringInserts'] === undefined
  )
    return normalizeAzure;
  if (event['StringInserts'] !== undefined || event['TimeGenerated'] !== undefined) return normalizeFluentBit;
  if (event['EventTime'] !== undefined && event['TimeCreated'] === undefined) return normalizeNxlog;
  return normalizePowershellExport;
}
