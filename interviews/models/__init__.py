"""The study: people, projects, participants, transcripts, jobs."""

from interviews.models.jobs import Job, Upload
from interviews.models.participants import Attribute, AttributeValue, Participant, ParticipantValue
from interviews.models.people import User
from interviews.models.projects import Invitation, Member, Project, Revision, Role
from interviews.models.transcripts import Speaker, Transcript, TranscriptText, Turn

__all__ = [
    "Attribute",
    "AttributeValue",
    "Invitation",
    "Job",
    "Member",
    "Participant",
    "ParticipantValue",
    "Project",
    "Revision",
    "Role",
    "Speaker",
    "Transcript",
    "TranscriptText",
    "Turn",
    "Upload",
    "User",
]
