package main

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

func synthesizeWebShop(t *testing.T) template {
	t.Helper()
	return synthesize(t, NewWebShopStack(awscdk.NewApp(nil), "WebShop", nil))
}

func TestFunctionsHaveLayerSettingsAndPermission(t *testing.T) {
	webShop := synthesizeWebShop(t)
	layer := ref(webShop.idOfOnly(t, "AWS::Lambda::LayerVersion"))
	policy := ref(webShop.idOfOnly(t, "AWS::IAM::ManagedPolicy"))
	stream := getAtt(webShop.idOfOnly(t, "AWS::Kinesis::Stream"), "Arn")

	for _, handler := range []string{"payments.handler", "checkout.handler", "orders.handler"} {
		t.Run(handler, func(t *testing.T) {
			fn := webShop.function(t, handler)

			wantSame(t, "layers", fn.Layers, []any{layer})
			wantSame(t, "stream", fn.Environment.Variables["KINESIS_TELEMETRY_STREAM_ARN"], stream)
			wantSame(t, "telemetry types", fn.Environment.Variables["KINESIS_TELEMETRY_TYPES"], "platform,function")
			if policies := webShop.policiesOf(t, fn); !contains(policies, policy) {
				t.Errorf("got policies %s, want %s among them", asJSON(policies), asJSON(policy))
			}
		})
	}
}

func TestPolicyAllowsToWriteIntoTheStreamAndNothingElse(t *testing.T) {
	webShop := synthesizeWebShop(t)
	var policy struct{ PolicyDocument struct{ Statement []any } }
	webShop.properties(t, "AWS::IAM::ManagedPolicy", &policy)

	wantSame(t, "statements", policy.PolicyDocument.Statement, []any{map[string]any{
		"Effect":   "Allow",
		"Action":   "kinesis:PutRecords",
		"Resource": getAtt(webShop.idOfOnly(t, "AWS::Kinesis::Stream"), "Arn"),
	}})
}

func TestPaymentsHasSettingsOfItsOwn(t *testing.T) {
	webShop := synthesizeWebShop(t)
	payments := webShop.function(t, "payments.handler").Environment.Variables
	checkout := webShop.function(t, "checkout.handler").Environment.Variables

	wantSame(t, "flush strategy of payments", payments["KINESIS_TELEMETRY_FLUSH_STRATEGY"], "end-of-invocation")
	wantSame(t, "attributes of payments", attributes(t, payments), map[string]string{"team": "shop", "service": "payments"})
	wantSame(t, "attributes of checkout", attributes(t, checkout), map[string]string{"team": "shop"})
}

func TestWhatReadsTheStreamIsNotAttached(t *testing.T) {
	webShop := synthesizeWebShop(t)
	watch := webShop.function(t, "watch.handler")
	var source struct {
		BatchSize             int
		FunctionResponseTypes []string
	}
	webShop.properties(t, "AWS::Lambda::EventSourceMapping", &source)

	if len(watch.Layers) != 0 || len(watch.Environment.Variables) != 0 {
		t.Errorf("got layers %s and variables %s, want none", asJSON(watch.Layers), asJSON(watch.Environment.Variables))
	}
	wantSame(t, "batch size", source.BatchSize, 500)
	wantSame(t, "response types", source.FunctionResponseTypes, []string{"ReportBatchItemFailures"})
}

func TestStreamKeepsTelemetryForTwoDays(t *testing.T) {
	var stream struct{ RetentionPeriodHours int }
	synthesizeWebShop(t).properties(t, "AWS::Kinesis::Stream", &stream)

	wantSame(t, "hours", stream.RetentionPeriodHours, 48)
}

func TestEveryAlarmTellsThePager(t *testing.T) {
	webShop := synthesizeWebShop(t)
	pager := ref(webShop.idOfOnly(t, "AWS::SNS::Topic"))
	alarms := webShop.idsOf("AWS::CloudWatch::Alarm")

	wantSame(t, "number of alarms", len(alarms), 4)
	for _, id := range alarms {
		var alarm struct {
			AlarmActions []any
			Threshold    float64
		}
		decode(t, webShop.Resources[id].Properties, &alarm)
		wantSame(t, id+": actions", alarm.AlarmActions, []any{pager})
		if strings.Contains(id, "ThrottledRecords") {
			wantSame(t, id+": threshold", alarm.Threshold, 5)
		}
	}
}

func TestOtherStacksFindTheArns(t *testing.T) {
	webShop := synthesizeWebShop(t)
	values := map[string]any{}
	for _, id := range webShop.idsOf("AWS::SSM::Parameter") {
		var parameter struct {
			Name  string
			Value any
		}
		decode(t, webShop.Resources[id].Properties, &parameter)
		values[parameter.Name] = parameter.Value
	}

	wantSame(t, "parameters", values, map[string]any{
		"/web-shop/telemetry/extension/arn":      ref(webShop.idOfOnly(t, "AWS::Lambda::LayerVersion")),
		"/web-shop/telemetry/runtime/policy/arn": ref(webShop.idOfOnly(t, "AWS::IAM::ManagedPolicy")),
		"/web-shop/telemetry/stream/arn":         getAtt(webShop.idOfOnly(t, "AWS::Kinesis::Stream"), "Arn"),
	})
}
