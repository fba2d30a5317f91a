package com.example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;

/** A function whose exception has a cause, and which prints a stack trace itself. */
public class Troubles implements RequestHandler<Map<String, Object>, String> {
  @Override
  public String handleRequest(Map<String, Object> event, Context context) {
    try {
      throw new IllegalStateException("the cause");
    } catch (IllegalStateException cause) {
      cause.printStackTrace();
      throw new IllegalArgumentException("the effect", cause);
    }
  }
}
