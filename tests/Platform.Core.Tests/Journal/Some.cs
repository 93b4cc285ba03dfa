using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Core.Journal;

namespace Platform.Core.Tests.Journal;

/// <summary>Event types and journals of the tests.</summary>
internal static class Some
{
    public static EventTypes Types { get; } = new EventTypes().Map<Counted>("counted").Map<Labelled>("labelled");

    public static EventJournal Journal(NpgsqlDataSource database, JournalOptions? options = null, params IReadOnlyList<IInlineProjection> projections) =>
        new(database, Types, projections, options);

    public static EventJournal Journal(NpgsqlDataSource database, JournalOptions options, ILogger<EventJournal> log) => new(database, Types, [], options, log);

    public static AppendRequest Append(string stream, long expected, params IReadOnlyList<object> events) => new(stream, "test", expected, events);

    public static async Task<T> ScalarAsync<T>(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>The n-th event of a writer.</summary>
internal sealed record Counted(int Writer, int Number);

/// <summary>An event with text and a number that may be special.</summary>
internal sealed record Labelled(string Label, double Value = 0);
