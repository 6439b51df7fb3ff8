"""What every page shares: palette, undo, the way to the live stream, pages for errors."""
