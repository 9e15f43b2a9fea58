SELECT host, count() AS n FROM events WHERE (ts >= if(match(toTypeName(ts), 'Date(32)?[)]*$'), toStartOfDay({from:DateTime64(3, 'UTC')}), {from:DateTime64(3, 'UTC')}) AND ts <= {to:DateTime64(3, 'UTC')}) AND 1 GROUP BY host
-- {"from":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 10:00:00.000"},"to":{"type":"DateTime64(3, 'UTC')","value":"2024-05-01 11:00:00.000"}}
-- {"shape":"table"}
