package proof

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/private-dynamodb/pulumi-private-dynamodb/provider/internal/fixture"
)

// record is one of AWS, or of elsewhere, with an outcome for each of some rows.
func record(t *testing.T, on, date string, outcomes map[string]VerificationOutcome) *fstest.MapFile {
	t.Helper()
	v := Verification{On: on, Date: date}
	for id, outcome := range outcomes {
		v.Rows = append(v.Rows, VerificationRow{ID: id, Outcome: outcome})
	}
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return &fstest.MapFile{Data: text}
}

func TestClaimsOfRecords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, why string
		files     fstest.MapFS
		want      claims
	}{
		{"none", "nothing was verified", fstest.MapFS{}, claims{}},
		{
			"local", "an emulator says what this project reads in the documentation, and not what AWS does",
			fstest.MapFS{
				"verified/2026-12-01.json": record(t, "local", "2026-12-01", map[string]VerificationOutcome{ClaimPatterns: AsDocumented}),
				"verified/2026-12-02.json": record(t, "", "2026-12-02", map[string]VerificationOutcome{ClaimPatterns: AsDocumented}),
			},
			claims{},
		},
		{
			"aws", "what could not be tried is not verified",
			fstest.MapFS{"verified/2026-12-01.json": record(t, "aws", "2026-12-01", map[string]VerificationOutcome{
				ClaimPatterns: AsDocumented, ClaimInferred: Differs, ClaimUnknown: NotTried,
			})},
			claims{ClaimPatterns: "2026-12-01"},
		},
		{
			"newer", "AWS changes: the newest record that tried it decides",
			fstest.MapFS{
				"verified/b.json": record(t, "aws", "2026-12-01", map[string]VerificationOutcome{
					ClaimPatterns: AsDocumented, ClaimInferred: AsDocumented, ClaimUnknown: AsDocumented,
				}),
				"verified/a.json": record(t, "aws", "2027-01-01", map[string]VerificationOutcome{
					ClaimPatterns: Differs, ClaimInferred: NotTried, ClaimUnknown: AsDocumented,
				}),
			},
			claims{ClaimInferred: "2026-12-01", ClaimUnknown: "2027-01-01"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := readClaims(test.files)
			require.NoError(t, err)
			assert.Equal(t, test.want, got, test.why)
		})
	}
	_, err := readClaims(fstest.MapFS{"verified/broken.json": {Data: []byte("{")}})
	require.ErrorContains(t, err, "broken.json")
}

// TestRecordsAreOfAWS holds the records that reports rest on: each was made on AWS, and tells of no account.
func TestRecordsAreOfAWS(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(verifiedFiles, "verified/*.json")
	require.NoError(t, err)
	for _, name := range names {
		text, err := fs.ReadFile(verifiedFiles, name)
		require.NoError(t, err)
		var read Verification
		require.NoError(t, json.Unmarshal(text, &read), name)
		assert.Equal(t, OnAWS, read.On, name)
		assert.Equal(t, "verified/"+read.Date+".json", name)
		assert.NotRegexp(t, regexp.MustCompile(`\b[0-9]{12}\b`), string(text), "%s tells of an account", name)
	}
	_, err = readClaims(verifiedFiles)
	require.NoError(t, err)
}

// TestReportOfVerifiedClaims takes claims as seen on AWS, and looks at what becomes certain.
func TestReportOfVerifiedClaims(t *testing.T) {
	t.Parallel()
	count := func(verified claims, sure Certainty) (rows int) {
		c := proven(t, fixture.Plain())
		c.claims = verified
		proven, err := Prove(c)
		require.NoError(t, err)
		for _, row := range proven.Report.Rows {
			if row.Certainty == sure {
				rows++
			}
		}
		return rows
	}
	none, patterns := claims{}, claims{ClaimPatterns: "2026-12-01"}
	both := claims{ClaimPatterns: "2026-12-01", ClaimInferred: "2026-12-01"}
	assert.Greater(t, count(none, CertaintyAssumed), count(patterns, CertaintyAssumed))
	assert.Greater(t, count(patterns, CertaintyAssumed), count(both, CertaintyAssumed))
	assert.Positive(t, count(both, CertaintyAssumed), "a pattern that covers what no policy may name stays assumed")

	c := proven(t, fixture.Plain())
	c.claims = claims{ClaimPatterns: "2026-12-02", ClaimInferred: "2026-12-01", ClaimChangeTime: "2026-12-03"}
	proven, err := Prove(c)
	require.NoError(t, err)
	markdown := proven.Report.Markdown()
	assert.Contains(t, markdown, "not exempt (as AWS did on 2026-12-01) | verified")
	assert.Contains(t, markdown, "takes minutes to act (as AWS did on 2026-12-03).")
}
