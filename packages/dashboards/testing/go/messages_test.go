package alerting

import (
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	grafana "github.com/grafana/grafana-foundation-sdk/go/alerting"
	"github.com/prometheus/alertmanager/alert"
	"github.com/prometheus/alertmanager/template"
	"github.com/prometheus/common/model"
)

var update = flag.Bool("update", false, "write the golden texts anew")

const grafanaURL = "https://grafana.example.org/"

// golden compares with a committed text, which a person has read.
func golden(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join("__golden__", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	committed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if difference := cmp.Diff(string(committed), text); difference != "" {
		t.Errorf("%s (`go test -update` writes it anew):\n%s", file, difference)
	}
}

// notification renders what a receiver is told: each template that its settings call for, by name.
func notification(t *testing.T, alerts ...*alert.Alert) string {
	t.Helper()
	messages, err := template.New()
	if err != nil {
		t.Fatal(err)
	}
	messages.ExternalURL, _ = url.Parse(grafanaURL)
	for _, one := range provisioned[templatesFile](t, "templates.yaml").Templates {
		if err := messages.Parse(strings.NewReader(one.Template)); err != nil {
			t.Fatal(err)
		}
	}
	data := messages.Data("huntboard", model.LabelSet{"alertname": alerts[0].Labels["alertname"]}, nil, "", alerts...)
	var all strings.Builder
	for _, part := range []string{"title", "message"} {
		text, err := messages.ExecuteTextString(fmt.Sprintf(`{{ template "huntboard.%s" . }}`, part), data)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&all, "--- %s\n%s\n", part, text)
	}
	return all.String()
}

func labelSet(parts ...map[string]string) model.LabelSet {
	labels := model.LabelSet{}
	for _, part := range parts {
		for name, text := range part {
			labels[model.LabelName(name)] = model.LabelValue(text)
		}
	}
	return labels
}

// instance is an alert as Grafana hands it to its Alertmanager; one that ended is resolved.
func instance(labels, annotations model.LabelSet, ended bool) *alert.Alert {
	now := time.Now()
	ends := now.Add(time.Hour)
	if ended {
		ends = now.Add(-time.Minute)
	}
	return &alert.Alert{Alert: model.Alert{Labels: labels, Annotations: annotations, StartsAt: now.Add(-time.Hour), EndsAt: ends}}
}

func fired(t *testing.T, rule rule, sample sample, ended bool) *alert.Alert {
	t.Helper()
	values := map[string]value{"B": {sample.labels, sample.value}, "C": {sample.labels, 1}}
	annotations, err := annotationsOf(rule, sample.labels, values, grafanaURL)
	if err != nil {
		t.Fatalf("%s: %v", rule.Uid, err)
	}
	labels := labelSet(sample.labels, rule.Labels, map[string]string{"alertname": rule.Title, "grafana_folder": "Huntboard"})
	return instance(labels, labelSet(annotations), ended)
}

func ruleOf(t *testing.T, uid string) rule {
	t.Helper()
	for _, rule := range allRules(t) {
		if rule.Uid == uid {
			return rule
		}
	}
	t.Fatalf("no rule %s", uid)
	return rule{}
}

func TestEachRuleSaysWhatHappened(t *testing.T) {
	for _, rule := range allRules(t) {
		t.Run(rule.Uid, func(t *testing.T) {
			if len(samples[rule.Uid]) == 0 {
				t.Fatal("no sample of an instance")
			}
			var texts []string
			for _, sample := range samples[rule.Uid] {
				texts = append(texts, notification(t, fired(t, rule, sample, false)))
			}
			text := strings.Join(texts, "\n")
			if saysNothing(text) {
				t.Errorf("an instance lacks what the text asks for:\n%s", text)
			}
			golden(t, rule.Uid, text)
		})
	}
}

func TestLinksAreAddressesWhateverTheLabelsHold(t *testing.T) {
	for _, rule := range allRules(t) {
		for _, sample := range samples[rule.Uid] {
			// Grafana's documentation shows its address without the slash that its configuration ends with.
			for _, address := range []string{grafanaURL, strings.TrimSuffix(grafanaURL, "/")} {
				annotations, err := annotationsOf(rule, sample.labels, map[string]value{"B": {Value: sample.value}}, address)
				if err != nil {
					t.Fatal(err)
				}
				for name, text := range annotations {
					// An instance without a process has no lineage.
					if name == "summary" || name == "description" || text == "" {
						continue
					}
					link, err := url.Parse(text)
					if err != nil || link.Host != "grafana.example.org" || !strings.HasPrefix(link.Path, "/d/hb-") || link.Fragment != "" {
						t.Errorf("%s: %s is no address of a dashboard: %s", rule.Uid, name, text)
						continue
					}
					for variable, shown := range link.Query() {
						label, isLabel := sample.labels[strings.TrimPrefix(variable, "var-")]
						if isLabel && (len(shown) != 1 || shown[0] != label) {
							t.Errorf("%s: %s asks for %s = %q instead of %q", rule.Uid, name, variable, shown, label)
						}
					}
				}
			}
		}
	}
}

func TestSeveralAlertsAndResolvedOnesInOneMessage(t *testing.T) {
	rule := ruleOf(t, "hb-new-alert")
	of := func(host, title string, ended bool) *alert.Alert {
		first := samples[rule.Uid][0].labels
		labels := map[string]string{"severity": "critical", "rule": title, "host": host, "alert": first["alert"], "process": first["process"]}
		return fired(t, rule, sample{labels, 1}, ended)
	}
	golden(t, "several", notification(t, of("ws-01", "LSASS memory read", false), of("ws-01", "Shadow copies deleted", false)))
	golden(t, "several-hosts", notification(t, of("ws-01", "LSASS memory read", false), of("dc01", "DCSync", false)))
	golden(t, "firing-and-resolved", notification(t, of("ws-01", "LSASS memory read", false), of("ws-01", "Shadow copies deleted", true)))
	golden(t, "resolved", notification(t, of("ws-01", "LSASS memory read", true)))
}

// A rule whose empty answer is an alert fires without labels and without values.
func TestAnEmptyAnswerThatIsAnAlertSaysSo(t *testing.T) {
	found := 0
	for _, rule := range allRules(t) {
		if rule.NoDataState != grafana.RuleNoDataStateAlerting {
			continue
		}
		found++
		annotations, err := annotationsOf(rule, map[string]string{}, map[string]value{}, grafanaURL)
		if err != nil {
			t.Fatalf("%s: %v", rule.Uid, err)
		}
		labels := labelSet(rule.Labels, map[string]string{"alertname": rule.Title, "grafana_folder": "Huntboard"})
		text := notification(t, instance(labels, labelSet(annotations), false))
		if saysNothing(text) {
			t.Errorf("%s:\n%s", rule.Uid, text)
		}
		golden(t, rule.Uid+"-no-data", text)
	}
	if found == 0 {
		t.Fatal("no rule takes silence for an alert")
	}
}

// A rule whose query fails is an alert `DatasourceError`, with the annotations rendered without labels and the error beside them.
func TestARuleThatCannotBeAskedSaysWhy(t *testing.T) {
	var several []*alert.Alert
	for _, rule := range allRules(t) {
		annotations, err := annotationsOf(rule, map[string]string{}, map[string]value{}, grafanaURL)
		if err != nil {
			t.Fatalf("%s: an instance without labels breaks the text: %v", rule.Uid, err)
		}
		annotations["Error"] = "[sse.dataQueryError] failed to execute query [A]: the store does not answer"
		labels := labelSet(rule.Labels, map[string]string{
			"alertname": "DatasourceError", "grafana_folder": "Huntboard", "rulename": rule.Title, "datasource_uid": "huntboard", "ref_id": "A",
		})
		several = append(several, instance(labels, labelSet(annotations), false))
	}
	for name, text := range map[string]string{
		"error":          notification(t, several[0]),
		"errors":         notification(t, several[:2]...),
		"error-resolved": notification(t, instance(several[0].Labels, several[0].Annotations, true)),
	} {
		if saysNothing(text) {
			t.Errorf("%s", text)
		}
		golden(t, name, text)
	}
}
