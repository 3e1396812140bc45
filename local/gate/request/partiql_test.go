package request

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func execute(t *testing.T, text string) (Request, error) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"Statement": text})
	require.NoError(t, err)
	return tables("ExecuteStatement", string(body))
}

func TestStatements(t *testing.T) {
	t.Parallel()
	tests := []struct{ why, text, want string }{
		{"the plain form", `SELECT * FROM "orders"`, "PartiQLSelect orders"},
		{"quotes are not needed, case does not matter", `select pk from orders where pk = 'a'`, "PartiQLSelect orders"},
		{"an index is a resource of its own", `SELECT * FROM "orders"."byDay" WHERE day = ?`, "PartiQLSelect orders/index/byDay"},
		{"an index without quotes", `SELECT * FROM orders.byDay`, "PartiQLSelect orders/index/byDay"},
		{"new lines are blanks", "SELECT *\nFROM orders\nWHERE pk = ?", "PartiQLSelect orders"},
		{"an order", `SELECT * FROM orders WHERE pk = 'a' ORDER BY sk DESC`, "PartiQLSelect orders"},
		{"an insert", `INSERT INTO "orders" VALUE {'pk': 'a', 'note': 'it''s from us'}`, "PartiQLInsert orders"},
		{"an update", `UPDATE "orders" SET a = 1 REMOVE b WHERE pk = 'a' RETURNING ALL OLD *`, "PartiQLUpdate orders"},
		{"a delete", `DELETE FROM "orders" WHERE pk = 'a'`, "PartiQLDelete orders"},
		{"a condition of a transaction", `EXISTS(SELECT * FROM orders WHERE pk = 'a')`, "PartiQLSelect orders"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			req, err := execute(t, test.text)
			require.NoError(t, err, test.why)
			assert.Equal(t, test.want, authorizationsOf(req), test.why)
		})
	}
}

func TestStatementsThatAreRefused(t *testing.T) {
	t.Parallel()
	tests := []struct{ why, text string }{
		{"the emulator cuts at keywords within quotes and would read secret", `SELECT 'a FROM secret WHERE ' FROM orders`},
		{"as many cuts as ours, elsewhere", `SELECT '0 WHERE 'FROM orders`},
		{"the same in a quoted name", `SELECT "a FROM secret WHERE b" FROM orders`},
		{"the emulator takes what follows a comma of ORDER BY for a table", `SELECT * FROM orders ORDER BY pk, secret`},
		{"it does not cut at a keyword with a tab, and then takes the comma for one of FROM", "SELECT * FROM orders\tWHERE a IN [1], secret"},
		{"it takes the name for an index of orders", `SELECT * FROM "orders.byDay"`},
		{"a join reads two tables", `SELECT * FROM orders, secret`},
		{"a join by name", `SELECT * FROM orders JOIN secret ON 1 = 1`},
		{"an alias is not DynamoDB's", `SELECT * FROM orders AS o`},
		{"a statement within", `SELECT * FROM orders WHERE pk IN (SELECT pk FROM secret)`},
		{"a FROM more", `SELECT * FROM orders WHERE a = 1 FROM secret`},
		{"two statements", `SELECT * FROM orders; SELECT * FROM secret`},
		{"a comment could hide a table", `SELECT * FROM orders -- FROM secret`},
		{"a comment of the other kind", `SELECT * /* FROM secret */ FROM orders`},
		{"a literal is no table", `SELECT * FROM 'orders'`},
		{"a word of the language is no name", `SELECT * FROM where`},
		{"no table", `SELECT * FROM`},
		{"no FROM", `SELECT 1`},
		{"nothing to change", `UPDATE orders`},
		{"an index cannot be written", `UPDATE orders.byDay SET a = 1`},
		{"an index cannot be deleted from", `DELETE FROM orders.byDay WHERE pk = 'a'`},
		{"not a statement", `DROP TABLE orders`},
		{"an open quote", `SELECT * FROM "orders`},
		{"an open bracket", `EXISTS(SELECT * FROM orders`},
		{"a letter that looks like another", "SELECT * FROM оrders"},
		{"nothing", ``},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			_, err := execute(t, test.text)
			var refusal *RefusedError
			require.ErrorAs(t, err, &refusal, test.why)
			assert.Equal(t, Validation, refusal.Code, test.why)
		})
	}
}

func TestStatementLists(t *testing.T) {
	t.Parallel()
	req, err := tables("BatchExecuteStatement", `{"Statements":[{"Statement":"SELECT * FROM orders WHERE pk = 'a'"},{"Statement":"DELETE FROM audit WHERE pk = 'a'"}]}`)
	require.NoError(t, err)
	assert.Equal(t, "PartiQLSelect orders, PartiQLDelete audit", authorizationsOf(req))
	req, err = tables("ExecuteTransaction", `{"TransactStatements":[{"Statement":"UPDATE orders SET a = 1 WHERE pk = 'a'"}]}`)
	require.NoError(t, err)
	assert.Equal(t, "PartiQLUpdate orders", authorizationsOf(req))
	_, err = tables("ExecuteTransaction", `{"TransactStatements":[{"Statement":"SELECT * FROM orders"},{"Statement":"nonsense"}]}`)
	require.Error(t, err, "one statement that cannot be read refuses them all")
	_, err = tables("ExecuteTransaction", `{"TransactStatements":[]}`)
	require.Error(t, err, "no statement needs nothing")
}

// FuzzStatement looks for a SELECT that the reader takes for one table and the emulator for another. The
// emulator's parser cuts at its keywords, and takes what stands after FROM, up to a blank, for the table.
func FuzzStatement(f *testing.F) {
	for _, seed := range []string{
		`SELECT * FROM "orders" WHERE pk = 'a'`, `SELECT 'a FROM secret WHERE ' FROM orders`,
		`SELECT * FROM orders ORDER BY pk, secret`, "SELECT *\nFROM orders.byDay WHERE a = 1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := reader{home: home}
		quoted, err := json.Marshal(text)
		require.NoError(t, err)
		if r.statement(Fields{"Statement": quoted}) != nil || r.authorizations[0].Action != "dynamodb:PartiQLSelect" {
			return
		}
		cut := keyword.Split(strings.ReplaceAll(text, "\n", " "), -1)
		emulators, _, _ := strings.Cut(strings.TrimSpace(strings.ReplaceAll(cut[2], `"`, "")), " ")
		ours := strings.Replace(strings.TrimPrefix(r.authorizations[0].Resource, home.Table("")), "/index/", ".", 1)
		if !strings.HasPrefix(text, "EXISTS") && strings.TrimRight(emulators, ")") != ours {
			t.Errorf("%q asks for %q, and the emulator reads %q", text, ours, emulators)
		}
	})
}
