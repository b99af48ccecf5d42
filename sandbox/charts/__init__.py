"""Stand-ins for the vendors' charts and archives: the same values keys, names and objects, and nothing of their text.

One folder a chart; its values.yaml says of each key what it is in the vendor's chart and how that is known. The module
packs what a vendor hands over as a file. It must not know what the program makes of it.
"""
