// On the oldest Node.js that we develop with, the AWS SDK warns of its future: nothing that a test's reader can act on.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
