using Npgsql;

namespace Platform.Core.Tracking;

/// <summary>Answers questions for runs. It sees everything that was durable when the question came. One per process; thread-safe.</summary>
public sealed class RunSearch
{
    public RunSearch(NpgsqlDataSource database, TrackingViews views) => throw new NotSupportedException();

    /// <summary>A page of runs.</summary>
    /// <exception cref="InvalidInputException">The page token is not one of this question's, or a number is out of range.</exception>
    public Task<RunPage> FindAsync(RunQuery query, CancellationToken stop = default) => throw new NotSupportedException();
}
