"""Sign-up and survey files of other tools: read, what each question is, its texts to topics."""
