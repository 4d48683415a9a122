"""Two files of one lesson: `sections` and their blocks by `likeness` (`align`); what pairs differ in (`parity`)."""
