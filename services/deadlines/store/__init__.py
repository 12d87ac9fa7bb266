"""What deadlines keeps: links between subjects, deadlines as spans of time, what was announced about them."""
