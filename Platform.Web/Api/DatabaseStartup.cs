using Npgsql;
using Platform.Core.Journal;

namespace Platform.Web.Api;

/// <summary>
/// Brings the database's tables up to date when the server starts. A database that is still away is waited for in the background,
/// and meanwhile requests answer 503; a database of a newer version stops the start.
/// </summary>
public sealed class DatabaseStartup(NpgsqlDataSource database, ILogger<DatabaseStartup> logger, IHostApplicationLifetime lifetime, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Whether the tables are there.</summary>
    public bool IsReady { get; private set; }

    /// <summary>What stopped the server, if this did.</summary>
    public DatabaseVersionException? Refusal { get; private set; }

    /// <summary>The first try, before anything else of the server is made: other parts look for the tables at once.</summary>
    /// <exception cref="DatabaseVersionException">The database is newer; nothing was written.</exception>
    public Task PrepareAsync(CancellationToken cancellation = default) => TryAsync(cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Pause, time);
        try
        {
            while (!IsReady && await ticks.WaitForNextTickAsync(stoppingToken))
                await TryAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends.
        }
        catch (Exception error)
        {
            logger.LogCritical(error, "The database cannot be used: {Message}", error.Message);
            Refusal = error as DatabaseVersionException;
            lifetime.StopApplication();
        }
    }

    private async Task TryAsync(CancellationToken cancellation)
    {
        try
        {
            await JournalSchema.EnsureAsync(database, what => logger.LogInformation("{What}", what), cancellation);
            IsReady = true;
        }
        catch (Exception error) when (Transient.IsTransient(error))
        {
            logger.LogWarning("The database does not answer yet: {Message}", error.Message);
        }
    }
}
