package e2e

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
)

// awsFaults are what may happen to a call of AWS.
var awsFaults = []faultKind{refused, throttled, throttledOn, broken, brokenOn, slow, lost, dropped}

// perimeter lists the operations that the perimeter rests on. Each of their calls is refused, and its answer
// is lost, besides another fault.
var perimeter = []string{
	"dynamodb CreateTable", "dynamodb UpdateTable", "dynamodb UpdateContinuousBackups", "dynamodb PutResourcePolicy",
	"dynamodb DeleteTable", "ec2 CreateVpcEndpoint", "ec2 ModifyVpcEndpoint", "ec2 RevokeSecurityGroupEgress",
	"ec2 AuthorizeSecurityGroupEgress", "ec2 AuthorizeSecurityGroupIngress", "organizations AttachPolicy",
	"organizations UpdatePolicy",
}

// sameCalls is how many calls of one operation, not of the perimeter, are tried in a step. Of those that set tags it is
// the first.
const sameCalls = 2

// plan lists the cases of a program: each call that changes something with one fault, those of the perimeter
// with refusal and loss besides, and each process killed at some.
func plan(program string, ref reference, random *rand.Rand) []faultCase {
	var cases []faultCase
	turn := random.IntN(len(awsFaults))
	for _, step := range faultSteps {
		var points []awsCall
		for _, call := range ref.calls[step.name] {
			tags := strings.HasSuffix(call.name(), "Tags")
			if call.changes() && (call.Number == 1 || !tags && call.Number <= sameCalls || slices.Contains(perimeter, call.name())) {
				points = append(points, call)
			}
		}
		// Calls are made at once, in an order that differs from run to run. The seed alone is to choose.
		slices.SortFunc(points, func(a, b awsCall) int {
			return cmp.Or(cmp.Compare(a.name(), b.name()), cmp.Compare(a.Number, b.Number))
		})
		for _, call := range points {
			turn++
			kinds := []faultKind{awsFaults[turn%len(awsFaults)]}
			if slices.Contains(perimeter, call.name()) {
				for _, kind := range []faultKind{refused, lost} {
					if !slices.Contains(kinds, kind) {
						kinds = append(kinds, kind)
					}
				}
			}
			for _, kind := range kinds {
				cases = append(cases, faultCase{program, step, call.name(), call.Number, kind, ""})
			}
		}
		for _, who := range []victim{awsPlugin, ownPlugin, pulumiCLI} {
			for _, kind := range []faultKind{actBefore, actAfterwards} {
				for _, at := range random.Perm(len(points))[:min(killsPerStep, len(points))] {
					cases = append(cases, faultCase{program, step, points[at].name(), points[at].Number, kind, who})
				}
			}
		}
	}
	return cases
}

// killsPerStep is at how many calls of a step each process is killed, both before the call and after.
const killsPerStep = 1

// life is a stack from its first up to its destroy, with at most one case in each step.
type life struct {
	program string
	cases   []faultCase
}

// lives packs the cases of a program into as few lives as there may be.
func lives(program string, cases []faultCase) []life {
	waiting := map[string][]faultCase{}
	for _, c := range cases {
		waiting[c.step.name] = append(waiting[c.step.name], c)
	}
	var all []life
	for len(waiting[firstUp.name])+len(waiting[update.name])+len(waiting[updateBack.name])+len(waiting[destroy.name]) > 0 {
		one := life{program: program}
		for _, step := range []faultStep{firstUp, update, updateBack, update, destroy} {
			if queue := waiting[step.name]; len(queue) > 0 {
				one.cases, waiting[step.name] = append(one.cases, queue[0]), queue[1:]
			}
		}
		all = append(all, one)
	}
	return all
}

// sample is some of the cases: of operations that are as different as can be, in an order that is random.
func sample(cases []faultCase, count int, random *rand.Rand) []faultCase {
	random.Shuffle(len(cases), func(i, j int) { cases[i], cases[j] = cases[j], cases[i] })
	seen := map[string]int{}
	times := make(map[faultCase]int, len(cases))
	for _, c := range cases {
		times[c] = seen[c.operation]
		seen[c.operation]++
	}
	slices.SortStableFunc(cases, func(a, b faultCase) int { return cmp.Compare(times[a], times[b]) })
	return cases[:min(count, len(cases))]
}
