using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Core.Journal;

namespace Platform.Silo.Startup;

/// <summary>Brings the database's schema up to date, waiting a while for a database that is still starting.</summary>
public static class DatabaseWait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="InvalidOperationException">The database cannot be reached or refuses; the message says which and what to do.</exception>
    /// <exception cref="DatabaseVersionException">The database is newer than this program.</exception>
    public static async Task EnsureSchemaAsync(NpgsqlDataSource database, ILogger logger, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        var told = false;
        try
        {
            await Transient.RetryAsync(EnsureAsync, Patience, TimeProvider.System, stop);
        }
        catch (Exception error) when (error is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
        {
            throw new InvalidOperationException(
                $"The database does not answer: {error.Message} Start PostgreSQL, or correct the connection string in ConnectionStrings__Platform.", error);
        }

        async Task<bool> EnsureAsync(CancellationToken token)
        {
            try
            {
                await JournalSchema.EnsureAsync(database, what => logger.LogInformation("{What}", what), token);
                return true;
            }
            catch (Exception error) when (Transient.IsTransient(error) && !told)
            {
                told = true;
                logger.LogWarning("The database does not answer ({Error}); waiting for it for up to {Seconds} s.", error.Message, Patience.TotalSeconds);
                throw;
            }
        }
    }
}
