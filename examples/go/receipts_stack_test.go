package main

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

func TestFunctionInGoIsAttached(t *testing.T) {
	app := awscdk.NewApp(nil)
	_, telemetry := NewWebShopStack(app, "WebShop")
	receipts := templateOf(NewReceiptsStack(app, "Receipts", telemetry))

	function := propertiesOfOnly[struct {
		Runtime string
		Layers  []any
	}](t, receipts, "AWS::Lambda::Function")
	wantSame(t, "attached", receipts.attached(), []string{"Receipts"})
	wantSame(t, "runtime", function.Runtime, "provided.al2023")
	wantSame(t, "layers", len(function.Layers), 1)
}
