using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Platform.Core.Journal;

/// <summary>
/// Collects the changes that projections want and turns them into few statements. Changes of one key keep their order; changes of
/// different keys are of different rows, so they may be grouped: the ends of a hundred trials become one UPDATE. Not thread-safe.
/// </summary>
public sealed class ProjectionBatch
{
    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);
    private readonly List<Dictionary<ProjectionStatement, List<object>>> _waves = [];

    /// <summary>Nothing was added.</summary>
    public bool IsEmpty => _waves.Count == 0;

    /// <summary>Adds a change.</summary>
    /// <param name="statement">What to do.</param>
    /// <param name="key">The row, e.g. <c>trial/ab12-3</c>: changes that touch the same row must have the same key.</param>
    /// <param name="row">An object whose properties (camelCase in JSON) the statement unpacks.</param>
    public void Add(ProjectionStatement statement, string key, object row)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(row);
        var wave = _last.TryGetValue(key, out var last) ? last + 1 : 0;
        _last[key] = wave;
        if (wave == _waves.Count)
            _waves.Add([]);
        if (!_waves[wave].TryGetValue(statement, out var rows))
            _waves[wave].Add(statement, rows = []);
        rows.Add(row);
    }

    /// <summary>The collected changes as commands, to be executed in their order.</summary>
    internal IEnumerable<NpgsqlBatchCommand> Commands()
    {
        foreach (var (statement, rows) in _waves.SelectMany(wave => wave))
        {
            var command = new NpgsqlBatchCommand(statement.Sql);
            command.Parameters.Add(new NpgsqlParameter { Value = JsonSerializer.SerializeToUtf8Bytes(rows, PlatformJson.Options), NpgsqlDbType = NpgsqlDbType.Json });
            yield return command;
        }
    }
}
