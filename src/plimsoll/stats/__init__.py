"""What the numbers can and cannot claim; nothing here knows what a language model is."""
