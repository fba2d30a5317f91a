// A Lambda function: the receipt of an order.
package main

import (
	"context"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambda"
)

type order struct {
	ID     string `json:"id"`
	Prices []int  `json:"prices"` // in cents
}

type receipt struct {
	Order string `json:"order"`
	Total int    `json:"total"`
}

// handle adds up the prices of an order.
func handle(ctx context.Context, order order) (receipt, error) {
	total := 0
	for _, price := range order.Prices {
		total += price
	}
	slog.InfoContext(ctx, "receipt", "order", order.ID, "cents", total)
	return receipt{Order: order.ID, Total: total}, nil
}

func main() {
	lambda.Start(handle)
}
