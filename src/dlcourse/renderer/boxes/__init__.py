"""Containers with a meaning (callouts, exercises, quizzes, tabs): their names, and how they become HTML."""
