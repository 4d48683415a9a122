"""How far a course is translated: what authors have accepted, what has changed since, which terms a glossary lacks."""
