"""Notices of meetings, minutes and directives read in: from a file to what it says, each fact with its sentence.

Plain rules over the word lists of the jurisdiction pack (reading.yaml); no network, no guess: what the text does
not say stays empty. Nothing here writes; a person confirms what becomes a meeting or tasks.
"""
