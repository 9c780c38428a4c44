from django.apps import AppConfig


class PreferencesConfig(AppConfig):
    name = "preferences"

    def ready(self) -> None:
        # Only now are the models loaded, which the registry's module imports.
        from agreement.services.computations import register  # noqa: PLC0415
        from agreement.services.file_analyses import register_analysis  # noqa: PLC0415

        register("bias", "preferences.services.bias.COMPUTATION")
        register("ranking", "preferences.services.ranking.COMPUTATION")
        register("scores", "preferences.services.scores.COMPUTATION")
        register("traceback", "preferences.services.tracing.COMPUTATION")
        for kind in ("ranking", "bias", "traceback", "ab"):
            register_analysis(kind, f"preferences.management.analyses.{kind}.ANALYSIS")
