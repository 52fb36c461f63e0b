"""How a résumé meets the requirements of a job: by whole words and by rules that a person can follow on paper."""
