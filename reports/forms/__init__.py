"""What people type about reports; each form saves through one action."""
