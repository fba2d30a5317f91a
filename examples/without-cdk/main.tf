# Terraform. Each plan reads the three SSM parameters. They are no secrets: insecure_value shows them in the plan.
data "aws_ssm_parameter" "telemetry" {
  for_each = toset(["extension/arn", "runtime/policy/arn", "stream/arn"])
  name     = "/telemetry/kinesis/${each.key}"
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.orders.arn
  runtime       = "nodejs22.x"
  handler       = "orders.handler"
  filename      = "functions.zip"
  memory_size   = 512
  timeout       = 10
  layers        = [data.aws_ssm_parameter.telemetry["extension/arn"].insecure_value]

  environment {
    variables = {
      KINESIS_TELEMETRY_STREAM_ARN = data.aws_ssm_parameter.telemetry["stream/arn"].insecure_value
    }
  }

  # The extension needs its permission from the first invocation on.
  depends_on = [aws_iam_role_policy_attachment.telemetry]
}

resource "aws_iam_role" "orders" {
  name = "orders"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "telemetry" {
  role       = aws_iam_role.orders.name
  policy_arn = data.aws_ssm_parameter.telemetry["runtime/policy/arn"].insecure_value
}

resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.orders.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}
