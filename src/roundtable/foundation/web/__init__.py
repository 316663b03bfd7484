"""The design system: GOV.UK components, forms, lists, the shapes of pages, and what apps register for shared pages."""
