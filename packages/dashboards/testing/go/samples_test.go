package alerting

// sample is an instance of a rule: the labels that its query gives, and the value that fires. That the queries give these labels
// is proven beside the rules, with the real store.
type sample struct {
	labels map[string]string
	value  float64
}

// samples has for each rule what is usual and what is not: odd names, fractions, one of a kind.
var samples = map[string][]sample{
	"hb-new-alert": {
		{map[string]string{"severity": "critical", "rule": "LSASS memory read", "host": "ws-01", "alert": "0197a3c2-0000-8000-8000-000000000001", "process": "0197a3c2-0000-8000-8000-0000000000aa"}, 3},
		{map[string]string{"severity": "high", "rule": `Service "upd&ate" <new> {{ x }}`, "host": "odd&name=1 #2", "alert": "0197a3c2-0000-8000-8000-000000000002", "process": ""}, 1},
	},
	"hb-unreviewed": {
		{map[string]string{"level": "critical"}, 1},
		{map[string]string{"level": "high"}, 14},
	},
	"hb-incident-opened": {
		{map[string]string{"severity": "critical", "incident": "Invoice opened by three people", "id": "0197a3c2-0000-8000-8000-000000000003"}, 1},
	},
	"hb-source-silent":    {{map[string]string{"source": "windows"}, 1200}},
	"hb-host-silent":      {{map[string]string{"host": "dc01"}, 1.5}},
	"hb-queue-lag":        {{map[string]string{"node": "ingest-1"}, 400.25}},
	"hb-quarantine-grows": {{map[string]string{"code": "json_invalid"}, 101}},
	"hb-disk-days": {
		{map[string]string{"disk": "default"}, 10.0 / 3},
		{map[string]string{"disk": "default"}, 0.04},
	},
	"hb-canary-missing": {{map[string]string{"node": "ingest-1"}, 1234}},
}
