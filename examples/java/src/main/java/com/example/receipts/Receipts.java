package com.example.receipts;

import java.util.List;
import java.util.Map;
import java.util.logging.Logger;

/** A Lambda function: the receipt of an order. */
public final class Receipts {
    private static final Logger LOGGER = Logger.getLogger(Receipts.class.getName());

    /** An order, as the event of the function. Lambda converts it from JSON and needs the setters. */
    public static final class Order {
        private String id = "";
        private List<Integer> prices = List.of();

        public String getId() {
            return id;
        }

        public void setId(final String id) {
            this.id = id;
        }

        /** Prices in cents. */
        public List<Integer> getPrices() {
            return prices;
        }

        public void setPrices(final List<Integer> prices) {
            this.prices = prices;
        }
    }

    /** The handler. Adds up the prices. */
    public Map<String, Object> handle(final Order order) {
        final int total = order.getPrices().stream().mapToInt(Integer::intValue).sum();
        LOGGER.info(() -> "receipt of order %s: %d cents".formatted(order.getId(), total));
        return Map.of("order", order.getId(), "total", total);
    }
}
