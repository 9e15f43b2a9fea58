SELECT ts AS time, concat(rule_title, ' on ', host) AS title, summary AS text, arrayStringConcat(arrayConcat([level], tags), ',') AS tags, toString(alert_id) AS id, host FROM alerts FINAL WHERE ts >= {from:DateTime64(3, 'UTC')} AND ts <= {to:DateTime64(3, 'UTC')} AND level IN ({p0:String}) AND rule_id != 'huntboard:canary' ORDER BY time DESC, title LIMIT 500
-- {"from":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 10:00:00.000"},"to":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 11:00:00.000"},"p0":{"type":"String","value":"high"}}
-- {"shape":"annotations","limit":500}
