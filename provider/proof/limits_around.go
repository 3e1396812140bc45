package proof

// The limits in this file lie around the policies, not in them: they hold for a table and for a guardrail alike.

// backupLimits lists what happens to copies of a table's data.
func backupLimits() []Limit {
	return []Limit{
		{
			// AWS Backup Developer Guide, "Creating backup copies across AWS accounts" and "Vault access policies".
			"AWS Backup copies a backup to another vault, Region or account, where it is restored.",
			"access policies of vaults, and a service control policy on backup:CopyIntoBackupVault and backup:StartCopyJob",
			CertaintyDocumented,
		},
		{
			// Developer Guide, "DynamoDB API operations supported by resource-based policies"; AWS Backup Developer Guide,
			// "AWS Backup Vault Lock".
			"DeleteBackup destroys the copies that a recovery needs, and no resource policy governs it.",
			"a service control policy, or backups in a locked vault of AWS Backup", CertaintyDocumented,
		},
		{
			// Developer Guide, "Change data capture for DynamoDB Streams": "The data in the stream remains readable for 24
			// hours" once it is disabled.
			"A stream that was switched off is readable for 24 hours, under the policy of that stream alone.",
			"the policy that PrivateTable leaves attached to it, as long as nobody deletes that, or a guardrail",
			CertaintyDocumented,
		},
		{
			// Nothing in a policy ends what was set up before. Developer Guide, "Kinesis Data Streams and DynamoDB", "Global
			// tables", "CloudWatch Contributor Insights for DynamoDB".
			"A table that is adopted keeps the replicas, Kinesis destinations, Contributor Insights and backups that it has.",
			"list them before the table is adopted, and remove them", CertaintyDocumented,
		},
	}
}

// insideLimits lists who gets inside a network, and what leaves it.
func insideLimits(network string) []Limit {
	return []Limit{
		{
			// Follows from aws:SourceVpc, which is the VPC of the endpoint and says nothing of who uses it.
			"Whoever can start compute in " + network + ", or send traffic through it, is inside.",
			"identity policies on ec2, lambda and their like", CertaintyAssumed,
		},
		{
			// Systems Manager User Guide, "AWS Systems Manager Session Manager"; EC2 User Guide, "EC2 Instance Connect".
			"Whoever may log in to compute in " + network + " is inside, by ssm:StartSession or EC2 Instance Connect.",
			"identity or service control policies on ssm:StartSession, ssm:SendCommand and ec2-instance-connect",
			CertaintyDocumented,
		},
		{
			// Amazon VPC PrivateLink Guide, "Control access to VPC endpoints using endpoint policies". An endpoint that is made
			// has a policy that allows everything.
			"Whoever has ec2:CreateVpcEndpoint or ec2:ModifyVpcEndpoint in " + network + " adds a door, or opens the policy " +
				"of one.",
			"a service control policy on these actions", CertaintyDocumented,
		},
		{
			// No policy of DynamoDB sees what an application does with an item.
			"What is read inside can be carried out by another way than DynamoDB.",
			"egress rules, and policies on the network's other endpoints", CertaintyAssumed,
		},
	}
}

// otherWayLimits lists services that show items, or their keys, to callers of their own.
func otherWayLimits() []Limit {
	return []Limit{
		{
			// Developer Guide, "DAX access control": "the use of DAX can subvert those policies", since a cluster acts by its
			// own role.
			"A DAX cluster inside shows items to whoever its own policies let in.",
			"policies on dax, and no role of a DAX cluster that may read this table", CertaintyDocumented,
		},
		{
			// Developer Guide, "Logging DynamoDB operations by using AWS CloudTrail": the key of an item is in the data event.
			"Where CloudTrail logs data events, the keys of items are in them, and in the bucket that they go to.",
			"the policy of that bucket, and no secret in a key", CertaintyDocumented,
		},
	}
}
