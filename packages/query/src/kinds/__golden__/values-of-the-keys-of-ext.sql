SELECT toString(arrayJoin(mapKeys(`ext`))) AS value, count() AS count FROM events WHERE ts >= {from:DateTime64(3, 'UTC')} AND ts <= {to:DateTime64(3, 'UTC')} AND 1 GROUP BY value HAVING value != '' AND positionCaseInsensitiveUTF8(value, {p0:String}) > 0 ORDER BY count DESC, value LIMIT 1000
-- {"p0":{"type":"String","value":"key"},"from":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 10:00:00.000"},"to":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 11:00:00.000"}}
-- {"shape":"variable","limit":1000}
