package provider

import (
	"errors"
	"maps"
	"slices"

	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// testOrganization is the organization of a cloud. Its management account is 555566667777.
type testOrganization struct {
	parents    map[string]string // of accounts and organizational units
	suspended  []string
	features   string
	management string
	disabled   bool // service control policies are not enabled
	member     bool // the caller's account is an ordinary member
	fails      error
	// attached are the names of policies that others attached, by target.
	attached map[string][]string
}

func newOrganization() testOrganization {
	return testOrganization{features: "ALL", management: "555566667777", parents: map[string]string{
		"555566667777": "r-ab12", "999988887777": "r-ab12", "111122223333": "r-ab12", "222233334444": "r-ab12", "ou-ab12-34567890": "r-ab12",
	}}
}

// under lists what is below, at any depth.
func (o *testOrganization) under(id string) []string {
	var all []string
	for _, child := range slices.Sorted(maps.Keys(o.parents)) {
		if o.parents[child] == id {
			all = append(append(all, child), o.under(child)...)
		}
	}
	return all
}

// call answers functions about the organization.
func (o *testOrganization) call(args integration.MockCallArgs) (values, error) {
	account := func(id string) property.Value {
		status := "ACTIVE"
		if slices.Contains(o.suspended, id) {
			status = "SUSPENDED"
		}
		return object(values{"id": str(id), "status": str(status)})
	}
	var accounts, units []property.Value
	below := o.under("r-ab12")
	if parent := args.Args.Get("parentId"); parent.IsString() {
		below = o.under(parent.AsString())
	}
	for _, id := range below {
		if iam.IsAccountID(id) {
			accounts = append(accounts, account(id))
		} else {
			units = append(units, object(values{"id": str(id)}))
		}
	}
	switch args.Token {
	case "aws:organizations/getOrganization:getOrganization":
		if o.fails != nil {
			return nil, o.fails
		}
		answer := values{
			"id": str("o-a1b2c3d4e5"), "masterAccountId": str(o.management), "featureSet": str(o.features),
			"accounts": property.New(accounts),
		}
		if !o.member {
			types := []property.Value{object(values{"type": str("SERVICE_CONTROL_POLICY"), "status": str("ENABLED")})}
			if o.disabled {
				types = nil
			}
			answer["roots"] = property.New([]property.Value{
				object(values{"id": str("r-ab12"), "policyTypes": property.New(types)}),
			})
		}
		return answer, nil
	case "aws:organizations/getOrganizationalUnitDescendantAccounts:getOrganizationalUnitDescendantAccounts":
		return values{"accounts": property.New(accounts)}, nil
	case "aws:organizations/getOrganizationalUnitDescendantOrganizationalUnits:" +
		"getOrganizationalUnitDescendantOrganizationalUnits":
		if _, known := o.parents[args.Args.Get("parentId").AsString()]; !known {
			return nil, errors.New("ParentNotFoundException: We can't find a root or OU with the ParentId that you specified")
		}
		return values{"childrens": property.New(units)}, nil
	case "aws:organizations/getPolicy:getPolicy":
		return values{"name": str(args.Args.Get("policyId").AsString()), "description": str("others'")}, nil
	}
	return nil, nil
}
