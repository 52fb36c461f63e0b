"""Measures how well a résumé meets a job's requirements, by whole words and rules that a person can follow on paper."""
