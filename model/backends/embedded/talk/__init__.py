"""Chat: what is asked of the pictures, and the answers that stand in their pixels."""
