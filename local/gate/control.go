package gate

import (
	"encoding/json"
	"net/http"
	"strings"
)

const doorsPath = "/_gate/doors"

// showDoors lists the doors, after another look at which endpoints there are.
func (s *Server) showDoors(w http.ResponseWriter, r *http.Request) {
	if err := s.doors.sync(r.Context()); err != nil {
		s.Log.Error("look for endpoints", "error", err.Error())
		http.Error(w, "the emulator does not say which endpoints there are", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"doors": s.Doors()}) // a client that has gone needs no answer
}

// isMotoPage reports whether a path is of moto's own pages. They show and change everything, past every policy, and no
// such thing is on the internet; whoever needs them asks moto.
func isMotoPage(path string) bool { return strings.HasPrefix(path, "/moto-api") }
