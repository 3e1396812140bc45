// Reads simulations from stdin, one JSON object a line, and writes one decision a line in the same order:
// {"result": "Allowed" | "ExplicitlyDenied" | "ImplicitlyDenied"}, or {"error": …} where the simulator refuses.
import { createInterface } from 'node:readline'
import { runSimulation } from '@cloud-copilot/iam-simulate'

async function decide(line) {
  const response = await runSimulation(JSON.parse(line), {})
  if (response.resultType !== 'single') return { error: response.errors ?? response.resultType }
  // A context key that the simulator drops would make it answer another question than the one asked.
  const dropped = response.result.ignoredContextKeys
  return dropped.length > 0 ? { error: { ignoredContextKeys: dropped } } : { result: response.overallResult }
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await decide(line).catch((error) => ({ error: String(error) }))
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
