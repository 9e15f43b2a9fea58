package alerting

import (
	"path/filepath"
	"testing"
	"time"

	grafana "github.com/grafana/grafana-foundation-sdk/go/alerting"
	"github.com/prometheus/alertmanager/pkg/labels"
	"github.com/prometheus/alertmanager/timeinterval"
	"github.com/prometheus/common/model"
)

var operators = map[string]labels.MatchType{
	"=": labels.MatchEqual, "!=": labels.MatchNotEqual, "=~": labels.MatchRegexp, "!~": labels.MatchNotRegexp,
}

func matches(t *testing.T, route grafana.NotificationPolicy, alert model.LabelSet) bool {
	t.Helper()
	if route.ObjectMatchers == nil {
		return true
	}
	var all labels.Matchers
	for _, parts := range *route.ObjectMatchers {
		if len(parts) != 3 {
			t.Fatalf("a matcher is a label, an operator and a value: %v", parts)
		}
		operator, known := operators[parts[1]]
		if !known {
			t.Fatalf("no operator %q", parts[1])
		}
		matcher, err := labels.NewMatcher(operator, parts[0], parts[2])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, matcher)
	}
	return all.Matches(alert)
}

// told is the policy that an alert comes to: the first route that matches, and what it does not say itself from its parent.
func told(t *testing.T, parent grafana.NotificationPolicy, alert model.LabelSet) grafana.NotificationPolicy {
	t.Helper()
	for _, route := range parent.Routes {
		if !matches(t, route, alert) {
			continue
		}
		for own, inherited := range map[**string]*string{
			&route.Receiver: parent.Receiver, &route.GroupWait: parent.GroupWait,
			&route.GroupInterval: parent.GroupInterval, &route.RepeatInterval: parent.RepeatInterval,
		} {
			if *own == nil {
				*own = inherited
			}
		}
		return told(t, route, alert)
	}
	return parent
}

func TestEachAlertIsToldInItsTime(t *testing.T) {
	policies := provisioned[policiesFile](t, "policies.yaml").Policies
	if len(policies) != 1 {
		t.Fatalf("%d trees of policies", len(policies))
	}
	type times struct{ wait, repeat, muted string }
	expected := map[string]times{
		"soc critical":      {"5s", "1h", ""},
		"soc high":          {"30s", "4h", ""},
		"soc medium":        {"30s", "4h", ""},
		"platform critical": {"30s", "12h", ""},
		"platform high":     {"30s", "12h", ""},
		"platform medium":   {"1m", "24h", "huntboard-outside-office-hours"},
	}
	seen := map[string]bool{}
	for _, rule := range allRules(t) {
		for _, sample := range samples[rule.Uid] {
			alert := labelSet(sample.labels, rule.Labels, map[string]string{"alertname": rule.Title})
			who := string(alert["team"] + " " + alert["severity"])
			route := told(t, policies[0].NotificationPolicy, alert)
			got := times{*route.GroupWait, *route.RepeatInterval, ""}
			for _, name := range route.MuteTimeIntervals {
				got.muted += name
			}
			if got != expected[who] || *route.Receiver != "huntboard" {
				t.Errorf("%s (%s) is told %v by %s, not %v", rule.Uid, who, got, *route.Receiver, expected[who])
			}
			seen[who] = true
		}
	}
	for _, who := range []string{"soc critical", "soc high", "platform critical", "platform high", "platform medium"} {
		if !seen[who] {
			t.Errorf("no rule is %s", who)
		}
	}
}

func TestDurationsAreDurations(t *testing.T) {
	check := func(text string) {
		if _, err := model.ParseDuration(text); err != nil {
			t.Error(err)
		}
	}
	var walk func(grafana.NotificationPolicy)
	walk = func(route grafana.NotificationPolicy) {
		for _, text := range []*string{route.GroupWait, route.GroupInterval, route.RepeatInterval} {
			if text != nil {
				check(*text)
			}
		}
		for _, child := range route.Routes {
			walk(child)
		}
	}
	for _, tree := range provisioned[policiesFile](t, "policies.yaml").Policies {
		walk(tree.NotificationPolicy)
	}
	for _, group := range provisioned[rulesFile](t, "rules.yaml").Groups {
		check(group.Interval)
		for _, rule := range group.Rules {
			check(rule.For)
		}
	}
}

func TestOfficeHoursAreLoudAndTheRestIsQuiet(t *testing.T) {
	intervals := map[string][]timeinterval.TimeInterval{}
	for _, timing := range provisioned[muteTimingsFile](t, "mute-timings.yaml").MuteTimes {
		intervals[timing.Name] = timing.TimeIntervals
	}
	intervener := timeinterval.NewIntervener(intervals)
	// 2026-11-20 is a Friday.
	for text, quiet := range map[string]bool{
		"2026-11-20T07:59:59Z": true,
		"2026-11-20T08:00:00Z": false,
		"2026-11-20T17:59:59Z": false,
		"2026-11-20T18:00:00Z": true,
		"2026-11-20T23:59:59Z": true,
		"2026-11-21T12:00:00Z": true,
		"2026-11-22T12:00:00Z": true,
		"2026-11-23T00:00:00Z": true,
		"2026-11-23T12:00:00Z": false,
	} {
		moment, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		muted, _, err := intervener.Mutes([]string{"huntboard-outside-office-hours"}, moment)
		if err != nil || muted != quiet {
			t.Errorf("%s: quiet is %v, %v", text, muted, err)
		}
	}
}

func TestContactPointsAreWhatGrafanaKnows(t *testing.T) {
	known := map[string]grafana.ContactPointType{
		"contact-points.yaml":       grafana.ContactPointTypeWebhook,
		"samples/email.yaml.sample": grafana.ContactPointTypeEmail,
		"samples/slack.yaml.sample": grafana.ContactPointTypeSlack,
		"samples/teams.yaml.sample": grafana.ContactPointTypeTeams,
	}
	found, err := filepath.Glob(filepath.Join(folder, "samples", "*"))
	if err != nil || len(found)+1 != len(known) {
		t.Errorf("%d samples, %v", len(found), err)
	}
	for name, kind := range known {
		for _, point := range provisioned[contactPointsFile](t, name).ContactPoints {
			for _, receiver := range point.Receivers {
				if point.Name != "huntboard" || receiver.Type != kind {
					t.Errorf("%s: %s is of type %s", name, point.Name, receiver.Type)
				}
			}
		}
	}
}
