SELECT toStartOfInterval(ts, INTERVAL 60000 millisecond) AS time, sumOrNull(toFloat64OrNull(ext[{p0:String}])) AS `sum of AppBytes` FROM events WHERE ts >= {from:DateTime64(3, 'UTC')} AND ts <= {to:DateTime64(3, 'UTC')} GROUP BY time ORDER BY time
-- {"from":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 10:00:00.000"},"to":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 11:00:00.000"},"p0":{"type":"String","value":"AppBytes"}}
-- {"shape":"timeseries"}
