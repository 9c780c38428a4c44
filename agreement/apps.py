from django.apps import AppConfig


class AgreementConfig(AppConfig):
    name = "agreement"

    def ready(self) -> None:
        # Only now are the models loaded, which the registry's module imports.
        from agreement.services.computations import register  # noqa: PLC0415
        from agreement.services.file_analyses import register_analysis  # noqa: PLC0415

        register("agreement", "agreement.services.agreement_report.AGREEMENT")
        register("comparison", "agreement.services.comparison_report.COMPARISON")
        for kind in ("agreement", "raters", "judge"):
            register_analysis(kind, f"agreement.management.analyses.{kind}.ANALYSIS")
