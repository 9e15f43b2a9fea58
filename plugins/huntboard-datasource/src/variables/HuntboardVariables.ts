// Dashboard variables: the values of a field, or the first column of SQL.
import { CustomVariableSupport } from '@grafana/data';
import type { DataFrame, DataQueryRequest, DataQueryResponse, MetricFindValue } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { map } from 'rxjs';
import type { Observable } from 'rxjs';
import type { HuntboardDataSource } from '../datasource';
import { migrateQuery } from '../huntboard-query';
import type { HuntboardQuery } from '../huntboard-query';
import { VariableEditor } from './VariableEditor';

/** Values of a frame: columns `text` and `value` where they exist, else the first column. */
export function variableValues(frame: DataFrame | undefined): MetricFindValue[] {
  const field = (name: string): ArrayLike<unknown> | undefined =>
    frame?.fields.find((candidate) => candidate.name.toLowerCase() === name)?.values;
  const first = frame?.fields[0]?.values;
  const values = field('value') ?? field('__value') ?? first;
  const texts = field('text') ?? field('__text') ?? values;
  const seen = new Set<string>();
  return Array.from(values ?? [], (value, index) => ({
    value: String(value ?? ''),
    text: String(texts?.[index] ?? value ?? ''),
  })).filter((one) => {
    if (one.value === '' || seen.has(one.value)) return false;
    seen.add(one.value);
    return true;
  });
}

/** A variable's query of any age; SQL as bare text is what older dashboards hold. */
export function variableQuery(saved: unknown): HuntboardQuery {
  const envelope = { refId: 'variable' };
  if (typeof saved === 'string') return migrateQuery({ ...envelope, kind: 'sql', version: 1, sql: saved } as DataQuery);
  return migrateQuery({ ...envelope, ...(saved as object) });
}

export class HuntboardVariables extends CustomVariableSupport<HuntboardDataSource, HuntboardQuery, HuntboardQuery> {
  override readonly editor = VariableEditor;
  readonly #datasource: HuntboardDataSource;

  constructor(datasource: HuntboardDataSource) {
    super();
    this.#datasource = datasource;
  }

  override query(request: DataQueryRequest<HuntboardQuery>): Observable<DataQueryResponse> {
    const targets = request.targets.map((target) => ({
      ...variableQuery(target),
      refId: 'variable',
      datasource: this.#datasource.getRef(),
    }));
    return this.#datasource
      .query({ ...request, targets })
      .pipe(map((response) => ({ ...response, data: variableValues(response.data[0]) })));
  }
}
