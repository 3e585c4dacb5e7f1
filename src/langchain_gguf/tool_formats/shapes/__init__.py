"""What formats have in common: each shape is a class, a format fills in its fixed texts."""
