// The datasource in the browser: everything it asks goes to its backend.
import { DataSourceWithBackend } from '@grafana/runtime';

export class HuntboardDataSource extends DataSourceWithBackend {}
