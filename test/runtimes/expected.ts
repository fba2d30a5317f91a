/** The `record` of an event: a text that matches, or an object with these fields. */
export type ExpectedRecord = RegExp | Readonly<Record<string, unknown>>;

/** What the function of examples/ writes in one language and log format: the records of each invocation, in any order. */
export interface ExpectedLogs {
  /** An order of tea and a teapot. */
  readonly order: (requestId: string) => readonly ExpectedRecord[];
  /** An order of a kettle, which there is not. */
  readonly unknownArticle: (requestId: string) => readonly ExpectedRecord[];
}

const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
const two = (articles: string): RegExp[] => [/^order of \d article\(s\):$/, new RegExp(`^  ${articles}$`)];

/** Text: `[LEVEL]`, time, request id and message with tabs between them. An exception is one event, indented with no-break spaces. */
export const PYTHON_TEXT: ExpectedLogs = {
  order: (id) => [
    ...two('tea, teapot'),
    new RegExp(`^\\[WARNING\\]\t${TIME}\t${id}\tonly 3 of teapot left\n$`),
    new RegExp(`^\\[INFO\\]\t${TIME}\t${id}\treserved\n  tea: 39 left\n  teapot: 2 left\n$`),
  ],
  unknownArticle: () => [
    ...two('kettle'),
    /^\[ERROR\] UnknownArticle: there is no kettle\nTraceback \(most recent call last\):\n(\u00a0\u00a0File "\S+\/inventory\.py", line \d+, in \S+\n(\u00a0{4}.+\n?)+)+$/,
  ],
};

export const PYTHON_JSON: ExpectedLogs = {
  order: (requestId) => [
    ...two('tea, teapot'),
    { level: 'WARNING', message: 'only 3 of teapot left', logger: 'root', requestId },
    { level: 'INFO', message: 'reserved\n  tea: 39 left\n  teapot: 2 left', logger: 'root', requestId },
  ],
  unknownArticle: (requestId) => [
    ...two('kettle'),
    {
      level: 'ERROR', errorType: 'UnknownArticle', errorMessage: 'there is no kettle', requestId,
      stackTrace: expect.arrayContaining([expect.stringMatching(/File "\S+\/inventory\.py", line \d+, in reserve\n/)]),
    },
  ],
};

const JAVA_TRACE = /^there is no kettle: com\.example\.Inventory\$UnknownArticle\ncom\.example\.Inventory\$UnknownArticle: there is no kettle\n(\tat \S+\n)+\n?$/;

/** Text: the logger writes the level, and neither time nor request id. An exception is one event. */
export const JAVA_TEXT: ExpectedLogs = {
  order: () => [...two('tea, teapot'), /^\[WARN\] only 3 of teapot left$/, /^\[INFO\] reserved\n  tea: 39 left\n  teapot: 2 left$/],
  unknownArticle: () => [...two('kettle'), JAVA_TRACE],
};

/** The request id has another name than in Python's and Node.js's logs, and the stack trace is in the message. */
export const JAVA_JSON: ExpectedLogs = {
  order: (AWSRequestId) => [
    ...two('tea, teapot'),
    { level: 'WARN', message: 'only 3 of teapot left', AWSRequestId },
    { level: 'INFO', message: 'reserved\n  tea: 39 left\n  teapot: 2 left', AWSRequestId },
  ],
  unknownArticle: (AWSRequestId) => [...two('kettle'), { level: 'ERROR', message: expect.stringMatching(JAVA_TRACE), AWSRequestId }],
};

/** Go's library logs an error as JSON behind its own time, in both formats, without level and request id. */
const GO_ERROR = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \{"errorMessage":"there is no kettle","errorType":"UnknownArticle"\}$/;

export const GO_TEXT: ExpectedLogs = {
  order: (id) => [
    ...two('tea, teapot'),
    new RegExp(`^timestamp=${TIME} level=WARN message="only 3 of teapot left" requestId=${id}$`),
    new RegExp(`^timestamp=${TIME} level=INFO message="reserved\\\\n  tea: 39 left\\\\n  teapot: 2 left" requestId=${id}$`),
  ],
  unknownArticle: () => [...two('kettle'), GO_ERROR],
};

export const GO_JSON: ExpectedLogs = {
  order: (requestId) => [
    ...two('tea, teapot'),
    { level: 'WARN', message: 'only 3 of teapot left', requestId },
    { level: 'INFO', message: 'reserved\n  tea: 39 left\n  teapot: 2 left', requestId },
  ],
  unknownArticle: () => [...two('kettle'), GO_ERROR],
};

/** The example in shell reserves the first article only. */
export const SHELL_TEXT: ExpectedLogs = {
  order: (id) => [...two('tea'), new RegExp(`^INFO ${id} reserved tea$`)],
  unknownArticle: (id) => [...two('kettle'), new RegExp(`^ERROR ${id} there is no kettle$`)],
};

export const SHELL_JSON: ExpectedLogs = {
  order: (requestId) => [...two('tea'), { level: 'INFO', message: 'reserved tea', requestId }],
  unknownArticle: (requestId) => [...two('kettle'), { level: 'ERROR', message: 'there is no kettle', requestId }],
};
