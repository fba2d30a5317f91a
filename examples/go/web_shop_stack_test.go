package main

import (
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

var webShop = sync.OnceValue(func() template {
	stack, _ := NewWebShopStack(awscdk.NewApp(nil), "WebShop")
	return templateOf(stack)
})

func TestWebShopAttachesEveryFunctionButTheReader(t *testing.T) {
	wantSame(t, "attached", webShop().attached(), []string{"Checkout", "Orders", "Payments"})
}

func TestWebShopFunctionsShareOneLayer(t *testing.T) {
	layer := ref(webShop().idOfOnly(t, "AWS::Lambda::LayerVersion"))

	for _, id := range webShop().attached() {
		wantSame(t, id, webShop().functions()[id].Layers, []any{layer})
	}
}

func TestPolicyAllowsToWriteToTheStreamAndNothingElse(t *testing.T) {
	managed := propertiesOfOnly[policy](t, webShop(), "AWS::IAM::ManagedPolicy")

	wantSame(t, "statements", managed.PolicyDocument.Statement, []statement{{
		Effect:   "Allow",
		Action:   "kinesis:PutRecords",
		Resource: getAtt(webShop().idOfOnly(t, "AWS::Kinesis::Stream"), "Arn"),
	}})
}

func TestPaymentsWaitUntilTheirTelemetryIsDelivered(t *testing.T) {
	payments := webShop().functions()["Payments"].Environment.Variables
	checkout := webShop().functions()["Checkout"].Environment.Variables

	wantSame(t, "flush strategy of payments", payments["KINESIS_TELEMETRY_FLUSH_STRATEGY"], "end-of-invocation")
	wantSame(t, "attributes of payments", payments["KINESIS_TELEMETRY_ATTRIBUTES"], `{"service":"payments","team":"shop"}`)
	wantSame(t, "flush strategy of checkout", checkout["KINESIS_TELEMETRY_FLUSH_STRATEGY"], nil)
}

func TestPaymentsSendNoSecretsAndFewDebugLines(t *testing.T) {
	payments := webShop().functions()["Payments"].Environment.Variables

	wantSame(t, "mask of payments", payments["KINESIS_TELEMETRY_MASK"],
		`{"builtIns":["payment-card","email"],"fields":["password"],"patterns":[{"name":"customer","pattern":"cust-\\d{6}","replacement":"cust-***"}]}`)
	wantSame(t, "sampling of payments", payments["KINESIS_TELEMETRY_SAMPLING"],
		`{"keep":["error"],"slowerThanMs":1000,"minLevel":"error","share":0.01,"onlyBelow":"info"}`)
}

func TestOrdersWriteCompressedRecords(t *testing.T) {
	orders := webShop().functions()["Orders"].Environment.Variables

	wantSame(t, "compression", orders["KINESIS_TELEMETRY_COMPRESSION"], "gzip")
}

func TestReaderGetsBatchesOfTheStream(t *testing.T) {
	source := propertiesOfOnly[eventSource](t, webShop(), "AWS::Lambda::EventSourceMapping")

	wantSame(t, "stream", source.EventSourceArn, getAtt(webShop().idOfOnly(t, "AWS::Kinesis::Stream"), "Arn"))
	wantSame(t, "response types", source.FunctionResponseTypes, []string{"ReportBatchItemFailures"})
}

func TestEveryAlarmNotifiesThePager(t *testing.T) {
	pager := ref(webShop().idOfOnly(t, "AWS::SNS::Topic"))
	alarms := propertiesOfAll[struct{ AlarmActions []any }](webShop(), "AWS::CloudWatch::Alarm")

	wantSame(t, "number of alarms", len(alarms), 5)
	for _, alarm := range alarms {
		wantSame(t, "actions", alarm.AlarmActions, []any{pager})
	}
}
