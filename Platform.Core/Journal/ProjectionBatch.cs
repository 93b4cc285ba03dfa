using Npgsql;

namespace Platform.Core.Journal;

/// <summary>
/// Collects the changes that projections want and turns them into few statements. Changes of one key keep their order; changes of
/// different keys are of different rows, so they may be grouped: the ends of a hundred trials become one UPDATE. Not thread-safe.
/// </summary>
public sealed class ProjectionBatch
{
    private readonly Dictionary<string, int> _last = new(StringComparer.Ordinal);
    private readonly List<Dictionary<ProjectionStatement, List<object>>> _waves = [];
    private int _from; // the first wave that a change of a key may still join
    private int _across = -1; // the wave of the last changes across keys

    /// <summary>Nothing was added.</summary>
    public bool IsEmpty => _waves.Count == 0;

    /// <summary>Adds a change.</summary>
    /// <param name="statement">What to do.</param>
    /// <param name="key">The row, e.g. <c>trial/ab12-3</c>: changes that touch the same row must have the same key.</param>
    /// <param name="row">An object whose properties (camelCase in JSON) the statement unpacks, or the row of a <see cref="ColumnStatement{TRow}"/>.</param>
    public void Add(ProjectionStatement statement, string key, object row)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(row);
        var wave = Math.Max(_from, _last.TryGetValue(key, out var last) ? last + 1 : 0);
        _last[key] = wave;
        AddTo(wave, statement, row);
    }

    /// <summary>
    /// Adds a deletion of rows that are not known by key: it comes after all changes that were added before, and before all that are added later. Those that follow one
    /// another are done in any order.
    /// </summary>
    /// <param name="statement">What to do.</param>
    /// <param name="row">As of <see cref="Add"/>.</param>
    public void AddAcross(ProjectionStatement statement, object row)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(row);
        if (_across < 0 || _across < _waves.Count - 1)
            _across = _waves.Count;
        AddTo(_across, statement, row);
        _from = _waves.Count;
    }

    private void AddTo(int wave, ProjectionStatement statement, object row)
    {
        if (wave == _waves.Count)
            _waves.Add([]);
        if (!_waves[wave].TryGetValue(statement, out var rows))
            _waves[wave].Add(statement, rows = []);
        rows.Add(row);
    }

    /// <summary>The collected changes as commands, to be executed in their order.</summary>
    internal IEnumerable<NpgsqlBatchCommand> Commands() =>
        from wave in _waves
        from change in wave
        select change.Key.Command(change.Value);
}
