namespace Platform.Client.Delivery;

/// <summary>Points, parameters and tags on their way into batches. An entry of another kind, and a name that comes twice, end a batch, so that the order is kept.</summary>
internal sealed class Gathering
{
    private List<Point> _points = [];
    private Dictionary<string, string> _params = new(StringComparer.Ordinal);
    private Dictionary<string, string> _tags = new(StringComparer.Ordinal);

    /// <summary>Takes a <see cref="Point"/>, <see cref="LoggedParam"/>, <see cref="LoggedTag"/> or whole entry, and answers what is to be sent now.</summary>
    public IReadOnlyList<Entry> Add(object item)
    {
        switch (item)
        {
            case Point point:
                _points.Add(point);
                return _points.Count == BatchEntry.MostPoints ? Take() : [];
            case LoggedParam param:
                return AddPair(isParam: true, param.Key, param.Value);
            case LoggedTag tag:
                return AddPair(isParam: false, tag.Key, tag.Value);
            default:
                return [.. Take(), (Entry)item];
        }
    }

    /// <summary>What has been gathered, as at most one batch.</summary>
    public IReadOnlyList<Entry> Take()
    {
        if (_points.Count == 0 && _params.Count == 0 && _tags.Count == 0)
            return [];
        var batch = new BatchEntry(_points, _params, _tags);
        (_points, _params, _tags) = ([], new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        return [batch];
    }

    private IReadOnlyList<Entry> AddPair(bool isParam, string key, string value)
    {
        var pairs = isParam ? _params : _tags;
        IReadOnlyList<Entry> before = pairs.ContainsKey(key) || pairs.Count == BatchEntry.MostNames ? Take() : [];
        (isParam ? _params : _tags).Add(key, value);
        return before;
    }
}

internal sealed record LoggedParam(string Key, string Value);

internal sealed record LoggedTag(string Key, string Value);
