package gate

import (
	"log/slog"

	"github.com/private-dynamodb/pulumi-private-dynamodb/local/gate/authorize"
)

// log writes one decision.
func (d *dynamoDBRequest) log(decision authorize.Decision) {
	attributes := []slog.Attr{
		slog.String("caller", d.caller.MessageARN),
		slog.String("principal", d.caller.ARN),
		slog.String("action", decision.Authorization.Action),
		slog.String("resource", decision.Authorization.Resource),
		slog.String("origin", d.door.Name),
		slog.String("operation", d.request.Operation),
		slog.Bool("allowed", decision.Allowed()),
	}
	if decision.Undecided != nil {
		attributes = append(attributes,
			slog.String("decision", "undecided"), slog.String("reason", decision.Undecided.Error()))
	} else {
		result := decision.Result
		attributes = append(attributes, slog.String("decision", result.Effect.String()),
			slog.String("reason", result.String()), slog.String("document", result.Document))
		if result.Statement >= 0 {
			attributes = append(attributes, slog.Int("statement", result.Statement), slog.String("sid", result.Sid))
		}
		if decision.Boundary {
			attributes = append(attributes, slog.Bool("boundary", true))
		}
	}
	d.Log.LogAttrs(d.incoming.Context(), slog.LevelInfo, "decision", attributes...)
}
