"""The committee: bodies meet, decide, hand out tasks, and open the next meeting with what is unfinished.

Holds bodies and their members by post, meetings that may belong to several bodies, agendas, minutes,
numbered resolutions and tasks. Knows the register, the sites and the visits; nothing of imports or of
the situation page, which ask here.
"""
