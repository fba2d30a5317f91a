package main

import "testing"

func TestPricesAreAddedUp(t *testing.T) {
	got, err := handle(t.Context(), order{ID: "17", Prices: []int{250, 100}})

	if want := (receipt{Order: "17", Total: 350}); got != want || err != nil {
		t.Errorf("got %+v and the error %v, want %+v", got, err, want)
	}
}
