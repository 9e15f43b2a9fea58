SELECT value, count FROM (SELECT toString(`value`) AS value, count() AS count FROM seen WHERE last_ts >= {from:DateTime64(3, 'UTC')} AND last_ts <= {to:DateTime64(3, 'UTC')} AND positionCaseInsensitive(`value`, {p0:String}) > 0 GROUP BY value HAVING value != '' ORDER BY count DESC, value LIMIT 1000) ORDER BY value
-- {"p0":{"type":"String","value":"exe"},"from":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 10:00:00.000"},"to":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 11:00:00.000"}}
-- {"shape":"variable","limit":1000}
