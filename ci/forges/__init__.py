"""GitHub and GitLab: where changes are agreed, and what their APIs are asked."""
