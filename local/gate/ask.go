package gate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// Ask returns the doors of a gate, given the URL of its door to the internet.
func Ask(ctx context.Context, internet string) (found []Door, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, internet+doorsPath, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("ask for doors: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("ask for doors: %w", err)
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("ask for doors: the gate answers %s", response.Status)
	}
	var answer struct {
		Doors []Door `json:"doors"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return nil, fmt.Errorf("ask for doors: %w", err)
	}
	return answer.Doors, nil
}
