"""Program: other people's programs that are told what happens, and what became of each delivery."""
