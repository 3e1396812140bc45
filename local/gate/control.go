package gate

import (
	"encoding/json"
	"net/http"
	"strings"
)

const doorsPath = "/_gate/doors"

// showDoors lists the doors, after it has read the endpoints again.
func (s *Server) showDoors(w http.ResponseWriter, r *http.Request) {
	if err := s.doors.sync(r.Context()); err != nil {
		s.Log.Error("list endpoints", "error", err.Error())
		http.Error(w, "the emulator does not list its VPC endpoints", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"doors": s.Doors()}) // a client that is gone needs no response
}

// isMotoPage reports whether a path is one of moto's own pages. They show and change everything, past every policy, and
// AWS has nothing like them. To reach them, call moto directly.
func isMotoPage(path string) bool { return strings.HasPrefix(path, "/moto-api") }
