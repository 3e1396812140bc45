package awsrules

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awserror"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/awsstate"
	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/request"
)

// The delays of AWS. The cool-down: "After you update a resource-based policy, further updates are blocked for 15
// seconds" ("Considerations for resource-based policies", Amazon DynamoDB Developer Guide). The others were measured: a
// first policy is enforced after about two seconds, and every later change after 221 to 237 seconds.
const (
	coolDown   = 15 * time.Second
	settling   = 2 * time.Second
	firstDelay = 2 * time.Second
	laterDelay = 230 * time.Second
)

// Clock delays changes of policies as AWS does, so that a program that does not wait fails here too. With a nil Clock
// every change takes effect at once.
type Clock struct {
	// Speed is how many times faster than AWS the clock runs.
	Speed float64
	Now   func() time.Time

	mutex   sync.Mutex
	history map[string][]version
	last    map[string]time.Time // change of a policy, by resource
}

// version is a policy, nil for none, and the time from which it is enforced.
type version struct {
	policy *awsstate.Policy
	from   time.Time
}

// NewClock returns a clock. It is nil for a speed of zero.
func NewClock(speed float64) *Clock {
	if speed <= 0 {
		return nil
	}
	return &Clock{Speed: speed, Now: time.Now, history: map[string][]version{}, last: map[string]time.Time{}}
}

func (c *Clock) scale(d time.Duration) time.Duration { return time.Duration(float64(d) / c.Speed) }

// checkCoolDown refuses a change that follows the last one too soon.
func (c *Clock) checkCoolDown(arn string) error {
	if c == nil {
		return nil
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	last, changed := c.last[arn]
	now := c.Now()
	_, name := request.TableOf(arn)
	switch until := last.Add(c.scale(coolDown)); {
	case !changed || !now.Before(until):
		return nil
	case now.Before(last.Add(c.scale(settling))):
		return &awserror.Error{
			Code: "ResourceInUseException",
			Message: "Attempt to change a resource which is still in use: " +
				"Table is pending previous resource-based policy update: " + name,
		}
	default:
		holder := "table " + name
		if request.IsStream(arn) {
			holder = "stream " + arn[strings.LastIndexByte(arn, '/')+1:]
		}
		return &awserror.Error{Code: "ThrottlingException", Message: fmt.Sprintf("Resource-based policy for %s modified "+
			"within the previous %d milliseconds. Please try again after %s.", holder, c.scale(coolDown).Milliseconds(),
			until.UTC().Format("2006-01-02T15:04:05.000Z"))}
	}
}

// recordChange records a change, and invalidates the state when the change takes effect.
func (c *Clock) recordChange(state *awsstate.State, arn string, before, after *awsstate.Policy) {
	if c == nil {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	now := c.Now()
	delay := c.scale(laterDelay)
	if len(c.history[arn]) == 0 {
		c.history[arn] = []version{{before, time.Time{}}}
		if before == nil {
			delay = c.scale(firstDelay)
		}
	}
	c.history[arn] = append(c.history[arn], version{after, now.Add(delay)})
	c.last[arn] = now
	time.AfterFunc(delay, state.Invalidate)
}

// reset drops the history of a resource that was created again.
func (c *Clock) reset(arn string) {
	if c == nil {
		return
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	delete(c.history, arn)
	delete(c.last, arn)
}

// Enforced returns the policy that requests are held to now.
func (c *Clock) Enforced(arn string, attached *awsstate.Policy) *awsstate.Policy {
	if c == nil {
		return attached
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	enforced, now := attached, c.Now()
	for _, v := range c.history[arn] { // oldest first
		if !v.from.After(now) {
			enforced = v.policy
		}
	}
	return enforced
}
