"""Rules as plain sentences: hours, promises, qualification, points, routing, pools."""
