package concern

// An heir (arvinge) is found for what somebody has who no longer works at the unit:
// whoever is first among the candidates and may open it; for a matter that nobody of
// them may open, the first, who can give it on.
func heir(candidates []string, protected bool, covers func(string) bool) string {
	for _, user := range candidates {
		if !protected || covers(user) {
			return user
		}
	}
	if len(candidates) > 0 {
		return candidates[0]
	}
	return ""
}
