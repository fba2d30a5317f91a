// A function that panics.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"
)

func main() {
	lambda.Start(func(ctx context.Context, articles map[string]int) error {
		var stock map[string]int
		stock["tea"] = 1
		return nil
	})
}
