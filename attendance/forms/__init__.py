"""What people type, judged; each form saves through one action."""
