// Example: a whole Grafana datasource backend. It answers every query with a sine wave in the panel's time range.
import { serveDatasource } from '../src/index';

interface SineQuery {
  readonly amplitude?: number;
}

void serveDatasource({
  create: (settings) => ({
    query: async ({ model, timeRange, maxDataPoints }, { log }) => {
      const { amplitude = 1 } = model as SineQuery;
      if (amplitude < 0)
        return { error: { message: 'The amplitude must not be negative.', status: 400, source: 'downstream' } };
      log.debug('Drawing a wave', { amplitude });
      const step = (timeRange.to - timeRange.from) / Math.max(1, maxDataPoints - 1);
      const times = Array.from({ length: maxDataPoints }, (_, index) => timeRange.from + index * step);
      return {
        frames: [
          {
            name: settings.name,
            meta: { type: 'timeseries-wide', typeVersion: [0, 1] },
            fields: [
              { name: 'time', type: 'time', nullable: false, values: times },
              {
                name: 'wave',
                type: 'float64',
                nullable: false,
                values: times.map((time) => amplitude * Math.sin(time / 10_000)),
              },
            ],
          },
        ],
      };
    },
    checkHealth: async () => ({ ok: true, message: `${settings.name} makes waves.` }),
  }),
});
