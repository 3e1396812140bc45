package deployments

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
)

// Build builds a plugin of tools/bench/plugins.
func Build(ctx context.Context, root, name, program string) error {
	//nolint:gosec // names of plugins in this repository
	command := exec.CommandContext(ctx, "go", "build", "-o", program, "./plugins/"+name)
	command.Dir = filepath.Join(root, "tools", "bench")
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("build plugin %s: %w: %s", name, err, output)
	}
	return nil
}
