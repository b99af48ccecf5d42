"""The page of a review: one HTML file that opens without a network, with the picture of what changes."""
