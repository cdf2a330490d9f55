from django.apps import AppConfig


class OmsrpConfig(AppConfig):
    name = "omsrp"
