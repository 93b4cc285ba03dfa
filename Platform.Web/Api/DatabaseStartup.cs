using Npgsql;
using Platform.Core.Journal;

namespace Platform.Web.Api;

/// <summary>
/// Brings the database's tables up to date when the server starts. A database that is still away is waited for in the background,
/// and meanwhile requests answer 503; a database of a newer version stops the start.
/// </summary>
public sealed class DatabaseStartup(NpgsqlDataSource database, ILogger<DatabaseStartup> logger, IHostApplicationLifetime lifetime, TimeProvider time)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _waiting = Task.CompletedTask;

    /// <summary>Whether the tables are there.</summary>
    public bool IsReady { get; private set; }

    /// <summary>What stopped the server, if this did.</summary>
    public DatabaseVersionException? Refusal { get; private set; }

    /// <summary>The first try, before anything else of the server is made: other parts look for the tables at once.</summary>
    /// <exception cref="DatabaseVersionException">The database is newer; nothing was written.</exception>
    public Task PrepareAsync(CancellationToken cancellation = default) => TryAsync(cancellation);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!IsReady)
            _waiting = WaitAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _waiting.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task<bool> TryAsync(CancellationToken cancellation)
    {
        try
        {
            await JournalSchema.EnsureAsync(database, cancellation);
            return IsReady = true;
        }
        catch (Exception error) when (Transient.IsTransient(error))
        {
            logger.LogWarning("The database does not answer yet: {Message}", error.Message);
            return false;
        }
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        using var ticks = new PeriodicTimer(Pause, time);
        try
        {
            while (await ticks.WaitForNextTickAsync(stopping) && !await TryAsync(stopping))
            {
                // The timer is the pause between two tries.
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
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
}
