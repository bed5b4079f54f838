"""A contract of our own for import-linter, which has none for parts that may lie anywhere in a room."""

from importlinter import Contract, ContractCheck, fields, output


class DomainContract(Contract):
    """Whatever is none of `parts` (forms, views…), and lies below none, imports none of them, of any app.

    Entry points lie above: what no part may import is what a browser, a shell or a template calls.
    """

    type_name = "domain"

    parts = fields.ListField(subfield=fields.StringField())
    entry_points = fields.ListField(subfield=fields.StringField())

    def check(self, graph, verbose):
        upper, free = set(self.parts), {*self.parts, *self.entry_points}
        broken = [
            (importer, imported)
            for importer in sorted(graph.modules)
            if not free & set(importer.split("."))
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if upper & set(imported.split("."))
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check):
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} imports {imported}")
