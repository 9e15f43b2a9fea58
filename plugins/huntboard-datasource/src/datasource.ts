// The datasource in the browser: puts variables into queries and hands them to its backend.
import { CoreApp } from '@grafana/data';
import type {
  AdHocVariableFilter,
  DataSourceGetTagKeysOptions,
  DataSourceGetTagValuesOptions,
  DataSourceInstanceSettings,
  MetricFindValue,
  ScopedVars,
  TimeRange,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv } from '@grafana/runtime';
import type { TemplateSrv } from '@grafana/runtime';
import { fromAdHoc } from '@huntboard/query';
import type { Filter, ValuesQuery } from '@huntboard/query';
import { annotationSupport } from './annotation-support';
import { askValues } from './ask-values';
import { eventFields } from './event-fields';
import { emptyModel, isAskable, migrateQuery } from './huntboard-query';
import type { HuntboardQuery } from './huntboard-query';
import { interpolateQuery } from './interpolation/interpolate-query';
import { variableReader } from './interpolation/variables';
import { queryInWords } from './query-in-words';
import type { HuntboardSettings } from './settings';
import { HuntboardVariables } from './variables/HuntboardVariables';

export class HuntboardDataSource extends DataSourceWithBackend<HuntboardQuery, HuntboardSettings> {
  readonly database: string;
  readonly #templates: TemplateSrv;

  constructor(settings: DataSourceInstanceSettings<HuntboardSettings>, templates: TemplateSrv = getTemplateSrv()) {
    super(settings);
    this.database = settings.jsonData.defaultDatabase ?? 'huntboard';
    this.#templates = templates;
    this.annotations = annotationSupport;
    this.variables = new HuntboardVariables(this);
  }

  /** A new query: events as a table; a count of alerts where an alert rule is made. */
  override getDefaultQuery(app: CoreApp): Partial<HuntboardQuery> {
    if (app === CoreApp.UnifiedAlerting) return { ...emptyModel('alerts'), format: 'count' } as Partial<HuntboardQuery>;
    return emptyModel('events');
  }

  override filterQuery(query: HuntboardQuery): boolean {
    return isAskable(migrateQuery(query));
  }

  /** Values for variables; ad-hoc filters go along as filters, their values never become text. */
  override applyTemplateVariables(
    query: HuntboardQuery,
    scopedVars: ScopedVars,
    filters: AdHocVariableFilter[] = [],
  ): HuntboardQuery {
    const asked = interpolateQuery(migrateQuery(query), variableReader(this.#templates, scopedVars));
    const adhocFilters = filters.flatMap((filter): Filter[] => {
      const read = fromAdHoc(filter);
      return read === undefined ? [] : [read];
    });
    return adhocFilters.length === 0 ? asked : { ...asked, adhocFilters };
  }

  override getQueryDisplayText(query: HuntboardQuery): string {
    return queryInWords(migrateQuery(query));
  }

  /** Fields for ad-hoc filters. */
  override async getTagKeys(_options?: DataSourceGetTagKeysOptions<HuntboardQuery>): Promise<MetricFindValue[]> {
    return eventFields.map(({ name }) => ({ text: name, value: name }));
  }

  /** The most frequent values of a field in the time range. */
  override async getTagValues(options: DataSourceGetTagValuesOptions<HuntboardQuery>): Promise<MetricFindValue[]> {
    const values = await this.findValues({ field: options.key }, options.timeRange);
    return values.map((value) => ({ text: value, value }));
  }

  /** Values of a field, the most frequent first; none when the backend cannot tell. */
  async findValues(query: Pick<ValuesQuery, 'field'> & Partial<ValuesQuery>, range?: TimeRange): Promise<string[]> {
    return askValues((request) => this.query(request), this.getRef(), query, range);
  }
}
