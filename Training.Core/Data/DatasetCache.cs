namespace Training.Core.Data;

/// <summary>Keeps the most recently used data sets; opens each one once, however many threads ask. A failed opening is not kept.</summary>
internal sealed class DatasetCache(int capacity)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(string Key, Lazy<Dataset> Value)> _entries = new();   // most recently used first

    public Dataset GetOrOpen(string key, Func<Dataset> open)
    {
        Lazy<Dataset> entry;
        lock (_gate)
        {
            var node = _entries.First;
            while (node is not null && node.Value.Key != key)
                node = node.Next;
            if (node is null)
                node = new((key, new Lazy<Dataset>(open, LazyThreadSafetyMode.ExecutionAndPublication)));
            else
                _entries.Remove(node);
            _entries.AddFirst(node);
            if (_entries.Count > capacity)
                _entries.RemoveLast();
            entry = node.Value.Value;
        }

        try
        {
            return entry.Value;
        }
        catch
        {
            lock (_gate)
            {
                if (_entries.FirstOrDefault(e => ReferenceEquals(e.Value, entry)) is { Key: not null } failed)
                    _entries.Remove(failed);
            }

            throw;
        }
    }
}
