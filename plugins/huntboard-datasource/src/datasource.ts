// The datasource in the browser: puts variables into queries and hands them to its backend.
import { CoreApp } from '@grafana/data';
import type {
  AdHocVariableFilter,
  DataFrame,
  DataQueryRequest,
  DataQueryResponse,
  DataSourceGetTagKeysOptions,
  DataSourceGetTagValuesOptions,
  DataSourceInstanceSettings,
  DataSourceWithLogsContextSupport,
  DataSourceWithQueryModificationSupport,
  DataSourceWithSupplementaryQueriesSupport,
  LogRowContextOptions,
  LogRowModel,
  MetricFindValue,
  QueryFixAction,
  ScopedVars,
  SupplementaryQueryOptions,
  SupplementaryQueryType,
  TimeRange,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv } from '@grafana/runtime';
import type { TemplateSrv } from '@grafana/runtime';
import type { ValuesQuery } from '@huntboard/query';
import { from, lastValueFrom, map, switchMap } from 'rxjs';
import type { Observable } from 'rxjs';
import { z } from 'zod';
import { annotationSupport } from './annotations/annotation-support';
import type { KnownTable } from './completion/known-tables';
import { toEpoch } from './epoch-range';
import type { EpochRange } from './epoch-range';
import { explanationSchema } from './explanation';
import type { Explanation } from './explanation';
import { addLinks } from './explore/add-links';
import { liveTail } from './explore/live-tail';
import { contextQuery, contextRequest } from './explore/log-context';
import { SUPPLEMENTARY_TYPES, supplementaryQuery, supplementaryRequest } from './explore/log-volume';
import { MODIFICATIONS, modifyQuery } from './explore/modify-query';
import { emptyModel, isAskable, migrateQuery, readQuery } from './huntboard-query';
import type { HuntboardQuery } from './huntboard-query';
import { beforeVariables } from './interpolation/before-variables';
import { interpolateQuery } from './interpolation/interpolate-query';
import { variableReader } from './interpolation/variables';
import { queryInWords } from './query-in-words';
import type { HuntboardSettings } from './settings';
import { HuntboardVariables } from './variables/HuntboardVariables';

/** Which values are wanted: of a field of a table (events), containing a text. */
export type WantedValues = Pick<ValuesQuery, 'field'> & Partial<Pick<ValuesQuery, 'table' | 'search' | 'limit'>>;

const valuesAnswer = z.object({ values: z.array(z.object({ value: z.string() })) });
const schemaAnswer = z.object({
  tables: z.array(
    z.object({
      name: z.string(),
      doc: z.string(),
      columns: z.array(z.object({ name: z.string(), type: z.string(), doc: z.string() })),
    }),
  ),
});

/** The answer with the frames of these queries as marks are drawn; how is loaded when the first are asked for. */
function withMarks(answer: Observable<DataQueryResponse>, marks: ReadonlySet<string>): Observable<DataQueryResponse> {
  return from(import(/* webpackChunkName: "marks" */ './annotations/link-marks')).pipe(
    switchMap(async ({ linkMarks, loadWords }) => {
      // Marks in English are better than none.
      await loadWords().catch(() => undefined);
      return linkMarks;
    }),
    switchMap((linkMarks) =>
      answer.pipe(
        map((response) => ({
          ...response,
          data: response.data.map((frame: DataFrame) => (marks.has(frame.refId ?? '') ? linkMarks(frame) : frame)),
        })),
      ),
    ),
  );
}

export class HuntboardDataSource
  extends DataSourceWithBackend<HuntboardQuery, HuntboardSettings>
  implements
    DataSourceWithLogsContextSupport<HuntboardQuery>,
    DataSourceWithSupplementaryQueriesSupport<HuntboardQuery>,
    DataSourceWithQueryModificationSupport<HuntboardQuery>
{
  readonly database: string;
  readonly #templates: TemplateSrv;
  #tables: Promise<readonly KnownTable[]> | undefined;

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

  override query(request: DataQueryRequest<HuntboardQuery>): Observable<DataQueryResponse> {
    if (request.liveStreaming === true) {
      const targets = request.targets.map((query) =>
        this.applyTemplateVariables(query, request.scopedVars, request.filters),
      );
      return liveTail({ ...request, targets }, this.uid, (query) => this.postResource('tail', { query }));
    }
    const answer = super.query(request);
    const marks = new Set(request.targets.flatMap(({ kind, refId }) => (kind === 'annotations' ? [refId] : [])));
    if (marks.size > 0) return withMarks(answer, marks);
    // Dashboards bring their own links.
    if (request.app !== CoreApp.Explore) return answer;
    const target = { uid: this.uid, name: this.name };
    return answer.pipe(
      map((response) => ({ ...response, data: response.data.map((frame: DataFrame) => addLinks(frame, target)) })),
    );
  }

  /** Events of the same host before or after a line. */
  async getLogRowContext(row: LogRowModel, options: LogRowContextOptions = {}): Promise<DataQueryResponse> {
    const query = contextQuery(row, options);
    return query === undefined ? { data: [] } : lastValueFrom(this.query(contextRequest(row, query, options)));
  }

  async getLogRowContextQuery(row: LogRowModel, options: LogRowContextOptions = {}): Promise<HuntboardQuery | null> {
    return contextQuery(row, options) ?? null;
  }

  getSupportedSupplementaryQueryTypes(): SupplementaryQueryType[] {
    return SUPPLEMENTARY_TYPES;
  }

  getSupplementaryQuery(options: SupplementaryQueryOptions, query: HuntboardQuery): HuntboardQuery | undefined {
    return supplementaryQuery(options, migrateQuery(query));
  }

  getSupplementaryRequest(
    type: SupplementaryQueryType,
    request: DataQueryRequest<HuntboardQuery>,
    options?: SupplementaryQueryOptions,
  ): DataQueryRequest<HuntboardQuery> | undefined {
    return supplementaryRequest(type, { ...request, targets: request.targets.map(migrateQuery) }, options);
  }

  override modifyQuery(query: HuntboardQuery, action: QueryFixAction): HuntboardQuery {
    return modifyQuery(migrateQuery(query), action);
  }

  getSupportedQueryModifications(): string[] {
    return MODIFICATIONS;
  }

  override filterQuery(query: HuntboardQuery): boolean {
    const { query: read, problem } = readQuery(query);
    return problem === undefined ? isAskable(read) : query.hide !== true;
  }

  /** Values for variables; ad-hoc filters go along as filters, their values never become text. */
  override applyTemplateVariables(
    query: HuntboardQuery,
    scopedVars: ScopedVars,
    filters: AdHocVariableFilter[] = [],
  ): HuntboardQuery {
    const { query: read, problem } = readQuery(query);
    // The backend says what is wrong with it, where the person looks for errors.
    if (problem !== undefined) return query;
    const asked = interpolateQuery(read, variableReader(this.#templates, scopedVars));
    return filters.length === 0 ? asked : { ...asked, adHocFilters: filters };
  }

  override getQueryDisplayText(query: HuntboardQuery): string {
    return queryInWords(migrateQuery(query));
  }

  /** Fields for ad-hoc filters: the columns of events, then the further keys that events of the time range have. */
  override async getTagKeys(
    options: DataSourceGetTagKeysOptions<HuntboardQuery> = { filters: [] },
  ): Promise<MetricFindValue[]> {
    // Without an answer of the store, the columns can still be chosen.
    const tail = await this.findValues({ field: 'ext', limit: 500 }, options.timeRange).catch((): string[] => []);
    // The columns come with their words, which only editors need.
    const { eventFields } = await import(/* webpackChunkName: "fields" */ './event-fields');
    const columns = eventFields.map(({ name }) => name).filter((name) => name !== 'ext');
    return [...new Set([...columns, ...tail])].map((name) => ({ text: name, value: name }));
  }

  /** The most frequent values of a field in the time range. */
  override async getTagValues(options: DataSourceGetTagValuesOptions<HuntboardQuery>): Promise<MetricFindValue[]> {
    const values = await this.findValues({ field: options.key, limit: 500 }, options.timeRange);
    return values.map((value) => ({ text: value, value }));
  }

  /** Values of a field in a time range, the most frequent first. Rejects when the store does not answer. */
  async findValues(wanted: WantedValues, range?: TimeRange): Promise<string[]> {
    const { table = 'events', field, search = '', limit = 200 } = wanted;
    const params = { table, field, search, limit, ...toEpoch(range) };
    const answer: unknown = await this.getResource('values', params, { showErrorAlert: false });
    return valuesAnswer.parse(answer).values.map(({ value }) => value);
  }

  /** What a query will read, before it runs. Rejects when the store does not answer. */
  async explain(query: HuntboardQuery, { from, to }: EpochRange = toEpoch(), plan = false): Promise<Explanation> {
    const { query: read, problem } = readQuery(query);
    const model = problem === undefined ? interpolateQuery(read, variableReader(this.#templates, {})) : query;
    const intervalMs = Math.max(1, Math.round((to - from) / 500));
    const answer: unknown = await this.postResource(
      'explain',
      { model, from, to, intervalMs, plan },
      { showErrorAlert: false },
    );
    const explanation = explanationSchema.parse(answer);
    const place = explanation.error?.place;
    if (place === undefined || read.kind !== 'sql' || model.kind !== 'sql') return explanation;
    return { ...explanation, error: { ...explanation.error!, place: beforeVariables(read.sql, model.sql, place) } };
  }

  /** Tables of the default database as they are in the store, views and tables of one's own included; asked once. */
  async loadTables(): Promise<readonly KnownTable[]> {
    this.#tables ??= this.getResource('schema', undefined, { showErrorAlert: false })
      .then((answer: unknown) => schemaAnswer.parse(answer).tables)
      .catch((): readonly KnownTable[] => {
        // The store may be there the next time; until then the schema that we know has to do.
        this.#tables = undefined;
        return [];
      });
    return this.#tables;
  }
}
