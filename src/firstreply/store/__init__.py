"""Store: the tables, who may see which row of them, and the questions they answer."""
