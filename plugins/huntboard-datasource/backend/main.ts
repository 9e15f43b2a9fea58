// Entry of the backend executable that Grafana starts.
import { serveDatasource } from '@huntboard/grafana-backend';
import { createDatasource } from './create-datasource';

void serveDatasource({ create: createDatasource });
