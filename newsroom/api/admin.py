"""What the API adds to the admin: a dump of a partner's slice, written as copies are told."""

from django.contrib import messages

from newsroom.admin.acts import OneClick
from newsroom.api.problems import Problem
from newsroom.api.v1.sync_dump import dump
from newsroom.partners.admin import PartnerAdmin
from newsroom.partners.errors import PartnerRefused


class Dump(OneClick):
    """Gives the file as the answer; the log of the admin says who took it."""

    name = "dump"
    title = "Download a dump"
    refusal = PartnerRefused

    def form_valid(self, form):
        try:
            response, number = dump(self.object)
        except Problem as problem:
            messages.error(self.request, problem.detail)
            return self.back()
        self.model_admin.log_change(self.request, self.object, f"Dumped to change {number}.")
        return response


PartnerAdmin.acts = (*PartnerAdmin.acts, Dump)
