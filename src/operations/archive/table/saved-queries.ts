import * as athena from 'aws-cdk-lib/aws-athena';
import { Construct } from 'constructs';
import { LambdaPrices } from './lambda-prices';
import { coldStarts } from './queries/cold-starts';
import { completeness } from './queries/completeness';
import { costByFunction } from './queries/cost-by-function';
import { errorsByFunction } from './queries/errors-by-function';
import { memory } from './queries/memory';
import { oneRequest } from './queries/one-request';
import { QuerySource } from './queries/query-source';
import { slowestRequests } from './queries/slowest-requests';

export interface SavedQueriesProps {
  readonly source: QuerySource;
  readonly database: string;
  readonly workGroup: string;
  readonly prices?: LambdaPrices;
}

/** The saved queries: Athena shows them in the workgroup. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { source, database, workGroup, prices }: SavedQueriesProps) {
    super(scope, id);
    const queries = [
      errorsByFunction(source), slowestRequests(source), coldStarts(source), oneRequest(source), memory(source),
      costByFunction(source, prices), completeness(source),
    ];
    for (const { id: query, name, description, sql } of queries) {
      new athena.CfnNamedQuery(this, query, { name, description, database, workGroup, queryString: sql });
    }
  }
}
