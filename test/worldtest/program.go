package worldtest

import (
	"fmt"
	"os/exec"
	"path/filepath"
)

// Build builds the program in dir, as it is shipped, and gives its path.
func Build(dir string) (string, error) {
	program := filepath.Join(dir, "samspel")
	if out, err := exec.Command("go", "build", "-o", program, "samspel/cmd/samspel").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return program, nil
}
