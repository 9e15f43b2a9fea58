// The body of POST /api/ds/query, read as Grafana reads it.
import type { HostQuery } from '@huntboard/grafana-backend/testing';
import { z } from 'zod';

const datasourceRef = z.looseObject({ uid: z.string().optional(), type: z.string().optional() });

const query = z.looseObject({
  refId: z.string().min(1).max(200),
  datasource: z.union([datasourceRef, z.string()]).nullish(),
  intervalMs: z.number().nonnegative().optional(),
  maxDataPoints: z.number().nonnegative().optional(),
  queryType: z.string().optional(),
});

const body = z.object({
  queries: z.array(query).min(1).max(100),
  from: z.union([z.string(), z.number()]),
  to: z.union([z.string(), z.number()]),
});

export interface AskedQuery {
  /** uid of the datasource; '' for the default one. */
  readonly datasource: string;
  readonly query: HostQuery;
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

const UNIT_MS: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86400e3, w: 604800e3 };

/** Epoch ms from what Grafana's clients send: epoch ms as number or text, `now`, `now-6h`, or an ISO time. NaN if none of these. */
export function toEpoch(time: string | number, now: number): number {
  if (typeof time === 'number') {
    return time;
  }
  if (/^\d+$/.test(time)) {
    return Number(time);
  }
  const relative = /^now(?:-(\d+)([smhdw]))?$/.exec(time);
  if (relative !== null) {
    return now - Number(relative[1] ?? 0) * (UNIT_MS[relative[2] ?? 's'] ?? 0);
  }
  return Date.parse(time);
}

/** The queries of a request body with their datasource and time range, or what is wrong with it. */
export function parseQueryBody(raw: unknown, now: number): Parsed<readonly AskedQuery[]> {
  const parsed = body.safeParse(raw);
  if (!parsed.success) {
    return { ok: false, message: z.prettifyError(parsed.error) };
  }
  const from = toEpoch(parsed.data.from, now);
  const to = toEpoch(parsed.data.to, now);
  if (Number.isNaN(from) || Number.isNaN(to)) {
    return { ok: false, message: 'from and to must be epoch milliseconds, now-<n><unit> or ISO times' };
  }
  const queries = parsed.data.queries.map((model) => {
    const { refId, datasource, intervalMs, maxDataPoints, queryType } = model;
    const uid = typeof datasource === 'string' ? datasource : (datasource?.uid ?? '');
    const asked: HostQuery = {
      refId,
      model,
      from,
      to,
      intervalMs: intervalMs ?? 1000,
      maxDataPoints: maxDataPoints ?? 100,
      queryType: queryType ?? '',
    };
    return { datasource: uid, query: asked };
  });
  return { ok: true, value: queries };
}
