from newsroom.partners.admin import lagging  # noqa: F401 - its notices.
from newsroom.partners.admin.key import ApiKeyAdmin
from newsroom.partners.admin.partner import PartnerAdmin
from newsroom.partners.admin.product import ProductAdmin

__all__ = ["ApiKeyAdmin", "PartnerAdmin", "ProductAdmin"]
