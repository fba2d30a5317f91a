package main

import (
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
)

var warehouseStack = sync.OnceValue(func() awscdk.Stack { return NewWarehouseStack(awscdk.NewApp(nil), "Warehouse") })

var warehouse = sync.OnceValue(func() template { return templateOf(warehouseStack()) })

func TestWarehouseWritesToTheStreamOfTheOtherAccount(t *testing.T) {
	parcels := warehouse().functions()["Parcels"]

	wantSame(t, "layers", parcels.Layers, []any{layerArn})
	wantSame(t, "stream", parcels.Environment.Variables[streamVariable], streamArn)
}

func TestWarehouseHasAPolicyOfItsOwnAccount(t *testing.T) {
	managed := propertiesOfOnly[policy](t, warehouse(), "AWS::IAM::ManagedPolicy")

	wantSame(t, "statement", managed.PolicyDocument.Statement[0], statement{Effect: "Allow", Action: "kinesis:PutRecords", Resource: streamArn})
}

func TestWarehouseWarnsOfNothing(t *testing.T) {
	warnings := assertions.Annotations_FromStack(warehouseStack()).FindWarning(jsii.String("*"), assertions.Match_AnyValue())

	wantSame(t, "number of warnings", len(*warnings), 0)
}
