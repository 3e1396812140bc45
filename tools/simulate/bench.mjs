// Prints how many microseconds the simulator takes for a decision: the question of BenchmarkEvaluate/inside.
import { readFileSync } from 'node:fs'
import { runSimulation } from '@cloud-copilot/iam-simulate'

const reference = (name) =>
  JSON.parse(readFileSync(new URL(`../../provider/iam/testdata/reference/${name}.json`, import.meta.url), 'utf8'))
const allowAll = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }
const account = '111122223333'
const principal = `arn:aws:iam::${account}:role/app`
const simulation = {
  request: {
    principal,
    action: 'dynamodb:GetItem',
    resource: { resource: `arn:aws:dynamodb:us-east-1:${account}:table/orders`, accountId: account },
    contextVariables: {
      'aws:PrincipalArn': principal,
      'aws:PrincipalAccount': account,
      'aws:ResourceAccount': account,
      'aws:SourceVpc': 'vpc-0a1',
      'aws:SourceVpce': 'vpce-0a1',
    },
  },
  identityPolicies: [{ name: 'everything', policy: allowAll }],
  serviceControlPolicies: [{ orgIdentifier: 'root', policies: [{ name: 'FullAWSAccess', policy: allowAll }] }],
  resourceControlPolicies: [],
  resourcePolicy: reference('table'),
  vpcEndpointPolicies: [{ name: 'endpoint policy', policy: reference('endpoint') }],
}

async function run(times) {
  const start = process.hrtime.bigint()
  for (let i = 0; i < times; i++) {
    const { overallResult } = await runSimulation(simulation, {})
    if (overallResult !== 'Allowed') throw new Error(`decided ${overallResult}`)
  }
  return Number(process.hrtime.bigint() - start) / times / 1000
}

await run(300)
console.log((await run(2000)).toFixed(1))
