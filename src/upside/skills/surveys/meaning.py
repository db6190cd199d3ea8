"""What a question seems to ask, by its words: what people can do, or what they want to learn."""

import re

from upside.people.imports.headings import plain

__all__ = ["asks_for"]

# who teaches is able, whatever "would like" stands before it
SHARES = re.compile(
    r"\b(teach\w*|share|sharing|offers?|offering|help (others|colleagues|people|someone)"
    r"|help a colleague|mentor (others|someone|on|in)|coach others|pass on"
    r"|contribute|explain|transmet\w*|partag\w*|enseign\w*|offr\w+|apport\w+|aider"
    r"|former (des|les|vos|d autres)"
    r"|accompagner|expliquer|proposer|propose[sz]?)\b"
)
WANTS = re.compile(
    r"\b(desire\w*|wants?|wanted|wish\w*|would (you )?like|like to|learn\w*|next year|interest\w*"
    r"|improv\w+"
    r"|develop(pe[rz]?)?|discover\w*|needs?|grow|curious|explore|goals?|get better|progress|looking"
    r"|souhait\w*|voudr\w+|voul\w+|veu(x|t|lent)|aimer\w+|apprendre|decouvrir|progresser|envies?"
    r"|besoins?|interess\w*|ameliorer|objectifs?|attentes?|desir\w*|cherche\w*|wunsch)\b"
)
HAS = re.compile(
    r"\b(worked with|have|has|had|know\w*|can|able|skills?|expert\w*|comfortable|use[sd]?|using"
    r"|master\w*|experience\w*|strengths?|good at|proficien\w+|familiar|current\w*|levels?|rate"
    r"|maitris\w*|connai\w+|sai[st]?|savez|savoir\w*|competen\w+|utilis\w+|forces?|atouts?|pratiqu\w+"
    r"|niveaux?|aise|acquis\w*|talents?)\b"
)
# "do you have", "wish you had": the word alone says little beside one of wanting
TAUGHT = re.compile(
    r"\b(teach (me|you|us)|be taught|be mentored|etre (forme|mentore|accompagne)\w*)\b"
)


def asks_for(question: str) -> str:
    """Return ``had``, ``wanted`` or nothing, by the words of a question in English or French.

    >>> [asks_for(q) for q in ("LanguageDesireNextYear", "Que souhaitez-vous transmettre ?", "Age")]
    ['wanted', 'had', '']
    """
    words = plain(question)
    if TAUGHT.search(words):
        return "wanted"
    if SHARES.search(words):
        return "had"
    if WANTS.search(words):
        return "wanted"
    return "had" if HAS.search(words) else ""
