"""What must several services agree on? The fold of acts (R23), conferences, answers due, figures; pure."""
