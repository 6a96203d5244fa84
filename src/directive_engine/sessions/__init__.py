"""The live inspection: facts come, change and go one at a time, changed findings come back."""
