// Command feature-team deploys a table that a feature team reaches from inside its own VPC.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/private-dynamodb/pulumi-private-dynamodb/examples/go/feature-team/orders"
)

func main() {
	pulumi.Run(orders.Deploy)
}
