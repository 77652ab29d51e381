from newsroom.partners.admin.key import ApiKeyAdmin
from newsroom.partners.admin.partner import PartnerAdmin

__all__ = ["ApiKeyAdmin", "PartnerAdmin"]
