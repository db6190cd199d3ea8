from upside.community.learning_models import LearningConsent, SharedLearning

__all__ = ["LearningConsent", "SharedLearning"]
