using Npgsql;
using Platform.Core.Artifacts;
using Platform.Core.Checkpoints;
using Platform.Core.Erasures;
using Platform.Core.Journal;
using Platform.Core.LoggedModels;
using Platform.Core.Tracking;
using Platform.Core.Tracking.Sweeps;

namespace Platform.Web.Api.Mlflow;

/// <summary>MLflow's REST API on the platform's tracking and registry: services and where it stands in the pipeline.</summary>
internal static class MlflowApi
{
    /// <summary>The version of MLflow's API that clients are told; they compare it to know what a server can do.</summary>
    private const string Version = "3.5.0";

    public static void AddMlflow(this IServiceCollection services)
    {
        services.AddSingleton(provider => ArtifactStore.In(provider.GetRequiredService<PlatformFolders>().Home, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IArtifactStore>(provider => provider.GetRequiredService<ArtifactStore>());
        services.AddSingleton(provider => ArtifactRetention.Of(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(provider => ErasurePolicy.Of(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<ContentRemover>().AddSingleton<ArtifactCollector>().AddHostedService<ArtifactCollection>();
        services.AddSingleton<CheckpointReferences>().AddSingleton<ErasureViews>().AddSingleton<ContentEraser>().AddSingleton<ErasureRetention>().AddSingleton<CommandRetention>();
        services.AddSingleton<ArtifactViews>().AddSingleton<LoggedModelStore>()
            .AddSingleton(provider => new LoggedModelViews(provider.GetRequiredKeyedService<NpgsqlDataSource>(PlatformApi.Reading), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<TrackingStore>().AddSingleton<RunSearch>().AddSingleton<SweepRuns>()
            .AddSingleton(provider => new TrackingViews(provider.GetRequiredKeyedService<NpgsqlDataSource>(PlatformApi.Reading), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ExperimentEndpoints>().AddSingleton<RunEndpoints>().AddSingleton<RunLogEndpoints>().AddSingleton<MetricEndpoints>();
        services.AddSingleton<ArtifactUploads>().AddSingleton<ArtifactEndpoints>().AddSingleton<MultipartEndpoints>().AddSingleton<LoggedModelEndpoints>().AddSingleton<RegisteredModelEndpoints>().AddSingleton<ModelVersionEndpoints>();
        services.AddSingleton<RunCreation>().AddSingleton<UndeliveredAnswers>().AddSingleton<TrialFiles>().AddSingleton<MlflowEndpoints>();
    }

    /// <summary>Behind the guards of host and origin, before everything else: its answers have their own form.</summary>
    public static void UseMlflow(this WebApplication app) => app.UseMiddleware<MlflowMiddleware>();

    public static void MapVersion(WebApplication app) => app.MapGet("/version", () => Results.Text(Version)).ExcludeFromDescription();
}
