from upside.community.circle_models import Circle, CircleDate, CircleInvitation, CircleLeave
from upside.community.learning_models import LearningConsent, SharedLearning

__all__ = [
    "Circle",
    "CircleDate",
    "CircleInvitation",
    "CircleLeave",
    "LearningConsent",
    "SharedLearning",
]
