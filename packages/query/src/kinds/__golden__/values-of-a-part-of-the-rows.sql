SELECT value, count() AS count FROM (SELECT toString(`CommandLine`) AS value FROM events WHERE ts >= {from:DateTime64(3, 'UTC')} AND ts <= {to:DateTime64(3, 'UTC')} AND 1 AND value != '' LIMIT 1000) GROUP BY value HAVING value != '' ORDER BY count DESC, value LIMIT 1000
-- {"from":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 10:00:00.000"},"to":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 11:00:00.000"}}
-- {"shape":"variable","limit":1000}
