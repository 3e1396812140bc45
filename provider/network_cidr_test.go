package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPublicRangesAreWarnedOf(t *testing.T) {
	t.Parallel()
	for cidr, public := range map[string]bool{
		"10.7.0.0/16": false, "172.16.0.0/16": false, "172.31.0.0/16": false, "192.168.4.0/24": false, "100.64.0.0/16": false,
		"198.19.0.0/16": false, "52.94.0.0/16": true, "172.32.0.0/16": true, "172.15.0.0/16": true, "192.169.0.0/16": true,
		"100.128.0.0/16": true, "11.0.0.0/24": true, "192.0.0.0/16": true,
	} {
		for component, test := range map[string]struct {
			inputs values
			path   string
		}{
			"PrivateNetwork": {values{"cidrBlock": str(cidr)}, "cidrBlock: "},
			"PrivateTable":   {plus(least, values{"network": object(values{"cidrBlock": str(cidr)})}), "network.cidrBlock: "},
		} {
			server := newCloud().serve(t)
			_, err := constructOn(server, component, "net", test.inputs, true)
			require.NoError(t, err, cidr)
			said := slices.DeleteFunc(warnings(server), func(text string) bool {
				return !strings.HasPrefix(text, test.path+cidr+" has public addresses")
			})
			assert.Len(t, said, map[bool]int{true: 1}[public], "%s of a %s", cidr, component)
		}
	}
}
