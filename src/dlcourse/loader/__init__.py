"""content/ in, a Course out: every lesson parsed, checked and put in order."""
