using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Core;
using Platform.Core.Checkpoints;
using Platform.Core.Commands;
using Platform.Core.Journal;
using Platform.Core.Studies;
using Platform.Core.Views;
using Platform.Silo.Checkpoints;
using Platform.Silo.Evaluations;
using Platform.Silo.Lanes;
using Platform.Silo.Reproductions;
using Platform.Silo.Retraining;
using Platform.Silo.Telemetry;
using Platform.Silo.Trials;
using Quartz;

namespace Platform.Silo.Startup;

/// <summary>How a silo is put together.</summary>
public static class SiloServices
{
    /// <summary>Everything but the database, which is there before the silo is. Hosted services stop in the reverse of this order.</summary>
    public static IServiceCollection AddSilo(this IServiceCollection services, SiloOptions options, NpgsqlDataSource database)
    {
        services.AddSingleton(options);
        services.AddSingleton(database);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(CheckpointStore.In(options.Home));
        services.AddSingleton(PictureStore.In(options.Home));
        services.AddSingleton(s => new EventJournal(database, PlatformEvents.Types, PlatformProjections.All, logger: s.GetRequiredService<ILogger<EventJournal>>()));
        services.AddSingleton(s => new JournalNotifications(database, logger: s.GetRequiredService<ILogger<JournalNotifications>>()));
        services.AddSingleton(new PlatformViews(database));
        services.AddSingleton(new SiloTable(database));
        services.AddSingleton(_ => new ExperimentTurn(database));
        services.AddSingleton<PlatformCommands>().AddSingleton<PastStudies>().AddSingleton<StudyReader>();

        services.AddSingleton<TrialDatasets>().AddSingleton<RunningTrials>().AddSingleton<SiloGate>().AddSingleton<TrainingThreads>().AddSingleton<SiloLiveness>();
        services.AddSingleton<TrialCheckpoints>().AddSingleton<CheckpointReferences>().AddSingleton<WeightSources>().AddSingleton<CheckpointCollector>();
        services.AddSingleton<TrialOutput>().AddSingleton<ILoggerProvider>(s => s.GetRequiredService<TrialOutput>());
        services.AddLogging(log => log.AddFilter<TrialOutput>("Platform.Silo", LogLevel.Debug));
        services.AddSingleton<PruningJudge>().AddSingleton<AttemptRunner>().AddSingleton<TrialRunner>().AddSingleton<TrialInterrupter>();
        services.AddSingleton<LaneQueue>().AddSingleton<LaneMender>().AddSingleton<LaneChanges>().AddSingleton<DatasetWarmer>().AddSingleton<SweepLane>().AddSingleton<SweepEpilogue>();
        services.AddSingleton<ReproducedEnvironments>().AddSingleton<ReproductionVerdicts>().AddSingleton<ReproductionLane>().AddSingleton<MeasuringPlaces>().AddSingleton<TestEvaluator>();
        services.AddSingleton<RetrainingTriggers>().AddSingleton<RetrainingStart>().AddSingleton<VersionMeter>().AddSingleton<RetrainingEnd>();

        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        services.AddHostedService<Heartbeat>();
        services.AddHostedService<MachineUseRecorder>();
        services.AddHostedService<TrialOutputRecorder>();
        services.AddQuartz(quartz => quartz.UseLanes(options));
        services.AddQuartz(RetrainingTriggers.Scheduler, quartz => quartz.UseRetraining(options));
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = false); // OrderlyStop has waited for them
        services.AddHostedService<LaneReconciler>();
        services.AddHostedService<RetrainingService>();
        services.AddHostedService<EpilogueService>();
        services.AddHostedService<EvaluationService>();
        services.AddHostedService<OrderlyStop>();
        return services;
    }

    private static void UseLanes(this IQuartzBuilder quartz, SiloOptions options)
    {
        quartz.ConfigureScheduler(scheduler =>
        {
            scheduler.InstanceName = "platform";
            scheduler.InstanceId = options.Id;
            scheduler.IdleWaitTime = TimeSpan.FromSeconds(1); // how long a lane queued by another silo may go unnoticed
        });
        quartz.UseDefaultThreadPool(options.Slots);
        quartz.ServeExecutionGroups([.. options.Groups]);
        quartz.UseCluster(ConnectionOf(options, "platform scheduler", connections: 20));
    }

    // Its firings only look at the data and write down what is to be done.
    private static void UseRetraining(this IQuartzBuilder quartz, SiloOptions options)
    {
        quartz.ConfigureScheduler(scheduler =>
        {
            scheduler.InstanceId = options.Id;
            scheduler.IdleWaitTime = TimeSpan.FromSeconds(2);
        });
        quartz.UseDefaultThreadPool(1);
        quartz.UseCluster(ConnectionOf(options, "platform retraining", connections: 5));
    }

    private static void UseCluster(this IQuartzBuilder quartz, string connection) => quartz.UsePersistentStore(store =>
    {
        store.ConfigureStore(ado =>
        {
            ado.StoreJobDataAsStrings = true;
            ado.DbRetryInterval = TimeSpan.FromSeconds(1);
            ado.CommandTimeout = TimeSpan.FromSeconds(10);
            ado.IsTransient = error => Transient.IsTransient(error.GetBaseException());
        });
        store.UsePostgres(connection);
        store.ProvisionSchema();
        store.UseClustering(cluster =>
        {
            // A silo counts as lost once its last check-in is older than both together, and is noticed at another's next one: 2 to 3 s after it fell silent.
            cluster.CheckinInterval = TimeSpan.FromSeconds(0.5);
            cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(2);
        });
    });

    // A pool of each scheduler's own: training that waits for connections must not keep the silo from checking in.
    private static string ConnectionOf(SiloOptions options, string name, int connections) => new NpgsqlConnectionStringBuilder(options.Database)
    {
        ApplicationName = name, Timeout = 5, MaxPoolSize = connections,
    }.ConnectionString;
}
