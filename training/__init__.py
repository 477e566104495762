"""How the classifier of `moderation/` is made: from labelled posts and from counterfactual ones that are written here.

Nothing of this is needed, or installed, where Flagpost runs. `docs/training.md` tells the command.

- ``examples``: labelled posts, from the data sets' file. ``kinds``: posts made from templates, a kind each, with the
  mirror image of most kinds among them. ``disguise``: spellings that hide a word.
- ``network``: the encoder and its heads. ``train``: the command. ``measure``: what it reaches.
"""
