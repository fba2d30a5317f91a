package com.example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reserves the articles of an order, and waits for the supplier. An unknown article is an error of the invocation. */
public class Inventory implements RequestHandler<Inventory.Order, Map<String, Integer>> {
  private static final Map<String, Integer> STOCK = Map.of("tea", 40, "teapot", 3, "strainer", 12);

  /** The event. */
  public static class Order {
    public List<String> articles = List.of();
    public double supplierSeconds;
  }

  /** An order contains an article that the shop does not have. */
  public static class UnknownArticle extends RuntimeException {
    UnknownArticle(String article) {
      super("there is no " + article);
    }
  }

  @Override
  public Map<String, Integer> handleRequest(Order order, Context context) {
    LambdaLogger logger = context.getLogger();
    System.out.println("order of " + order.articles.size() + " article(s):\n  " + String.join(", ", order.articles));
    List<String> reserved = new ArrayList<>();
    for (String article : order.articles) {
      reserved.add("  " + article + ": " + reserve(article, logger) + " left");
    }
    logger.log("reserved\n" + String.join("\n", reserved), LogLevel.INFO);
    waitForSupplier(order.supplierSeconds);
    return Map.of("reserved", reserved.size());
  }

  private static int reserve(String article, LambdaLogger logger) {
    Integer stock = STOCK.get(article);
    if (stock == null) {
      throw new UnknownArticle(article);
    }
    if (stock < 5) {
      logger.log("only " + stock + " of " + article + " left", LogLevel.WARN);
    }
    return stock - 1;
  }

  private static void waitForSupplier(double seconds) {
    try {
      Thread.sleep(Duration.ofMillis((long) (seconds * 1000)).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
