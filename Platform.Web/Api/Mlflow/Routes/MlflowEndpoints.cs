namespace Platform.Web.Api.Mlflow;

/// <summary>Every endpoint of MLflow's API, put together once.</summary>
internal sealed class MlflowEndpoints
{
    public MlflowEndpoints(
        ExperimentEndpoints experiments, RunEndpoints runs, RunLogEndpoints logs, MetricEndpoints metrics, ArtifactEndpoints artifacts, MultipartEndpoints multipart, LoggedModelEndpoints loggedModels,
        RegisteredModelEndpoints models, ModelVersionEndpoints versions)
    {
        experiments.Map(Api);
        runs.Map(Api);
        logs.Map(Api);
        metrics.Map(Api);
        artifacts.Map(Api);
        loggedModels.Map(Api);
        models.Map(Api);
        versions.Map(Api);
        Api.Add("GET", "server-info", ServerInfoAsync);
        Api.Freeze();
        artifacts.MapProxy(Artifacts);
        multipart.MapProxy(Artifacts);
        Artifacts.Freeze();
    }

    /// <summary>Below /api/2.0/mlflow and its twins.</summary>
    public MlflowRoutes Api { get; } = new();

    /// <summary>Below /api/2.0/mlflow-artifacts.</summary>
    public MlflowRoutes Artifacts { get; } = new();

    // Newer clients ask once which kind of server this is.
    private static Task ServerInfoAsync(MlflowCall call) => MlflowAnswer.WriteAsync(call.Context, writer =>
    {
        writer.WriteNull("store_type");
        writer.WriteBoolean("workspaces_enabled", value: false);
    });
}
