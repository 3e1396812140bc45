package policy

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/iam"
)

// commercial is the partition of AWS's commercial Regions.
const commercial = "aws"

// partitions lists AWS's partitions and the Regions of each. A partition has an IAM of its own, so no principal of one
// is known in another. Source: "Partitions", AWS Fault Isolation Boundaries; the list is partitions.json of botocore
// 1.44.5 (November 2026), the file from which AWS's SDKs take it. Add a Region here when AWS opens one.
var partitions = map[string][]string{
	commercial: {
		"af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
		"ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
		"ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1",
		"eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1",
		"me-west-1", "mx-central-1", "sa-east-1", "sa-west-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
	},
	"aws-cn":     {"cn-north-1", "cn-northwest-1"},
	"aws-eusc":   {"eusc-de-east-1"},
	"aws-iso":    {"us-iso-east-1", "us-iso-west-1"},
	"aws-iso-b":  {"us-isob-east-1", "us-isob-west-1"},
	"aws-iso-e":  {"eu-isoe-west-1"},
	"aws-iso-f":  {"us-isof-east-1", "us-isof-south-1"},
	"aws-us-gov": {"us-gov-east-1", "us-gov-west-1"},
}

// partitionPattern matches the name of a partition.
var partitionPattern = `(?:` + strings.Join(slices.Sorted(maps.Keys(partitions)), "|") + `)`

var (
	// regionName matches the form of a Region's name: an area, which may be one of several letters, and words and a
	// number after it.
	regionName = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-[0-9]+$`)
	// symbolRegion matches what a proof uses for a Region that is not known yet. No country has the code xx, and ISO 3166
	// keeps it free, so AWS has no such Region.
	symbolRegion = regexp.MustCompile(`^xx-unknown(-[a-z]+)?-1$`)
)

// PartitionOf returns the partition of a Region, or "" where AWS has no Region of that name.
func PartitionOf(region string) string {
	for partition, regions := range partitions {
		if slices.Contains(regions, region) {
			return partition
		}
	}
	return ""
}

// CheckRegion returns an error unless its argument is a Region that AWS has.
//
// A name that only looks like one is refused as well. A document that names it matches no request, so a slip such as
// us-east-9 would leave nobody inside in the Region that was meant. The price is that a Region which AWS opens later
// has to be added to the list first.
func CheckRegion(name string) error {
	switch {
	case PartitionOf(name) != "":
		return nil
	case !regionName.MatchString(name):
		return fmt.Errorf("must be an AWS Region, such as eu-west-1, got %q", name)
	}
	return fmt.Errorf("must be a Region that AWS has, got %q: no request would come to it%s; a Region that is newer than "+
		"this plugin needs a newer one", name, similarRegions(name))
}

// similarRegions lists the Regions that differ from a name in the number alone, for an error.
func similarRegions(name string) string {
	stem := strings.TrimRight(name, "0123456789")
	var similar []string
	for _, regions := range partitions {
		for _, region := range regions {
			if strings.TrimRight(region, "0123456789") == stem {
				similar = append(similar, region)
			}
		}
	}
	if len(similar) == 0 {
		return ""
	}
	slices.Sort(similar)
	return " (there is " + strings.Join(similar, ", ") + ")"
}

// CheckPartition returns an error where an ARN is not of a partition. The error says what follows for a principal.
func CheckPartition(arn, partition string) error {
	if parsed, _ := iam.ParseARN(arn); parsed.Partition != partition {
		return fmt.Errorf("must be of the partition %s, got %q: accounts of one partition know no principal and no resource "+
			"of another, so it would match nothing", partition, arn)
	}
	return nil
}

// CheckARNRegion returns an error where an ARN names a Region of another partition than its own: nothing has that ARN.
// A Region that is not known yet may be of any.
func CheckARNRegion(arn string) error {
	parsed, _ := iam.ParseARN(arn)
	if other := PartitionOf(parsed.Region); other != "" && other != parsed.Partition {
		return fmt.Errorf("must name a Region of its own partition, got %q: %s is of %s", arn, parsed.Region, other)
	}
	return nil
}

// InPartition returns the partition that a guardrail is for: the one it names, or that of its Regions. Where none of
// them is known yet it is that of the principals.
func (g Guardrail) InPartition() string {
	partition := g.Partition
	for _, region := range slices.Sorted(maps.Keys(g.VPCs)) {
		partition = cmp.Or(partition, PartitionOf(region))
	}
	for _, exemption := range g.Exemptions {
		for _, principal := range exemption.Principals {
			arn, _ := iam.ParseARN(principal)
			if _, known := partitions[arn.Partition]; known {
				partition = cmp.Or(partition, arn.Partition)
			}
		}
	}
	return cmp.Or(partition, commercial)
}

// CheckRegionPartition returns an error where a Region is not of a partition. A Region that is not known yet may be.
func CheckRegionPartition(region, partition string) error {
	if other := PartitionOf(region); other != "" && other != partition {
		return fmt.Errorf("must be a Region of the partition %s, as the organization's accounts are, got %q of %s",
			partition, region, other)
	}
	return nil
}
