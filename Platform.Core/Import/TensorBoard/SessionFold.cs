using Platform.Core.Tracking;

namespace Platform.Core.Import.TensorBoard;

/// <summary>What the hyperparameter plugin says of a run in all its records. Not thread-safe.</summary>
internal sealed class SessionFold(ImportNotes notes)
{
    private const double LastSecond = 1e11;
    private readonly Dictionary<string, string> _params = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _tags = new(StringComparer.Ordinal);
    private bool _hasSession;
    private bool _hasExperiment;
    private bool _hasValues;

    /// <summary>There is nothing but what a whole experiment varies.</summary>
    public bool IsOfExperiment => _hasExperiment && !_hasSession && !_hasValues;

    /// <summary>Unix milliseconds.</summary>
    public long? Started { get; private set; }

    /// <summary>Unix milliseconds.</summary>
    public long? Ended { get; private set; }

    /// <summary>Finished where nothing is said.</summary>
    public RunStatus Status { get; private set; } = RunStatus.Finished;

    /// <summary>The group of runs with the same parameters, where it has one.</summary>
    public IReadOnlyDictionary<string, string> Tags => _tags;

    /// <summary>Takes a record in.</summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        // Until the run is known to have values each record is read; then those alone that may be the plugin's.
        if ((_hasValues && record.IndexOf("hparams"u8) < 0) || EventMessage.Read(record) is not { } message)
            return;
        _hasValues |= message.Values.Count > 0;
        foreach (var session in message.Sessions)
            Add(session);
    }

    /// <summary>The parameters under names as they are here.</summary>
    /// <param name="where">The run, for notes.</param>
    public Dictionary<string, string> Params(string where)
    {
        var (names, clean) = (new SourceNames(), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var (name, value) in _params.OrderBy(param => param.Key, StringComparer.Ordinal))
        {
            var key = names.Of(name, out _);
            if (key != name)
                notes.LeaveOut(where, $"the hyperparameter '{(name.Length > 250 ? name[..250] + "…" : name)}' is called '{key}' here: names have letters, digits, blanks and _ - . : /");
            clean[key] = value;
        }
        return clean;
    }

    private void Add(SessionMessage session)
    {
        _hasExperiment |= session.IsOfExperiment;
        if (session.IsOfExperiment)
            return;
        _hasSession = true;
        foreach (var (name, value) in session.Params)
            _params[name] = value;
        if (session.Group is { } group)
            _tags["tensorboard.hparams.group"] = group;
        Started = Milliseconds(session.Started) ?? Started;
        Ended = Milliseconds(session.Ended) ?? Ended;
        Status = session.Status switch { 1 => RunStatus.Finished, 2 => RunStatus.Failed, 3 => RunStatus.Running, _ => Status };
    }

    private static long? Milliseconds(double? seconds) => seconds is > 0 and < LastSecond ? (long)Math.Round(seconds.Value * 1000) : null;
}
