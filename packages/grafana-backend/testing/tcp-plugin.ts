// A plugin that listens as it would on Windows: at a port of the range that Grafana gives.
import { serveDatasource } from '../src/index';

void serveDatasource(
  {
    create: () => ({ query: async () => ({ frames: [] }), checkHealth: async () => ({ ok: true, message: 'by TCP' }) }),
  },
  process.env,
  'win32',
);
