package main

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

var reports = sync.OnceValue(func() template {
	app := awscdk.NewApp(nil)
	_, telemetry := NewWebShopStack(app, "WebShop")
	return templateOf(NewReportsStack(app, "Reports", telemetry))
})

func TestReportsHaveALayerButNoStreamOfTheirOwn(t *testing.T) {
	wantSame(t, "layers", len(reports().idsOf("AWS::Lambda::LayerVersion")), 1)
	wantSame(t, "streams", len(reports().idsOf("AWS::Kinesis::Stream")), 0)
}

func TestFunctionOfTheAliasIsAttached(t *testing.T) {
	alias := propertiesOfOnly[struct {
		Name            string
		FunctionVersion any
	}](t, reports(), "AWS::Lambda::Alias")

	wantSame(t, "attached", slices.Contains(reports().attached(), "Reports"), true)
	wantSame(t, "name", alias.Name, "live")
	wantSame(t, "version", alias.FunctionVersion, getAtt(reports().idOfOnly(t, "AWS::Lambda::Version"), "Version"))
}

func TestLogsOfReportsStayOutOfCloudWatch(t *testing.T) {
	denial := propertiesOfOnly[policy](t, reports(), "AWS::IAM::Policy").PolicyDocument.Statement[0]

	wantSame(t, "effect", denial.Effect, "Deny")
	if actions := asJSON(denial.Action); !strings.Contains(actions, `"logs:PutLogEvents"`) {
		t.Errorf("got the actions %s, want logs:PutLogEvents among them", actions)
	}
}

func TestNightlyTotalsStreamNothingYet(t *testing.T) {
	totals := reports().functions()["NightlyTotals"].Environment.Variables

	wantSame(t, "enabled", totals["KINESIS_TELEMETRY_ENABLED"], "false")
}
