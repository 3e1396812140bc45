package workspace

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/plugins/versions"
)

// Plugins says which aws and awsx plugins run. If it is empty, those in .bin run, which are built from this repository.
// If it is [Official], Pulumi downloads them. Otherwise it is a folder, and what the folder lacks is taken from .bin.
type Plugins string

// Official are the plugins that Pulumi downloads.
const Official Plugins = "official"

const programPrefix = "pulumi-resource-"

// ChoosePlugins reads a choice of plugins. The path of a folder is relative to the repository. A folder without a
// plugin is refused: the ones in .bin would run instead, unnoticed.
func ChoosePlugins(root, choice string) (Plugins, error) {
	if choice == "" || choice == string(Official) {
		return Plugins(choice), nil
	}
	folder := choice
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(root, folder)
	}
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return "", fmt.Errorf("PLUGINS=%s: there is no folder %s; give the folder of an aws or awsx plugin, or %q",
			choice, folder, Official)
	}
	found := 0
	for _, name := range []string{"aws", "awsx"} {
		path := filepath.Join(folder, programPrefix+name)
		info, err := os.Stat(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", fmt.Errorf("PLUGINS=%s: %w", choice, err)
		}
		if info.IsDir() || info.Mode()&0o111 == 0 {
			return "", fmt.Errorf("PLUGINS=%s: %s is not a program; make it executable", choice, path)
		}
		found++
	}
	if found == 0 {
		return "", fmt.Errorf("PLUGINS=%s: %s has neither a %saws nor a %sawsx; give the folder that has one of them",
			choice, folder, programPrefix, programPrefix)
	}
	return Plugins(folder), nil
}

// program is the path of the program of a plugin.
func (w Workspace) program(name string) string {
	built := filepath.Join(w.Bin(), "plugins", programPrefix+name)
	if w.Plugins == "" || name == ownPlugin {
		return built
	}
	other := filepath.Join(string(w.Plugins), programPrefix+name)
	if _, err := os.Stat(other); err != nil {
		return built
	}
	return other
}

const ownPlugin = "private-dynamodb"

// plugin is a plugin, and the versions that it is installed as.
type plugin struct {
	name     string
	versions []string
}

func (w Workspace) plugins() []plugin {
	own := plugin{ownPlugin, []string{versions.PrivateDynamoDB}}
	if w.Plugins == Official {
		return []plugin{own}
	}
	return []plugin{
		own,
		{"aws", []string{versions.AWS, versions.AWSForAWSX}},
		{"awsx", []string{versions.AWSX}},
	}
}

// installPlugins links the plugins into the folder of installed plugins. A link runs the latest build. A plugin of
// another folder is installed under the versions that this repository asks for.
func (w Workspace) installPlugins() error {
	home := filepath.Join(w.Home(), "plugins")
	for _, plugin := range w.plugins() {
		for _, version := range plugin.versions {
			dir := filepath.Join(home, "resource-"+plugin.name+"-v"+version)
			link := filepath.Join(dir, programPrefix+plugin.name)
			if err := errors.Join(os.MkdirAll(dir, 0o750), remove(link), os.Symlink(w.program(plugin.name), link)); err != nil {
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
