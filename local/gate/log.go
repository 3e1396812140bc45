package gate

import (
	"log/slog"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/judge"
)

// log writes a decision as one line.
func (q *question) log(r judge.Ruling) {
	attributes := []slog.Attr{
		slog.String("caller", q.asker.Named),
		slog.String("principal", q.asker.ARN),
		slog.String("action", r.Need.Action),
		slog.String("resource", r.Need.Resource),
		slog.String("origin", q.door.Name),
		slog.String("operation", q.call.Operation),
		slog.Bool("allowed", r.Allowed()),
	}
	if r.Undecided != nil {
		attributes = append(attributes, slog.String("decision", "undecided"), slog.String("reason", r.Undecided.Error()))
	} else {
		d := r.Decision
		attributes = append(attributes, slog.String("decision", d.Effect.String()), slog.String("reason", d.String()),
			slog.String("document", d.Document))
		if d.Statement >= 0 {
			attributes = append(attributes, slog.Int("statement", d.Statement), slog.String("sid", d.Sid))
		}
		if r.Boundary {
			attributes = append(attributes, slog.Bool("boundary", true))
		}
	}
	q.Log.LogAttrs(q.request.Context(), slog.LevelInfo, "decision", attributes...)
}
