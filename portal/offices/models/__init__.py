"""Who there is, who may act for whom, who is on duty and whom to call."""

from portal.offices.models.duty import Contact, DutyShift
from portal.offices.models.people import Deputation, Jurisdiction, Unit, UnitMembership, User

__all__ = ["Contact", "Deputation", "DutyShift", "Jurisdiction", "Unit", "UnitMembership", "User"]
