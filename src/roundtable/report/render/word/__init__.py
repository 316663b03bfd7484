"""What a Word document is made of: its styles, numbering, fonts, fields, tables and pictures."""
