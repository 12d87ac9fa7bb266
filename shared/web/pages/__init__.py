"""HTML as every service shows it: one layout and style, forms that lose nothing, refusals that are read."""
