"""The only writers of units, posts, people, invitations and previews: one verb, one function."""
