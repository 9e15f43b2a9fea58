SELECT a.level AS level, count() AS alerts FROM (SELECT * FROM alerts FINAL WHERE ts >= {from:DateTime64(3, 'UTC')} AND ts <= {to:DateTime64(3, 'UTC')} AND rule_id != 'huntboard:canary' AND 1) AS a LEFT JOIN (SELECT alert_id, status, assignee FROM alert_states FINAL) AS s ON a.alert_id = s.alert_id GROUP BY level ORDER BY indexOf(['critical', 'high', 'medium', 'low', 'informational'], level)
-- {"from":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 10:00:00.000"},"to":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 11:00:00.000"}}
-- {"shape":"table"}
