// What provisioning/alerting holds, decoded strictly: an unknown field or a value of the wrong type is an error.
package alerting

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	grafana "github.com/grafana/grafana-foundation-sdk/go/alerting"
	"github.com/prometheus/alertmanager/timeinterval"
	"gopkg.in/yaml.v3"
)

// decoder is one of Grafana's own types, with its own strict decoder.
type decoder interface{ UnmarshalJSONStrict([]byte) error }

// decodeInto gives a part of our YAML to Grafana's decoder, without what only a file says of it.
func decodeInto(target decoder, node *yaml.Node, onlyInFiles ...string) error {
	var plain map[string]any
	if err := node.Decode(&plain); err != nil {
		return err
	}
	for _, name := range onlyInFiles {
		delete(plain, name)
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return err
	}
	// A list of no errors comes as an error, too.
	if err := target.UnmarshalJSONStrict(text); err != nil && err.Error() != "" {
		return err
	}
	return nil
}

type query struct{ grafana.Query }

func (q *query) UnmarshalYAML(node *yaml.Node) error { return decodeInto(q, node) }

type contactPoint struct{ grafana.ContactPoint }

func (c *contactPoint) UnmarshalYAML(node *yaml.Node) error { return decodeInto(c, node) }

type policy struct{ grafana.NotificationPolicy }

func (p *policy) UnmarshalYAML(node *yaml.Node) error { return decodeInto(p, node, "orgId") }

type rule struct {
	Uid          string                   `yaml:"uid"`
	Title        string                   `yaml:"title"`
	Condition    string                   `yaml:"condition"`
	Data         []query                  `yaml:"data"`
	DashboardUid string                   `yaml:"dashboardUid"`
	PanelId      int                      `yaml:"panelId"`
	NoDataState  grafana.RuleNoDataState  `yaml:"noDataState"`
	ExecErrState grafana.RuleExecErrState `yaml:"execErrState"`
	For          string                   `yaml:"for"`
	Annotations  map[string]string        `yaml:"annotations"`
	Labels       map[string]string        `yaml:"labels"`
	IsPaused     bool                     `yaml:"isPaused"`
}

type rulesFile struct {
	ApiVersion int `yaml:"apiVersion"`
	Groups     []struct {
		OrgId    int    `yaml:"orgId"`
		Name     string `yaml:"name"`
		Folder   string `yaml:"folder"`
		Interval string `yaml:"interval"`
		Rules    []rule `yaml:"rules"`
	} `yaml:"groups"`
}

type templatesFile struct {
	ApiVersion int `yaml:"apiVersion"`
	Templates  []struct {
		OrgId    int    `yaml:"orgId"`
		Name     string `yaml:"name"`
		Template string `yaml:"template"`
	} `yaml:"templates"`
}

type contactPointsFile struct {
	ApiVersion    int `yaml:"apiVersion"`
	ContactPoints []struct {
		OrgId     int            `yaml:"orgId"`
		Name      string         `yaml:"name"`
		Receivers []contactPoint `yaml:"receivers"`
	} `yaml:"contactPoints"`
}

type policiesFile struct {
	ApiVersion int      `yaml:"apiVersion"`
	Policies   []policy `yaml:"policies"`
}

type muteTimingsFile struct {
	ApiVersion int `yaml:"apiVersion"`
	MuteTimes  []struct {
		OrgId         int                         `yaml:"orgId"`
		Name          string                      `yaml:"name"`
		TimeIntervals []timeinterval.TimeInterval `yaml:"time_intervals"`
	} `yaml:"muteTimes"`
}

const folder = "../../../../provisioning/alerting"

// provisioned decodes a file of provisioning/alerting.
func provisioned[T any](t *testing.T, name string) T {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	var document T
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&document); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return document
}

func allRules(t *testing.T) []rule {
	t.Helper()
	var all []rule
	for _, group := range provisioned[rulesFile](t, "rules.yaml").Groups {
		all = append(all, group.Rules...)
	}
	if len(all) == 0 {
		t.Fatal("no rules")
	}
	return all
}
