using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration.Memory;
using Npgsql;
using Platform.Core;
using Platform.Core.Checkpoints;
using Platform.Core.Commands;
using Platform.Core.History;
using Platform.Core.Journal;
using Platform.Core.OpenStudies;
using Platform.Core.Reports;
using Platform.Core.Stories;
using Platform.Core.Studies;
using Platform.Core.Telemetry;
using Platform.Core.Views;
using Platform.Web.Api.Mlflow;
using Platform.Web.Compare;
using Platform.Web.Labels;
using Platform.Web.Output;
using Platform.Web.Registry;
using Platform.Web.Reports;
using Platform.Web.Serving;
using Platform.Web.Trials.Mistakes;

namespace Platform.Web.Api;

/// <summary>The REST API: services, error answers and routes.</summary>
public static class PlatformApi
{
    /// <summary>The key of the pool for single statements that only read.</summary>
    internal const string Reading = "reading";

    /// <summary>Registers the journal, the views and what the endpoints need; pages use the same services.</summary>
    public static void AddPlatformApi(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => PlatformFolders.From(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton(provider => CheckpointStore.In(provider.GetRequiredService<PlatformFolders>().Home));
        services.AddJournal();
        services.AddSingleton(provider => PictureStore.In(provider.GetRequiredService<PlatformFolders>().Home));
        services.AddSingleton<LaunchValidator>();
        services.AddSingleton<SweepLauncher>();
        services.AddSingleton<SweepSteering>();
        services.AddSingleton<SweepChanger>();
        services.AddSingleton<SweepForker>();
        services.AddSingleton<ModelPromotion>().AddSingleton<ModelEvidence>().AddSingleton<ModelCards>().AddSingleton<ModelLineage>();
        services.AddSingleton<ModelLookup>();
        services.AddSingleton<ModelRetraining>();
        services.AddSingleton<ServingMeter>().AddSingleton<ServingTimer>().AddSingleton<ModelServing>().AddSingleton<ModelAnswers>();
        services.AddSingleton<ComparedRuns>();
        services.AddSingleton<ReportStore>().AddSingleton<ReportViews>().AddSingleton<PastCurve>().AddSingleton<ReportData>();
        services.AddMlflow();
        services.AddSingleton<LabelledDatasets>().AddSingleton<DatasetProfiles>().AddSingleton<LabelCorrector>().AddSingleton<LabelSearches>();
        services.AddSingleton<MistakeSearches>();

        services.AddDataProtection().SetApplicationName("platform").PersistKeysToFileSystem(KeyFolder(builder.Configuration));
        // One line a request is for those who ask for it; everything else of a setting's usual places comes later and wins.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = [KeyValuePair.Create("Logging:LogLevel:Microsoft.AspNetCore", (string?)"Warning")] });

        // It warns at each start that keys are stored unencrypted; the folder is closed to others instead.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        services.ConfigureHttpJsonOptions(options => PlatformJson.Apply(options.SerializerOptions));
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemHandler>();
        services.AddOpenApi("v1", ApiDescription.Configure);
    }

    /// <summary>Turns exceptions and empty refusals into problem documents.</summary>
    public static void UsePlatformApi(this WebApplication app)
    {
        app.UseMlflow();
        app.UseExceptionHandler();
        app.UseWhen(context => IsApi(context.Request.Path), api => api.UseStatusCodePages(context => StatusProblems.WriteAsync(context.HttpContext)));
    }

    /// <summary>All routes under /api/v1, /health and the OpenAPI document.</summary>
    public static void MapPlatformApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        HealthEndpoint.Map(app);
        MlflowApi.MapVersion(app);
        app.MapOpenApi("/openapi/{documentName}.json").ExcludeFromDescription();
        var api = app.MapGroup("/api/v1");
        SweepEndpoints.Map(api);
        ChangeEndpoints.Map(api);
        ForkEndpoints.Map(api);
        VerifyEndpoints.Map(api);
        TrialEndpoints.Map(api);
        StoryEndpoints.Map(api);
        RunEndpoints.Map(api);
        CompareEndpoints.Map(api);
        ReportEndpoints.Map(api);
        ModelEndpoints.Map(api);
        GateEndpoints.Map(api);
        RetrainingEndpoints.Map(api);
        ServingEndpoints.Map(api);
        CatalogueEndpoints.Map(api);
        FleetEndpoints.Map(api);
        StudyEndpoints.Map(api);
        InsightEndpoints.Map(api);
        LabelEndpoints.Map(api);
        RunTableEndpoints.Map(api);
        ParquetEndpoints.Map(api);
        SavedViewEndpoints.Map(api);
        TrackingFileEndpoints.Map(api);
        ConsoleEndpoints.Map(api);
        TrackedRunEndpoints.Map(api);
        ErasureEndpoints.Map(api);
    }

    /// <summary>Whether a path belongs to programs, not to pages.</summary>
    internal static bool IsApi(PathString path) =>
        path.StartsWithSegments("/api", StringComparison.Ordinal) || path.StartsWithSegments("/ajax-api", StringComparison.Ordinal) || path.StartsWithSegments("/openapi", StringComparison.Ordinal) || path.StartsWithSegments("/health", StringComparison.Ordinal);

    private static void AddJournal(this IServiceCollection services)
    {
        // A page or a client waits for the answer: better a clear refusal soon than silence for a minute.
        services.AddSingleton(new JournalOptions { RetryFor = TimeSpan.FromSeconds(5) });
        services.AddSingleton(provider => JournalDataSource.Create(ConnectionString(provider.GetRequiredService<IConfiguration>()), "platform-web"));
        services.AddKeyedSingleton(Reading, (provider, _) => JournalDataSource.CreateForReading(ConnectionString(provider.GetRequiredService<IConfiguration>()), "platform-web-reading"));
        services.AddSingleton(provider => new EventJournal(
            provider.GetRequiredService<NpgsqlDataSource>(), PlatformEvents.Types, PlatformProjections.All, provider.GetRequiredService<JournalOptions>(),
            provider.GetRequiredService<ILogger<EventJournal>>()));
        services.AddSingleton(provider => new JournalNotifications(
            provider.GetRequiredService<NpgsqlDataSource>(), logger: provider.GetRequiredService<ILogger<JournalNotifications>>()));
        services.AddSingleton<PlatformViews>();
        services.AddSingleton<LaneQueueView>();
        services.AddSingleton<SiloTable>();
        services.AddSingleton<PlatformCommands>();
        services.AddSingleton<StudyStore>();
        services.AddSingleton<PastStudies>();
        services.AddSingleton<StudyReader>();
        services.AddSingleton<PatientThreads>();
        services.AddSingleton<SweepInsight>();
        services.AddSingleton<SweepVerifier>();
        services.AddSingleton<TrialStories>();
        services.AddSingleton<PastViews>();
        services.AddSingleton<SweepReplays>();
        services.AddSingleton<TrialTelemetry>().AddSingleton<RunConsole>();
        services.AddSingleton<Counterfactuals>();
        services.AddSingleton<DatabaseStartup>();
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseStartup>());
    }

    // Pages stay valid over a restart of the server; nobody else may read the keys.
    private static DirectoryInfo KeyFolder(IConfiguration configuration)
    {
        var folder = Directory.CreateDirectory(Path.Combine(PlatformFolders.From(configuration).Home, "keys"));
        if (!OperatingSystem.IsWindows())
            folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        return folder;
    }

    private static string ConnectionString(IConfiguration configuration) => configuration.GetConnectionString("Platform") is { Length: > 0 } given
        ? given
        : throw new ConfigurationException("ConnectionStrings:Platform is not set. Set ConnectionStrings__Platform to the PostgreSQL database, such as 'Host=127.0.0.1;Username=platform;Password=…;Database=platform'.");
}
