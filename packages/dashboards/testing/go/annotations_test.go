package alerting

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/template"
)

// value is what `$values.B` is in Grafana: it prints as its number, without an exponent.
type value struct {
	Labels map[string]string
	Value  float64
}

func (v value) String() string { return strconv.FormatFloat(v.Value, 'f', -1, 64) }

// expand renders an annotation as Grafana does for an instance of a rule: by Prometheus' expander, with `$labels` the labels of
// the query, and `$values` what each expression gave. What an instance does not have prints as `<no value>`.
func expand(text string, labels map[string]string, values map[string]value, grafanaURL string) (string, error) {
	address, err := url.Parse(grafanaURL)
	if err != nil {
		return "", err
	}
	variables := struct {
		Labels map[string]string
		Values map[string]value
	}{labels, values}
	expander := template.NewTemplateExpander(context.Background(),
		"{{- $labels := .Labels -}}{{- $values := .Values -}}"+text,
		"annotation", variables, model.Time(0), nil, address, []string{"missingkey=invalid"})
	return expander.Expand()
}

// annotationsOf renders all annotations of a rule.
func annotationsOf(rule rule, labels map[string]string, values map[string]value, grafanaURL string) (map[string]string, error) {
	annotations := map[string]string{}
	for name, text := range rule.Annotations {
		rendered, err := expand(text, labels, values, grafanaURL)
		if err != nil {
			return nil, err
		}
		annotations[name] = rendered
	}
	return annotations, nil
}

func saysNothing(text string) bool {
	return strings.Contains(text, "no value") || strings.Contains(text, "%!")
}
