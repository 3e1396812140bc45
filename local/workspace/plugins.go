package workspace

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/versions"
)

// plugin is a program under .bin/plugins, and the versions that it is installed as.
type plugin struct {
	name     string
	versions []string
}

func (w Workspace) plugins() []plugin {
	own := plugin{"private-dynamodb", []string{versions.PrivateDynamoDB}}
	if w.Official {
		return []plugin{own}
	}
	return []plugin{
		own,
		{"aws", []string{versions.AWS, versions.AWSForAWSX}},
		{"awsx", []string{versions.AWSX}},
	}
}

// installPlugins links the built plugins into the folder of installed plugins. A link runs the latest build.
func (w Workspace) installPlugins() error {
	home := filepath.Join(w.Home(), "plugins")
	for _, plugin := range w.plugins() {
		program := "pulumi-resource-" + plugin.name
		for _, version := range plugin.versions {
			dir := filepath.Join(home, "resource-"+plugin.name+"-v"+version)
			link := filepath.Join(dir, program)
			built := filepath.Join(w.Bin(), "plugins", program)
			if err := errors.Join(os.MkdirAll(dir, 0o750), remove(link), os.Symlink(built, link)); err != nil {
				return err
			}
		}
	}
	// Pulumi caches the schemas of plugins by version, and would check programs against an old build's.
	return os.RemoveAll(filepath.Join(w.Home(), "schemas"))
}

func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
