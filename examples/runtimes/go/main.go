// A function on provided.al2023 that reserves the articles of an order.
package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

var stock = map[string]int{"tea": 40, "teapot": 3, "strainer": 12}

// Text or JSON, as the function is configured, with the request id in each line.
var logger = lambdacontext.NewLogger()

type order struct {
	Articles        []string `json:"articles"`
	SupplierSeconds float64  `json:"supplierSeconds"`
}

// UnknownArticle means that an order contains an article that the shop does not have.
type UnknownArticle struct{ article string }

func (e UnknownArticle) Error() string { return "there is no " + e.article }

func handle(ctx context.Context, order order) (map[string]int, error) {
	fmt.Printf("order of %d article(s):\n  %s\n", len(order.Articles), strings.Join(order.Articles, ", "))
	var reserved []string
	for _, article := range order.Articles {
		left, err := reserve(ctx, article)
		if err != nil {
			return nil, err
		}
		reserved = append(reserved, fmt.Sprintf("  %s: %d left", article, left))
	}
	logger.InfoContext(ctx, "reserved\n"+strings.Join(reserved, "\n"))
	time.Sleep(time.Duration(order.SupplierSeconds * float64(time.Second)))
	return map[string]int{"reserved": len(reserved)}, nil
}

func reserve(ctx context.Context, article string) (int, error) {
	left, known := stock[article]
	if !known {
		return 0, UnknownArticle{article}
	}
	if left < 5 {
		logger.WarnContext(ctx, fmt.Sprintf("only %d of %s left", left, article))
	}
	return left - 1, nil
}

func main() {
	lambda.Start(handle)
}
