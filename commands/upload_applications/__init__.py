"""Uploads the vendor's GUI applications to a ClearML server: `python3 -m commands.upload_applications`."""
