SELECT toStartOfInterval(ts, INTERVAL 60000 millisecond) AS time, count() / 60 AS `events per second` FROM events WHERE ts >= {from:DateTime64(3, 'UTC')} AND ts <= {to:DateTime64(3, 'UTC')} GROUP BY time ORDER BY time WITH FILL FROM toStartOfInterval({from:DateTime64(3, 'UTC')}, INTERVAL 60000 millisecond) TO {to:DateTime64(3, 'UTC')} STEP INTERVAL 60000 MILLISECOND
-- {"from":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 10:00:00.000"},"to":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 11:00:00.000"}}
-- {"shape":"timeseries"}
