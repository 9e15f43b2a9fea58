SELECT toString(`Image`) AS value, uniqExact(host) AS hosts, count() AS events, min(ts) AS first_seen, max(ts) AS last_seen, arraySort(groupUniqArray(5)(host)) AS on FROM events WHERE category IN ({p0:String}) AND ts >= {from:DateTime64(3, 'UTC')} AND ts <= {to:DateTime64(3, 'UTC')} GROUP BY value HAVING value != '' AND hosts <= 1 ORDER BY hosts, events, value LIMIT 500
-- {"p0":{"type":"String","value":"process"},"from":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 10:00:00.000"},"to":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 11:00:00.000"}}
-- {"shape":"table","limit":500}
