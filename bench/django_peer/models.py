"""The models of a booking."""

from django.db import models


class Organisation(models.Model):
    name = models.CharField(max_length=200)


class Token(models.Model):
    token_hash = models.CharField(max_length=64, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    role = models.CharField(max_length=20)


class Candidate(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    email = models.EmailField()


class Job(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    title = models.CharField(max_length=200)


class Slot(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    max_candidates = models.IntegerField(default=1)
    current_bookings = models.IntegerField(default=0)


class Interview(models.Model):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE)
    job = models.ForeignKey(Job, on_delete=models.CASCADE)
    status = models.CharField(max_length=20, default="PENDING")


class Booking(models.Model):
    interview = models.OneToOneField(Interview, on_delete=models.CASCADE)
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE)
    notes = models.TextField(blank=True)


class Session(models.Model):
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE)
    session_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()


class LogEntry(models.Model):
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE)
    action = models.CharField(max_length=40)
    at = models.DateTimeField()
