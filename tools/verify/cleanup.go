package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// isOf reports whether a tag's value is that of a run, or if run is "", of any.
func isOf(value, run string) bool { return value != "" && (run == "" || value == run) }

// cleanAll deletes what earlier runs have left in the Region.
func (s *sandbox) cleanAll(ctx context.Context) error {
	if err := s.assumable(ctx, deployer); err != nil {
		return errors.Join(fmt.Errorf("create a role to clean up with: %w", err), s.deleteRoles(ctx, s.run))
	}
	if err := s.cleanUp(ctx, ""); err != nil {
		return err
	}
	s.say("no run has left anything in %s", s.own.Region)
	return nil
}

// cleanUp deletes what a run has created, or if run is "", what any has: by the tag, so that it also finds what was
// being created when the run was interrupted. Each kind goes before what it depends on. A failure ends it only for
// that kind, and what is left is named.
func (s *sandbox) cleanUp(ctx context.Context, run string) error {
	s.say("cleaning up")
	for range 5 { // AWS lists what was created a moment ago only after some seconds
		if err := s.pause(ctx); err != nil {
			return err
		}
	}
	var errs []error
	for _, step := range []struct {
		what string
		do   func(context.Context, string) error
	}{
		{"functions", func(ctx context.Context, run string) error { return s.closeInside(ctx, s, run) }},
		{"backups", s.deleteBackups},
		{"tables", s.deleteTables},
		{"VPC endpoints", s.deleteEndpoints},
		{"security groups, subnets and VPCs", s.deleteNetworks},
		{"roles", s.deleteRoles},
	} {
		// The roles are needed to delete the rest: the deployer's to delete tables, the relay's for Lambda to delete its
		// network interfaces.
		if step.what == "roles" && len(errs) > 0 {
			break
		}
		if err := step.do(ctx, run); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", step.what, err))
		}
	}
	if len(errs) > 0 {
		return fmt.Errorf("something is left; run make verify-aws CLEAN=1 later: %w", errors.Join(errs...))
	}
	return nil
}

// deleteBackups deletes backups, whose name carries the id of the run since a backup takes no tag.
func (s *sandbox) deleteBackups(ctx context.Context, run string) error {
	client, err := s.cleaner()
	if err != nil {
		return err
	}
	return s.wait(ctx, s.pace().later, "deleting backups", func(ctx context.Context) (bool, error) {
		list, err := client.ListBackups(ctx, &dynamodb.ListBackupsInput{})
		if err != nil {
			return false, err
		}
		gone := true
		for _, backup := range list.BackupSummaries {
			// Both the backup and its table have to be of a run.
			if !hasRunsName(aws.ToString(backup.BackupName), run) || !hasRunsName(aws.ToString(backup.TableName), run) ||
				backup.BackupStatus == "DELETED" {
				continue
			}
			gone = false
			_, err := client.DeleteBackup(ctx, &dynamodb.DeleteBackupInput{BackupArn: backup.BackupArn})
			if err != nil && !isBusyOrGone(err) {
				return false, err
			}
		}
		return gone, nil
	})
}

// hasRunsName reports whether a name is one that a run gives.
func hasRunsName(name, run string) bool {
	id, found := strings.CutPrefix(name, prefix)
	return found && len(id) > 9 && id[8] == '-' && isOf(id[:8], run)
}

// deleteTables deletes tables that have the tag, and the one that a run restores, which gets its tag after a while: it
// has the name of a run's table, and was restored from one.
func (s *sandbox) deleteTables(ctx context.Context, run string) error {
	client, err := s.cleaner()
	if err != nil {
		return err
	}
	deleting := map[string]bool{}
	return s.wait(ctx, max(s.pace().clean/3, s.pace().later), "deleting tables", func(ctx context.Context) (bool, error) {
		names, err := s.tables(ctx, client)
		if err != nil {
			return false, err
		}
		gone := true
		for _, name := range names {
			if !hasRunsName(name, run) {
				continue
			}
			if deleting[name] {
				gone = false
				continue
			}
			ours, err := s.isOurTable(ctx, client, name, run)
			if err == nil && ours {
				_, err = client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &name})
				deleting[name] = err == nil
			}
			if err != nil && !isBusyOrGone(err) {
				return false, fmt.Errorf("delete %s: %w", name, err)
			}
			gone = gone && err == nil && !ours
		}
		return gone, nil
	})
}

func (s *sandbox) tables(ctx context.Context, client *dynamodb.Client) ([]string, error) {
	var names []string
	pages := dynamodb.NewListTablesPaginator(client, &dynamodb.ListTablesInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		names = append(names, page.TableNames...)
	}
	return names, nil
}

func (s *sandbox) isOurTable(ctx context.Context, client *dynamodb.Client, name, run string) (bool, error) {
	found, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
	if err != nil {
		return false, err
	}
	if restored := found.Table.RestoreSummary; restored != nil {
		_, source, _ := strings.Cut(aws.ToString(restored.SourceTableArn), ":table/")
		return hasRunsName(source, run), nil
	}
	tags, err := client.ListTagsOfResource(ctx, &dynamodb.ListTagsOfResourceInput{ResourceArn: found.Table.TableArn})
	if err != nil {
		return false, err
	}
	for _, tag := range tags.Tags {
		if aws.ToString(tag.Key) == tagKey && isOf(aws.ToString(tag.Value), run) {
			return true, nil
		}
	}
	return false, nil
}

// cleaner is the deployer, whom the policy of no table keeps from deleting it.
func (s *sandbox) cleaner() (*dynamodb.Client, error) {
	if s.sessions[deployer] == nil {
		return nil, errors.New("there is no role to delete them with")
	}
	return s.client(outside, deployer).DynamoDB, nil
}

// isBusyOrGone reports whether something cannot be deleted yet, or is no longer there.
func isBusyOrGone(err error) bool {
	return slices.Contains([]string{
		"ResourceInUseException", "ResourceNotFoundException", "LimitExceededException", "BackupInUseException",
		"BackupNotFoundException", "ThrottlingException", "TableNotFoundException",
	}, codeOf(err))
}

func (s *sandbox) deleteRoles(ctx context.Context, run string) error {
	client := iam.NewFromConfig(s.own)
	pages := iam.NewListRolesPaginator(client, &iam.ListRolesInput{PathPrefix: aws.String(rolePath)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, role := range page.Roles {
			tags, err := client.ListRoleTags(ctx, &iam.ListRoleTagsInput{RoleName: role.RoleName})
			if err != nil {
				return err
			}
			ours := false
			for _, tag := range tags.Tags {
				ours = ours || aws.ToString(tag.Key) == tagKey && isOf(aws.ToString(tag.Value), run)
			}
			if !ours {
				continue
			}
			policies, err := client.ListRolePolicies(ctx, &iam.ListRolePoliciesInput{RoleName: role.RoleName})
			if err != nil {
				return err
			}
			for _, name := range policies.PolicyNames {
				_, err := client.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: role.RoleName, PolicyName: &name})
				if err != nil {
					return err
				}
			}
			if _, err := client.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: role.RoleName}); err != nil {
				return err
			}
		}
	}
	return nil
}
