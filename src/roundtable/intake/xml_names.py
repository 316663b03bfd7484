"""What an element or an attribute is called, whatever its namespace."""

from lxml import etree


def local_name(name: str) -> str:
    """ "Child" of "{urn:census}Child", of "Child", and of "x:Child", whose prefix nobody declared: no name is an error."""
    return name.rpartition("}")[2].rpartition(":")[2]


def local_of(element: etree._Element) -> str:
    """The element's own name; empty for a comment or an instruction."""
    return local_name(element.tag) if isinstance(element.tag, str) else ""
