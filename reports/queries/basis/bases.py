"""The bases that a reader can choose from."""

from interviews.access import Sight, sight_of
from interviews.models import Member
from reports.queries.basis.basis import Basis, BasisKind, coders_in_sight


def bases_for(reader: Member) -> list[Basis]:
    """Each coder in sight, then the layers of all of them; for who sees her own work only, that alone."""
    coders = [Basis(BasisKind.CODER, coder) for coder in coders_in_sight(reader)]
    if sight_of(reader) is Sight.OWN:
        return coders
    layers = [BasisKind.UNION, BasisKind.INTERSECTION]
    layers += [BasisKind.MAJORITY] if len(coders) > 2 else []
    layers += [BasisKind.CONSENSUS] if len(coders) > 1 else []
    return coders + [Basis(kind) for kind in layers]
