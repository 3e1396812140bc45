package deployments

import (
	"context"
	"io"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
)

// timedCommand is the pulumi command. It keeps how long its last operation took.
type timedCommand struct {
	auto.PulumiCommand

	took time.Duration
}

// Run runs the command.
func (c *timedCommand) Run(
	ctx context.Context, dir string, stdin io.Reader, stdout, stderr []io.Writer, env []string, args ...string,
) (output, errors string, code int, err error) {
	began := time.Now()
	output, errors, code, err = c.PulumiCommand.Run(ctx, dir, stdin, stdout, stderr, env, args...)
	if _, found := commands[args[0]]; found {
		c.took = time.Since(began)
	}
	return output, errors, code, err
}
