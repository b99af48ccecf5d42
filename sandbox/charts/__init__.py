"""Stand-ins for the vendors' charts and archives: the same values keys, names and objects, but none of their text.

One folder per chart; the comments in its values.yaml name each key's counterpart in the vendor's chart and the source.
The modules pack charts and archives as files in the form in which a vendor delivers them.
"""
