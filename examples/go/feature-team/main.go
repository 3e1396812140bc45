// Command feature-team deploys a table that a feature team reaches from inside its own VPC.
package main

import (
	"example.com/feature-team/orders"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(orders.Deploy)
}
