// Dashboard variables: the values of a field, or the first column of SQL.
import { CustomVariableSupport } from '@grafana/data';
import type { DataQueryRequest, DataQueryResponse } from '@grafana/data';
import { map } from 'rxjs';
import type { Observable } from 'rxjs';
import type { HuntboardDataSource } from '../datasource';
import type { HuntboardQuery } from '../huntboard-query';
import { VariableEditor } from '../lazy-editors';
import { variableQuery, variableValues } from './variable-query';

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
