"""The public door: what anybody may check without an account.

Holds the page that confirms a numbered paper. Knows of other rooms only what they publish
(their `public` modules): no title, no case, no person.
"""
